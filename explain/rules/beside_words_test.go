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
	var patterns []string
	for _, in := range []string{"", "de/", "nl/"} {
		patterns = append(patterns, in+"mtasts_*.txt", in+"tlsrpt_*.txt", in+"dmarc_*.txt")
	}
	for _, pattern := range patterns {
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
			for _, words := range []string{"ail is delivered", "}} is delivered", "mail flows", "ail kommt an", "wird zugestellt", "ail komt aan", "wordt bezorgd"} {
				if strings.Contains(string(body), words) {
					t.Errorf("%s says %q", name, words)
				}
			}
		}
	}
	if seen < 3*15 {
		t.Errorf("only %d texts", seen)
	}
}
