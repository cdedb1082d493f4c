//go:build system && linux

package main_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// fault is what is special about a zone, wrong or only rare. Each part may be nil.
type fault struct {
	name string
	plan func(*generatedZone)                                          // before anything is made
	keys func(*testing.T, *workshop, *generatedZone)                   // chooses the keys
	sign func(*testing.T, *workshop, *generatedZone, signJob) []record // instead of signing as usual
	edit func(*generatedZone, []record) []record                       // the signed zone
	ds   func(*testing.T, *workshop, *generatedZone, string) []string  // instead of the DS that the parent should have
	up   func(*generatedZone, []record) []record                       // the signed parent
}

func faultNamed(name string) fault {
	all := allFaults()
	return all[slices.IndexFunc(all, func(f fault) bool { return f.name == name })]
}

func allFaults() []fault {
	return slices.Concat([]fault{{name: "none"}}, timeFaults(), dsFaults(), signatureFaults(), keyFaults(), denialFaults(), parentFaults(), rarities())
}

const (
	longAgo  = -60 * 24 * time.Hour
	notLong  = -30 * 24 * time.Hour
	soon     = 2 * 24 * time.Hour
	muchMore = 30 * 24 * time.Hour
)

// signedIn signs the zone for another time and takes from there what is chosen.
func signedIn(from, to time.Duration, chosen func(record) bool) func(*testing.T, *workshop, *generatedZone, signJob) []record {
	return func(t *testing.T, w *workshop, _ *generatedZone, j signJob) []record {
		usual := w.sign(t, j)
		j.from, j.to = from, to
		other := w.sign(t, j)
		take := func(r record) bool { return r.kind == "RRSIG" && chosen(r) }
		usual = slices.DeleteFunc(usual, take)
		return append(usual, slices.DeleteFunc(other, func(r record) bool { return !take(r) })...)
	}
}

func timeFaults() []fault {
	everything := func(record) bool { return true }
	set := func(kind string) func(record) bool { return func(r record) bool { return r.set() == kind } }
	return []fault{
		{name: "expired", sign: signedIn(longAgo, notLong, everything)},
		{name: "not-yet", sign: signedIn(soon, muchMore, everything)},
		{name: "expired-address", sign: signedIn(longAgo, notLong, set("A"))},
		{name: "expired-dnskey", sign: signedIn(longAgo, notLong, set("DNSKEY"))},
		{name: "expired-denial", sign: signedIn(longAgo, notLong, record.denies)},
		{name: "expired-soa", sign: signedIn(longAgo, notLong, set("SOA"))},
	}
}

// spoil changes the end of a DS digest.
func spoil(ds string) string {
	last := ds[len(ds)-1:]
	if last == "0" {
		return ds[:len(ds)-1] + "1"
	}
	return ds[:len(ds)-1] + "0"
}

func dsFaults() []fault {
	digests := func(types ...int) func(*testing.T, *workshop, *generatedZone, string) []string {
		return func(t *testing.T, w *workshop, z *generatedZone, _ string) (out []string) {
			for _, d := range types {
				out = append(out, w.ds(t, z.keys[0], d))
			}
			return out
		}
	}
	line := func(format string, withGood bool) func(*testing.T, *workshop, *generatedZone, string) []string {
		return func(_ *testing.T, _ *workshop, z *generatedZone, good string) []string {
			out := []string{z.name + " 300 IN DS " + fmt.Sprintf(format, z.algorithm)}
			if withGood {
				out = append(out, good)
			}
			return out
		}
	}
	const digest = "6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f"
	stranger := func(t *testing.T, w *workshop, z *generatedZone) string {
		return w.ds(t, w.key(t, z.name, z.algorithm, z.bits, "stranger"), 2)
	}
	return []fault{
		{name: "ds-none", ds: func(*testing.T, *workshop, *generatedZone, string) []string { return nil }},
		{name: "ds-sha1", ds: digests(1)},
		{name: "ds-sha384", ds: digests(4)},
		{name: "ds-three", ds: digests(1, 2, 4)},
		{name: "ds-wrong", ds: func(_ *testing.T, _ *workshop, _ *generatedZone, good string) []string { return []string{spoil(good)} }},
		{name: "ds-stranger", ds: func(t *testing.T, w *workshop, z *generatedZone, _ string) []string {
			return []string{stranger(t, w, z)}
		}},
		{name: "ds-stale", ds: func(t *testing.T, w *workshop, z *generatedZone, good string) []string {
			return []string{stranger(t, w, z), good}
		}},
		{name: "ds-sha1-wrong", ds: func(t *testing.T, w *workshop, z *generatedZone, good string) []string {
			return []string{spoil(w.ds(t, z.keys[0], 1)), good}
		}},
		{name: "ds-sha1-good", ds: func(t *testing.T, w *workshop, z *generatedZone, good string) []string {
			return []string{w.ds(t, z.keys[0], 1), spoil(good)}
		}},
		{name: "ds-sha384-wrong", ds: func(t *testing.T, w *workshop, z *generatedZone, good string) []string {
			return []string{good, spoil(w.ds(t, z.keys[0], 4))}
		}},
		{name: "ds-digest-unknown", ds: line("4711 %d 99 "+digest, false)},
		{name: "ds-digest-unknown-too", ds: line("4711 %d 99 "+digest, true)},
		{name: "ds-digest-gost", ds: line("4711 %d 3 "+digest, false)},
		{name: "ds-algorithm-unknown", ds: line("4711 2%02d 2 "+digest, false)},
		{name: "ds-algorithm-unknown-too", ds: line("4711 2%02d 2 "+digest, true)},
	}
}

