package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"danewalk/tui/theme"
)

// TestEverythingWeSayHasAFormInASCII: where only ASCII can be shown, none of our
// own words in any language becomes a row of question marks.
func TestEverythingWeSayHasAFormInASCII(t *testing.T) {
	th := theme.New(theme.Options{ASCII: true})
	values := regexp.MustCompile(`\{\{[^}]*\}\}`) // and conditions: words are on both sides of them
	lines := 0
	for _, root := range []string{"../../explain", "../../tui", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return filepath.SkipDir
			case d.IsDir() || filepath.Ext(path) != ".txt":
				return nil
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for line := range bytes.Lines(src) {
				lines++
				said := values.ReplaceAllString(strings.TrimRight(string(line), "\n"), " ")
				if got := th.Text(said); strings.Count(got, "?") != strings.Count(said, "?") {
					t.Errorf("%s: %q becomes %q", path, said, got)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if lines < 5000 {
		t.Errorf("only %d lines were looked at", lines)
	}
}
