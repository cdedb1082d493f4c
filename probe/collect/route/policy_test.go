package route

import (
	"strings"
	"testing"

	"danewalk/probe/wire"
)

func TestTexts(t *testing.T) {
	long := strings.Repeat("x", 200)
	for _, tc := range []struct{ about, text, want string }{
		{"strings are joined", `aa` + "\n" + `_mta-sts.example.org. TXT "v=STSv1; " "id=1"`, "v=STSv1; id=1"},
		{"two records", "aa\n_mta-sts.example.org. TXT a\n_mta-sts.example.org. TXT b", "a|b"},
		{"behind an alias", "aa\n_mta-sts.example.org. CNAME x.example.net.\nx.example.net. TXT b", "b"},
		{"beside an alias", "aa\n_mta-sts.example.org. CNAME x.example.net.\n_mta-sts.example.org. TXT a", ""},
		{"of another name", "aa\nexample.org. TXT a", ""},
		{"of another type", "aa\n_mta-sts.example.org. A 192.0.2.1", ""},
		{"long", "aa\n_mta-sts.example.org. TXT " + long + " " + long, long + long},
	} {
		m := message(t, tc.text)
		if got := strings.Join(Texts(m, question("_mta-sts.example.org TXT")), "|"); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.about, got, tc.want)
		}
	}
	if Texts(nil, question("example.org TXT")) != nil {
		t.Error("texts of no message")
	}
}

// Lengths that lie, and records beyond all measure.
func TestTextsOfHostileServers(t *testing.T) {
	q := question("example.org TXT")
	m := &wire.Message{}
	put := func(data []byte) {
		m.Answer = append(m.Answer, wire.RR{Name: q.Name, Type: wire.TypeTXT, Class: wire.ClassIN, RData: data})
	}
	put([]byte{5, 'a'})
	put(nil)
	put([]byte{0, 0, 1, 'a'})
	put([]byte(strings.Repeat("\xff"+strings.Repeat("y", 255), 250)))
	for range 100 {
		put([]byte{1, 'b'})
	}
	got := Texts(m, q)
	if len(got) != maxTexts || got[0] != "" || got[1] != "a" || len(got[2]) > maxText || len(got[2]) < maxText-256 {
		t.Errorf("%d texts, %q, %d octets", len(got), got[:2], len(got[2]))
	}
}

func TestAnnouncesSTS(t *testing.T) {
	for texts, want := range map[string]bool{
		"v=STSv1; id=1": true, "v=STSv1": true, "": false, "v=spf1|v=STSv1;id=2": true, "V=STSv1; id=1": false, " v=STSv1; id=1": false, "v=TLSRPTv1": false,
	} {
		if got := AnnouncesSTS(strings.Split(texts, "|")); got != want {
			t.Errorf("%q: %v", texts, got)
		}
	}
}

func TestSPFTargets(t *testing.T) {
	for text, want := range map[string]string{
		"v=spf1 mx -all": "", "": "", "spf1 include:a.example": "", "v=spf10 include:a.example": "",
		"v=spf1 include:a.example ~include:B.example. -all":              "a.example b.example",
		"v=spf1 include:a.example include:A.EXAMPLE":                     "a.example",
		"V=SPF1 INCLUDE:a.example":                                       "a.example",
		"v=spf1 redirect=a.example":                                      "a.example",
		"v=spf1 redirect=a.example ?all":                                 "",
		"v=spf1 all include:a.example":                                   "",
		"v=spf1 include:%{i}.a.example exists:%{d} include: include:.":   "",
		"v=spf1 include:a..example include:" + strings.Repeat("a", 64):   "",
		"v=spf1 a:b.example mx:c.example exp=d.example ip4:192.0.2.0/24": "",
	} {
		if got := show(SPFTargets(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// RFC 9989 4.10: the domain; then its parents, from seven labels on at most.
func TestDMARCNames(t *testing.T) {
	for domain, want := range map[string]string{
		"example.org":           "_dmarc.example.org _dmarc.org",
		"org":                   "_dmarc.org",
		".":                     "",
		"a.b.c.d.e.f.g.h.i.j.k": "_dmarc.a.b.c.d.e.f.g.h.i.j.k _dmarc.e.f.g.h.i.j.k _dmarc.f.g.h.i.j.k _dmarc.g.h.i.j.k _dmarc.h.i.j.k _dmarc.i.j.k _dmarc.j.k _dmarc.k",
		"a.b.c.d.e.f.g.h":       "_dmarc.a.b.c.d.e.f.g.h _dmarc.b.c.d.e.f.g.h _dmarc.c.d.e.f.g.h _dmarc.d.e.f.g.h _dmarc.e.f.g.h _dmarc.f.g.h _dmarc.g.h _dmarc.h",
		"a.b.c.d.e.f.g":         "_dmarc.a.b.c.d.e.f.g _dmarc.b.c.d.e.f.g _dmarc.c.d.e.f.g _dmarc.d.e.f.g _dmarc.e.f.g _dmarc.f.g _dmarc.g",
	} {
		if got := show(DMARCNames(name(domain))); got != want {
			t.Errorf("%s: %q", domain, got)
		}
	}
}

func TestEndsDMARC(t *testing.T) {
	for _, tc := range []struct {
		text       string
		own, above bool
	}{
		{"v=DMARC1; p=none", true, false},
		{"v=DMARC1; psd=y", true, true},
		{"v=DMARC1; p=none; PSD = n", true, true},
		{"v=DMARC1; psd=u", true, false},
		{"v=spf1 psd=y", false, false},
		{"", false, false},
		{"v=DMARC1", true, false},
	} {
		if own, above := EndsDMARC([]string{"x", tc.text}, true), EndsDMARC([]string{tc.text}, false); own != tc.own || above != tc.above {
			t.Errorf("%q: %v, %v", tc.text, own, above)
		}
	}
}

// Whatever a record says, the names are few and can be asked.
func FuzzPolicyTexts(f *testing.F) {
	for _, seed := range []string{"v=spf1 include:a.example redirect=b.example -all", "v=DMARC1; psd=y", "v=STSv1; id=1", `v=spf1 include:\000.example ~include:a\.b`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, n := range SPFTargets(text) {
			if n.IsZero() || n.IsRoot() || len(n.Wire()) > 255 {
				t.Errorf("%q leads to %q", text, n)
			}
		}
		if EndsDMARC([]string{text}, false) && !EndsDMARC([]string{text}, true) {
			t.Errorf("%q ends the walk above but not at the domain", text)
		}
		q := question("example.org TXT")
		m := &wire.Message{Answer: []wire.RR{{Name: q.Name, Type: wire.TypeTXT, Class: wire.ClassIN, RData: []byte(text)}}}
		for _, s := range Texts(m, q) {
			if len(s) > len(text) || len(s) > maxText {
				t.Errorf("%q became %d octets", text, len(s))
			}
		}
	})
}
