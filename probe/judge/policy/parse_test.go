package policy

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

func kinds(ps []Problem) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Kind)
	}
	return strings.Join(out, " ")
}

func TestSTSRecords(t *testing.T) {
	for _, c := range []struct {
		name, id, problems string
		records            []string
		presence           Presence
	}{
		{"the example of RFC 8461 3.1", "20160831085700Z", "", []string{"v=STSv1; id=20160831085700Z;"}, Published},
		{"no semicolon at the end, no spaces", "1", "", []string{"v=STSv1;id=1"}, Published},
		{"space around the semicolon", "1", "", []string{"v=STSv1 ; id=1 ;"}, Published},
		{"unknown fields are ignored", "1", "", []string{"v=STSv1; a.b-c_d=!x; id=1"}, Published},
		{"the first id counts", "1", "", []string{"v=STSv1; id=1; id=2"}, Published},
		{"32 characters", strings.Repeat("a", 32), "", []string{"v=STSv1; id=" + strings.Repeat("a", 32)}, Published},
		{"33 characters", "", "bad-id", []string{"v=STSv1; id=" + strings.Repeat("a", 33)}, Published},
		{"a colon in the id", "", "bad-id", []string{"v=STSv1; id=2026-11-21T12:00"}, Published},
		{"no id", "", "no-id", []string{"v=STSv1;"}, Published},
		{"an empty id", "", "bad-field bad-id", []string{"v=STSv1; id="}, Published},
		{"the name of a field is case-sensitive", "", "no-id", []string{"v=STSv1; ID=1"}, Published},
		{"a word that is no field", "1", "bad-field", []string{"v=STSv1; id=1; hello"}, Published},
		{"other records are no matter", "1", "", []string{"hello", "v=spf1 -all", "v=STSv1; id=1", "v=STSv10; id=2"}, Published},
		{"two records", "", "two-records two-records", []string{"v=STSv1; id=1", "v=STSv1; id=2"}, Published},
		{"none", "", "", []string{"v=spf1 -all"}, Absent},
		{"the version in lower case", "", "bad-version", []string{"v=stsv1; id=1"}, Published},
		{"quoted", "", "bad-version", []string{`"v=STSv1; id=1"`}, Published},
		{"space in the version", "", "bad-version", []string{"v = STSv1; id=1"}, Published},
		{"the version alone is discarded", "", "bad-version", []string{"v=STSv1"}, Published},
	} {
		rec := Record{Presence: Absent}
		id := ""
		if text, ok := rec.choose(c.records, stsVersion()); ok {
			id, rec.Problems = stsRecord(text)
		}
		if id != c.id || kinds(rec.Problems) != c.problems || rec.Presence != c.presence {
			t.Errorf("%s: id %q, problems %q, presence %d; want %q, %q, %d", c.name, id, kinds(rec.Problems), rec.Presence, c.id, c.problems, c.presence)
		}
		if usable := c.presence == Published && c.problems == ""; rec.Usable() != usable {
			t.Errorf("%s: usable %t", c.name, rec.Usable())
		}
	}
}

const goodFile = "version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\nmx: backupmx.example.com\nmax_age: 604800\n"