// corrupt changes bits in the middle of a signature, its length stays.
func corrupt(r record) record {
	f := strings.Fields(r.data)
	sig, err := base64.StdEncoding.DecodeString(strings.Join(f[8:], ""))
	if err != nil {
		panic(err) // the signer wrote it
	}
	sig[len(sig)/2] ^= 0x20
	r.data = strings.Join(f[:8], " ") + " " + base64.StdEncoding.EncodeToString(sig)
	return r
}

// anySet picks one signed RRset of the zone.
func (z *generatedZone) anySet(records []record, wanted func(record) bool) (owner, kind string) {
	signatures := slices.DeleteFunc(slices.Clone(records), func(r record) bool { return r.kind != "RRSIG" || !wanted(r) })
	slices.SortFunc(signatures, func(a, b record) int { return strings.Compare(a.owner+" "+a.data[:12], b.owner+" "+b.data[:12]) })
	r := signatures[z.random.IntN(len(signatures))]
	z.spoiled = r.owner + " " + r.set()
	return r.owner, r.set()
}

// eachSignature replaces the chosen signatures; no record removes one.
func eachSignature(records []record, chosen func(record) bool, with func(record) []record) (out []record) {
	for _, r := range records {
		if r.kind == "RRSIG" && chosen(r) {
			out = append(out, with(r)...)
		} else {
			out = append(out, r)
		}
	}
	return out
}

func signatureFaults() []fault {
	drop := func(record) []record { return nil }
	break1 := func(r record) []record { return []record{corrupt(r)} }
	double := func(r record) []record { return []record{corrupt(r), r} }
	on := func(chosen func(record) bool, with func(record) []record) func(*generatedZone, []record) []record {
		return func(_ *generatedZone, records []record) []record { return eachSignature(records, chosen, with) }
	}
	random := func(wanted func(record) bool, with func(record) []record) func(*generatedZone, []record) []record {
		return func(z *generatedZone, records []record) []record {
			owner, kind := z.anySet(records, wanted)
			return eachSignature(records, func(r record) bool { return r.owner == owner && r.set() == kind }, with)
		}
	}
	at := func(name, kind string) func(*generatedZone, []record) []record {
		return func(z *generatedZone, records []record) []record {
			return eachSignature(records, func(r record) bool { return r.owner == z.below(name) && r.set() == kind }, drop)
		}
	}
	all := func(record) bool { return true }
	ordinary := func(r record) bool { return !r.denies() && r.set() != "DNSKEY" }
	keys := func(r record) bool { return r.set() == "DNSKEY" }
	return []fault{
		{name: "unsigned-www", edit: at("www", "A")},
		{name: "unsigned-tlsa", edit: at("_25._tcp.mx", "TLSA")},
		{name: "unsigned-some", edit: random(ordinary, drop)},
		{name: "unsigned-denial", edit: on(record.denies, drop)},
		{name: "unsigned-dnskey", edit: on(keys, drop)},
		{name: "unsigned-all", edit: on(all, drop)},
		{name: "corrupt-some", edit: random(ordinary, break1)},
		{name: "corrupt-denial", edit: random(record.denies, break1)},
		{name: "corrupt-dnskey", edit: on(keys, break1)},
		{name: "corrupt-beside-good", edit: on(all, double)},
		{name: "ttl-raised", edit: func(_ *generatedZone, records []record) []record {
			for i := range records {
				records[i].ttl = "7200" // above the original TTL: no resolver minds
			}
			return records
		}},
	}
}

