package render

import (
	"encoding/hex"
	"encoding/json"
	"time"

	"danewalk/explain"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
)

type resolveJSON struct {
	Schema     string      `json:"schema"`
	Name       string      `json:"name"`
	Type       string      `json:"type"`
	At         time.Time   `json:"at"`
	Status     string      `json:"status"`
	Outcome    string      `json:"outcome"`
	Rcode      string      `json:"rcode"`
	Reason     string      `json:"reason,omitempty"`
	Why        *whyJSON    `json:"why,omitempty"`
	Fault      *faultJSON  `json:"fault,omitempty"`
	OwnSide    string      `json:"ownSide,omitempty"` // code of the fault in our own network that all of it follows from
	Target     string      `json:"target,omitempty"`
	TTL        uint32      `json:"ttl"`
	Records    []string    `json:"records"`
	Signatures []sigJSON   `json:"signatures"`
	Proof      *proofJSON  `json:"proof,omitempty"`
	Wildcard   bool        `json:"wildcard,omitempty"`
	Aliases    []aliasJSON `json:"aliases"`
	Chain      []zoneJSON  `json:"chain"`
	Servers    []answJSON  `json:"servers"`
	EDE        []edeJSON   `json:"extendedErrors,omitempty"`
	Policy     *ruleJSON   `json:"policy,omitempty"`
	Limits     []limitJSON `json:"limits,omitempty"`
	Timing     timingJSON  `json:"timing"`
	// Resolver is what a resolver said to the same question, if one was asked.
	Resolver *resolverJSON `json:"resolver,omitempty"`
}

type whyJSON struct {
	Text   string `json:"text"`
	Source string `json:"source,omitempty"`
}

type faultJSON struct {
	Reason   string        `json:"reason"`
	Zone     string        `json:"zone"`
	Name     string        `json:"name"`
	Type     string        `json:"type"`
	Evidence []evidence.ID `json:"evidence"`
}

type aliasJSON struct {
	From      string     `json:"from"`
	To        string     `json:"to"`
	DNAME     bool       `json:"dname,omitempty"`
	Zone      string     `json:"zone,omitempty"`
	Status    string     `json:"status"`
	Reason    string     `json:"reason,omitempty"`
	Signature *sigJSON   `json:"signature,omitempty"`
	Proof     *proofJSON `json:"proof,omitempty"`
}

