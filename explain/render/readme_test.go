package render_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryFieldIsDocumented: the README names every field that any JSON document can
// have, as the types say.
func TestEveryFieldIsDocumented(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	tag := regexp.MustCompile("`json:\"([a-zA-Z0-9]+)")
	fields := map[string]string{}
	for _, folder := range []string{".", "../finding", "../fix"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range tag.FindAllSubmatch(src, -1) {
				fields[string(m[1])] = file
			}
		}
	}
	if len(fields) < 200 {
		t.Errorf("only %d fields were found", len(fields))
	}
	for field, file := range fields {
		if !strings.Contains(string(readme), "`"+field+"`") {
			t.Errorf("the README does not explain the field %s of %s", field, file)
		}
	}
}