func without(kind, word string) func(*generatedZone, []record) []record {
	return func(_ *generatedZone, records []record) []record {
		return slices.DeleteFunc(records, func(r record) bool {
			return r.kind == kind && strings.HasPrefix(r.data, word)
		})
	}
}

func keyFaults() []fault {
	rsa := func(bits int) func(*generatedZone) {
		return func(z *generatedZone) {
			z.bits = bits
			if z.algorithm > 10 {
				z.algorithm = 8
			}
		}
	}
	// second adds keys of another algorithm.
	second := func(t *testing.T, w *workshop, z *generatedZone) (other int, keys []keyPair) {
		other = 13
		if z.algorithm == 13 {
			other = 15
		}
		return other, []keyPair{w.key(t, z.name, other, 0, "ksk"), w.key(t, z.name, other, 0, "zsk")}
	}
	onlyOne := func(t *testing.T, w *workshop, z *generatedZone, j signJob) []record {
		other, _ := second(t, w, z)
		sets := eachSignature(w.sign(t, j), func(r record) bool { return strings.Fields(r.data)[1] == fmt.Sprint(other) }, func(record) []record { return nil })
		return sets
	}
	both := func(t *testing.T, w *workshop, z *generatedZone) {
		_, more := second(t, w, z)
		z.keys = append(z.keys, more...)
	}
	dsOfBoth := func(t *testing.T, w *workshop, z *generatedZone, good string) []string {
		return []string{good, w.ds(t, z.keys[2], 2)}
	}
	dsOfSecond := func(t *testing.T, w *workshop, z *generatedZone, _ string) []string {
		return []string{w.ds(t, z.keys[2], 2)}
	}
	return []fault{
		{name: "dnskey-removed", edit: without("DNSKEY", "")},
		{name: "zsk-removed", edit: without("DNSKEY", "256")},
		{name: "ksk-removed", edit: without("DNSKEY", "257")},
		{name: "rsa-1024", plan: rsa(1024)},
		{name: "rsa-4096", plan: rsa(4096)},
		{name: "one-key", keys: func(_ *testing.T, _ *workshop, z *generatedZone) { z.keys = z.keys[:1] }},
		{name: "revoked", plan: func(z *generatedZone) { z.signer = "bind" }, keys: func(t *testing.T, w *workshop, z *generatedZone) { z.keys[0] = w.revoke(t, z.keys[0]) }},
		{name: "revoked-too", keys: func(t *testing.T, w *workshop, z *generatedZone) {
			z.keys = append(z.keys, w.revoke(t, w.key(t, z.name, z.algorithm, z.bits, "stranger")))
		}},
		{name: "two-algorithms", keys: both, ds: dsOfBoth},
		{name: "two-algorithms-one-ds", keys: both},
		{name: "two-algorithms-one-signs", keys: both, ds: dsOfBoth, sign: onlyOne},
		{name: "two-algorithms-other-ds", keys: both, ds: dsOfSecond, sign: onlyOne},
		{name: "unknown-key-too", sign: func(t *testing.T, w *workshop, z *generatedZone, j signJob) []record {
			j.signer = "ldns" // BIND refuses keys of algorithms that it does not know
			j.text += z.name + " 300 IN DNSKEY 256 3 200 AwEAAcUlFV1vhmqx6NSOUOq2R/dsR7Xm3upJ\n"
			return w.sign(t, j)
		}},
	}
}