type answJSON struct {
	Server string `json:"server"`
	Class  string `json:"class"`
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

// sigJSON is one RRSIG as it was checked.
type sigJSON struct {
	Owner      string    `json:"owner"`
	Covers     string    `json:"covers"`
	Signer     string    `json:"signer"`
	Tag        uint16    `json:"keyTag"`
	Algorithm  uint8     `json:"algorithm"`
	Labels     uint8     `json:"labels"`
	Inception  time.Time `json:"inception"`
	Expiration time.Time `json:"expiration"`
	Remaining  int64     `json:"remaining"` // seconds, negative once it has expired
	Valid      bool      `json:"valid"`
	Reason     string    `json:"reason,omitempty"`
}

type proofJSON struct {
	Kind       string     `json:"kind"`
	Failure    string     `json:"failure,omitempty"`
	NSEC3      bool       `json:"nsec3"`
	Compact    bool       `json:"compact,omitempty"`
	OptOut     bool       `json:"optOut"`
	Encloser   string     `json:"encloser,omitempty"`
	NextCloser string     `json:"nextCloser,omitempty"`
	Wildcard   string     `json:"wildcard,omitempty"`
	Iterations int        `json:"iterations"`
	Salt       string     `json:"salt"`
	Spans      []spanJSON `json:"spans"`
}

type spanJSON struct {
	Role  string `json:"role"`
	Name  string `json:"name"`
	Hash  string `json:"hash,omitempty"`
	Owner string `json:"owner"`
	Next  string `json:"next"`
	Types string `json:"types,omitempty"`
}

type anchorJSON struct {
	Tag       uint16 `json:"tag"`
	Algorithm uint8  `json:"algorithm"`
	Source    string `json:"source"`
}

type edeJSON struct {
	Code uint16        `json:"code"`
	Text evidence.Wild `json:"text,omitempty"`
}

// ruleJSON is what differs from the usual judgement.
type ruleJSON struct {
	SHA1       bool     `json:"sha1,omitempty"`
	Algorithms []int    `json:"algorithms,omitempty"`
	Digests    []int    `json:"digests,omitempty"`
	Negative   []string `json:"negativeAnchors,omitempty"`
}

type limitJSON struct {
	Name  string `json:"name"`
	Where string `json:"where,omitempty"`
	Value int    `json:"value"`
}

// ResolveJSON returns the judgement of one name as one JSON document on one
// line. The diagnosis must be of a case of kind name.
func ResolveJSON(d *explain.Diagnosis) ([]byte, error) {
	l := d.Report.Resolve
	doc := resolveJSON{
		Schema: Schema, Name: l.Name.Show(), Type: l.Type.String(), At: d.At.UTC(), Status: statusWord(l), Outcome: string(l.Outcome),
		Rcode: l.Rcode.String(), Reason: string(l.Reason), TTL: l.TTL, Records: recordTexts(l.Set), Aliases: []aliasJSON{},
		Chain: zonesOf(d), Servers: []answJSON{}, Timing: timing(d), Wildcard: l.Wildcard, Resolver: resolverOf(d.Words, d.Report.Opinion),
		Signatures: sigsOf(explain.AnswerSignatures(l), d.At), Proof: proofOf(l.Proof), Policy: ruleOf(d.Policy),
	}
	if own := explain.OwnSide(d); own != nil {
		doc.OwnSide = string(own.Code)
	}
	if l.Reason != "" {
		why := explain.Why(d.Words, l.Reason)
		doc.Why = &whyJSON{why.Text, why.Source}
	}
	if !l.Target.IsZero() {
		doc.Target = l.Target.Show()
	}
	if !l.Fault.IsZero() {
		doc.Fault = &faultJSON{string(l.Fault.Reason), l.Fault.Zone.Show(), l.Fault.Name.Show(), l.Fault.Type.String(), l.Fault.Evidence}
	}
	for _, a := range l.Aliases {
		doc.Aliases = append(doc.Aliases, aliasOf(a, d.At))
	}
	for _, s := range l.Servers {
		if s.Answer != nil {
			doc.Servers = append(doc.Servers, answJSON{s.Answer.Server.Addr.String(), string(s.Answer.Class), s.Status.String(), string(s.Reason)})
		}
	}
	for _, e := range l.EDE {
		doc.EDE = append(doc.EDE, edeJSON{e.Code, e.Text})
	}
	for _, x := range d.Report.Limits {
		doc.Limits = append(doc.Limits, limitJSON{x.Name, safe(x.Where), x.Value})
	}
	return json.Marshal(doc)
}

// statusWord is one of the four words; what was not judged is indeterminate.
func statusWord(l *dnssec.Lookup) string {
	if l.Status == dnssec.NotJudged {
		return dnssec.Indeterminate.String()
	}
	return l.Status.String()
}

func aliasOf(a dnssec.Alias, at time.Time) aliasJSON {
	out := aliasJSON{
		From: a.From.Show(), To: a.To.Show(), DNAME: a.DNAME, Zone: a.Zone.Show(), Status: a.Status.String(), Reason: string(a.Reason),
		Proof: proofOf(a.Proof),
	}
	if a.Used != nil {
		sig := sigOf(*a.Used, at)
		out.Signature = &sig
	}
	return out
}

func sigsOf(sigs []dnssec.Signature, at time.Time) []sigJSON {
	out := []sigJSON{}
	for _, s := range sigs {
		out = append(out, sigOf(s, at))
	}
	return out
}

func sigOf(s dnssec.Signature, at time.Time) sigJSON {
	return sigJSON{
		Owner: s.RRSIG.Owner.Show(), Covers: s.RRSIG.Covered.String(), Signer: s.RRSIG.Signer.Show(), Tag: s.RRSIG.Tag,
		Algorithm: s.RRSIG.Algorithm, Labels: s.RRSIG.Labels, Inception: s.Inception.UTC(), Expiration: s.Expiration.UTC(),
		Remaining: int64(s.Expiration.Sub(at) / time.Second), Valid: s.Valid, Reason: string(s.Reason),
	}
}

// proofOf tells a proof of non-existence; nil if there was nothing to prove.
func proofOf(p *denial.Proof) *proofJSON {
	if p == nil {
		return nil
	}
	out := &proofJSON{
		Kind: string(p.Kind), Failure: string(p.Failure), NSEC3: p.NSEC3, Compact: p.Kind == denial.CompactAbsent, OptOut: p.OptOut,
		Iterations: p.Iterations, Salt: hex.EncodeToString(p.Salt), Spans: []spanJSON{},
	}
	if !p.Encloser.IsZero() {
		out.Encloser = p.Encloser.Show()
	}
	if !p.NextCloser.IsZero() {
		out.NextCloser = p.NextCloser.Show()
	}
	if !p.Wildcard.IsZero() {
		out.Wildcard = p.Wildcard.Show()
	}
	for _, s := range p.Covered {
		out.Spans = append(out.Spans, spanJSON{s.Role, s.Name.Show(), s.Hash, s.Owner.Show(), s.Next, s.Types})
	}
	return out
}

// ruleOf tells what differs from the usual judgement; nil if nothing does.
func ruleOf(p dnssec.Policy) *ruleJSON {
	if !p.SHA1 && p.Algorithms == nil && p.Digests == nil && len(p.Negative) == 0 {
		return nil
	}
	out := &ruleJSON{SHA1: p.SHA1}
	for _, a := range p.Algorithms { // as numbers: a list of octets would become base64
		out.Algorithms = append(out.Algorithms, int(a))
	}
	for _, t := range p.Digests {
		out.Digests = append(out.Digests, int(t))
	}
	for _, n := range p.Negative {
		out.Negative = append(out.Negative, n.Show())
	}
	return out
}
