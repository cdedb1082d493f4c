package evidence

import (
	"net/netip"
	"time"
)

// ID is the position of an item in its log, counted from 1 and never reused.
// Zero means "no item".
type ID int

// Item is one thing that was seen. Exactly one of the pointers is set.
type Item struct {
	ID     ID            `json:"id"`
	Parent ID            `json:"parent,omitempty"` // the Step it belongs to
	At     time.Duration `json:"at"`               // since Start, nanoseconds; when it ended

	Start *Start     `json:"start,omitempty"`
	Step  *Step      `json:"step,omitempty"`
	Query *Exchange  `json:"query,omitempty"`
	Dial  *Dial      `json:"dial,omitempty"`
	Line  *Line      `json:"line,omitempty"`
	TLS   *Handshake `json:"tls,omitempty"`
	HTTP  *Fetch     `json:"http,omitempty"`
	Limit *Limit     `json:"limit,omitempty"`
	Turn  *Turn      `json:"turn,omitempty"`
}

// Kind says what a check is about.
type Kind string

// The two kinds of check: mail to a domain, or one name and type in the DNS.
const (
	KindDomain Kind = "domain"
	KindName   Kind = "name"
)

// Start is the first item of every case: the question and the place we ask from.
type Start struct {
	Kind    Kind      `json:"kind"`
	Typed   Wild      `json:"typed"`             // what the person typed
	Name    string    `json:"name"`              // A-label form with final dot: the domain, or the name to resolve
	Type    uint16    `json:"type,omitempty"`    // KindName: the record type
	Literal string    `json:"literal,omitempty"` // user@[192.0.2.1]: the address; DANE does not apply (RFC 7672 2.2)
	Wall    time.Time `json:"wall"`              // UTC, when the check started
	Version string    `json:"version"`
	Vantage Vantage   `json:"vantage"`
}

// Vantage is where and how we looked. It is evidence because a finding may be
// about our own side.
type Vantage struct {
	IPv4     bool   `json:"ipv4"`               // IPv4 was to be used
	IPv6     bool   `json:"ipv6"`               // IPv6 was to be used
	SMTP     bool   `json:"smtp"`               // mail servers were to be contacted
	Resolver string `json:"resolver,omitempty"` // the resolver asked instead of the authoritative servers: address:port, tls://… or https://…
	Beside   string `json:"beside,omitempty"`   // the resolver asked beside the walk from the root, in the same forms
	System   bool   `json:"system,omitempty"`   // that resolver is the one this computer is set to use
	Hints    int    `json:"hints"`              // number of root server addresses known
	World    string `json:"world,omitempty"`    // the lab world; empty on the real network
	EHLO     string `json:"ehlo,omitempty"`     // the name we greet mail servers with
	Port     uint16 `json:"port,omitempty"`     // of the mail servers; zero is 25
	Proxy    string `json:"proxy,omitempty"`    // the way that SMTP connections left: socks5://host:port; empty: directly
	Source   string `json:"source,omitempty"`   // the address that they left from, if one was chosen
	Looks    bool   `json:"looks,omitempty"`    // second looks were to be taken
	Policies bool   `json:"policies,omitempty"` // MTA-STS, TLS-RPT, DMARC and SPF were to be read
}

// Step marks the begin or the end of a stage. Progress only.
type Step struct {
	// Name is one of "root", "zone", "mx", "host", "address", "tlsa", "smtp", "look",
	// "control", "policy", "sweep", "beside".
	Name    string `json:"name"`
	Subject string `json:"subject,omitempty"` // zone, host or address
	Ends    ID     `json:"ends,omitempty"`    // the Step item that this one ends; zero for a beginning
}

// Transport is how a DNS message travelled.
type Transport string

// The transports in use.
const (
	UDP   Transport = "udp"
	TCP   Transport = "tcp"
	TLS   Transport = "tls"   // DNS over TLS (RFC 7858), to a resolver
	HTTPS Transport = "https" // DNS over HTTPS (RFC 8484), to a resolver
)

// Exchange is one DNS question sent to one address, and what came of it.
type Exchange struct {
	Server     netip.AddrPort `json:"server"`
	ServerName string         `json:"serverName,omitempty"` // the name server's name, with final dot; empty for a resolver
	Zone       string         `json:"zone,omitempty"`       // the zone whose servers we believed to ask, with final dot; empty for a resolver
	Resolver   bool           `json:"resolver,omitempty"`   // asked with RD=1 as a stub, and CD=1 unless Own
	Own        bool           `json:"own,omitempty"`        // asked with CD=0: what the resolver makes of it itself (AD, SERVFAIL, EDE)
	MadeUp     bool           `json:"madeUp,omitempty"`     // for a name made up at random, which nobody has: does a resolver invent answers?
	Plain      bool           `json:"plain,omitempty"`      // without EDNS from the first try: does a server that is silent live after all (RFC 6891 7)?
	Transport  Transport      `json:"transport"`
	Try        int            `json:"try"` // from 1, per server and question
	Name       string         `json:"name"`
	Type       uint16         `json:"type"`
	Question   []byte         `json:"question,omitempty"` // wire bytes as sent
	Answer     []byte         `json:"answer,omitempty"`   // wire bytes as received, also when Failure is set and something came
	Failure    Failure        `json:"failure,omitempty"`
	Detail     Wild           `json:"detail,omitempty"`
	RTT        time.Duration  `json:"rtt"` // from send to answer or failure
}

