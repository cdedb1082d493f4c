package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// shownProof is one proof of non-existence that a server gave in a secure zone.
type shownProof struct {
	*denial.Proof
	zone  wire.Name
	rrset string // what it denies
	link  string
	id    evidence.ID
}

// proofs returns the proofs on the way whose records validate.
func (c *Case) proofs() []shownProof {
	var out []shownProof
	for _, s := range c.sources() {
		for _, r := range s.results {
			if r.Proof == nil || r.Answer == nil || r.Status == dnssec.Bogus || r.Proof.Failure == denial.Missing {
				continue
			}
			out = append(out, shownProof{r.Proof, s.zone, s.name.Show() + " " + s.kind.String(), s.link, r.Answer.ID})
		}
	}
	return out
}

// proofFindings makes one finding a zone of the proofs chosen. The first one of
// a zone is the example.
func (c *Case) proofFindings(chosen func(shownProof) bool, more func(shownProof, *finding.Finding)) []finding.Finding {
	var out []finding.Finding
	seen := map[wire.Name]bool{}
	for _, p := range c.proofs() {
		if seen[p.zone] || !chosen(p) {
			continue
		}
		seen[p.zone] = true
		f := finding.Finding{
			Zone: p.zone.Show(), Subject: p.zone.Show(), Link: p.link, Depth: c.zoneDepth(p.zone), Owner: ownerOfZone(p.zone),
			OwnerOf: p.zone.Show(), Evidence: []evidence.ID{p.id}, Args: finding.Args{"rrset": p.rrset},
		}
		zoneArgs(c.Words, f.Args, p.zone)
		if more != nil {
			more(p, &f)
		}
		out = append(out, f)
	}
	return out
}
