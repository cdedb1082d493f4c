package probe

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestRootHints(t *testing.T) {
	hints := RootHints()
	names, addrs, four := map[string]bool{}, map[string]bool{}, 0
	for _, h := range hints {
		names[h.Name.Show()], addrs[h.Addr.String()] = true, true
		if h.Addr.Is4() {
			four++
		}
	}
	if len(hints) != 26 || len(names) != 13 || len(addrs) != 26 || four != 13 {
		t.Errorf("%d hints, %d names, %d addresses, %d of them IPv4", len(hints), len(names), len(addrs), four)
	}
}

// The embedded addresses are those of the published file of that day.
func TestRootHintsOfThisEdition(t *testing.T) {
	published := `
a 198.41.0.4     2001:503:ba3e::2:30
b 170.247.170.2  2801:1b8:10::b
c 192.33.4.12    2001:500:2::c
d 199.7.91.13    2001:500:2d::d
e 192.203.230.10 2001:500:a8::e
f 192.5.5.241    2001:500:2f::f
g 192.112.36.4   2001:500:12::d0d
h 198.97.190.53  2001:500:1::53
i 192.36.148.17  2001:7fe::53
j 192.58.128.30  2001:503:c27::2:30
k 193.0.14.129   2001:7fd::1
l 199.7.83.42    2001:500:9f::42
m 202.12.27.33   2001:dc3::35`
	var file strings.Builder
	for line := range strings.Lines(strings.TrimSpace(published)) {
		f := strings.Fields(line)
		name := f[0] + ".root-servers.net."
		fmt.Fprintf(&file, ". 3600000 NS %s\n%s 3600000 A %s\n%s 3600000 AAAA %s\n", name, name, f[1], name, f[2])
	}
	want, err := ParseHints(strings.NewReader(file.String()))
	if err != nil {
		t.Fatal(err)
	}
	if got := RootHints(); HintsEdition != "2026-07-22" || !slices.Equal(got, want) {
		t.Errorf("edition %s:\n%v\nwant\n%v", HintsEdition, got, want)
	}
}

func TestParseHints(t *testing.T) {
	for _, tc := range []struct{ about, text, want string }{
		{"as published", `
;       last update:     July 22, 2026
.                        3600000      NS    A.ROOT-SERVERS.NET.
A.ROOT-SERVERS.NET.      3600000      A     198.41.0.4
A.ROOT-SERVERS.NET.      3600000      AAAA  2001:503:ba3e::2:30
; End of file`, "a.root-servers.net 198.41.0.4, a.root-servers.net 2001:503:ba3e::2:30"},
		{"with class, tabs, in any order", "a.root. IN A 192.0.2.1\n.\t1 IN\tNS\ta.root.\r\n", "a.root 192.0.2.1"},
		{"owner of the line before", ". 1 IN NS a.root.\n  1 IN NS b.root.\na.root. A 192.0.2.1\nb.root. A 192.0.2.2\n\tAAAA ::2", "a.root 192.0.2.1, b.root 192.0.2.2, b.root ::2"},
		{"comment behind a record", ". NS a.root. ; first\na.root. A 192.0.2.1;x", "a.root 192.0.2.1"},
		{"other records and directives", "$TTL 5\n. NS a.root.\n. SOA a b 1 2 3 4 5\na.root. A 192.0.2.1\nother. A 192.0.2.9", "a.root 192.0.2.1"},
	} {
		hints, err := ParseHints(strings.NewReader(tc.text))
		var got []string
		for _, h := range hints {
			got = append(got, fmt.Sprint(h.Name.Show(), " ", h.Addr))
		}
		if strings.Join(got, ", ") != tc.want || err != nil {
			t.Errorf("%s: %q, %v", tc.about, got, err)
		}
	}
}

func TestParseHintsRefuses(t *testing.T) {
	for text, say := range map[string]string{
		"":                                "hint:",
		". NS a.root.":                    "hint:",
		"a.root. A 192.0.2.1":             "hint:",
		". NS a.root.\na.root. A 192.0.2": `line 2: "192.0.2" is not an address`,
		". NS a..root.":                   "line 1",
		". NS a.\n" + strings.Repeat("x", 70<<10): "token too long",
	} {
		if hints, err := ParseHints(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%.40q: %v, %v", text, hints, err)
		}
	}
}

func FuzzParseHints(f *testing.F) {
	f.Add(". 1 IN NS a.root.\n  NS b.root.\na.root. A 192.0.2.1\n")
	f.Add(";\n \n$X\n. \\")
	f.Fuzz(func(t *testing.T, text string) {
		hints, err := ParseHints(strings.NewReader(text))
		if (err == nil) != (len(hints) > 0) {
			t.Fatalf("%v, %v", hints, err)
		}
		if slices.ContainsFunc(hints, func(h Hint) bool { return h.Name.IsZero() || !h.Addr.IsValid() || h.Addr.Zone() != "" }) {
			t.Errorf("unusable hint in %v", hints)
		}
	})
}
