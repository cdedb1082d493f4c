package exhibit

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// Example is what a term of the glossary is in a check: a value that was seen, and
// the row of the chain it belongs to. ok is false where the check shows none; one
// is never made up. Rows near the given one are asked first: the row itself, those
// of the same mail server, then the trunk from the domain upwards, then the rest.
func Example(d *explain.Diagnosis, near *explain.Link, term string, from Source) (value string, at explain.Link, ok bool) {
	if d == nil {
		return "", at, false
	}
	if l := named(d, near, term); l != nil {
		return l.Label, *l, true
	}
	if (term == "domain" || term == "recipient-domain") && d.Domain != "" && d.Report != nil && d.Report.MX.Lookup != nil {
		return d.Domain, at, true
	}
	if kindOf(term) == none {
		return "", at, false
	}
	for _, l := range around(d, near) {
		if l.Depth == 1 && (near == nil || near.ID != l.ID) {
			continue // its steps are rows themselves
		}
		if v := ExampleAt(d, l, term, from); v != "" {
			return v, l, true
		}
	}
	return "", at, false
}

// named is the row whose name is itself what a term means; nil: the term is of
// another kind.
func named(d *explain.Diagnosis, near *explain.Link, term string) *explain.Link {
	is := func(l explain.Link) bool {
		switch term {
		case "mail-server", "recipient":
			return l.Depth == 1 && strings.HasPrefix(l.ID, "host:")
		case "zone":
			return l.Depth == 0 && strings.HasPrefix(l.ID, "zone:") && l.State != explain.Waiting
		}
		return false
	}
	for _, l := range around(d, near) {
		if is(l) {
			return &l
		}
	}
	return nil
}

// ExampleAt is what a term is at one row of the chain; empty where it shows none.
func ExampleAt(d *explain.Diagnosis, l explain.Link, term string, from Source) string {
	if d == nil || l.State == explain.Waiting || kindOf(term) == none {
		return ""
	}
	e := Of(d, l, from)
	for _, part := range e.Parts {
		if v := part.example(term); v != "" {
			return v
		}
	}
	return e.example(term)
}

// around orders the rows of the chain by how near they are to one.
func around(d *explain.Diagnosis, near *explain.Link) []explain.Link {
	rank := func(l explain.Link) int {
		switch {
		case near != nil && l.ID == near.ID:
			return 0
		case near != nil && near.Depth > 0 && (l.Parent == near.ID || l.ID == near.Parent || l.Parent == near.Parent && l.Depth == near.Depth):
			return 1
		case l.Depth == 0:
			return 2
		}
		return 3
	}
	var out []explain.Link
	for want := range 4 {
		var some []explain.Link
		for _, l := range d.Links {
			if rank(l) == want {
				some = append(some, l)
			}
		}
		if want == 2 { // the domain itself before its parents
			slices.Reverse(some)
		}
		out = append(out, some...)
	}
	return out
}

// kind is what kind of value is an example of a term.
type kind int

const (
	none kind = iota
	ofKeys
	ofRecords
	ofSession
)

func kindOf(term string) kind {
	switch term {
	case "ds", "key-tag", "dnskey", "ksk", "trust-anchor":
		return ofKeys
	case "tlsa", "usage", "dane-ee", "dane-ta", "mx", "null-mx", "alias", "rrsig", "validity", "ttl", "denial", "opt-out", "name-server":
		return ofRecords
	case "starttls", "sni", "handshake", "transport-encryption", "certificate", "issuer":
		return ofSession
	}
	return none
}

// example is what a term is in this exhibit.
func (e *Exhibit) example(term string) string {
	switch kindOf(term) {
	case ofKeys:
		return e.keyExample(term)
	case ofRecords:
		return e.recordExample(term)
	case ofSession:
		return e.sessionExample(term)
	}
	return ""
}

// keyExample is of what a zone rests on.
func (e *Exhibit) keyExample(term string) string {
	for _, z := range slices.Backward(e.Zones) { // of several the one below the others
		if a := z.Judged.Anchor; term == "trust-anchor" && a != nil && (a.DS != nil || a.DNSKEY != nil) {
			tag, _ := explain.AnchorKey(*a)
			return fmt.Sprint(tag)
		}
		for _, entry := range z.Entries {
			switch term {
			case "ds":
				return clip(entry.Record.Line)
			case "key-tag":
				return fmt.Sprint(entry.DS.Tag)
			}
		}
		for _, k := range z.Keys {
			switch {
			case term == "dnskey", term == "ksk" && k.DNSKEY.IsSEP():
				return clip(k.Record.Line)
			case term == "key-tag":
				return fmt.Sprint(k.Tag)
			}
		}
	}
	return ""
}

// sets are the RRsets of all answers, those that were judged first.
func (e *Exhibit) sets(yield func(*Set) bool) {
	var all []*Question
	for i := range e.Questions {
		all = append(all, &e.Questions[i])
	}
	for i := range e.Zones {
		all = append(all, &e.Zones[i].DNSKEY)
	}
	for _, q := range all {
		for i := range q.Versions {
			for n := range q.Versions[i].Sets {
				if !yield(&q.Versions[i].Sets[n]) {
					return
				}
			}
		}
	}
}

