package rules

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// key makes a key of a zone; the octets tell keys apart.
func key(flags uint16, algorithm uint8, octets string) dnssec.Key {
	k := wire.DNSKEY{Flags: flags, Protocol: 3, Algorithm: algorithm, Key: []byte(octets)}
	return dnssec.Key{DNSKEY: k, Tag: k.Tag()}
}

// dsOf makes the DS of a key under a name.
func dsOf(t *testing.T, k dnssec.Key, owner string, digest uint8) wire.DS {
	t.Helper()
	ds, ok := k.DNSKEY.DS(wire.MustName(owner), digest)
	if !ok {
		t.Fatalf("no digest of type %d", digest)
	}
	return ds
}

func TestNearMissesOfADS(t *testing.T) {
	ksk, zsk := key(257, 13, "the key that signs keys"), key(256, 13, "the key that signs data")
	good := dsOf(t, ksk, "example.org", wire.DigestSHA256)
	edit := func(ds wire.DS, change func(*wire.DS)) wire.DS {
		ds.Digest = append([]byte(nil), ds.Digest...)
		change(&ds)
		return ds
	}
	renamed := ksk
	renamed.DNSKEY.Flags = 256
	cases := []struct {
		name string
		ds   wire.DS
		want string // a part of the sentence; empty: no near miss
	}{
		{"a digit is wrong", edit(good, func(d *wire.DS) { d.Digest[3] ^= 1 }), "the digest is of something else"},
		{"digest type", edit(dsOf(t, ksk, "example.org", wire.DigestSHA384), func(d *wire.DS) { d.DigestType = 2 }), "its type is 4 and not 2"},
		{"tag", edit(good, func(d *wire.DS) { d.Tag++ }), "only the tag is wrong"},
		{"algorithm", edit(good, func(d *wire.DS) { d.Algorithm = 8 }), "its algorithm is 13 and not 8"},
		{"name of the parent", dsOf(t, ksk, "org", wire.DigestSHA256), "made with the name of the parent zone"},
		{"flag changed since", dsOf(t, renamed, "example.org", wire.DigestSHA256), "with the flags 256"},
		{"another key", dsOf(t, key(257, 13, "gone for ever"), "example.org", wire.DigestSHA256), ""},
	}
	for _, c := range cases {
		z := &dnssec.Zone{Name: wire.MustName("example.org"), Keys: []dnssec.Key{zsk, ksk}, DS: []dnssec.DSLink{{DS: c.ds, Supported: true}}}
		got := nearMisses(nil, z)
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDSToPublishIsOfTheKeyThatSignsTheKeys(t *testing.T) {
	ksk, zsk, spare := key(257, 13, "signs"), key(256, 13, "data"), key(257, 13, "spare")
	revoked := key(257|0x80, 13, "revoked")
	ksk.Signs = true
	z := &dnssec.Zone{Name: wire.MustName("example.org"), Keys: []dnssec.Key{revoked, zsk, spare, ksk}}
	want := dsOf(t, ksk, "example.org", wire.DigestSHA256).String()
	if got := dsRecords(z); !strings.HasSuffix(got, want) || strings.Contains(got, "\n") {
		t.Errorf("got %q, want only %s", got, want)
	}
	ksk.Signs = false
	zsk.Signs = true // one key for both tasks, without the flag
	z.Keys = []dnssec.Key{zsk, spare}
	if got := dsRecords(z); !strings.HasSuffix(got, dsOf(t, zsk, "example.org", wire.DigestSHA256).String()) {
		t.Errorf("got %q, want the DS of the key that signs", got)
	}
}

func TestMarginOfSignatures(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct{ lifetime, want, late time.Duration }{
		{3 * time.Hour, 45 * time.Minute, 45 * time.Minute},
		{2 * day, 12 * time.Hour, 12 * time.Hour}, // made for each answer
		{7 * day, 42 * time.Hour, day},
		{10 * day, 3 * day, day},
		{14 * day, 84 * time.Hour, 336 * time.Hour / 10}, // Knot DNS renews an hour and a TTL before that
		{30 * day, 180 * time.Hour, 3 * day},
		{365 * day, 365 * day / 4, 7 * day},
	} {
		if got := tooLate(c.lifetime); got != c.late {
			t.Errorf("of %s: too late with %s left, want %s", c.lifetime, got, c.late)
		}
		if got := margin(c.lifetime); got != c.want {
			t.Errorf("of %s: %s, want %s", c.lifetime, got, c.want)
		}
	}
}

func TestStaleDS(t *testing.T) {
	k := key(257, 13, "key")
	right := dnssec.DSLink{DS: dsOf(t, k, "example.org", wire.DigestSHA256), Supported: true, Matches: true, Signs: true}
	sha1 := dnssec.DSLink{DS: dsOf(t, k, "example.org", wire.DigestSHA1), Supported: true, Ignored: true}
	gost := dnssec.DSLink{DS: wire.DS{Tag: k.Tag, Algorithm: 13, DigestType: 3, Digest: []byte{1}}}
	gone := dnssec.DSLink{DS: wire.DS{Tag: 4711, Algorithm: 13, DigestType: 2, Digest: []byte{1}}, Supported: true, Reason: dnssec.DSMismatch}
	foreign := dnssec.DSLink{DS: wire.DS{Tag: 4712, Algorithm: 8, DigestType: 2, Digest: []byte{1}}, Supported: true, Reason: dnssec.DSMismatch}
	national := dnssec.DSLink{DS: wire.DS{Tag: 4713, Algorithm: 23, DigestType: 2, Digest: []byte{1}}, Reason: dnssec.UnsupportedAlgorithm}
	surplus := dnssec.DSLink{DS: wire.DS{Tag: 4714, Algorithm: 13, DigestType: 2, Digest: []byte{1}}, Supported: true, Reason: dnssec.WorkLimit}
	for _, c := range []struct {
		ds      []dnssec.DSLink
		tags    string
		foreign string
	}{
		{[]dnssec.DSLink{right}, "", ""},
		{[]dnssec.DSLink{right, sha1, gost}, "", ""}, // other digests of the same key
		{[]dnssec.DSLink{right, gone}, "4711", ""},
		{[]dnssec.DSLink{gone, foreign, right}, "4711 4712", "8"},
		{[]dnssec.DSLink{right, national}, "4713", "23"},
		{[]dnssec.DSLink{right, surplus}, "", ""}, // not looked at
	} {
		tags, alien := staleDS(&dnssec.Zone{Keys: []dnssec.Key{k}, DS: c.ds})
		if strings.Join(tags, " ") != c.tags || alien != c.foreign {
			t.Errorf("%v: %v %q, want %q %q", c.ds, tags, alien, c.tags, c.foreign)
		}
	}
}

func TestPhasesOfAKeyChange(t *testing.T) {
	path := func(tag uint16) dnssec.DSLink {
		return dnssec.DSLink{DS: wire.DS{Tag: tag}, Supported: true, Matches: true, Signs: true}
	}
	ksk, next, zsk, spare := key(257, 13, "a"), key(257, 13, "b"), key(256, 13, "c"), key(256, 13, "d")
	revoked := key(257|0x80, 13, "e")
	org, example := wire.MustName("org"), wire.MustName("example.org")
	for _, c := range []struct {
		name wire.Name
		keys []dnssec.Key
		ds   []dnssec.DSLink
		want string
	}{
		{example, []dnssec.Key{ksk, zsk}, []dnssec.DSLink{path(1)}, ""},
		{example, []dnssec.Key{ksk, zsk}, []dnssec.DSLink{path(1), path(1)}, ""}, // two digests of one key
		{example, []dnssec.Key{ksk, next, zsk}, []dnssec.DSLink{path(1), path(2)}, "double DS"},
		{example, []dnssec.Key{ksk, next, zsk}, []dnssec.DSLink{path(1)}, "2 entry keys"},
		{example, []dnssec.Key{ksk, zsk, spare}, []dnssec.DSLink{path(1)}, "2 zone signing keys"},
		{org, []dnssec.Key{ksk, zsk, spare}, []dnssec.DSLink{path(1)}, ""},
		{example, []dnssec.Key{ksk, revoked, zsk}, []dnssec.DSLink{path(1)}, ""},
	} {
		got := rollover(nil, &dnssec.Zone{Name: c.name, Keys: c.keys, DS: c.ds})
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s with %d keys, %d DS: %q, want %q", c.name, len(c.keys), len(c.ds), got, c.want)
		}
	}
}

func TestDeprecatedOnlyWithoutABetterWay(t *testing.T) {
	old, better, zsk := key(257, 7, "old"), key(257, 13, "new"), key(256, 7, "data")
	old.Entry, better.Entry = true, true
	if got := deprecated(&dnssec.Zone{Keys: []dnssec.Key{old, zsk}}); got == "" {
		t.Error("SHA-1 only: not reported")
	}
	if got := deprecated(&dnssec.Zone{Keys: []dnssec.Key{old, better}}); got != "" {
		t.Errorf("a better key leads into the zone, and %s is reported", got)
	}
}

func TestCrowdedZones(t *testing.T) {
	same := []dnssec.Key{{Tag: 1}, {Tag: 1}}
	if got := crowded(nil, &dnssec.Zone{Keys: same}); got != "" {
		t.Errorf("two keys with one tag happen: %q", got)
	}
	if got := crowded(nil, &dnssec.Zone{Keys: append(same, dnssec.Key{Tag: 1})}); got == "" {
		t.Error("three keys with one tag: not reported")
	}
	if got := crowded(nil, &dnssec.Zone{DS: make([]dnssec.DSLink, 9)}); got == "" {
		t.Error("nine DS: not reported")
	}
}

func TestLongestSignatureOfEachRRset(t *testing.T) {
	at := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	sig := func(owner string, days int, valid bool) dnssec.Signature {
		return dnssec.Signature{
			RRSIG: wire.RRSIG{Owner: wire.MustName(owner), Covered: wire.TypeNSEC}, Expiration: at.AddDate(0, 0, days), Valid: valid,
		}
	}
	got := longest([]dnssec.Signature{sig("a.org", 1, true), sig("a.org", 9, true), sig("a.org", 30, false), sig("b.org", 2, true)})
	if len(got) != 2 || !got[0].Expiration.Equal(at.AddDate(0, 0, 9)) || !got[1].Expiration.Equal(at.AddDate(0, 0, 2)) {
		t.Errorf("got %+v", got)
	}
}

func TestZonesOfRegistriesAreForTheRegistry(t *testing.T) {
	for _, c := range []struct {
		zone, where, registry string
		owner                 finding.Owner
	}{
		{".", "the DNS root", "yes", finding.OwnerRegistry},
		{"org", "the ending .org", "yes", finding.OwnerRegistry},
		{"example.org", "example.org", "", finding.OwnerDNS},
	} {
		args := finding.Args{}
		name := wire.MustName(c.zone)
		zoneArgs(nil, args, name)
		if args["where"] != c.where || args["registry"] != c.registry || ownerOfZone(name) != c.owner {
			t.Errorf("%s: %v %s", c.zone, args, ownerOfZone(name))
		}
	}
}

func TestAWithdrawnOrMalformedKeyBesideAGoodOneIsNoOutage(t *testing.T) {
	good, revoked, odd := key(257, 13, "good"), key(257|0x80, 13, "old"), key(1, 13, "odd")
	good.Entry, good.Signs = true, true
	link := func(k dnssec.Key, why dnssec.Reason) dnssec.DSLink {
		return dnssec.DSLink{DS: dsOf(t, k, "example.org", wire.DigestSHA256), Supported: true, Reason: why}
	}
	right := link(good, "")
	right.Matches, right.Signs = true, true
	root := &dnssec.Zone{Name: wire.Root(), Status: dnssec.Secure}
	zone := &dnssec.Zone{
		Name: wire.MustName("example.org"), Parent: root, Status: dnssec.Secure, Keys: []dnssec.Key{good, revoked, odd}, Evidence: []evidence.ID{7},
		DS: []dnssec.DSLink{right, link(revoked, dnssec.KeyRevoked), link(odd, dnssec.KeyFlags)},
	}
	c := &Case{Report: &mail.Report{Domain: wire.MustName("example.org"), Zones: []*dnssec.Zone{root, zone}}}
	for _, r := range []Rule{dnssecKeyRevoked(), dnssecKeyFlagsInvalid()} {
		fs := apply(r, c)
		if len(fs) != 1 || fs[0].Weight != finding.Hygiene || fs[0].Subject != "example.org" || len(fs[0].Evidence) == 0 {
			t.Errorf("%s: %+v", r.Code, fs)
		}
	}
	if fs := apply(dnssecDsSomeStale(), c); len(fs) != 0 {
		t.Errorf("the same DS is reported twice: %+v", fs)
	}
}

// long gives every argument of a text a value of the usual greatest length.
func long(name string, registry, partial bool) string {
	flag := func(on bool) string {
		if on {
			return "yes"
		}
		return ""
	}
	zone := "twenty.octet.example"
	switch name {
	case "registry":
		return flag(registry)
	case "partial", "only", "many", "long", "refused", "more", "all":
		return flag(partial)
	case "off", "own":
		return flag(!partial)
	case "where":
		if registry {
			return "the ending .example"
		}
	case "operator":
		if registry {
			return "registry of .example"
		}
		return "DNS operator of " + zone
	case "ended", "starts", "ends":
		return "2026-11-21 12:00 UTC"
	case "ago", "in", "left":
		return "in 19 hours"
	case "tag", "stale", "iterations", "bits":
		return "12345"
	case "flaw":
		return "key 12345 has no zone flag (flags 1)"
	case "about":
		return "the DANE record of mx1." + zone[:17]
	case "lifetime":
		return "365 days"
	case "algorithm":
		return "ECDSAP256SHA256"
	case "algorithms":
		return "ECC-GOST12"
	case "count":
		return "11 signatures over one set of records"
	}
	return zone
}

func TestHelpdeskTextsFitWithLongNames(t *testing.T) {
	arg := regexp.MustCompile(`\.([a-zA-Z]+)`)
	for _, r := range All() {
		if !strings.HasPrefix(string(r.Code), "dnssec.") {
			continue
		}
		entry, err := text.Load(Texts(), Stem(r.Code)+".txt")
		if err != nil {
			t.Fatal(err)
		}
		src, err := fs.ReadFile(Texts(), Stem(r.Code)+".txt")
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range [][2]bool{{false, false}, {false, true}, {true, false}, {true, true}} {
			args := map[string]string{}
			for _, m := range arg.FindAllStringSubmatch(string(src), -1) {
				args[m[1]] = long(m[1], kind[0], kind[1])
			}
			lines := 0
			for _, part := range []string{"what", "who", "notices", "say"} {
				filled, err := entry.Fill(part, args)
				if err != nil {
					t.Fatal(err)
				}
				lines += 1 + height(filled, 41)
			}
			if lines > 17 {
				t.Errorf("%s: the helpdesk answer has %d lines, at most 17 (registry %v, partial %v)", r.Code, lines, kind[0], kind[1])
			}
			if clause, err := entry.Fill("clause", args); err != nil || len(clause) > 48 {
				t.Errorf("%s: clause of %d cells: %q %v", r.Code, len(clause), clause, err)
			}
		}
	}
}

// height counts the lines of a paragraph at a width.
func height(s string, width int) int {
	lines, used := 1, 0
	for _, w := range strings.Fields(s) {
		if used > 0 && used+1+len(w) > width {
			lines, used = lines+1, 0
		}
		if used > 0 {
			used++
		}
		used += len(w)
	}
	return lines
}
