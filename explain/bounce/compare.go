package bounce

import (
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/sender"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
)

// State is what became of the fault of a bounce.
type State string

// The states.
const (
	Still       State = "still"
	StillPartly State = "still-partly" // seen, and mail gets through all the same
	Changed     State = "changed"      // mail is stopped for another reason
	Fixed       State = "fixed"
	FixedAsSeen State = "fixed-as-seen" // not seen, and something could not be seen
	CannotTell  State = "cannot-tell"
	NotCompared State = "not-compared" // the bounce is about nothing that a check sees
)

// Now is a bounce held against a check of its domain.
type Now struct {
	State  State
	View   sender.View    // of the sender that is most like the one that bounced
	Why    string         // what is seen now, a clause
	Code   finding.Code   // the finding that stands for it, empty if none
	Sender string         // the name of that sender; empty if it only stands for the one that bounced
	Points []finding.Code // those of the bounce's points that were found
}

// conditions are what a sender meets when a bounce of a kind is still deserved.
func conditions(k Kind) []sender.Condition {
	switch k {
	case TLSAMismatch:
		return []sender.Condition{sender.Mismatch, sender.NameMismatch, sender.ChainExpired, sender.MatchEarly}
	case TLSALookup:
		return []sender.Condition{sender.TLSALookupFailed, sender.InsecureMXFailed}
	case TLSAUnusable:
		return []sender.Condition{sender.TLSAUnusable, sender.InsecureMXUnusable}
	case DNSSECInvalid: // Exchange Online says so of a failed TLSA lookup too
		return []sender.Condition{sender.MXBogus, sender.AddressBogus, sender.TLSALookupFailed, sender.InsecureMXFailed, sender.MXLookupFailed, sender.AddressLookupFailed}
	case DNSFailure:
		return []sender.Condition{sender.MXLookupFailed, sender.AddressLookupFailed, sender.MXBogus, sender.AddressBogus, sender.MXNXDomain, sender.NoAddress, sender.TLSALookupFailed}
	case STARTTLSMissing, STARTTLSRefused, Handshake: // told apart differently by different systems
		return []sender.Condition{sender.NoSTARTTLS, sender.STARTTLSRefused, sender.HandshakeFailed, sender.OpenNoSTARTTLS, sender.OpenSTARTTLSRefused, sender.OpenHandshakeFailed, sender.STSNoTLS}
	case CertExpired:
		return []sender.Condition{sender.ChainExpired, sender.MatchExpired, sender.STSUntrusted, sender.MatchSTSUntrusted}
	case HostMismatch:
		return []sender.Condition{sender.NameMismatch, sender.STSUntrusted, sender.MatchSTSUntrusted}
	case MTASTSCertificate:
		return []sender.Condition{sender.STSUntrusted, sender.MatchSTSUntrusted, sender.STSNoTLS, sender.Mismatch, sender.ChainExpired}
	case MTASTSMX:
		return []sender.Condition{sender.STSNotListed, sender.MatchSTSUnlisted}
	case DANERequired:
		return []sender.Condition{sender.NoDANE, sender.InsecureMX, sender.InsecureMXUsable, sender.InsecureMXUnusable, sender.TLSAUnusable, sender.InsecureMXFailed}
	case Connection:
		return []sender.Condition{sender.ConnectRefused, sender.Unreachable, sender.TalkFailed}
	case NullMX:
		return []sender.Condition{sender.MXNull}
	}
	return nil
}

// like is the modelled sender that is most like the one that bounced.
func like(b Bounce) sender.ID {
	switch {
	case b.Kind == DANERequired && b.MTA == ExchangeOnline:
		return sender.ExchangeMandatory
	case b.Kind == DANERequired || b.Kind == TLSAUnusable && slices.Contains(b.Remarks, RemarkOnlyStrict):
		return sender.PostfixDANEOnly
	case b.MTA == ExchangeOnline:
		return sender.ExchangeOnline
	case b.Kind == MTASTSMX || b.Kind == MTASTSCertificate || b.MTA == Gmail:
		return sender.STSOnly
	case b.MTA == Exim:
		return sender.Exim
	}
	return sender.PostfixDANE
}

