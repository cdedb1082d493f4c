package explain

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/operator"
	"danewalk/probe/wire"
)

// commands are the lines of the products that people use, for the tasks of a
// repair: those who run the zone sign again, those who cannot wait for a registry
// make an exception on their own resolver.
func commands(d *Diagnosis, f finding.Finding) (out []fix.Command) {
	if d.Report.Resolve != nil && f.Weight == finding.Good {
		return nil
	}
	place := fix.Place{Zone: f.Zone, New: awaited(f)}
	if z := zoneNamed(d, f.Zone); z != nil {
		if k, ok := entryKey(z); ok {
			place.Tag, place.Algorithm = k.Tag, k.DNSKEY.Algorithm
		}
	}
	tasks := tasksOf(f)
	if name := f.Args["name"]; place.Zone == "" && name != "" {
		place.Zone = name // of findings about a resolver
	}
	if slices.Contains(tasks, fix.ExchangeDANE) || slices.Contains(tasks, fix.ExchangeState) {
		place.Zone = d.Domain
	}
	if place.Zone == "" {
		return nil
	}
	for _, t := range tasks {
		out = append(out, fix.Commands(t, place)...)
	}
	return out
}

// awaited is the number of the key whose DS record a finding wants published
// beside others; 0 if there is not exactly one.
func awaited(f finding.Finding) (tag uint16) {
	for _, e := range f.Edits {
		rr, err := wire.RRFromText(e.Record)
		if err != nil || e.Do != finding.Publish || rr.Type != wire.TypeDS {
			continue
		}
		ds, err := rr.DS()
		if err != nil || tag != 0 && tag != ds.Tag {
			return 0
		}
		tag = ds.Tag
	}
	return tag
}

// zoneNamed is a zone of the chain; nil if there is none of that name.
func zoneNamed(d *Diagnosis, name string) *dnssec.Zone {
	i := slices.IndexFunc(d.Zones, func(z *dnssec.Zone) bool { return z.Name.Show() == name })
	if i < 0 {
		return nil
	}
	return d.Zones[i]
}

// entryKey is the key that a DS names or should name: one that signs the keys.
func entryKey(z *dnssec.Zone) (dnssec.Key, bool) {
	for _, is := range []func(dnssec.Key) bool{
		func(k dnssec.Key) bool { return k.Entry && k.Signs },
		func(k dnssec.Key) bool { return k.Signs && k.DNSKEY.IsSEP() && !k.DNSKEY.IsRevoked() },
		func(k dnssec.Key) bool { return k.Signs && !k.DNSKEY.IsRevoked() },
	} {
		if i := slices.IndexFunc(z.Keys, is); i >= 0 {
			return z.Keys[i], true
		}
	}
	return dnssec.Key{}, false
}

// tasksOf are the tasks of the repair of a finding.
func tasksOf(f finding.Finding) []fix.Task {
	if f.Args["registry"] != "" { // nobody else can mend it
		if f.Weight == finding.Fatal && f.Zone != "." { // an exception for the root is one for everything
			return []fix.Task{fix.Exception}
		}
		return nil
	}
	switch f.Code {
	case "dnssec.rrsig-expired", "dnssec.rrsig-expiring-soon", "dnssec.rrsig-not-yet-valid", "dnssec.rrsig-missing", "dnssec.rrsig-invalid",
		"dnssec.rrsig-wrong-signer", "dnssec.denial-missing", "dnssec.denial-invalid", "dnssec.bitmap-wrong", "dnssec.wildcard-proof-missing",
		"dns.ent-nxdomain":
		return []fix.Task{fix.SignAgain, fix.CheckZone}
	case "dnssec.rrsig-unknown-key", "dnssec.algorithm-incomplete", "dnssec.rollover-in-progress", "dnssec.key-flags-invalid":
		return []fix.Task{fix.ShowKeys}
	case "dnssec.dnskey-not-signed-by-ds-key":
		return []fix.Task{fix.SignAgain, fix.PrintDS}
	case "dnssec.ds-mismatch":
		if f.Args["record"] == "" { // no key signs: a DS alone repairs nothing
			return []fix.Task{fix.SignAgain, fix.PrintDS}
		}
		return []fix.Task{fix.PrintDS}
	case "dnssec.signed-but-no-ds", "dnssec.ds-sha1-only", "dnssec.ds-unsupported-digest", "dnssec.key-revoked":
		return []fix.Task{fix.PrintDS}
	case "dnssec.key-weak":
		return []fix.Task{fix.ShowKeys, fix.DSPublished}
	case "dnssec.cds-mismatch":
		if f.Args["records"] == "" { // nothing that the parent should publish
			return []fix.Task{fix.ShowKeys}
		}
		return []fix.Task{fix.ShowKeys, fix.DSPublished}
	case "dnssec.cds-delete":
		return []fix.Task{fix.GoUnsigned}
	case "dnssec.nsec3-iterations", "dnssec.nsec3-salt", "dnssec.nsec3-unknown-hash", "dnssec.optout-insecure-denial":
		return []fix.Task{fix.NSEC3}
	}
	return tasksBeside(f)
}

// tasksBeside are those of other findings: unsigned zones, name servers, resolvers,
// and mail at Microsoft.
func tasksBeside(f finding.Finding) []fix.Task {
	switch f.Code {
	case "dnssec.unsigned-domain", "dnssec.unsigned-mx-zone":
		if zone, err := wire.ParseName(f.Zone); err != nil || operator.Classify(zone).Known() {
			return nil // a zone of a big operator: no reader of this signs it
		}
		return []fix.Task{fix.StartSigning, fix.PrintDS}
	case "dnssec.parent-bogus":
		return []fix.Task{fix.Exception}
	case "dns.zone-out-of-sync":
		return []fix.Task{fix.Transfer}
	case "local.stale-cache":
		return []fix.Task{fix.Flush}
	case "local.negative-anchor":
		return []fix.Task{fix.NoException}
	case "exo.legacy-mx", "exo.dane-not-enabled":
		return []fix.Task{fix.ExchangeDANE}
	case "exo.both-mx", "exo.dnssec-gate", "exo.domain-unsigned", "exo.wrong-mx-value":
		return []fix.Task{fix.ExchangeState}
	}
	return nil
}
