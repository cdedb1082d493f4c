package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// tlsaFree returns the hosts that a sender asks for TLSA records and that have
// none where it asks: only there may records in a wrong place be meant for mail.
func (c *Case) tlsaFree() []*mail.Host {
	return slices.DeleteFunc(c.hostsInMode(mail.ModeNone), func(h *mail.Host) bool {
		return h.Gate != mail.GateSecure || h.Unused != nil || len(h.Lookups) == 0
	})
}

// strayFinding makes a finding about records of a host at a wrong owner.
func (c *Case) strayFinding(h *mail.Host, owner wire.Name, ids []evidence.ID, records []tlsa.Record) finding.Finding {
	f := c.tlsaFinding(h, records...)
	f.Subject, f.OwnerOf = owner.Show()+" TLSA", h.Name.Show()
	f.Evidence = append(ids, lookupEvidence(h.Lookups...)...)
	f.Args["wrong"] = owner.Show()
	return f
}

// fromWildcard tells whether a name has its TLSA records from a wildcard: then
// nobody wrote that name (RFC 4034 3.1.3).
func (c *Case) fromWildcard(owner wire.Name) bool {
	for _, a := range c.View.Answers(owner, wire.TypeTLSA) {
		set := wire.Find(a.Answer, owner, wire.TypeTLSA)
		if set != nil && slices.ContainsFunc(set.Sigs, func(s wire.RRSIG) bool { return int(s.Labels) < owner.Labels() }) {
			return true
		}
	}
	return false
}

// fitsShown tells whether records would authenticate what a host shows.
func (c *Case) fitsShown(h *mail.Host, records []tlsa.Record) bool {
	for i := range h.Addresses {
		peer := tlsa.Peer{Chain: tlsa.ReadChain(h.Addresses[i].ChainDER), Names: []wire.Name{h.Name}, At: c.Report.At}
		if tlsa.Compare(records, peer).Matched {
			return true
		}
	}
	return false
}
