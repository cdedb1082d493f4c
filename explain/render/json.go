package render

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// Schema is the version of the JSON documents.
const Schema = "danewalk/1"

type document struct {
	Schema   string    `json:"schema"`
	Domain   string    `json:"domain"`
	At       time.Time `json:"at"`
	Verdict  string    `json:"verdict"`
	Headline string    `json:"headline"`
	// Simulated: edits were tried that exist nowhere; this is not how things are.
	Simulated bool        `json:"simulated,omitempty"`
	Policy    *ruleJSON   `json:"policy,omitempty"` // how it was judged, if not as usual
	Break     *breakJSON  `json:"break"`
	Port      uint16      `json:"port,omitempty"` // of the mail servers, if not 25
	MX        mxJSON      `json:"mx"`
	Zones     []zoneJSON  `json:"zones"`
	Servers   []tableJSON `json:"servers"`
	Hosts     []hostJSON  `json:"hosts"`
	// Controls are the mail servers of others that were visited to tell our own side.
	Controls []controlJSON `json:"controls,omitempty"`
	Senders  []senderJSON  `json:"senders"`
	// Policies are what the domain publishes beside DANE; null where nothing was read.
	Policies *policiesJSON `json:"policies"`
	Findings []findJSON    `json:"findings"`
	Timing   timingJSON    `json:"timing"`
	// Horizon is what breaks next, and when.
	Horizon []eventJSON `json:"horizon"`
	// Resolver is what a resolver said to the same questions, if one was asked.
	Resolver *resolverJSON `json:"resolver,omitempty"`
}

type breakJSON struct {
	Code    finding.Code `json:"code"`
	Subject string       `json:"subject"`
}

type mxJSON struct {
	Kind    string   `json:"kind"`
	Status  string   `json:"status"`
	Reason  string   `json:"reason,omitempty"`
	Records []string `json:"records"`
}

type hostJSON struct {
	Name       string       `json:"name"`
	Preference uint16       `json:"preference"`
	Implicit   bool         `json:"implicit,omitempty"`
	Status     string       `json:"status"`
	Mode       string       `json:"mode"`
	Gate       string       `json:"gate"`
	TLSABase   string       `json:"tlsaBase,omitempty"`
	References []string     `json:"references,omitempty"` // names that a certificate may have under usage 2
	TLSAStatus string       `json:"tlsaStatus,omitempty"`
	Records    []recordJSON `json:"records"`
	Addresses  []addrJSON   `json:"addresses"`
}

type recordJSON struct {
	Record   string `json:"record"`
	Usable   bool   `json:"usable"`
	Problem  string `json:"problem,omitempty"`
	Shadowed bool   `json:"shadowed,omitempty"`
}

type addrJSON struct {
	Address     string       `json:"address"`
	Status      string       `json:"status"`
	Session     *sessionJSON `json:"session"`
	Certificate *certJSON    `json:"certificate"`
	Match       *matchJSON   `json:"match"`
	// What second looks showed: some senders may find something else.
	Otherwise    string      `json:"otherwise,omitempty"`
	Looks        []lookJSON  `json:"looks"`
	Certificates []shownJSON `json:"certificates"`
}

type sessionJSON struct {
	Trouble  string `json:"trouble,omitempty"`
	Detail   string `json:"detail,omitempty"`
	Banner   string `json:"banner,omitempty"`
	STARTTLS string `json:"starttls"`
	TLS      string `json:"tls,omitempty"`
	Suite    string `json:"suite,omitempty"`
	Group    string `json:"group,omitempty"`
	Millis   int64  `json:"ms"`
}

type certJSON struct {
	Subject   string    `json:"subject,omitempty"`
	Issuer    string    `json:"issuer,omitempty"`
	Names     []string  `json:"names"`
	NotBefore time.Time `json:"notBefore"`
	NotAfter  time.Time `json:"notAfter"`
	SHA256    string    `json:"sha256"`
	SPKI      string    `json:"spkiSha256,omitempty"`
	Chain     int       `json:"chain"`
}

type matchJSON struct {
	Matched  bool          `json:"matched"`
	By       string        `json:"by,omitempty"`
	Attempts []attemptJSON `json:"attempts"`
}

