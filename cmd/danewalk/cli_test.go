package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestPrinted holds what the program prints about itself: keys, the manual page, the
// configuration, where its files are, and what it offers to a shell that completes.
func TestPrinted(t *testing.T) {
	for name, args := range map[string]string{
		"keys-en": "keys --language en", "keys-de": "keys --language de", "keys-nl": "keys --language nl",
		"man": "man", "config-default": "config --print-default", "paths": "paths",
		"offers-commands": "c", "offers-languages": "check --language ", "offers-themes": "--theme ", "offers-ports": "--port ", "offers-tlsa": "tlsa make --",
	} {
		t.Run(name, func(t *testing.T) {
			if name == "paths" && runtime.GOOS == "windows" {
				t.Skip("the paths of this test are not absolute there")
			}
			words := strings.Fields(args)
			offers := strings.HasPrefix(name, "offers-") // what the shell asks for after a tab
			if offers {
				words = append([]string{"__complete"}, strings.Split(args, " ")...)
			}
			p, out, errs := session(map[string]string{"HOME": "/home/anna", "XDG_CONFIG_HOME": "/home/anna/settings", "XDG_STATE_HOME": "/home/anna/state"})
			if code := p.run(t.Context(), words); code != 0 || errs.Len() > 0 && !offers {
				t.Fatalf("exit code %d, standard error %q", code, errs)
			}
			matches(t, filepath.Join("testdata", "cli", name+".golden"), bytes.ReplaceAll(out.Bytes(), []byte(version()), []byte("VERSION")))
		})
	}
}

// TestCompletionScripts: each shell gets its own script, where the output goes. The
// scripts themselves are those of the library.
func TestCompletionScripts(t *testing.T) {
	for shell, want := range map[string]string{
		"bash": "complete -o default -F __start_danewalk danewalk", "zsh": "compdef _danewalk danewalk", "fish": "complete -c danewalk",
		"powershell": "Register-ArgumentCompleter -CommandName 'danewalk'",
	} {
		p, out, errs := session(nil)
		if code := p.run(t.Context(), []string{"completion", shell}); code != 0 || errs.Len() > 0 || !strings.Contains(out.String(), want) {
			t.Errorf("%s: exit code %d, standard error %q, %q is not in\n%.300s", shell, code, errs, want, out)
		}
	}
}

// matches compares with a golden file.
func matches(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got; go test -update writes it anew):\n%s", path, diff)
	}
}

// TestKeysAreNamedAsOnTheKeyboard: in the language of the person, as the screens name
// them, with the changes of the configuration.
func TestKeysAreNamedAsOnTheKeyboard(t *testing.T) {
	p, _ := atHome(t, "[keys]\nhelp = [\"f2\", \"ctrl+h\"]\ncopy = [\"c\"]\n")
	out := new(bytes.Buffer)
	p.out = out
	if code := p.run(t.Context(), []string{"keys", "--language", "de"}); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	for _, want := range []string{"BildAuf", "Leertaste", "Strg+L", "F2 Strg+H", "  c              copy"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}