// Compare holds a bounce against what a check of its domain found.
func Compare(b Bounce, d *explain.Diagnosis) Now {
	now := Now{State: NotCompared}
	deserved := conditions(b.Kind)
	if b.MTA == Exim && (b.Kind == TLSAMismatch || b.Kind == Handshake) { // "DANE attempt failed" is both
		deserved = append(conditions(TLSAMismatch), conditions(Handshake)...)
	}
	if len(deserved) == 0 && b.Kind != CertUntrusted || d.Report == nil {
		return now
	}
	sure := false // a finding that the bounce names, or that is the usual reason for it
	for _, p := range b.Points {
		if slices.ContainsFunc(d.Findings, func(f explain.Explained) bool { return f.Code == p.Code && about(b, f) }) {
			now.Points = append(now.Points, p.Code)
			sure = sure || p.Certainty != Possible
		}
	}
	if len(deserved) == 0 && len(now.Points) == 0 {
		return now // what the sender trusts is not known here
	}
	views := sender.Views(d.Report)
	if d.Verdict == mail.CannotTell && d.Report.Verdict != mail.CannotTell {
		views = sender.Blind(d.Report) // our own side spoiled it
	}
	i := slices.IndexFunc(views, func(v sender.View) bool { return v.Sender == like(b) })
	if i < 0 {
		return now
	}
	now.View = views[i]
	if slices.Contains([]MTA{Postfix, Exim, ExchangeOnline}, b.MTA) {
		now.Sender = d.Words.Say(now.View.Name)
	}
	now.State = now.state(b, deserved, d.Stopped)
	if sure && (now.State == Fixed || now.State == FixedAsSeen) || len(deserved) == 0 {
		now.State = StillPartly
	}
	now.Why, now.Code = reason(now, d)
	return now
}

// state decides, by the attempts of the sender.
func (n Now) state(b Bounce, deserved []sender.Condition, ended bool) State {
	v := n.View
	same := slices.ContainsFunc(v.Steps, func(s sender.Step) bool {
		stopped := s.Fate == sender.Deferred || s.Fate == sender.Bounced || b.Kind == TLSAUnusable // which seldom stops mail
		return stopped && slices.Contains(deserved, s.Why) && (b.Host == "" || s.Host.IsZero() || !tried(v, b.Host) || plain(s.Host.Show()) == b.Host)
	})
	same = same || slices.Contains(deserved, v.Why) && len(v.Steps) == 0
	stopped := v.Fate == sender.Deferred || v.Fate == sender.Bounced
	switch {
	case same && stopped:
		return Still
	case same:
		return StillPartly
	case v.Fate == sender.Unknown || v.Fate == sender.Pending || ended:
		return CannotTell
	case stopped:
		return Changed
	case v.Unseen:
		return FixedAsSeen
	}
	return Fixed
}

// tried tells whether a host is still one that the sender tries. Of one that is
// gone, its successors speak.
func tried(v sender.View, host string) bool {
	return slices.ContainsFunc(v.Steps, func(s sender.Step) bool { return plain(s.Host.Show()) == host })
}

func plain(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// about tells whether a finding can be about the server of a bounce.
func about(b Bounce, f explain.Explained) bool {
	return b.Host == "" || f.Host == "" || plain(f.Host) == b.Host
}

// reason is what is seen now, in a few words: the finding that the bounce points
// to, else the one where the chain breaks, else the sentence of the verdict.
func reason(n Now, d *explain.Diagnosis) (string, finding.Code) {
	index := func(code finding.Code) int {
		return slices.IndexFunc(d.Findings, func(f explain.Explained) bool { return f.Code == code })
	}
	if (n.State == Still || n.State == StillPartly) && len(n.Points) > 0 {
		f := d.Findings[index(n.Points[0])]
		return clause(f), f.Code
	}
	if d.Break >= 0 {
		f := d.Findings[d.Break]
		return clause(f), f.Code
	}
	return d.Headline, ""
}

// clause names a finding in a few words.
func clause(f explain.Explained) string { return f.Title + " (" + f.Subject + ")" }

// Because tells whether a finding is what is seen now.
func (n Now) Because(f explain.Explained) bool {
	return n.Code != "" && n.Code == f.Code && n.Why == clause(f)
}

// Say puts the comparison into a sentence.
func (n Now) Say(words *text.Book) (string, error) {
	return n.say(words, strings.TrimSuffix(n.Why, ".")+".")
}

// Brief is the sentence without what is seen now, for a place that says it itself.
func (n Now) Brief(words *text.Book) (string, error) { return n.say(words, "") }

func (n Now) say(words *text.Book, what string) (string, error) {
	entry, err := load(words, "now")
	if err != nil {
		return "", err
	}
	said, err := entry.Fill(string(n.State), map[string]string{"what": what, "sender": n.Sender})
	return strings.Join(text.Paragraphs(said), " "), err
}
