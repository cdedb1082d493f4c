package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// anyName draws names with arbitrary octets in their labels.
func anyName() *rapid.Generator[Name] {
	return rapid.Custom(func(t *rapid.T) Name {
		wire := []byte{}
		for _, label := range rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 1, 63), 0, 6).Draw(t, "labels") {
			if len(wire)+1+len(label)+1 <= maxNameOctets {
				wire = append(append(wire, byte(len(label))), label...)
			}
		}
		return nameFromWire(append(wire, 0))
	})
}

// closeName draws names that often share labels, so that relations hold.
func closeName() *rapid.Generator[Name] {
	return rapid.Custom(func(t *rapid.T) Name {
		labels := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "A", "ab", "*", "\x00", "\x01a", "\xff", "."}), 0, 5).Draw(t, "labels")
		n, err := Root().Prepend(labels...)
		if err != nil {
			t.Fatal(err)
		}
		return n
	})
}

func TestParseName(t *testing.T) {
	l63, l64 := strings.Repeat("x", 63), strings.Repeat("x", 64)
	octets255 := strings.Repeat(l63+".", 3) + strings.Repeat("y", 61)
	for _, c := range []struct{ in, want string }{
		{".", "."},
		{"example.org", "example.org."},
		{"example.org.", "example.org."},
		{"MX1.Example.ORG", "mx1.example.org."},
		{`\065b.example.`, "ab.example."}, // an escaped letter is that letter
		{`a\.b.example.`, `a\.b.example.`},
		{`a\\.example.`, `a\\.example.`},
		{`\000.example.`, `\000.example.`},
		{`\255\032.`, `\255\032.`},
		{`a\bc.`, "abc."},
		{`\*.example`, "*.example."},
		{"_25._tcp.mx1", "_25._tcp.mx1."},
		{"\x1b[2J.example", `\027\0912j.example.`},
		{"bücher.example", `b\195\188cher.example.`},
		{l63 + ".", l63 + "."},
		{octets255, octets255 + "."},
	} {
		n, err := ParseName(c.in)
		if err != nil || n.String() != c.want {
			t.Errorf("ParseName(%q) = %s, %v; want %s", c.in, n, err, c.want)
		}
	}
	for _, in := range []string{"", "..", ".a", "a..b", l64, octets255 + "z", `a\`, `a\2`, `a\25`, `a\256.`, `a\1x1.`} {
		if n, err := ParseName(in); !errors.Is(err, ErrName) || !n.IsZero() {
			t.Errorf("ParseName(%q) = %s, %v; want ErrName", in, n, err)
		}
	}
}

func TestNameRoundTripsThroughText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := anyName().Draw(t, "name")
		back, err := ParseName(n.String())
		if err != nil || back != n {
			t.Fatalf("%s became %s, %v", n, back, err)
		}
		for _, c := range []byte(n.String()) {
			if c <= ' ' || c >= 0x7f {
				t.Fatalf("%q is not safe to print", n.String())
			}
		}
		var viaJSON Name
		text, err := json.Marshal(n)
		if err != nil || json.Unmarshal(text, &viaJSON) != nil || viaJSON != n {
			t.Fatalf("%s through JSON became %s", n, viaJSON)
		}
	})
}

func TestZeroNameThroughJSON(t *testing.T) {
	n := MustName("left.over.")
	if err := json.Unmarshal([]byte(`""`), &n); err != nil || !n.IsZero() {
		t.Errorf("got %s, %v", n, err)
	}
}

func TestUnderComparesLabels(t *testing.T) {
	for _, c := range []struct {
		name, zone   string
		under, below bool
	}{
		{"example.com.", "example.com.", true, false},
		{"a.example.com.", "EXAMPLE.com.", true, true},
		{"ample.com.", "example.com.", false, false},
		{"example.com.", "ample.com.", false, false}, // a suffix of the text only
		{`a\.example.com.`, "example.com.", false, false},
		{"com.", "example.com.", false, false},
		{"example.com.", ".", true, true},
		{".", ".", true, false},
		{".", "com.", false, false},
	} {
		n, z := MustName(c.name), MustName(c.zone)
		if n.Under(z) != c.under || n.Below(z) != c.below {
			t.Errorf("%s under %s: %v, below: %v", n, z, n.Under(z), n.Below(z))
		}
	}
	if Root().Under(Name{}) || (Name{}).Under(Root()) || (Name{}).Under(Name{}) {
		t.Error("the zero name is under nothing and above nothing")
	}
}

// The example of RFC 4034 6.1.
func TestCanonicalOrderExample(t *testing.T) {
	want := []string{
		"example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.",
		"z.example.", `\001.z.example.`, "*.z.example.", `\200.z.example.`,
	}
	var names []Name
	for _, s := range want {
		names = append(names, MustName(s))
	}
	shuffled := slices.Clone(names)
	slices.Reverse(shuffled)
	slices.SortFunc(shuffled, Compare)
	if !slices.Equal(shuffled, names) {
		t.Errorf("got %v", shuffled)
	}
}

// bruteCompare states RFC 4034 6.1 in another way: the labels from the right,
// as a list of byte strings, absent ones first.
func bruteCompare(a, b Name) int {
	reversed := func(n Name) [][]byte {
		var out [][]byte
		for w := n.Wire(); len(w) > 1; w = w[1+int(w[0]):] {
			out = append(out, w[1:1+int(w[0])])
		}
		slices.Reverse(out)
		return out
	}
	return slices.CompareFunc(reversed(a), reversed(b), bytes.Compare)
}

func TestCompareEqualsBruteForce(t *testing.T) {
	names := rapid.OneOf(anyName(), closeName())
	rapid.Check(t, func(t *rapid.T) {
		a, b := names.Draw(t, "a"), names.Draw(t, "b")
		if got, want := cmp.Compare(Compare(a, b), 0), bruteCompare(a, b); got != want {
			t.Fatalf("Compare(%s, %s) = %d, want %d", a, b, got, want)
		}
		if (Compare(a, b) == 0) != (a == b) || Compare(a, b) != -Compare(b, a) {
			t.Fatalf("%s and %s: not an order", a, b)
		}
		list := rapid.SliceOfN(names, 0, 12).Draw(t, "list")
		brute := slices.Clone(list)
		slices.SortFunc(list, Compare)
		slices.SortFunc(brute, bruteCompare)
		if !slices.Equal(list, brute) {
			t.Fatalf("%v\n%v", list, brute)
		}
	})
	if Compare(Name{}, Root()) >= 0 || Compare(Name{}, Name{}) != 0 {
		t.Error("the zero name comes first")
	}
}

func TestNameRelations(t *testing.T) {
	names := rapid.OneOf(anyName(), closeName())
	rapid.Check(t, func(t *rapid.T) {
		a, b := names.Draw(t, "a"), names.Draw(t, "b")
		common := CommonAncestor(a, b)
		if !a.Under(common) || !b.Under(common) {
			t.Fatalf("%s is not above %s and %s", common, a, b)
		}
		if more := max(a.Labels(), b.Labels()); common.Labels() < more {
			longerA, longerB := a.Suffix(common.Labels()+1), b.Suffix(common.Labels()+1)
			if longerA == longerB {
				t.Fatalf("%s is a longer common ancestor of %s and %s", longerA, a, b)
			}
		}
		count := rapid.IntRange(-2, 8).Draw(t, "count")
		if got := a.Suffix(count); got.Labels() != min(a.Labels(), max(0, count)) || !a.Under(got) {
			t.Fatalf("%s.Suffix(%d) = %s", a, count, got)
		}
		if !a.IsRoot() {
			if again, err := a.Parent().Prepend(a.Label(0)); err != nil || again != a {
				t.Fatalf("%s taken apart and put together is %s, %v", a, again, err)
			}
		}
		if w := a.Wildcard(); !w.IsZero() && (!w.IsWildcard() || w.Parent() != a) {
			t.Fatalf("wildcard of %s is %s", a, w)
		}
	})
}

func TestNameEdges(t *testing.T) {
	if got := Root().Parent(); !got.IsZero() {
		t.Errorf("the root's parent is %s", got)
	}
	if got := CommonAncestor(Name{}, Root()); !got.IsZero() {
		t.Errorf("common ancestor with no name is %s", got)
	}
	if got := CommonAncestor(Root(), Name{}); !got.IsZero() {
		t.Errorf("common ancestor with no name is %s", got)
	}
	long := MustName(strings.Repeat(strings.Repeat("x", 63)+".", 3) + strings.Repeat("y", 61))
	if got := long.Wildcard(); !got.IsZero() {
		t.Errorf("a wildcard of %d octets", len(got.Wire()))
	}
	if _, err := TLSAName(long, 25); !errors.Is(err, ErrName) {
		t.Errorf("an owner name over 255 octets: %v", err)
	}
	for _, label := range []string{"", strings.Repeat("x", 64)} {
		if n, err := Root().Prepend(label); !errors.Is(err, ErrName) {
			t.Errorf("a label of %d octets gave %s, %v", len(label), n, err)
		}
	}
	if Root().Show() != "." || (Name{}).Show() != "" || (Name{}).String() != "" {
		t.Error("the root and no name must be told apart")
	}
	if n, err := (Name{}).Prepend("a"); err == nil {
		t.Errorf("a label before no name gave %s", n)
	}
	if n, _ := Root().Prepend("A\xffZ"); n.Label(0) != "a\xffz" {
		t.Errorf("octets that are not UTF-8 were changed: %q", n.Label(0))
	}
	if n := MustName("a.b."); n.Label(-1) != "" || n.Label(2) != "" || n.Label(1) != "b" {
		t.Error("labels out of range must be empty")
	}
	if got, err := TLSAName(MustName("MX1.example.org"), 25); err != nil || got.Show() != "_25._tcp.mx1.example.org" {
		t.Errorf("TLSA name %s, %v", got, err)
	}
}

// RFC 6672 2.2, table 1: what a DNAME does to a name.
func TestReplace(t *testing.T) {
	for _, c := range []struct{ name, owner, target, want string }{
		{"com.", "example.com.", "example.net.", ""},
		{"example.com.", "example.com.", "example.net.", ""}, // never the owner itself
		{"a.example.com.", "example.com.", "example.net.", "a.example.net."},
		{"a.b.example.com.", "example.com.", "example.net.", "a.b.example.net."},
		{"ab.example.com.", "b.example.com.", "example.net.", ""},
		{"foo.example.com.", "example.com.", ".", "foo."},
		{"cyc.example.com.", "example.com.", "example.com.", "cyc.example.com."},
		{"shortloop.x.x.", "x.", ".", "shortloop.x."},
	} {
		got, err := MustName(c.name).Replace(MustName(c.owner), MustName(c.target))
		if (err == nil) != (c.want != "") || got.String() != c.want {
			t.Errorf("%s with DNAME %s %s: got %q, %v; want %q", c.name, c.owner, c.target, got, err, c.want)
		}
	}
	label := strings.Repeat("x", 63)
	if _, err := MustName(label+".a.").Replace(MustName("a."), MustName(strings.Repeat(label+".", 3)+"y")); !errors.Is(err, ErrName) {
		t.Errorf("substitution over 255 octets: %v", err)
	}
}

func TestDoubledTLSAName(t *testing.T) {
	for _, c := range []struct{ host, zone, want string }{
		{"mx.example.org", "example.org", "_25._tcp.mx.example.org.example.org"},
		{"example.org", "example.org", "_25._tcp.example.org.example.org"},
		{"mx.example.org", ".", ""},
		{"mx.example.org", "example.net", ""},
		{strings.Repeat("a.", 100) + "example.org", strings.Repeat("a.", 100) + "example.org", ""},
	} {
		got, err := DoubledTLSAName(MustName(c.host), MustName(c.zone))
		if (err != nil) != (c.want == "") || err == nil && got != MustName(c.want) || err != nil && !errors.Is(err, ErrName) {
			t.Errorf("%s in %s: %s %v", c.host, c.zone, got, err)
		}
	}
}

// A name that is pasted into a command means nothing to the shell, and is no
// path to a file.
func TestNamesInCommands(t *testing.T) {
	for raw, want := range map[string]string{
		"a`id`": `a\096id\096.`, "$(id)": `\036\040id\041.`, "a;id": `a\059id.`, "a|id": `a\124id.`, "a&id": `a\038id.`, "a>b": `a\062b.`, "'a'": `\039a\039.`,
		"-f/etc/x": `-f\047etc\047x.`, "@192": `\064192.`, "+short": `\043short.`, "a-b": "a-b.", "_25": "_25.", "*": "*.", "0/25": `0\04725.`, "a b": `a\032b.`, "a\nb": `a\010b.`,
		"%path%": `\037path\037.`, "~": `\126.`, "!!": `\033\033.`, "#": `\035.`, "a.b": `a\.b.`, `a\b`: `a\\b.`,
	} {
		n, err := ParseName(strings.NewReplacer(`\`, `\\`, ".", `\.`, ";", `\;`, "@", `\@`, "(", `\(`, ")", `\)`, "\n", `\010`, " ", `\032`).Replace(raw))
		if err != nil || n.String() != want {
			t.Errorf("%q: %s, %v; want %s", raw, n, err, want)
		}
		if back, err := ParseName(n.String()); err != nil || back != n {
			t.Errorf("%s is read as %v, %v", n, back, err)
		}
	}
}