type attemptJSON struct {
	Record  int    `json:"record"`
	Matched bool   `json:"matched"`
	Depth   int    `json:"depth"`
	Why     string `json:"why,omitempty"`
	Detail  string `json:"detail,omitempty"`
	Guess   string `json:"guess,omitempty"`
}

type findJSON struct {
	Code     finding.Code     `json:"code"`
	Severity finding.Severity `json:"severity"`
	Weight   finding.Severity `json:"weight"`
	Subject  string           `json:"subject"`
	Title    string           `json:"title"`
	What     string           `json:"what"`
	Owner    finding.Owner    `json:"owner"`
	OwnerOf  string           `json:"ownerOf,omitempty"`
	Fix      []string         `json:"fix"`
	Wait     string           `json:"wait,omitempty"`
	// Edits are the repair as changes to zones, where it is one; Commands are lines
	// for the products that people run; Order has clock times; Otherwise is what
	// happens if nobody acts, and when.
	Edits         []finding.Edit `json:"edits,omitempty"`
	Commands      []fix.Command  `json:"commands,omitempty"`
	Order         []string       `json:"order,omitempty"`
	Otherwise     string         `json:"otherwise,omitempty"`
	ConsequenceOf finding.Code   `json:"consequenceOf,omitempty"`
	Evidence      []evidence.ID  `json:"evidence"`
}

type timingJSON struct {
	Millis    int64      `json:"ms"`
	Exchanges int        `json:"exchanges"`
	Complete  bool       `json:"complete"`
	Steps     []stepJSON `json:"steps"`
}

type stepJSON struct {
	Step   string `json:"step"`
	Begin  int64  `json:"beginMs"`
	Millis int64  `json:"ms"`
	State  string `json:"state"`
}

// JSON returns the diagnosis as one JSON document on one line, without a final
// newline.
func JSON(d *explain.Diagnosis) ([]byte, error) {
	dates, err := horizonOf(d)
	if err != nil {
		return nil, err
	}
	doc := document{
		Schema: Schema, Domain: d.Domain, At: d.At.UTC(), Verdict: string(d.Verdict), Headline: d.Headline, Simulated: d.Simulated, Policy: ruleOf(d.Policy), Port: otherPort(d.Report), Controls: controls(d.Report),
		MX: mxOf(d.Report), Zones: zonesOf(d), Servers: tablesOf(d.Words, d.Report.Servers), Hosts: []hostJSON{},
		Senders: sendersOf(d), Policies: policiesOf(d.Report.Policies), Findings: findings(d), Horizon: dates, Timing: timing(d), Resolver: resolverOf(d.Words, d.Report.Opinion),
	}
	if d.Break >= 0 {
		b := d.Findings[d.Break]
		doc.Break = &breakJSON{b.Code, b.Subject}
	}
	for i := range d.Report.Hosts {
		doc.Hosts = append(doc.Hosts, hostOf(&d.Report.Hosts[i]))
	}
	return json.Marshal(doc)
}

func mxOf(r *mail.Report) mxJSON {
	out := mxJSON{Kind: string(r.MX.Kind), Status: dnssec.NotJudged.String(), Records: []string{}}
	if l := r.MX.Lookup; l != nil {
		out.Status, out.Reason, out.Records = l.Status.String(), string(l.Reason), recordTexts(l.Set)
	}
	return out
}

func recordTexts(s *wire.RRset) []string {
	out := []string{}
	if s != nil {
		for _, rr := range s.RRs {
			out = append(out, rr.Text())
		}
	}
	return out
}

func hostOf(h *mail.Host) hostJSON {
	out := hostJSON{
		Name: h.Name.Show(), Preference: h.Preference, Implicit: h.Implicit, Status: string(h.Outcome), Mode: string(h.Mode),
		Gate: string(h.Gate), TLSABase: h.Base.Show(), Records: []recordJSON{}, Addresses: []addrJSON{},
	}
	if h.TLSA != nil {
		out.TLSAStatus = h.TLSA.Status.String()
	}
	for _, n := range h.Names {
		out.References = append(out.References, n.Show())
	}
	for _, r := range h.Records {
		text := r.TLSA.String()
		if r.Problem == tlsa.Malformed {
			text = hex.EncodeToString(r.Raw)
		}
		out.Records = append(out.Records, recordJSON{text, r.Problem == "", string(r.Problem), r.Shadowed})
	}
	for i := range h.Addresses {
		out.Addresses = append(out.Addresses, addrOf(h, &h.Addresses[i]))
	}
	return out
}

