package rules

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/upkeep"
	"danewalk/probe/wire"
)

// edits returns the repair of a finding as changes to zones, if it is one: what
// its text under "expert.fix" has in zone file form, and what goes. A record that
// has a gap to be filled in is no edit.
func (c *Case) edits(f finding.Finding) []finding.Edit {
	var edits []finding.Edit
	switch group, _, _ := strings.Cut(string(f.Code), "."); group {
	case "tlsa":
		edits = c.tlsaEdits(f)
	case "dnssec":
		edits = c.dsEdits(f)
	case "dns":
		edits = delegationEdits(f)
	}
	if slices.ContainsFunc(edits, func(e finding.Edit) bool { return !complete(e.Record) }) {
		return nil
	}
	return edits
}

// complete tells whether a line has no gap: "<SHA-256 of the server's public key>".
func complete(line string) bool { return line != "" && !strings.Contains(line, "<") }

// each makes an edit of every line.
func each(do finding.Do, lines string) (out []finding.Edit) {
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, finding.Edit{Do: do, Record: line})
		}
	}
	return out
}

// tlsaEdits are those of findings about TLSA records: what fits comes first, and
// what fits nothing goes when caches have the new one (RFC 7671 8.1).
func (c *Case) tlsaEdits(f finding.Finding) []finding.Edit {
	h := c.hostOf(f)
	if h == nil {
		return nil
	}
	publish := each(finding.Publish, f.Args["record"])
	switch f.Code {
	case "tlsa.agility-shadowed":
		return append(each(finding.Publish, f.Args["better"]), c.goes(h, shadows(h))...)
	case "tlsa.ca-backup-missing":
		return append(publish, each(finding.Publish, f.Args["missing"])...)
	case "tlsa.copied-from-provider":
		return each(finding.Publish, fmt.Sprintf("%s. %s IN CNAME _%d._tcp.%s.", f.Args["owner"], f.Args["ttl"], c.port(), f.Args["provider"]))
	case "tlsa.owner-doubled", "tlsa.wrong-owner-domain", "tlsa.wrong-owner-label":
		return append(publish, finding.Edit{Do: finding.Remove, Record: f.Args["wrong"] + ". TLSA", Later: true})
	case "tlsa.selector0-fragile", "tlsa.full-matching", "tlsa.ta-root-pin":
		return append(publish, c.goes(h, which(h, f.Code))...)
	case "tlsa.stale-extra":
		if f.Args["spare"] != "" {
			return nil // the next key of the operator
		}
		return c.goes(h, unfit(h))
	case "tlsa.future-key-only", "tlsa.none", "tlsa.cname-broken", "tlsa.dual-cert-half-covered", "tlsa.per-address-difference":
		return publish // the record of another key that is in use, or comes next, stays
	case "tlsa.mismatch", "tlsa.mismatch-after-renewal", "tlsa.hash-of-empty", "tlsa.hash-wrong-input", "tlsa.placeholder", "tlsa.usage-confused",
		"tlsa.ta-not-in-chain", "tlsa.ta-chain-invalid", "tlsa.ta-name-mismatch", "tlsa.ca-retired", "tlsa.combination-incomplete",
		"tlsa.all-unusable", "tlsa.malformed", "tlsa.unknown-parameters", "tlsa.usage-pkix", "tlsa.too-many-records":
		return append(publish, c.goes(h, unfit(h))...)
	}
	return nil
}

// hostOf is the mail server that a finding is about; nil if it is no single one.
func (c *Case) hostOf(f finding.Finding) *mail.Host {
	name := f.Host
	if name == "" {
		name = f.Args["host"]
	}
	i := slices.IndexFunc(c.Report.Hosts, func(h mail.Host) bool { return h.Name.Show() == name })
	if i < 0 {
		return nil
	}
	return &c.Report.Hosts[i]
}

// unfit are the records of a host that cannot be used, or fit nothing that it shows.
func unfit(h *mail.Host) []tlsa.Record {
	return slices.DeleteFunc(slices.Clone(h.Records), func(r tlsa.Record) bool { return r.Problem == "" && used(h, r) })
}

// shadows are the records of the strongest digest that fit nothing.
func shadows(h *mail.Host) []tlsa.Record {
	return slices.DeleteFunc(unfit(h), func(r tlsa.Record) bool { return r.Problem == "" && r.TLSA.Matching != matchSHA512 })
}

