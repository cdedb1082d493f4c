package rules

import (
	"io/fs"
	"os"
	"strings"
	"testing"
)

// TestBesideDoesNotSpeakOfDelivery: what stands beside DANE is told in worlds where
// mail is blocked, too: it may say that it stops no mail, and not that mail arrives.
func TestBesideDoesNotSpeakOfDelivery(t *testing.T) {
	dir, seen := os.DirFS("."), 0
	for _, pattern := range []string{"mtasts_*.txt", "tlsrpt_*.txt", "dmarc_*.txt"} {
		names, err := fs.Glob(dir, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			body, err := fs.ReadFile(dir, name)
			if err != nil {
				t.Fatal(err)
			}
			seen++
			for _, words := range []string{"ail is delivered", "}} is delivered", "mail flows"} {
				if strings.Contains(string(body), words) {
					t.Errorf("%s says %q", name, words)
				}
			}
		}
	}
	if seen < 15 {
		t.Errorf("only %d texts", seen)
	}
}
