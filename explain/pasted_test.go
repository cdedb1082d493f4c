package explain_test

import (
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/fix"
)

// harmless tells whether a shell takes a line for what it says: outside quotes
// there is nothing that it would fill in or run but what we wrote ourselves.
func harmless(line string) bool {
	ours := strings.NewReplacer(`"Authorization: Bearer $TOKEN"`, "", "</dev/null", "", " | openssl ", "", " | dnssec-dsfromkey ", "", " | nc ", "", " | head ", "", " | grep ", "",
		"for s in $(dig +short ", "", "); do ", "", "for i in 1 2 3; do ", "", "; done", "", "@$s ", "", " | Format-List ", "", "2>&1", "", "\"[", "", "]\"", "")
	quoted := false
	for _, r := range ours.Replace(line) {
		switch {
		case r == '\'':
			quoted = !quoted
		case !quoted && strings.ContainsRune("`$;&<>(){}\\|", r):
			return false
		}
	}
	return !quoted
}

// No line that is run has anything for a shell in it, in no world. And what is told
// to sign or to stop is told with its condition.
func TestLinesToPaste(t *testing.T) {
	t.Parallel()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, s := range list {
		for _, f := range diagnosed(t, s.Name).Findings {
			for _, c := range f.Commands {
				lines++
				if !c.Config && !harmless(c.Line) {
					t.Errorf("%s %s: %s", s.Name, f.Code, c.Line)
				}
				if (c.Task == fix.GoUnsigned || c.Task == fix.StartSigning) && len(f.Order) == 0 {
					t.Errorf("%s %s: %s has no condition", s.Name, f.Code, c.Task)
				}
			}
			for _, b := range f.Answers[explain.Expert] {
				if b.Part != "expert.reproduce" {
					continue
				}
				for _, line := range b.Paras {
					if lines++; !strings.HasPrefix(line, "#") && !harmless(line) {
						t.Errorf("%s %s: %s", s.Name, f.Code, line)
					}
				}
			}
		}
	}
	if lines < 1000 {
		t.Errorf("only %d lines were found", lines)
	}
}