func TestPolicyFiles(t *testing.T) {
	swap := func(old, fresh string) string { return strings.Replace(goodFile, old, fresh, 1) }
	for _, c := range []struct {
		name, file, media string
		valid             bool
		problems          string
	}{
		{"the example of RFC 8461 3.2", goodFile, "text/plain", true, ""},
		{"CRLF, and a parameter of the media type", strings.ReplaceAll(goodFile, "\n", "\r\n"), "Text/Plain; charset=utf-8", true, ""},
		{"no line end at the end", strings.TrimRight(goodFile, "\n"), "text/plain", true, ""},
		{"any order, unknown fields", "max_age: 1\nx-note: hello: you\nmx: a.example\nmode:testing\nversion:   STSv1", "text/plain", true, ""},
		{"another media type", goodFile, "text/html", true, "media-type"},
		{"none at all", goodFile, "", true, "media-type"},
		{"the first of a repeated field counts", goodFile + "mode: none\n", "text/plain", true, "duplicate"},
		{"repeated in the same words", goodFile + "mode: enforce\n", "text/plain", true, ""},
		{"no version", swap("version: STSv1\n", ""), "text/plain", false, "no-version"},
		{"another version", swap("STSv1", "STSv2"), "text/plain", false, "bad-version"},
		{"no mode", swap("mode: enforce\n", ""), "text/plain", false, "no-mode"},
		{"the mode in capitals", swap("enforce", "Enforce"), "text/plain", false, "bad-mode"},
		{"no max_age", swap("max_age: 604800\n", ""), "text/plain", false, "no-max-age"},
		{"max_age with a unit", swap("604800", "1w"), "text/plain", false, "bad-max-age"},
		{"max_age of a year", swap("604800", "31557600"), "text/plain", true, ""},
		{"max_age of more", swap("604800", "31557601"), "text/plain", true, "max-age-too-long"},
		{"max_age of ten nines", swap("604800", "9999999999"), "text/plain", true, "max-age-too-long"},
		{"a thousand mail servers in front", strings.Repeat("mx: a.example\n", 1000) + goodFile, "text/plain", true, ""},
		{"a byte order mark", "\ufeff" + goodFile, "text/plain", false, "bad-line no-version"},
		{"max_age below zero", swap("604800", "-1"), "text/plain", false, "bad-max-age"},
		{"eleven digits", swap("604800", "31557600000"), "text/plain", false, "bad-max-age"},
		{"no mx", "version: STSv1\nmode: enforce\nmax_age: 1\n", "text/plain", false, "no-mx"},
		{"no mx, mode none", "version: STSv1\nmode: none\nmax_age: 1\n", "text/plain", true, ""},
		{"a pattern with two stars", swap("*.example.net", "*.*.example.net"), "text/plain", true, "bad-mx"},
		{"a star within a label", swap("*.example.net", "mx*.example.net"), "text/plain", true, "bad-mx"},
		{"the form of an old draft", swap("*.example.net", ".example.net"), "text/plain", true, "bad-mx"},
		{"a final dot", swap("mail.example.com", "mail.example.com."), "text/plain", true, "bad-mx"},
		{"a U-label", swap("mail.example.com", "mäil.example.com"), "text/plain", true, "bad-mx"},
		{"a page of HTML", "<html>\n<body>not found</body>\n", "text/html", false, "media-type bad-line bad-line no-version no-mode no-max-age no-mx"},
		{"nothing", "", "text/plain", false, "no-version no-mode no-max-age no-mx"},
	} {
		p := ParseSTSPolicy([]byte(c.file), c.media)
		if p.Valid != c.valid || kinds(p.Problems) != c.problems {
			t.Errorf("%s: valid %t, %q; want %t, %q", c.name, p.Valid, kinds(p.Problems), c.valid, c.problems)
		}
	}
	if p := ParseSTSPolicy([]byte(swap("604800", "9999999999")), "text/plain"); p.MaxAge != maxAge {
		t.Errorf("ten nines: %v", p.MaxAge)
	}
	p := ParseSTSPolicy([]byte(goodFile), "text/plain")
	if p.Mode != "enforce" || p.MaxAge != 7*24*time.Hour || !slices.Equal(p.MX, []string{"mail.example.com", "*.example.net", "backupmx.example.com"}) {
		t.Errorf("%+v", p)
	}
}

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, host string
		want          bool
	}{
		{"mx.example.com", "mx.example.com", true},
		{"mx.example.com", "MX.Example.Com", true},
		{"mx.example.com", "mx2.example.com", false},
		{"*.example.com", "mx.example.com", true},
		{"*.example.com", "example.com", false},
		{"*.example.com", "a.mx.example.com", false}, // RFC 8461 4.1: one label
		{"*.mx.microsoft", "example-org.o-v1.mx.microsoft", false},
		{"*.com", "example.com", true},
	} {
		if got := MatchMX(c.pattern, wire.MustName(c.host)); got != c.want {
			t.Errorf("%s covers %s: %t, want %t", c.pattern, c.host, got, c.want)
		}
	}
}

// TestPatternProperty: a pattern with a star covers a name exactly if one label
// stands in its place.
func TestPatternProperty(t *testing.T) {
	label := rapid.StringMatching(`[a-z][a-z0-9-]{0,10}[a-z]`)
	rapid.Check(t, func(t *rapid.T) {
		base := strings.Join(rapid.SliceOfN(label, 1, 4).Draw(t, "base"), ".")
		front := rapid.SliceOfN(label, 0, 3).Draw(t, "front")
		host := wire.MustName(strings.Join(append(front, base), "."))
		if got := MatchMX("*."+base, host); got != (len(front) == 1) {
			t.Fatalf("*.%s covers %s: %t", base, host, got)
		}
		if got := MatchMX(base, host); got != (len(front) == 0) {
			t.Fatalf("%s covers %s: %t", base, host, got)
		}
	})
}

