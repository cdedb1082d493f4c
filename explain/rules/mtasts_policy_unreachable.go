package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/policy"
)

// mtastsPolicyUnreachable: the policy that the record announces cannot be fetched.
func mtastsPolicyUnreachable() Rule {
	return Rule{
		Code: "mtasts.policy-unreachable", Severity: finding.Risk, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 8461 3.3"},
		Causes: append(lookupFaults(), "local.tls-intercepted"),
		Detect: detectMtastsPolicyUnreachable,
	}
}

func detectMtastsPolicyUnreachable(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.STS.Trouble == "" || p.STS.Trouble == policy.FetchCertificate {
		return nil
	}
	f := c.stsFinding(p.STS)
	f.Weight = finding.Lost // RFC 8461 3.3: as if there were no policy; who has an older one keeps it
	f.Args["ours"], f.Args["how"], f.Args["refused"] = "", fetchWords(c.Words, p.STS), finding.Flag(p.STS.Trouble == policy.FetchConnect)
	f.Args["withheld"] = finding.Flag(p.STS.Trouble == policy.FetchWithheld)
	if p.STS.Trouble == policy.FetchDNS || p.STS.Trouble == policy.FetchWithheld {
		f.Evidence = append(slices.Clone(f.Evidence), lookupEvidence(p.STS.A, p.STS.AAAA)...)
	}
	if p.STS.Trouble == policy.FetchOwnSide || p.STS.Trouble == policy.FetchUnread { // silence may be our own network's, and senders have a minute
		f.Weight, f.Owner, f.Args["ours"] = finding.Info, finding.OwnerNobody, finding.Flag(true)
	}
	return []finding.Finding{f}
}

// fetchWords says why no policy came.
func fetchWords(b *text.Book, s policy.STS) string {
	switch s.Trouble {
	case policy.FetchDNS:
		return b.Say("its name leads to no address")
	case policy.FetchOwnSide:
		return b.Say("nothing answers on port 443, which may be our own network")
	case policy.FetchWithheld:
		return b.Say("the signatures of its addresses fail, so that senders which validate find none")
	case policy.FetchUnread:
		return unreadWords(b, s)
	case policy.FetchConnect:
		return b.Say("no connection to port 443")
	case policy.FetchTLS:
		return b.Say("TLS does not come about")
	case policy.FetchRedirect:
		return b.Say("a redirect (status %d), which senders must not follow", s.Fetch.Status)
	case policy.FetchStatus:
		return b.Say("status %d instead of 200", s.Fetch.Status)
	case policy.FetchTooLong:
		return b.Say("the answer is far too long")
	}
	return b.Say("the answer is broken off or no HTTP")
}

// unreadWords says why we did not read a policy that others may read.
func unreadWords(b *text.Book, s policy.STS) string {
	switch {
	case s.Fetch.Failure == evidence.Timeout:
		return b.Say("no complete answer within the few seconds that we wait (senders may wait a minute: RFC 8461 3.3)")
	case s.Fetch.Failure == evidence.Cancelled:
		return b.Say("our check ended before the answer came")
	}
	return b.Say("its TLS is not for our library, and may be fine for others")
}
