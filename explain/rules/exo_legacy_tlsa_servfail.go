package rules

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// exoLegacyTlsaServfail: the name servers of Microsoft's old name space fail at
// questions for TLSA, which nobody needs to ask there.
func exoLegacyTlsaServfail() Rule {
	return Rule{
		Code: "exo.legacy-tlsa-servfail", Severity: finding.Info, Layer: finding.LayerTLSA, Owner: finding.OwnerSender,
		RFC:    []string{"RFC 7672 2.2.2"},
		Detect: detectExoLegacyTlsaServfail,
	}
}

func detectExoLegacyTlsaServfail(c *Case) []finding.Finding {
	if !c.Report.Complete {
		return nil // an answer may still come
	}
	var out []finding.Finding
	for _, h := range c.oldExchange() {
		owner, err := wire.TLSAName(h.Name, int(c.port()))
		if err != nil || h.Gate != mail.GateInsecure {
			continue
		}
		how, ids := failures(c.Words, c.View.Answers(owner, wire.TypeTLSA))
		if len(ids) == 0 {
			continue
		}
		f := c.tlsaFinding(h)
		f.Evidence, f.Args["how"] = ids, strings.Join(how, ", ")
		out = append(out, f)
	}
	return out
}

// failures tells how questions failed. If one was answered there are none.
func failures(b *text.Book, answers []*view.Answer) (how []string, ids []evidence.ID) {
	for _, a := range answers {
		var word string
		switch {
		case a.Own, a.Class == view.Referral:
			continue // what a resolver makes of it; the way down
		case a.Class == view.ErrorCode && a.Msg != nil:
			word = a.Msg.Rcode.String()
		case a.Class == view.Failed:
			word = FailureWords(b, a.Failure)
		default:
			return nil, nil
		}
		ids = append(ids, a.Tries...)
		if !slices.Contains(how, word) {
			how = append(how, word)
		}
	}
	return how, ids
}