func denialFaults() []fault {
	nsec3 := func(extra int, salt string) func(*generatedZone) {
		return func(z *generatedZone) {
			if z.chain == "nsec" {
				z.chain = "nsec3"
			}
			z.extra, z.salt = extra, salt
		}
	}
	// Knot 3.2 ends with a memory fault when NSEC3 records are missing.
	withNSD := func(z *generatedZone) { z.server, z.other = nsdServer, knotServer }
	apart := func(z *generatedZone, r record) bool { return r.denies() && r.owner != z.name }
	return []fault{
		{name: "denial-removed", plan: withNSD, edit: func(_ *generatedZone, records []record) []record {
			return slices.DeleteFunc(records, record.denies)
		}},
		{name: "denial-one-removed", plan: withNSD, edit: func(z *generatedZone, records []record) []record {
			owner, _ := z.anySet(records, func(r record) bool { return apart(z, r) })
			return slices.DeleteFunc(records, func(r record) bool { return apart(z, r) && r.owner == owner })
		}},
		{name: "denial-half-removed", plan: withNSD, edit: func(z *generatedZone, records []record) []record {
			gone := map[string]bool{}
			for _, r := range records {
				if _, known := gone[r.owner]; !known && apart(z, r) {
					gone[r.owner] = z.random.IntN(2) == 0
				}
			}
			return slices.DeleteFunc(records, func(r record) bool { return apart(z, r) && gone[r.owner] })
		}},
		{name: "denial-of-less", plan: withNSD, sign: denialOf("\nwww A ", "\nnot-www A ")},
		{name: "bitmap-says-more", plan: withNSD, sign: besides("www AAAA 2a0f:ffff:25::2\nwww TXT \"gone\"\n_tcp.mx TLSA 3 1 1 00\n*.wild AAAA 2a0f:ffff:25::4\n")},
		{name: "names-gone", plan: withNSD, sign: besides("nothing A 5.53.25.99\n_26._tcp.mx A 5.53.25.99\n")},
		{name: "bitmap-says-cname", plan: withNSD, sign: denialOf("\nwww A ", "\nwww CNAME mx\nnot-www A ")},
		{name: "delegation-gone", plan: withNSD, sign: besides("nothing NS ns.nothing\nns.nothing A 5.53.25.99\n")},
		{name: "iterations-0", plan: nsec3(0, "")},
		{name: "iterations-20", plan: nsec3(20, "ab12cd34")},
		{name: "iterations-100", plan: nsec3(100, "")},
		{name: "iterations-150", plan: nsec3(150, "")},
		{name: "iterations-151", plan: nsec3(151, "")},
		{name: "iterations-500", plan: nsec3(500, "ab12")},
		{name: "salt-long", plan: nsec3(1, strings.Repeat("ab12cd34", 16))},
	}
}

// denialOf serves the zone with the NSEC or NSEC3 records of another content.
func denialOf(old, new string) func(*testing.T, *workshop, *generatedZone, signJob) []record {
	return func(t *testing.T, w *workshop, _ *generatedZone, j signJob) []record {
		usual := slices.DeleteFunc(w.sign(t, j), record.denies)
		lines := strings.Split(strings.Replace(j.text, old, new, 1), "\n")
		if strings.Contains(new, "CNAME") {
			lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "www A ") })
		}
		j.text = strings.Join(lines, "\n")
		other := w.sign(t, j)
		return append(usual, slices.DeleteFunc(other, func(r record) bool { return !r.denies() })...)
	}
}

// besides serves the zone with the NSEC or NSEC3 records of one that has more.
func besides(more string) func(*testing.T, *workshop, *generatedZone, signJob) []record {
	return func(t *testing.T, w *workshop, z *generatedZone, j signJob) []record {
		return denialOf("\n@ NS ns\n", "\n@ NS ns\n"+more)(t, w, z, j)
	}
}

// parentFaults spoil what the parent says about the zone.
func parentFaults() []fault {
	ds := func(z *generatedZone) func(record) bool {
		return func(r record) bool { return r.owner == z.name && r.set() == "DS" }
	}
	return []fault{
		{name: "ds-unsigned", up: func(z *generatedZone, records []record) []record {
			return eachSignature(records, ds(z), func(record) []record { return nil })
		}},
		{name: "ds-corrupt", up: func(z *generatedZone, records []record) []record {
			return eachSignature(records, ds(z), func(r record) []record { return []record{corrupt(r)} })
		}},
		{name: "ds-lost", up: func(z *generatedZone, records []record) []record {
			return slices.DeleteFunc(records, ds(z))
		}},
	}
}

// rarities look strange and are in order.
func rarities() []fault {
	return []fault{
		{name: "mixed-case", edit: func(z *generatedZone, records []record) []record {
			for i, r := range records {
				if z.random.IntN(2) == 0 && !r.denies() {
					records[i].owner = strings.ToUpper(r.owner)
				}
			}
			return records
		}},
		{name: "healthy-again"},
	}
}