func TestReportRecords(t *testing.T) {
	for _, c := range []struct {
		name, text, problems string
		rua                  []string
	}{
		{"RFC 8460 3.1.1", "v=TLSRPTv1;rua=mailto:reports@example.com", "", []string{"mailto:reports@example.com"}},
		{"https", "v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt", "", []string{"https://reporting.example.com/v1/tlsrpt"}},
		{"two", "v=TLSRPTv1; rua=mailto:a@example.com, HTTPS://b.example/", "", []string{"mailto:a@example.com", "HTTPS://b.example/"}},
		{"no rua", "v=TLSRPTv1;", "no-rua", nil},
		{"an address without scheme", "v=TLSRPTv1; rua=reports@example.com", "bad-rua", nil},
		{"http", "v=TLSRPTv1; rua=http://example.com/", "bad-rua", nil},
		{"no domain", "v=TLSRPTv1; rua=mailto:reports", "bad-rua", nil},
		{"one good, one bad", "v=TLSRPTv1; rua=mailto:a@example.com,b@example.com", "bad-rua", []string{"mailto:a@example.com"}},
	} {
		rua, ps := reportRecord(c.text)
		if !slices.Equal(rua, c.rua) || kinds(ps) != c.problems {
			t.Errorf("%s: %q, %q; want %q, %q", c.name, rua, kinds(ps), c.rua, c.problems)
		}
	}
}

func TestSameFate(t *testing.T) {
	zone := wire.MustName("example.org")
	for _, c := range []struct {
		rua  []string
		want bool
	}{
		{nil, false},
		{[]string{"mailto:a@example.org"}, true},
		{[]string{"mailto:a@reports.example.org", "mailto:b@example.org"}, true},
		{[]string{"mailto:a@example.org", "mailto:b@example.net"}, false},
		{[]string{"mailto:a@example.org", "https://example.org/"}, false}, // the web may live while mail does not
		{[]string{"mailto:a@badexample.org"}, false},
	} {
		if got := sameFate(c.rua, zone); got != c.want {
			t.Errorf("%q: %t", c.rua, got)
		}
	}
}

func TestDMARCRecords(t *testing.T) {
	for _, c := range []struct {
		name, text, policy, problems string
		testing                      bool
		deprecated                   []string
	}{
		{"the shortest", "v=DMARC1", "", "", false, nil}, // RFC 9989 4.7: a missing p reads as none
		{"reject", "v=DMARC1; p=reject; rua=mailto:d@example.org", "reject", "", false, nil},
		{"p need not come second", "v=DMARC1; rua=mailto:d@example.org; p=quarantine", "quarantine", "", false, nil},
		{"testing", "v=DMARC1; p=reject; t=y", "reject", "", true, nil},
		{"values in capitals", "v=DMARC1; p=Reject", "reject", "", false, nil},
		{"removed tags", "v=DMARC1; p=none; pct=50; rf=afrf; ri=86400; rua=mailto:d@example.org!10m", "none", "", false, []string{"pct", "rf", "ri", "!size"}},
		{"unknown tags are ignored", "v=DMARC1; p=none; x=1; fo=1", "none", "", false, nil},
		{"no such policy", "v=DMARC1; p=block", "", "bad-p", false, nil},
		{"an address without scheme", "v=DMARC1; p=none; rua=d@example.org", "none", "bad-rua", false, nil},
		{"another scheme", "v=DMARC1; p=none; rua=https://d.example/", "none", "", false, nil},
		{"no tag", "v=DMARC1; p=none; hello", "none", "bad-tag", false, nil},
	} {
		d := dmarcRecord(c.text)
		if d.Policy != c.policy || kinds(d.TXT.Problems) != c.problems || d.Testing != c.testing || !slices.Equal(d.Deprecated, c.deprecated) {
			t.Errorf("%s: %q, %q, testing %t, %q", c.name, d.Policy, kinds(d.TXT.Problems), d.Testing, d.Deprecated)
		}
	}
}