func addrOf(h *mail.Host, a *mail.Address) addrJSON {
	out := addrJSON{
		Address: a.Addr.String(), Status: string(a.Outcome), Otherwise: string(a.Otherwise), Looks: looksOf(a), Certificates: shownOf(h, a),
	}
	if s := a.Session; s != nil {
		j := sessionJSON{Trouble: string(s.Trouble), Detail: s.Detail.String(), STARTTLS: s.STARTTLS.String(), Millis: (s.Ended - s.Begin).Milliseconds()}
		if len(s.Banner.Lines) > 0 {
			j.Banner = s.Banner.Lines[0].String()
		}
		if s.TLS != nil {
			j.TLS, j.Suite, j.Group = parameters(s)
		}
		out.Session = &j
	}
	out.Certificate = certOf(a)
	if a.Match.Compared {
		m := matchJSON{Matched: a.Match.Matched, Attempts: []attemptJSON{}}
		for _, t := range a.Match.Attempts {
			m.Attempts = append(m.Attempts, attemptJSON{t.Record, t.Matched, t.Depth, string(t.Why), evidence.Escape(t.Detail, evidence.WildMax), string(t.Guess.Kind)})
		}
		if m.Matched && a.Match.By >= 0 && a.Match.By < len(h.Records) {
			m.By = h.Records[a.Match.By].TLSA.String()
		}
		out.Match = &m
	}
	return out
}

// certOf describes the leaf; also one that our library cannot parse has its digests.
func certOf(a *mail.Address) *certJSON {
	if len(a.ChainDER) == 0 {
		return nil
	}
	return describe(a.ChainDER[0], a.Leaf, len(a.ChainDER))
}

// describe is one certificate, with the number of those from it to the end of
// the chain that was sent. parsed is nil where our library cannot read it.
func describe(der []byte, parsed *x509.Certificate, sent int) *certJSON {
	sum := sha256.Sum256(der)
	out := &certJSON{SHA256: hex.EncodeToString(sum[:]), Names: []string{}, Chain: sent}
	if spki, err := tlsa.SPKI(der); err == nil {
		key := sha256.Sum256(spki)
		out.SPKI = hex.EncodeToString(key[:])
	}
	if c := parsed; c != nil {
		out.Subject, out.Issuer = safe(c.Subject.String()), safe(c.Issuer.String())
		out.NotBefore, out.NotAfter = c.NotBefore.UTC(), c.NotAfter.UTC()
		out.Names = names(c)
	}
	return out
}

func names(c *x509.Certificate) []string {
	out := []string{}
	for _, n := range c.DNSNames {
		out = append(out, safe(n))
	}
	return out
}

func safe(s string) string { return evidence.Escape(s, evidence.WildMax) }

func findings(d *explain.Diagnosis) []findJSON {
	out := []findJSON{}
	for _, f := range d.Findings {
		j := findJSON{
			Code: f.Code, Severity: f.Severity, Weight: f.Weight, Subject: f.Subject, Title: f.Title, What: f.What, Owner: f.Owner,
			OwnerOf: f.OwnerOf, Fix: f.Fix, Wait: f.Wait, Evidence: once(f.Evidence),
			Edits: f.Edits, Commands: f.Commands, Order: f.Order, Otherwise: f.Otherwise,
		}
		if j.Fix == nil {
			j.Fix = []string{}
		}
		if j.Evidence == nil {
			j.Evidence = []evidence.ID{}
		}
		if f.ConsequenceOf >= 0 {
			j.ConsequenceOf = d.Findings[f.ConsequenceOf].Code
		}
		out = append(out, j)
	}
	return out
}

// once returns the ids in order, each once: a finding may rest on the same
// packet for several reasons.
func once(ids []evidence.ID) []evidence.ID {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}

func timing(d *explain.Diagnosis) timingJSON {
	out := timingJSON{Millis: d.Took.Milliseconds(), Exchanges: d.Exchanges, Complete: d.Final, Steps: []stepJSON{}}
	for _, l := range d.Links {
		out.Steps = append(out.Steps, stepJSON{l.ID, l.Begin.Milliseconds(), l.Took.Milliseconds(), string(l.State)})
	}
	return out
}
