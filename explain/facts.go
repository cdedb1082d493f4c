package explain

import (
	"crypto/tls"
	"fmt"
	"strings"

	"danewalk/explain/fix"
	"danewalk/explain/rules"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// tlsWords says version and cipher suite.
func tlsWords(h *evidence.Handshake) string {
	return tls.VersionName(h.Version) + ", " + strings.TrimPrefix(tls.CipherSuiteName(h.Suite), "TLS_")
}

// zoneFacts lists what was checked about a zone, for the records view.
func zoneFacts(z *dnssec.Zone) []Fact {
	out := []Fact{{"zone", zoneName(z.Name)}, {"status", z.Status.String()}}
	if z.Reason != "" {
		out = append(out, Fact{"reason", rules.ReasonWords(z.Reason)})
	}
	if z.Anchor != nil {
		out = append(out, Fact{"trust anchor", anchorWords(z)})
	}
	for _, ds := range z.DS {
		word := "fits no key"
		switch {
		case ds.Ignored:
			word = "ignored beside a stronger digest"
		case ds.Reason == dnssec.SHA1Unsupported:
			word = "signs with SHA-1: not used (RFC 9905)"
		case !ds.Supported:
			word = "algorithm or digest not known here"
		case ds.Matches && ds.Signs:
			word = "fits a key that signs the keys"
		case ds.Matches:
			word = "fits a key that does not sign the keys"
		case ds.TagOnly:
			word = "tag fits, digest does not"
		}
		out = append(out, Fact{"DS", ds.DS.String() + "  " + word})
	}
	for _, k := range z.Keys {
		words := []string{fmt.Sprintf("%d %s", k.Tag, wire.AlgorithmName(k.DNSKEY.Algorithm))}
		if k.Bits > 0 {
			words = append(words, fmt.Sprintf("%d bit", k.Bits))
		}
		if k.DNSKEY.IsSEP() {
			words = append(words, "KSK")
		}
		if k.DNSKEY.IsRevoked() {
			words = append(words, "revoked")
		}
		if k.Entry {
			words = append(words, "entry point")
		}
		if !k.Trusted {
			words = append(words, "not trusted")
		}
		out = append(out, Fact{"DNSKEY", strings.Join(words, ", ")})
	}
	if len(z.KeySets) > 0 { // every server's set is judged; the first is enough to read
		for _, sig := range z.KeySets[0].Signatures {
			out = append(out, signatureFact(sig))
		}
	}
	for _, s := range z.Servers {
		out = append(out, Fact{"server", strings.TrimSpace(s.Name.Show() + " " + s.Addr.Addr().String())})
	}
	return out
}

// anchorWords says which trust anchor counted, and the key that it vouches for.
func anchorWords(z *dnssec.Zone) string {
	words := []string{evidence.Escape(z.Anchor.Source, evidence.WildMax)}
	for _, k := range z.Keys {
		if k.Signs && anchors(*z.Anchor, k) {
			words = append(words, fmt.Sprintf("key %d signs the keys", k.Tag))
			break
		}
	}
	if !z.Anchor.Until.IsZero() {
		words = append(words, "valid until "+fix.Moment(z.Anchor.Until))
	}
	return strings.Join(words, ", ")
}

// anchors tells whether a key is the one that an anchor names.
func anchors(a dnssec.Anchor, k dnssec.Key) bool {
	if a.DNSKEY != nil {
		return a.DNSKEY.Tag() == k.Tag && a.DNSKEY.Algorithm == k.DNSKEY.Algorithm
	}
	return a.DS != nil && a.DS.Tag == k.Tag && a.DS.Algorithm == k.DNSKEY.Algorithm
}

func signatureFact(s dnssec.Signature) Fact {
	word := "valid"
	if !s.Valid {
		word = rules.ReasonWords(s.Reason)
	}
	return Fact{"RRSIG " + s.RRSIG.Covered.String(), fmt.Sprintf("by %s key %d, %s to %s: %s", zoneName(s.RRSIG.Signer), s.RRSIG.Tag,
		fix.Moment(s.Inception), fix.Moment(s.Expiration), word)}
}

// lookupFacts lists the records of a lookup and what makes them count.
func lookupFacts(l *dnssec.Lookup) []Fact {
	out := []Fact{{"question", l.Name.Show() + " " + l.Type.String()}, {"status", l.Status.String() + ", " + string(l.Outcome)}}
	if l.Reason != "" {
		out = append(out, Fact{"reason", rules.ReasonWords(l.Reason)})
	}
	for _, a := range l.Aliases {
		out = append(out, Fact{"alias", a.From.Show() + " > " + a.To.Show() + "  " + a.Status.String()})
	}
	if l.Set != nil {
		for _, rr := range l.Set.RRs {
			out = append(out, Fact{rr.Type.String(), rr.Text()})
		}
		out = append(out, Fact{"TTL", fmt.Sprintf("%d s", l.TTL)})
	}
	if l.Used != nil {
		out = append(out, signatureFact(*l.Used))
	}
	if p := l.Proof; p != nil {
		for _, s := range p.Covered {
			out = append(out, Fact{"proof " + s.Role, s.Owner.Show() + " > " + s.Next + "  " + s.Types})
		}
	}
	for _, s := range l.Servers {
		if s.Answer == nil {
			continue
		}
		word := string(s.Answer.Class) + ", " + s.Status.String()
		if s.Answer.Failure != "" {
			word = string(s.Answer.Failure)
		}
		if s.Reason != "" {
			word += " (" + rules.ReasonWords(s.Reason) + ")"
		}
		out = append(out, Fact{"server " + s.Answer.Server.Addr.Addr().String(), word})
	}
	for _, e := range l.EDE {
		out = append(out, Fact{"server's hint", fmt.Sprintf("EDE %d %s", e.Code, e.Text)})
	}
	return out
}
