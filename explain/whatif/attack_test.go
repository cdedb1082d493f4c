package whatif_test

import (
	"testing"

	"danewalk/explain/whatif"
	"danewalk/probe/judge/mail"
)

// Nothing turns green that is not: edits are worth what their zone is worth, keys
// are not believed, and what nobody contacted stays unknown.
func TestNothingTurnsGreen(t *testing.T) {
	const digest = "92f11722e45e48f56b4e16f7dd29220aebc69af2c2c6038227178b5338b27ddb"
	const right = "f477b2321633250083d25b14198f44e1a4f311e520bea4e6e4d812238915f3cf" // the key of mx1.example.nl
	const tlsa = "replace _25._tcp.mx1.example.nl. 3600 IN TLSA 3 1 1 " + right + "\n"
	rows := []struct {
		what, world, edits string
		protected          bool
	}{
		{"the right record", "tlsa-mismatch", tlsa, true},
		{"at the domain", "tlsa-mismatch", "publish _25._tcp.example.nl. 3600 IN TLSA 3 1 1 " + right, false},
		{"without the port", "tlsa-mismatch", "publish mx1.example.nl. 3600 IN TLSA 3 1 1 " + right, false},
		{"for another port", "tlsa-mismatch", "publish _465._tcp.mx1.example.nl. 3600 IN TLSA 3 1 1 " + right, false},
		{"at a label of the name", "tlsa-mismatch", "publish _tcp.mx1.example.nl. 3600 IN TLSA 3 1 1 " + right, false},
		{"of the next zone above", "tlsa-mismatch", "publish _25._tcp.nl. 3600 IN TLSA 3 1 1 " + right, false},
		{"with a usage that mail does not know", "tlsa-mismatch", "replace _25._tcp.mx1.example.nl. 3600 IN TLSA 1 1 1 " + right, false},
		{"none at all", "tlsa-mismatch", "remove _25._tcp.mx1.example.nl. TLSA", false},
		{"as an alias into the unknown", "tlsa-mismatch", "publish _25._tcp.mx1.example.nl. 60 IN CNAME _25._tcp.mx1.example.org.", false},
		{"as an alias of itself", "tlsa-mismatch", "publish _25._tcp.mx1.example.nl. 60 IN CNAME _25._tcp.mx1.example.nl.", false},
		{"beside an alias", "tlsa-mismatch", tlsa + "publish _25._tcp.mx1.example.nl. 60 IN CNAME mx1.example.nl.", false},
		{"an alias at the apex", "tlsa-mismatch", tlsa + "publish example.nl. 60 IN CNAME example.org.", false},
		{"a server that nobody contacted", "tlsa-mismatch", "replace example.nl. 60 IN MX 10 mx9.example.nl.\npublish mx9.example.nl. 60 IN A 192.0.2.1\npublish _25._tcp.mx9.example.nl. 60 IN TLSA 3 1 1 " + right, false},
		{"another name for a server that was contacted", "tlsa-mismatch", "replace example.nl. 60 IN MX 10 mx9.example.nl.\npublish mx9.example.nl. 60 IN A 198.18.12.25\npublish _25._tcp.mx9.example.nl. 60 IN TLSA 3 1 1 " + right, false},
		{"an address that nobody contacted", "tlsa-mismatch", tlsa + "replace mx1.example.nl. 60 IN A 192.0.2.1\nremove mx1.example.nl. AAAA", false},
		{"no server", "tlsa-mismatch", "replace example.nl. 60 IN MX 0 .", false},
		{"in a zone whose DS fits no key", "dnssec-ds-mismatch", tlsa, false},
		{"a DS of the zone above", "dnssec-ds-mismatch", tlsa + "replace nl. 3600 IN DS 29751 15 2 " + digest, false},
		{"a DS at a name within", "dnssec-ds-mismatch", tlsa + "publish mx1.example.nl. 3600 IN DS 29751 15 2 " + digest, false},
		{"no DS", "dnssec-ds-mismatch", tlsa + "remove example.nl. DS", false},
		{"a DS with another number", "dnssec-ds-mismatch", tlsa + "replace example.nl. 3600 IN DS 29752 15 2 " + digest, false},
		{"a DS of an algorithm that nobody has", "dnssec-ds-mismatch", tlsa + "replace example.nl. 3600 IN DS 29751 200 2 " + digest, false},
		{"a DS beside the right one, for a digest that nobody has", "dnssec-ds-mismatch", tlsa + "replace example.nl. 3600 IN DS 29751 15 200 " + digest, false},
		{"a DS for a zone without keys", "dane-insecure-mx", "publish plain.org. 3600 IN DS 29751 15 2 " + digest, false},
		{"other records of an unsigned zone", "dane-insecure-mx", "replace plain.org. 3600 IN MX 10 mx1.example.net.", false},
		{"records for a server without STARTTLS", "smtp-starttls-missing", tlsa, false},
	}
	for _, r := range rows {
		t.Run(r.what, func(t *testing.T) {
			c, o := world(t, r.world)
			edits, err := whatif.Parse(r.edits)
			if err != nil {
				t.Fatal(err)
			}
			d, err := whatif.Try(c.Case, o, edits)
			if err != nil || !d.Simulated {
				t.Fatal(err)
			}
			if is := d.Verdict == mail.Protected; is != r.protected {
				t.Errorf("%s: %s\n%s", r.world, d.Verdict, d.Headline)
			}
		})
	}
}

// Keys and signatures have other spellings, which are refused too.
func TestRefusedInDisguise(t *testing.T) {
	for _, line := range []string{
		`publish example.nl. 60 IN TYPE48 \# 4 01010305`, `publish example.nl. 60 CLASS1 TYPE46 \# 1 00`, `remove example.nl. TYPE48`, `remove example.nl. IN TYPE50`,
		`publish example.nl. 60 IN dnskey 257 3 13 AAAA`, `replace \101.example.nl. 60 IN TYPE39 \# 1 00`, `publish \042.example.nl. 60 IN A 192.0.2.1`,
		`remove example.nl. TYPE255`, `publish example.nl. 60 IN TYPE41 \# 0`,
	} {
		if edits, err := whatif.Parse(line); err == nil {
			t.Errorf("%q: %v", line, edits)
		}
	}
}
