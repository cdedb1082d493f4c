package rules

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/text"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// paragraph separates the items of a list, so that each gets its own line.
const paragraph = "\n\n"

// dsWords lists the DS records of a zone.
func dsWords(z *dnssec.Zone) string {
	var lines []string
	for _, ds := range z.DS {
		lines = append(lines, "DS "+ds.DS.String())
	}
	return strings.Join(lines, paragraph)
}

// keyWords lists the keys of a zone.
func keyWords(b *text.Book, z *dnssec.Zone) string {
	var lines []string
	for _, k := range z.Keys {
		lines = append(lines, "DNSKEY "+keyName(b, k))
	}
	return strings.Join(lines, paragraph)
}

// keyName is "26974 ECDSAP256SHA256, flags 257".
func keyName(b *text.Book, k dnssec.Key) string {
	s := b.Say("%d %s, flags %d", k.Tag, wire.AlgorithmName(k.DNSKEY.Algorithm), k.DNSKEY.Flags)
	if k.DNSKEY.Protocol != wire.ProtocolDNSSEC {
		s += ", " + b.Say("protocol %d", k.DNSKEY.Protocol)
	}
	if k.Bits > 0 {
		s += ", " + b.Say("%d bit", k.Bits)
	}
	return s
}

// dsAlgorithms names the key algorithms of the DS records.
func dsAlgorithms(b *text.Book, z *dnssec.Zone) string {
	var names []string
	for _, ds := range z.DS {
		if n := wire.AlgorithmName(ds.DS.Algorithm); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return b.List(names)
}

// dsRecords are the DS records to hand to the parent: SHA-256, of the keys that
// sign the key set, and of these the ones meant as entry points, if any is (RFC
// 4034 2.1.1: the flag is a hint). Where no key signs there is none: any DS would
// leave the zone bogus.
func dsRecords(z *dnssec.Zone) string {
	keys := slices.DeleteFunc(slices.Clone(z.Keys), func(k dnssec.Key) bool { return !k.Signs || !k.DNSKEY.IsZone() || k.DNSKEY.IsRevoked() })
	if entry := func(k dnssec.Key) bool { return k.DNSKEY.IsSEP() }; slices.ContainsFunc(keys, entry) {
		keys = slices.DeleteFunc(keys, func(k dnssec.Key) bool { return !entry(k) })
	}
	var lines []string
	for _, k := range keys {
		if ds, ok := k.DNSKEY.DS(z.Name, wire.DigestSHA256); ok {
			lines = append(lines, fix.DS(z.Name, z.DSTTL, ds))
		}
	}
	return strings.Join(lines, "\n")
}

// entryKeys are the keys that a DS of the zone fits.
func entryKeys(z *dnssec.Zone) []dnssec.Key {
	var out []dnssec.Key
	for _, k := range z.Keys {
		if slices.ContainsFunc(z.DS, func(ds dnssec.DSLink) bool { return ds.DS.Tag == k.Tag && ds.DS.Algorithm == k.DNSKEY.Algorithm }) {
			out = append(out, k)
		}
	}
	return out
}

// waitDS says how long caches keep the DS set; empty if its TTL is not known.
func waitDS(b *text.Book, z *dnssec.Zone) string {
	if z.DSTTL == 0 {
		return ""
	}
	return fix.Wait(b, z.DSTTL)
}

// signatureWords says which signature it is; empty for none.
func signatureWords(b *text.Book, s *dnssec.Signature) string {
	if s == nil {
		return ""
	}
	return b.Say("RRSIG %s by %s key %d (%s), %s to %s", s.RRSIG.Covered, s.RRSIG.Signer, s.RRSIG.Tag,
		wire.AlgorithmName(s.RRSIG.Algorithm), fix.Moment(s.Inception), fix.Moment(s.Expiration))
}

// denialArgs sets what a text about a denial needs: proof (what was shown),
// flaw (what is missing in it), and about (the record that is not provable).
func denialArgs(p Place, f *finding.Finding) {
	f.Args["proof"], f.Args["flaw"] = p.words.Say("[proofs] none"), p.words.Say("[the proof] it is not there")
	f.Args["about"] = aboutWords(p)
	proof := p.proof()
	if proof == nil {
		return
	}
	f.Args["flaw"] = flawWords(p.words, proof)
	var lines []string
	for _, s := range proof.Covered {
		line := fmt.Sprintf("%s %s: %s > %s", s.Role, s.Name.Show(), s.Owner.Show(), s.Next)
		lines = append(lines, strings.TrimSpace(line+" "+s.Types))
	}
	if len(lines) > 0 {
		f.Args["proof"] = strings.Join(lines, paragraph)
	}
}

// aboutWords says in plain words which record was asked for.
func aboutWords(p Place) string {
	name := p.Fault.Name.Show()
	switch {
	case p.Host != nil && p.Fault.Type == wire.TypeTLSA:
		return p.words.Say("[asked for] the DANE record of %s", p.Host.Name.Show())
	case p.Fault.Type == wire.TypeA:
		return p.words.Say("[asked for] the IPv4 address of %s", name)
	case p.Fault.Type == wire.TypeAAAA:
		return p.words.Say("[asked for] the IPv6 address of %s", name)
	case p.Fault.Type == wire.TypeMX:
		return p.words.Say("[asked for] the mail servers of %s", name)
	case p.Fault.Type == wire.TypeDS:
		return p.words.Say("[asked for] the key of %s", name)
	}
	return p.words.Say("[asked for] a question")
}

// proof is the denial that failed at this place, or nil.
func (p Place) proof() *denial.Proof {
	if p.Lookup == nil {
		return nil
	}
	for _, s := range p.Lookup.Servers {
		if s.Proof != nil && s.Reason == p.Fault.Reason {
			return s.Proof
		}
	}
	return p.Lookup.Proof
}

// flawWords says what a proof lacks.
func flawWords(b *text.Book, p *denial.Proof) string {
	switch p.Failure {
	case denial.Missing:
		return b.Say("there is no NSEC or NSEC3 at all")
	case denial.NotCovered:
		return b.Say("no record covers the name")
	case denial.NoEncloser:
		return b.Say("the closest encloser is not shown (RFC 5155 8.3)")
	case denial.NoNextCloser:
		return b.Say("the next closer name is not covered (RFC 5155 8.3)")
	case denial.NoWildcard:
		return b.Say("the wildcard that could answer instead is not denied")
	case denial.BitmapHas:
		return b.Say("the type list contains the type, or CNAME (RFC 6840 4.3)")
	case denial.Ancestor:
		return b.Say("the record belongs to a delegation or DNAME above the name and says nothing about it (RFC 6840 4.1)")
	case denial.UnknownHash:
		return b.Say("hash algorithm or flags are unknown, so the record must be ignored (RFC 5155 8.1, 8.2)")
	case denial.Exists:
		return b.Say("it shows that the name exists")
	}
	return b.Say("it does not fit the question")
}

// saltText writes a salt as zone files do.
func saltText(salt []byte) string {
	if len(salt) == 0 {
		return "-"
	}
	return strings.ToUpper(fmt.Sprintf("%x", salt))
}
