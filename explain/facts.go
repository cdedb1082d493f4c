package explain

import (
	"crypto/tls"
	"fmt"
	"strings"

	"danewalk/explain/fix"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// tlsWords says version and cipher suite.
func tlsWords(h *evidence.Handshake) string {
	return tls.VersionName(h.Version) + ", " + strings.TrimPrefix(tls.CipherSuiteName(h.Suite), "TLS_")
}

// zoneFacts lists what was checked about a zone, for the records view.
func zoneFacts(b *text.Book, z *dnssec.Zone) []Fact {
	out := []Fact{{b.Say("[a label] zone"), zoneName(b, z.Name)}, {b.Say("[a label] status"), StatusWords(b, z.Status)}}
	if z.Reason != "" {
		out = append(out, Fact{b.Say("[a label] reason"), rules.ReasonWords(b, z.Reason)})
	}
	if z.Anchor != nil {
		out = append(out, Fact{b.Say("[a label] trust anchor"), anchorWords(b, z)})
	}
	for _, ds := range z.DS {
		out = append(out, Fact{"DS", ds.DS.String() + "  " + dsWords(b, ds)})
	}
	for _, k := range z.Keys {
		out = append(out, Fact{"DNSKEY", keyWords(b, k)})
	}
	if len(z.KeySets) > 0 { // every server's set is judged; the first is enough to read
		for _, sig := range z.KeySets[0].Signatures {
			out = append(out, signatureFact(b, sig))
		}
	}
	for _, s := range z.Servers {
		out = append(out, Fact{b.Say("[a label] server"), strings.TrimSpace(s.Name.Show() + " " + s.Addr.Addr().String())})
	}
	return out
}

// dsWords says what a key entry comes to.
func dsWords(b *text.Book, ds dnssec.DSLink) string {
	switch {
	case ds.Ignored:
		return b.Say("ignored beside a stronger digest")
	case ds.Reason == dnssec.SHA1Unsupported:
		return b.Say("signs with SHA-1: not used (RFC 9905)")
	case !ds.Supported:
		return b.Say("algorithm or digest not known here")
	case ds.Matches && ds.Signs:
		return b.Say("fits a key that signs the keys")
	case ds.Matches:
		return b.Say("fits a key that does not sign the keys")
	case ds.TagOnly:
		return b.Say("tag fits, digest does not")
	}
	return b.Say("fits no key")
}

// keyWords describes a key.
func keyWords(b *text.Book, k dnssec.Key) string {
	words := []string{fmt.Sprintf("%d %s", k.Tag, wire.AlgorithmName(k.DNSKEY.Algorithm))}
	if k.Bits > 0 {
		words = append(words, b.Say("%d bit", k.Bits))
	}
	if k.DNSKEY.IsSEP() {
		words = append(words, "KSK")
	}
	if k.DNSKEY.IsRevoked() {
		words = append(words, b.Say("[a key] revoked"))
	}
	if k.Entry {
		words = append(words, b.Say("entry point"))
	}
	if !k.Trusted {
		words = append(words, b.Say("not trusted"))
	}
	return strings.Join(words, ", ")
}

// anchorWords says which trust anchor counted, and the key that it vouches for.
func anchorWords(b *text.Book, z *dnssec.Zone) string {
	words := []string{anchorSource(b, evidence.Escape(z.Anchor.Source, evidence.WildMax))}
	for _, k := range z.Keys {
		if k.Signs && anchors(*z.Anchor, k) {
			words = append(words, b.Say("key %d signs the keys", k.Tag))
			break
		}
	}
	if !z.Anchor.Until.IsZero() {
		words = append(words, b.Say("valid until %s", fix.Moment(z.Anchor.Until)))
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

func signatureFact(b *text.Book, s dnssec.Signature) Fact {
	word := b.Say("[a signature] valid")
	if !s.Valid {
		word = rules.ReasonWords(b, s.Reason)
	}
	return Fact{"RRSIG " + s.RRSIG.Covered.String(), b.Say("by %s key %d, %s to %s: %s", zoneName(b, s.RRSIG.Signer), s.RRSIG.Tag,
		fix.Moment(s.Inception), fix.Moment(s.Expiration), word)}
}

// lookupFacts lists the records of a lookup and what makes them count.
func lookupFacts(b *text.Book, l *dnssec.Lookup) []Fact {
	out := []Fact{{b.Say("[a label] question"), l.Name.Show() + " " + l.Type.String()}, {b.Say("[a label] status"), StatusWords(b, l.Status) + ", " + OutcomeWords(b, l.Outcome)}}
	if l.Reason != "" {
		out = append(out, Fact{b.Say("[a label] reason"), rules.ReasonWords(b, l.Reason)})
	}
	for _, a := range l.Aliases {
		out = append(out, Fact{b.Say("[a label] alias"), a.From.Show() + " > " + a.To.Show() + "  " + StatusWords(b, a.Status)})
	}
	if l.Set != nil {
		for _, rr := range l.Set.RRs {
			out = append(out, Fact{rr.Type.String(), rr.Text()})
		}
		out = append(out, Fact{"TTL", fmt.Sprintf("%d s", l.TTL)})
	}
	if l.Used != nil {
		out = append(out, signatureFact(b, *l.Used))
	}
	if p := l.Proof; p != nil {
		for _, s := range p.Covered {
			out = append(out, Fact{b.Say("proof: %s", roleWords(b, s.Role)), s.Owner.Show() + " > " + s.Next + "  " + s.Types})
		}
	}
	for _, s := range l.Servers {
		if s.Answer == nil {
			continue
		}
		word := rules.ClassWords(b, s.Answer.Class) + ", " + StatusWords(b, s.Status)
		if s.Answer.Failure != "" {
			word = rules.FailureWords(b, s.Answer.Failure)
		}
		if s.Reason != "" {
			word += " (" + rules.ReasonWords(b, s.Reason) + ")"
		}
		out = append(out, Fact{b.Say("server %s", s.Answer.Server.Addr.Addr()), word})
	}
	for _, e := range l.EDE {
		out = append(out, Fact{b.Say("server's hint"), fmt.Sprintf("EDE %d %s", e.Code, e.Text)})
	}
	return out
}

// roleWords says what one record of a proof of non-existence is there for.
func roleWords(b *text.Book, role string) string {
	words := map[string]text.Phrase{
		"match": "[a role] the name itself", "encloser": "[a role] closest encloser", "next-closer": "[a role] next closer name", "wildcard": "[a role] wildcard", "cover": "[a role] gap",
	}
	if p, ok := words[role]; ok {
		return b.Say(p)
	}
	return role
}