func TestTreeWalkGoesUp(t *testing.T) {
	for name, want := range map[string]string{
		"example.org.":                   "org.",
		"a.b.example.org.":               "b.example.org. example.org. org.",
		"a.b.c.d.e.f.g.h.i.example.org.": "e.f.g.h.i.example.org. f.g.h.i.example.org. g.h.i.example.org. h.i.example.org. i.example.org. example.org. org.", // RFC 9989 4.10: seven labels
	} {
		var got []string
		for _, n := range above(wire.MustName(name)) {
			got = append(got, n.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestSPFTerms(t *testing.T) {
	for text, problems := range map[string]string{
		"v=spf1 mx -all": "",
		"v=spf1 a mx:example.net/24 a/24//64 ip4:192.0.2.0/24 ip6:2001:db8::/32 ip4:192.0.2.1 include:_spf.example.net ~all": "",
		"v=spf1 exists:%{i}._spf.example.org redirect=_spf.example.org exp=why.example.org unknown=1":                        "",
		"v=spf1 ptr ptr:example.org ?all":           "",
		"v=spf1 +MX -ALL":                           "",
		"v=spf1 ipv4:192.0.2.1 -all":                "bad-term",
		"v=spf1 ip4:192.0.2.256":                    "bad-term",
		"v=spf1 ip4:2001:db8::1":                    "bad-term",
		"v=spf1 include: -all":                      "bad-term",
		"v=spf1 all:example.org":                    "bad-term",
		"v=spf1 redirect=a.example redirect=b.test": "bad-term",
		"v=spf1 mx, -all":                           "bad-term",
		"v=spf1 - all":                              "bad-term",
	} {
		if _, ps := ParseSPF(text); kinds(ps) != problems {
			t.Errorf("%s: %q, want %q", text, kinds(ps), problems)
		}
	}
}

func FuzzTags(f *testing.F) {
	for _, s := range []string{"v=STSv1; id=1;", "v=TLSRPTv1;rua=mailto:a@b.example,https://c", "v=DMARC1; p=none; rua=mailto:a@b!10m", `"v=stsv1`, ";;;==", "v=STSv1; id=\xff\x1b[2J"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var rec Record
		if text, ok := rec.choose([]string{s, "v=STSv1; id=1"}, stsVersion()); ok {
			if id, ps := stsRecord(text); len(ps) == 0 && !goodID(id) || len(ps) > maxProblems {
				t.Errorf("id %q, %d problems", id, len(ps))
			}
		}
		rua, ps := reportRecord(s)
		for _, uri := range rua {
			if !goodURI(uri) {
				t.Errorf("kept %q", uri)
			}
		}
		if d := dmarcRecord(s); len(d.TXT.Problems) > maxProblems || len(ps) > maxProblems || len(rua) > maxURIs || len(d.Deprecated) > 4 {
			t.Errorf("no limit: %d, %d, %d", len(d.TXT.Problems), len(ps), len(rua))
		}
	})
}

func FuzzSTSPolicy(f *testing.F) {
	f.Add([]byte(goodFile), "text/plain")
	f.Add([]byte(strings.Repeat("mx: a.example\n", 1000)), "text/plain")
	f.Add([]byte("version\x00: STSv1\r\rmode: \x1b[2J"), "")
	f.Fuzz(func(t *testing.T, body []byte, media string) {
		p := ParseSTSPolicy(body, media)
		if len(p.MX) > maxPatterns || len(p.Problems) > maxProblems || p.MaxAge < 0 || p.MaxAge > maxAge {
			t.Errorf("no limit: %d patterns, %d problems, %v", len(p.MX), len(p.Problems), p.MaxAge)
		}
		if p.Valid && (p.Mode == "" || len(p.MX) == 0 && p.Mode != "none") {
			t.Errorf("valid, but %+v", p)
		}
		for _, m := range p.MX {
			if !goodPattern(m) {
				t.Errorf("kept %q", m)
			}
		}
	})
}

func FuzzSPF(f *testing.F) {
	for _, s := range []string{"v=spf1 mx -all", "v=spf1 a//64 ip6:::1/0", "v=spf1 +", "v=spf1 =", "v=spf1 include:%{d}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		terms, ps := ParseSPF(s)
		if len(terms) > spfTerms || len(ps) > maxProblems {
			t.Errorf("no limit: %d terms, %d problems", len(terms), len(ps))
		}
	})
}

// TestPolicyHostThatFailsValidation: who validates has no address to fetch from
// (RFC 4035 4.3).
func TestPolicyHostThatFailsValidation(t *testing.T) {
	found := func(s dnssec.Status) *dnssec.Lookup { return &dnssec.Lookup{Status: s, Outcome: dnssec.Found} }
	for _, c := range []struct {
		a, aaaa dnssec.Status
		want    bool
	}{
		{dnssec.Bogus, dnssec.Bogus, true}, {dnssec.Bogus, dnssec.Secure, false}, {dnssec.Secure, dnssec.Bogus, false}, {dnssec.Insecure, dnssec.Insecure, false},
	} {
		if got := withheld(&STS{A: found(c.a), AAAA: found(c.aaaa)}); got != c.want {
			t.Errorf("A %v, AAAA %v: %t", c.a, c.aaaa, got)
		}
	}
}
