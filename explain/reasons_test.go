package explain_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
)

// constants reads the values of all string constants of a type from a source file.
func constants(t *testing.T, path, typ string) (values []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != typ {
			return true
		}
		for _, v := range spec.Values {
			if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				s, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				values = append(values, s)
			}
		}
		return true
	})
	return values
}

// TestEveryReasonHasItsSentence: what a judge can say is said in words, with the
// section that it rests on, and no two reasons are said alike, in any language.
func TestEveryReasonHasItsSentence(t *testing.T) {
	reasons := constants(t, "../probe/judge/dnssec/result.go", "Reason")
	failures := constants(t, "../probe/judge/denial/types.go", "Failure")
	if len(reasons) < 30 || len(failures) < 10 {
		t.Fatalf("only %d reasons and %d failures found: the constants stand elsewhere", len(reasons), len(failures))
	}
	for _, language := range text.Languages() {
		b := book(t, language) // none for English
		said := map[string]string{}
		check := func(value string, s explain.Sentence) {
			if !strings.HasSuffix(s.Text, ".") || !strings.Contains(s.Text, " ") {
				t.Errorf("%s %s: %q is no sentence", language, value, s.Text)
			}
			if !strings.HasPrefix(s.Source, "RFC ") || len(strings.Fields(s.Source)) < 3 {
				t.Errorf("%s: %q is no section of a standard", value, s.Source)
			}
			if other, ok := said[s.Text]; ok {
				t.Errorf("%s: %s and %s are said alike", language, value, other)
			}
			said[s.Text] = value
		}
		for _, r := range reasons {
			check(r, explain.Why(b, dnssec.Reason(r)))
		}
		for _, f := range failures {
			check(f, explain.WhyNoProof(b, denial.Failure(f)))
		}
	}
}
