package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"danewalk/explain/text"
)

// TestEveryPhraseIsTranslated holds the phrases in the code against the files of
// their translations, both ways: what is said has a translation in every
// language, and what is translated is said.
func TestEveryPhraseIsTranslated(t *testing.T) {
	said := phrasesInCode(t, "../../explain", "../../tui", "../../cmd")
	translated := map[text.Phrase]text.Translation{}
	for _, fsys := range phraseFolders(t) {
		list, err := text.ReadPhrases(fsys)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			if first, twice := translated[p.English]; twice {
				t.Errorf("%s: %q stands at %s already", p.File, p.English, first.File)
			}
			translated[p.English] = p
			for _, language := range text.Languages()[1:] {
				if p.In[language] == "" {
					t.Errorf("%s: %q has no %s", p.File, p.English, language)
				}
			}
		}
	}
	for p, where := range said {
		if _, ok := translated[p]; !ok {
			t.Errorf("%s: %q is not in the files of phrases", where, p)
		}
	}
	for p, tr := range translated {
		if _, ok := said[p]; !ok {
			t.Errorf("%s: nobody says %q", tr.File, p)
		}
	}
}

// phraseFolders are the folders of the tree that have a folder phrases.
func phraseFolders(t *testing.T) (out []fs.FS) {
	t.Helper()
	for _, root := range []string{"../../explain", "../../tui", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && d.Name() == "phrases" {
				out = append(out, os.DirFS(filepath.Dir(path)))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// phrasesInCode collects what the code says: literals that are arguments of Say,
// say or Count, conversions text.Phrase("..."), and the literals in composite
// literals of phrases, with the place of the first one.
func phrasesInCode(t *testing.T, roots ...string) map[text.Phrase]string {
	t.Helper()
	out := map[text.Phrase]string{}
	files := token.NewFileSet()
	take := func(e ast.Expr) {
		lit, ok := literal(e)
		if !ok {
			return
		}
		if _, ok := out[text.Phrase(lit)]; !ok {
			out[text.Phrase(lit)] = files.Position(e.Pos()).String()
		}
	}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool { return phrasesAt(n, take) })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func phrasesAt(n ast.Node, take func(ast.Expr)) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		switch nameOf(n.Fun) {
		case "Say", "say", "Phrase":
			if len(n.Args) > 0 {
				take(n.Args[0])
			}
		case "Count":
			if len(n.Args) > 2 {
				take(n.Args[1])
				take(n.Args[2])
			}
		}
	case *ast.CompositeLit:
		var ofPhrases bool
		switch typ := n.Type.(type) {
		case *ast.MapType:
			ofPhrases = nameOf(typ.Value) == "Phrase"
		case *ast.ArrayType:
			ofPhrases = nameOf(typ.Elt) == "Phrase"
		}
		if !ofPhrases {
			return true
		}
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				e = kv.Value
			}
			take(e)
		}
	}
	return true
}

// literal is the value of a string literal, or of several ones that are added.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, ok := literal(e.X)
		b, also := literal(e.Y)
		return a + b, ok && also && e.Op == token.ADD
	case *ast.ParenExpr:
		return literal(e.X)
	}
	return "", false
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// TestTranslationsAreComplete holds the text files of every language against the
// English ones: the same files, the same parts, the same values.
func TestTranslationsAreComplete(t *testing.T) {
	for _, folder := range []string{"../../explain/rules", "../../explain/verdicts", "../../explain/otherport", "../../explain/bounce/words", "../../explain/tlsrpt/words", "../../explain/horizon/words"} {
		english, err := filepath.Glob(filepath.Join(folder, "*.txt"))
		if err != nil || len(english) == 0 {
			t.Fatalf("%s: %v, %d files", folder, err, len(english))
		}
		for _, language := range text.Languages()[1:] {
			for _, file := range english {
				sameParts(t, os.DirFS(folder), filepath.Base(file), language)
			}
			extra, _ := filepath.Glob(filepath.Join(folder, language, "*.txt")) // the pattern is well-formed
			for _, file := range extra {
				if !slices.Contains(english, filepath.Join(folder, filepath.Base(file))) {
					t.Errorf("%s translates nothing", file)
				}
			}
		}
	}
}

// says tells whether a template has words of its own, and not only values.
func says(src string) bool {
	own := regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAllString(src, "")
	return regexp.MustCompile(`[a-z]{3}`).MatchString(own)
}

func sameParts(t *testing.T, fsys fs.FS, file, language string) {
	t.Helper()
	original, err := text.Load(fsys, file)
	if err != nil {
		t.Fatal(err)
	}
	e, err := text.Load(fsys, language+"/"+file)
	if err != nil {
		t.Errorf("%s has no %s text: %v", file, language, err)
		return
	}
	for _, part := range original.Parts() {
		if !e.Has(part) {
			t.Errorf("%s/%s lacks the part %s", language, file, part)
		}
		if original.Source(part) == e.Source(part) && !text.SameEverywhere(part) && says(e.Source(part)) {
			t.Errorf("%s/%s: %s is not translated", language, file, part)
		}
	}
	for _, part := range e.Parts() {
		if !original.Has(part) {
			t.Errorf("%s/%s has a part %s, the original has none", language, file, part)
		}
		known := original.Values()
		for _, v := range e.Values(part) {
			if !slices.Contains(known, v) {
				t.Errorf("%s/%s: %s uses .%s, which the original does not", language, file, part, v)
			}
		}
	}
}
