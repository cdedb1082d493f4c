package rules_test

import (
	"strings"
	"testing"

	"danewalk/explain/rules"
	"danewalk/explain/text"
)

// TestGuessWords: what the judge says about a value that does not fit is said in
// every language, with hashes and names as they are.
func TestGuessWords(t *testing.T) {
	german, err := text.NewBook(text.German)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ detail, german string }{
		{"SHA-256 of nothing", "SHA-256 von leerer Eingabe"},
		{"SHA-512, cut to 32 octets, of the public key", "SHA-512, auf 32 Byte gekürzt, des öffentlichen Schlüssels"},
		{"the whole of the certificate", "der ganze Inhalt des Zertifikats"},
		{"SHA-256 of the certificate of mx2.example.org", "SHA-256 des Zertifikats von mx2.example.org"},
		{"SHA-256 of the public key of an authority in the chain of mx2.example.org at 192.0.2.7", "SHA-256 des öffentlichen Schlüssels einer Zertifizierungsstelle in der Kette von mx2.example.org an der Adresse 192.0.2.7"},
		{"SHA-256 of the public key of mx.example.org in another session", "SHA-256 des öffentlichen Schlüssels von mx.example.org in einer anderen Sitzung"},
		{"PEM text of the certificate", "PEM-Text des Zertifikats"},
		{"SHA-1 of the PEM text of the public key", "SHA-1 des PEM-Texts des öffentlichen Schlüssels"},
		{"SHA-256 of the digest of the certificate", "SHA-256 des Hashwerts des Zertifikats"},
		{"SHA-256 of the text of the digest of the public key", "SHA-256 des Hashwerts des öffentlichen Schlüssels als Text"},
		{"SHA-512 of the certificate, from the end", "SHA-512 des Zertifikats, von hinten geschrieben"},
		{"SHA-256 of the modulus of the RSA key, as text", "SHA-256 des Moduls des RSA-Schlüssels als Text"},
		{"certificate signing request of the key", "Zertifikatsantrag (CSR) für diesen Schlüssel"},
		{"public key of R3, an issuing CA of Let's Encrypt (retired on 2026-07-08)", "öffentlicher Schlüssel von R3, einem Aussteller von Let's Encrypt (außer Dienst, Stand 2026-07-08)"},
		{"a pattern that somebody typed", "ein Muster, das jemand getippt hat"},
		{"something that the judge says since yesterday", "something that the judge says since yesterday"},
	} {
		if got := rules.GuessWords(german, tc.detail); got != tc.german {
			t.Errorf("%q: %q, want %q", tc.detail, got, tc.german)
		}
		if got := rules.GuessWords(nil, tc.detail); got != tc.detail {
			t.Errorf("English: %q, want %q", got, tc.detail)
		}
	}
	if missing := german.Missing(); len(missing) > 0 {
		t.Errorf("not translated: %q", missing)
	}
	if got := rules.GuessWords(text.Pseudo(), "SHA-256 of the public key of mx.example.org"); strings.Contains(got, "public") || !strings.Contains(got, "mx.example.org") {
		t.Errorf("pseudo: %q", got)
	}
}

// TestEveryGuessHasWords: the other forms have words too.
func TestEveryGuessHasWords(t *testing.T) {
	dutch, err := text.NewBook(text.Dutch)
	if err != nil {
		t.Fatal(err)
	}
	for _, detail := range []string{
		"SHA-384 of the certificate", "SHA-256 of the certificate, written as hexadecimal twice", "SHA-256 of the public key, as letters and not as octets",
		"SHA-256 of the public key, as base64 text", "SHA-256 of the certificate with a line feed behind it", "SHA-256 of the base64 text of the certificate",
		"SHA-256 of the hexadecimal text of the public key", "SHA-256 of the bare key, without its SubjectPublicKeyInfo", "SHA-256 of the bare point of the key",
		"SHA-256 of the compressed point of the key", "SHA-256 of the RSA key in PKCS#1 form", "SHA-256 of the PEM text of the RSA key in PKCS#1 form",
		"SHA-256 of the modulus of the RSA key", "SHA-256 of the file with the whole chain", "SHA-256 of the file with the authorities of the chain",
		"certificate signing request of another key", "SHA-256 of the public key of an authority in the chain of a.example", "SHA-256 of the public key of a.example at ::1",
		"SHA-256 of the public key of an authority in the chain of a.example in another session",
		"public key of ISRG Root X1, a root of Let's Encrypt", "an example value of RFC 6698 2.3", "an example value of a how-to page", "an example value of a how-to page about Postfix",
	} {
		if got := rules.GuessWords(dutch, detail); got == detail || strings.Contains(got, " of ") || strings.Contains(got, " the ") {
			t.Errorf("%q: %q", detail, got)
		}
	}
}
