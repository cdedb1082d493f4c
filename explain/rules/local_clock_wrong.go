package rules

import (
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// localClockWrong: two clocks disagree, and ours is the wrong one. The other
// clock is that of the signatures of the root and of registries, or the one that
// mail servers tell in their greetings.
func localClockWrong() Rule {
	return Rule{
		Code: "local.clock-wrong", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 4035 5.3.1", "RFC 5322 3.3"},
		Detect: detectLocalClockWrong,
	}
}

func detectLocalClockWrong(c *Case) []finding.Finding {
	if c.clockChosen() {
		return nil
	}
	others := agreed(c.toldTimes())
	if f, ok := c.clockBySignatures(others); ok {
		return []finding.Finding{f}
	}
	return c.clockByGreetings(others)
}

// clockBySignatures finds that our clock lies outside the dates of signatures
// that cannot all be wrong: those of the root, or of two registries at least. One
// registry alone, or a root that mail servers agree with us about, is its own fault.
func (c *Case) clockBySignatures(others []told) (finding.Finding, bool) {
	zones, why := c.outOfTime()
	signers := map[wire.Name]bool{}
	for _, z := range zones {
		signers[z.Fault.Zone] = true
	}
	confirmed := len(others) > 1 && others[0].ahead.Abs() > wrongTime
	denied := len(others) > 1 && !confirmed
	switch {
	case denied || len(zones) == 0:
		return finding.Finding{}, false
	case !signers[wire.Root()] && len(signers) < 2 && !confirmed, c.privateRoot() && !confirmed:
		return finding.Finding{}, false
	}
	z := zones[0]
	f := c.clockFinding(why == dnssec.SigNotYetValid, z.Evidence)
	f.Link = c.ZoneLink(z.Name)
	p := Place{Zone: z, Lookup: z.DSLookup}
	if sig := p.Signature(why); sig != nil {
		f.Args["valid"] = c.Words.Say("[dates] %s to %s", fix.Moment(sig.Inception), fix.Moment(sig.Expiration))
		f.Args["within"] = sig.Inception.Add(sig.Expiration.Sub(sig.Inception) / 2).UTC().Format(time.RFC3339)
	}
	f.Args["signer"] = z.Fault.Zone.Show()
	return f, true
}

// clockByGreetings notes that our clock is not that of the mail servers, though
// every signature holds: by minutes, which hurts nobody yet.
func (c *Case) clockByGreetings(others []told) []finding.Finding {
	if !c.Report.Complete || len(others) == 0 || others[0].ahead.Abs() <= wrongTime {
		return nil
	}
	var ids []evidence.ID
	for _, t := range others {
		ids = append(ids, t.ids...)
	}
	f := c.clockFinding(others[0].ahead < 0, ids)
	f.Weight, f.Link = finding.Info, LinkHost(others[0].host, StepConnect)
	f.Args["off"] = fix.Duration(c.Words, uint32(others[0].ahead.Abs()/time.Second))
	f.Args["servers"], f.Args["told"] = otherClocks(c.Words, others), others[0].text
	if len(others) == 1 {
		f.Args["single"] = "yes"
	}
	return []finding.Finding{f}
}

func (c *Case) clockFinding(behind bool, ids []evidence.ID) finding.Finding {
	f := finding.Finding{Subject: c.Words.Say("clock of this computer"), Evidence: ids, Args: finding.Args{
		"clock": fix.Moment(c.At), "valid": "", "direction": "ahead", "off": "", "servers": "", "told": "", "single": "", "signer": ".", "within": "TIME",
	}}
	if behind {
		f.Args["direction"] = "behind"
	}
	return f
}

func otherClocks(b *text.Book, times []told) string {
	names := make([]string, 0, len(times))
	for _, t := range times {
		names = append(names, t.host.Show())
	}
	return b.List(names)
}
