package lab

import (
	"os"
	"strings"
	"testing"
)

func TestSampleWorldsParse(t *testing.T) {
	list, err := List(os.DirFS("../../explain/rules"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]Summary{}
	for _, s := range list {
		seen[s.Name] = s
	}
	demo, ok := seen["demo"]
	if !ok || demo.Verdict != "at-risk" || demo.Title == "" || strings.Contains(demo.Story, "\n") {
		t.Errorf("the demo is listed as %+v", demo)
	}
	if _, ok := seen["healthy-3-1-1"]; !ok {
		t.Errorf("healthy-3-1-1 is missing from %v", list)
	}
}