// which are the records that a finding about their kind is about.
func which(h *mail.Host, code finding.Code) []tlsa.Record {
	return slices.DeleteFunc(slices.Clone(h.Records), func(r tlsa.Record) bool {
		switch code {
		case "tlsa.selector0-fragile":
			return r.TLSA.Usage != usageEE || r.TLSA.Selector != selectorCert
		case "tlsa.full-matching":
			return r.TLSA.Matching != matchFull
		}
		return !isRootPin(r)
	})
}

// goes removes records of a host, when the new ones are known everywhere.
func (c *Case) goes(h *mail.Host, records []tlsa.Record) (out []finding.Edit) {
	if h.TLSA == nil {
		return nil
	}
	for _, r := range records {
		line := fmt.Sprintf("%s. %d IN TLSA %s", h.TLSA.Target.Show(), h.TLSA.TTL, recordText(r))
		out = append(out, finding.Edit{Do: finding.Remove, Record: line, Later: true})
	}
	return out
}

// dsEdits are those of findings about DS records.
func (c *Case) dsEdits(f finding.Finding) []finding.Edit {
	z := c.zoneOf(f)
	if z == nil || f.Args["registry"] != "" {
		return nil
	}
	switch f.Code {
	case "dnssec.ds-mismatch", "dnssec.key-revoked", "dnssec.dnskey-not-signed-by-ds-key", "dnssec.ds-unsupported-digest":
		return each(finding.Replace, f.Args["record"])
	case "dnssec.ds-sha1-only":
		return append(each(finding.Publish, f.Args["record"]), dsGoes(z, func(ds dnssec.DSLink) bool { return ds.DS.DigestType == wire.DigestSHA1 })...)
	case "dnssec.signed-but-no-ds":
		return each(finding.Publish, f.Args["record"])
	case "dnssec.ds-but-unsigned":
		return []finding.Edit{{Do: finding.Remove, Record: z.Name.String() + " DS"}}
	case "dnssec.ds-some-stale":
		return dsGoes(z, func(ds dnssec.DSLink) bool { return isStale(z, ds) })
	case "dnssec.cds-mismatch":
		return c.requested(f, z)
	}
	return nil
}

// zoneOf is the zone that a finding is about.
func (c *Case) zoneOf(f finding.Finding) *dnssec.Zone {
	zones := c.ChainZones()
	i := slices.IndexFunc(zones, func(z *dnssec.Zone) bool { return z.Name.Show() == f.Zone })
	if i < 0 {
		return nil
	}
	return zones[i]
}

// dsGoes removes DS records of a zone.
func dsGoes(z *dnssec.Zone, gone func(dnssec.DSLink) bool) (out []finding.Edit) {
	for _, ds := range z.DS {
		if gone(ds) {
			out = append(out, finding.Edit{Do: finding.Remove, Record: fix.DS(z.Name, z.DSTTL, ds.DS), Later: true})
		}
	}
	return out
}

// requested is what a zone asks its parent for (RFC 7344 4): the new DS records
// come, and what is not asked for goes when they are known.
func (c *Case) requested(f finding.Finding, z *dnssec.Zone) []finding.Edit {
	edits := each(finding.Publish, f.Args["records"])
	i := slices.IndexFunc(c.Report.Upkeep, func(u upkeep.Zone) bool { return u.Name == z.Name })
	if i < 0 || len(edits) == 0 {
		return nil
	}
	old := c.Report.Upkeep[i].CDS.Superfluous
	return append(edits, dsGoes(z, func(ds dnssec.DSLink) bool {
		return slices.ContainsFunc(old, func(o wire.DS) bool { return o.String() == ds.DS.String() })
	})...)
}

// delegationEdits are what the parent says about the name servers of a zone.
func delegationEdits(f finding.Finding) []finding.Edit {
	if f.Code != "dns.glue-wrong" && f.Code != "dns.parent-child-ns-mismatch" {
		return nil
	}
	edits := each(finding.Replace, f.Args["records"])
	for i := range edits {
		edits[i].Delegation = true
	}
	return edits
}

// referralTTL is how long the delegation of a zone may be kept, seconds.
func (c *Case) referralTTL(zone wire.Name) uint32 {
	for _, a := range c.View.Referrals(zone) {
		if set := wire.Find(a.Authority, zone, wire.TypeNS); set != nil && set.TTL > 0 {
			return set.TTL
		}
	}
	return fix.DefaultTTL
}