// recordExample is of the records that were asked for.
func (e *Exhibit) recordExample(term string) string {
	for _, q := range e.Questions {
		if v := q.example(term); v != "" {
			return v
		}
	}
	for s := range e.sets {
		switch term {
		case "ttl":
			if s.Asked && len(s.Records) > 0 {
				return fmt.Sprintf("%s %s: %d s", s.Owner.Show(), s.Type, s.TTL)
			}
		case "rrsig", "validity":
			if i := slices.IndexFunc(s.Signatures, func(g Signature) bool { return g.Judged }); i >= 0 {
				return s.Signatures[i].example(term)
			}
		}
		for _, r := range s.Records {
			if is(term, r.RR) {
				return clip(r.Line)
			}
		}
	}
	for i := range e.Servers {
		if v := compared(e.Servers[i].Host, term); v != "" {
			return v
		}
	}
	return ""
}

// compared is of the records that a certificate was compared with.
func compared(h *mail.Host, term string) string {
	if h.TLSA == nil || h.TLSA.Set == nil {
		return ""
	}
	for _, rr := range h.TLSA.Set.RRs {
		if is(term, rr) {
			return clip(rr.Line())
		}
	}
	return ""
}

// example is what a term is in what was said to a question, besides its records.
func (q *Question) example(term string) string {
	for i := range q.Versions {
		v := &q.Versions[i]
		if term == "name-server" && len(v.Replies) > 0 && !v.Replies[0].Answer.Server.Name.IsZero() {
			return v.Replies[0].Answer.Server.Name.Show()
		}
		if v.Denial == nil {
			continue
		}
		for _, s := range v.Denial.Spans {
			if s.Record != nil && (term == "denial" || term == "opt-out" && s.OptOut) {
				return clip(s.Record.Line)
			}
		}
	}
	for _, a := range q.Aliases {
		if term == "alias" && a.Record != nil && a.Record.RR.Type == wire.TypeCNAME {
			return clip(a.Record.Line)
		}
	}
	return ""
}

// example is the signature, or from when to when it is valid.
func (s Signature) example(term string) string {
	if term == "validity" {
		return s.Inception.UTC().Format(minutes) + " - " + s.Expiration.UTC().Format(minutes) + " UTC"
	}
	return clip(s.Record.Line)
}

// sessionExample is of what a mail server said and showed.
func (e *Exhibit) sessionExample(term string) string {
	for _, m := range e.Servers {
		for _, s := range m.Sessions {
			if v := s.said(term); v != "" {
				return v
			}
			for _, c := range s.Chains {
				if len(c.Certs) == 0 || !c.Certs[0].Parsed {
					continue
				}
				if v := c.Certs[0].example(term); v != "" {
					return v
				}
			}
		}
	}
	return ""
}

// said is of one session: the answer to STARTTLS, and what was agreed on for TLS.
func (s Session) said(term string) string {
	v := s.Address.Session
	if v == nil {
		return ""
	}
	if lines := v.Start.Lines; term == "starttls" && len(lines) > 0 {
		return clip(lines[len(lines)-1].String())
	}
	h := v.TLS
	if h == nil {
		return ""
	}
	switch {
	case term == "sni":
		return safe(h.SNI)
	case (term == "handshake" || term == "transport-encryption") && h.Stage == evidence.StageDone:
		return tls.VersionName(h.Version) + ", " + tls.CipherSuiteName(h.Suite)
	}
	return ""
}

// example is of the certificate of the server itself.
func (c Cert) example(term string) string {
	switch term {
	case "certificate":
		if c.Subject == "" { // RFC 5280 4.1.2.6: then the names stand in an extension
			return clip(strings.Join(c.Names, ", "))
		}
		return clip(c.Subject)
	case "issuer":
		return clip(c.Issuer)
	}
	return ""
}

// clipMost is how much of a value stands for it: a record with a whole key or
// certificate has thousands of characters.
const clipMost = 160

func clip(s string) string {
	if r := []rune(s); len(r) > clipMost {
		return string(r[:clipMost-3]) + "..."
	}
	return s
}

// is tells whether a record is what a term means.
func is(term string, rr wire.RR) bool {
	switch rr.Type {
	case wire.TypeTLSA:
		t, err := rr.TLSA()
		want, chosen := map[string]uint8{"dane-ta": 2, "dane-ee": 3}[term] // RFC 7218 2.1
		return err == nil && (term == "tlsa" || term == "usage" || chosen && t.Usage == want)
	case wire.TypeMX:
		mx, err := rr.MX()
		return err == nil && (term == "mx" && !mx.Host.IsRoot() || term == "null-mx" && mx.Host.IsRoot()) // RFC 7505 3
	case wire.TypeCNAME:
		return term == "alias"
	}
	return false
}
