package text_test

import (
	"testing"

	"danewalk/explain/text"
)

// Sentences stay readable on a terminal that has ASCII only, and no name turns into
// another one.
func TestPlain(t *testing.T) {
	for s, want := range map[string]string{
		"Prüfende Absender stoppen: mx1.example.nl":        "Pruefende Absender stoppen: mx1.example.nl",
		"GESCHÜTZT: Größe, Übergang. Schlüssel (gültig).":  "GESCHUETZT: Groesse, Uebergang. Schluessel (gueltig).",
		"„Der Schlüssel“ – één geïntegreerd geheel":        `"Der Schluessel" - een geintegreerd geheel`,
		"an bücher.example (xn--bcher-kva.example), prüft": "an bücher.example (xn--bcher-kva.example), prueft",
		"anna@bücher":      "anna@bücher",
		"plain words only": "plain words only",
	} {
		if got := text.Plain(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
