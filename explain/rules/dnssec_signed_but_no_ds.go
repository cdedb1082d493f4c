package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// dnssecSignedButNoDs: a zone has keys and signatures, but its parent proves
// that it holds no DS: an island of security.
func dnssecSignedButNoDs() Rule {
	return Rule{
		Code: "dnssec.signed-but-no-ds", Severity: finding.Lost, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrar,
		RFC: []string{"RFC 4035 5.1", "RFC 4035 5.2", "RFC 8078 3"}, Detect: detectDnssecSignedButNoDs,
	}
}

func detectDnssecSignedButNoDs(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, p := range c.Faults(dnssec.UnsignedDelegation, dnssec.OptOutDelegation) {
		if !p.Own() {
			continue
		}
		records, ids := c.island(p.Zone)
		if len(ids) == 0 {
			continue
		}
		f := p.Finding()
		if f.Args["registry"] == "" {
			f.Owner = finding.OwnerRegistrar
		}
		f.Evidence = append(slices.Clone(f.Evidence), ids...)
		f.Args["record"] = records
		f.Args["wait"] = waitDS(p.Zone)
		out = append(out, f)
	}
	return out
}

// island returns the DS records that a zone without DS could have, and the
// answers that show its keys with signatures that hold in themselves: by a key
// of the set and at this time. Keys are taken from one server.
func (c *Case) island(z *dnssec.Zone) (records string, ids []evidence.ID) {
	for _, a := range c.View.Answers(z.Name, wire.TypeDNSKEY) {
		set := wire.Find(a.Answer, z.Name, wire.TypeDNSKEY)
		if set == nil || !c.signsItself(set) {
			continue
		}
		ids = append(ids, a.ID)
		if records != "" {
			continue
		}
		copied := dnssec.Zone{Name: z.Name, DSTTL: fix.DefaultTTL}
		for _, rr := range set.RRs {
			if k, err := rr.DNSKEY(); err == nil {
				copied.Keys = append(copied.Keys, dnssec.Key{DNSKEY: k, Tag: k.Tag()})
			}
		}
		records = dsRecords(&copied)
	}
	return records, ids
}

// signsItself tells whether a key set has a signature that names one of its keys
// and is valid at this time (RFC 4035 5.3.1). A DS for keys without one would
// make the zone bogus.
func (c *Case) signsItself(set *wire.RRset) bool {
	for _, sig := range set.Sigs {
		from, until := wire.ValidityOf(sig, c.At)
		if sig.Signer != set.Name || c.At.Before(from) || c.At.After(until) {
			continue
		}
		for _, rr := range set.RRs {
			if k, err := rr.DNSKEY(); err == nil && k.Tag() == sig.Tag && k.Algorithm == sig.Algorithm && k.IsZone() {
				return true
			}
		}
	}
	return false
}