// Dial is one TCP connection to a mail server. Its ID names the session: every
// Line and Handshake of that connection carries it.
type Dial struct {
	Host    string         `json:"host"` // MX host, A-label with final dot
	Address netip.AddrPort `json:"address"`
	Look    string         `json:"look,omitempty"` // why we connected: empty for the ordinary session, else the second look
	Failure Failure        `json:"failure,omitempty"`
	Detail  Wild           `json:"detail,omitempty"`
	RTT     time.Duration  `json:"rtt"`
}

// Phase is the place in the SMTP dialogue where a line was sent or expected.
type Phase string

// The phases of a session, in order.
const (
	PhaseBanner   Phase = "banner"
	PhaseEHLO     Phase = "ehlo"
	PhaseSTARTTLS Phase = "starttls"
	PhaseEHLO2    Phase = "ehlo-tls" // EHLO again, inside TLS (RFC 3207 4.2)
	PhaseQUIT     Phase = "quit"
)

// Line is one line of the SMTP dialogue without its line end, or the failure
// to get one.
type Line struct {
	Session ID            `json:"session"` // the Dial item
	Client  bool          `json:"client"`  // true: we sent it
	Phase   Phase         `json:"phase"`
	Text    Wild          `json:"text"`
	Cut     bool          `json:"cut,omitempty"`     // longer than the limit; the rest was dropped
	Failure Failure       `json:"failure,omitempty"` // no (complete) line came
	Detail  Wild          `json:"detail,omitempty"`
	Wait    time.Duration `json:"wait,omitempty"` // how long we waited for it
}

// Stage is how far a handshake has come.
type Stage string

// The stages of a handshake. Done and Failed are final and carry everything;
// the others are for the live view.
const (
	StageClientHello Stage = "client-hello"
	StageServerHello Stage = "server-hello"
	StageCertificate Stage = "certificate"
	StageDone        Stage = "done"
	StageFailed      Stage = "failed"
)

// Handshake is a fact of a TLS handshake.
type Handshake struct {
	Session   ID            `json:"session"`
	Stage     Stage         `json:"stage"`
	SNI       string        `json:"sni,omitempty"`     // sent, without final dot
	Version   uint16        `json:"version,omitempty"` // as crypto/tls numbers it
	Suite     uint16        `json:"suite,omitempty"`
	Group     uint16        `json:"group,omitempty"`     // key exchange group
	Chain     [][]byte      `json:"chain,omitempty"`     // DER, in the order sent
	Cut       bool          `json:"cut,omitempty"`       // more certificates came than are kept
	Unparsed  bool          `json:"unparsed,omitempty"`  // our library cannot parse the chain; the bytes are from the tap
	Relaxed   string        `json:"relaxed,omitempty"`   // what we relaxed to get here: "tls1.2-tap", "legacy"
	Alert     int           `json:"alert,omitempty"`     // TLS alert that the server sent, plus one; zero is none
	AskedCert bool          `json:"askedCert,omitempty"` // the server asked for a client certificate
	Failure   Failure       `json:"failure,omitempty"`
	Detail    Wild          `json:"detail,omitempty"`
	Took      time.Duration `json:"took,omitempty"`
}

// FetchStage is how far an HTTPS fetch came.
type FetchStage string

// The stages of a fetch, in order. A failed one is at the stage where it failed.
const (
	FetchConnect FetchStage = "connect"
	FetchTLS     FetchStage = "tls"
	FetchHead    FetchStage = "head" // request sent, status and header awaited
	FetchBody    FetchStage = "body"
	FetchDone    FetchStage = "done"
)

// Fetch is one HTTPS fetch from one address. Certificates are not verified while
// fetching, and redirects not followed: what they mean is judged later.
type Fetch struct {
	URL      string         `json:"url"`
	Host     string         `json:"host"` // of the URL, A-label with final dot
	Address  netip.AddrPort `json:"address"`
	Stage    FetchStage     `json:"stage"`
	Status   int            `json:"status,omitempty"`
	Type     Wild           `json:"type,omitempty"`     // Content-Type
	Location Wild           `json:"location,omitempty"` // where a redirect points; it was not followed
	Date     time.Time      `json:"date,omitzero"`      // of the server, if it told one
	Version  uint16         `json:"version,omitempty"`  // of TLS, as crypto/tls numbers it
	Chain    [][]byte       `json:"chain,omitempty"`    // DER, in the order sent
	Body     []byte         `json:"body,omitempty"`     // the first octets, up to the limit
	Failure  Failure        `json:"failure,omitempty"`
	Detail   Wild           `json:"detail,omitempty"`
	Took     time.Duration  `json:"took,omitempty"`
}

// Limit says that a budget stopped us. A case with a limit on the deciding path
// is never judged green.
type Limit struct {
	// Name says which: of the walk "queries", "walk-time", "no-answer", "aliases",
	// "delegations", "hosts", "addresses", "server-names", "server-addresses"; of a
	// session "session-bytes", "reply-lines", "chain", "chain-bytes"; "looks" second looks left out,
	// "smtp-silence" no mail server was heard, "policy-bytes" a body that is too long.
	Name  string `json:"name"`
	Where string `json:"where"` // name or address where it was reached
	Value int    `json:"value"` // the limit: a count, octets, or seconds
}

// Turn says that the collector left one way and took another. The walk from the
// root found nothing but silence or a stranger on port 53, and what the
// resolver beside it said counts from now on.
type Turn struct {
	Resolver string `json:"resolver"` // as in Vantage.Beside
	Why      Wild   `json:"why,omitempty"`
}
