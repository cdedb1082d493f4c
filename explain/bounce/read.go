package bounce

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"danewalk/probe/evidence"
)

// Read reads a text: a whole notification, a part of one, or log lines. It never
// fails: what is not understood is Unknown.
func Read(text []byte) Reading { return newGrammar().reading(text) }

func (g *grammar) reading(text []byte) Reading {
	var out Reading
	text, out.Cut = bounded(text)
	c := paint(text).fromUTF16().unquoted()
	var all []record
	for _, p := range parts(c) {
		all = append(all, g.statements(p.untagged(g.tags).unescaped().flat())...)
		if len(all) > maxRecords {
			all, out.Cut = all[:maxRecords], true
			break
		}
	}
	var said []statement
	for i := range all {
		said = append(said, read(&all[i], g.table))
	}
	bounces := merge(said)
	if len(bounces) > MaxBounces {
		bounces, out.Cut = bounces[:MaxBounces], true
	}
	if out.Cut {
		for i := range bounces {
			bounces[i].Remarks = append(bounces[i].Remarks, RemarkCut)
		}
	}
	out.Bounces = bounces
	return out
}

// bounded is the beginning of a text, as much as is read.
func bounded(text []byte) ([]byte, bool) {
	cut := false
	if len(text) > MaxBytes {
		text, cut = text[:MaxBytes], true
	}
	lines := 0
	for i, b := range text {
		if b == '\n' {
			if lines++; lines >= MaxLines {
				return text[:i+1], cut || i+1 < len(text)
			}
		}
	}
	return text, cut
}

// statement is what one record says.
type statement struct {
	Bounce
	rank    rank
	log     bool
	queue   string
	process string
	markers MTA // the system by its own name, not by the words of a fault
	score   int // of the recipient
}

// read finds what a record says.
func read(r *record, table []compiled) statement {
	s := statement{Bounce: Bounce{Kind: Unknown, EDE: -1, Reporter: hostOf(r.host), Time: r.time}, log: r.log, queue: r.queue, process: r.process}
	var hits []hit
	for i := range table {
		for _, h := range table[i].find(r.low) {
			h.order = i
			hits = append(hits, h)
		}
	}
	found := codes(r.low[r.body:])
	for i := range found {
		found[i].from, found[i].to = found[i].from+r.body, found[i].to+r.body
	}
	addresses := recipients(r.low)
	s.recipient(r, hits, addresses)
	s.system(r, hits, found)
	speaks, several := trusted(r, hits, found, addresses)
	if several {
		s.remark(RemarkSeveral)
	}
	if speaks {
		s.fault(r, hits, found)
		s.codes(r, found)
		s.fate(r)
	}
	s.places(r, hits)
	s.ede(r.low)
	if !r.time.IsZero() && r.log {
		s.quote(r, 0, r.timeEnd, RoleTime)
	}
	s.complete(r.low)
	return s
}

// quote marks words of a record in the original text.
func (s *statement) quote(r *record, from, to int, role Role) {
	if from < to && to <= len(r.at) {
		q := Quote{int(r.at[from]), int(r.at[from]), role, evidence.Wild(r.text[from:min(to, from+maxWords)])}
		for _, end := range r.end[from:to] {
			q.End = max(q.End, int(end))
		}
		for _, at := range r.at[from:to] {
			q.Start = min(q.Start, int(at))
		}
		s.Quotes = append(s.Quotes, q)
	}
}

// trusted tells whether a text speaks of a delivery at all: the words of a fault
// alone may be a manual, a source file, or talk. So many faults in one breath
// are a list of what may happen.
func trusted(r *record, hits []hit, found []code, addresses []recipient) (speaks, several bool) {
	const short = 400 // what one copies when one copies the error alone
	faults := map[Kind]bool{}
	anchored := r.log || r.status || len(r.low) <= short
	for _, h := range hits {
		if h.rank == strong {
			faults[h.kind] = true
		}
		anchored = anchored || h.rank == strong && len(h.captures) > 0
	}
	for _, c := range found {
		anchored = anchored || c.anchored
		if k, rank := kindOf(c, false); rank == strong {
			faults[k] = true
		}
	}
	list := 4
	if len(r.low) > 5*short {
		list = 2 // a long text, and nobody's mail in it
	}
	for _, a := range addresses {
		if a.score == stated {
			return true, false
		}
		if a.score >= told {
			anchored, list = true, 4
		}
	}
	several = len(faults) >= list && !r.log && !r.status
	return anchored && !several, several
}

// fault finds which words decide.
func (s *statement) fault(r *record, hits []hit, found []code) {
	top := hit{}
	for _, h := range hits {
		if h.rank > context && (top.compiled == nil || h.rank > top.rank || h.rank == top.rank && h.order < top.order) {
			top = h
		}
	}
	if top.compiled != nil {
		s.Kind, s.rank = top.kind, top.rank
	}
	for _, c := range found {
		if k, rank := kindOf(c, s.MTA == ExchangeOnline); rank > s.rank {
			s.Kind, s.rank = k, rank
		}
	}
	for _, h := range hits {
		switch {
		case h.rank == strong && h.kind == s.Kind || h.rank == s.rank && s.rank > context:
			s.quote(r, h.from, h.to, RoleFault)
		case h.rank > context && s.rank > refusal:
			s.quote(r, h.from, h.to, RoleDetail)
		}
		if h.remark != "" && (h.rank == s.rank && h.kind == s.Kind || h.rank == detail && s.rank > context) {
			s.remark(h.remark)
		}
		if h.rank == s.rank && h.kind == s.Kind && h.fate != "" {
			s.Fate = h.fate
		}
	}
	s.Side = side(r.low, s.Kind)
}

// side tells who found the fault.
func side(low string, k Kind) Side {
	switch k {
	case Unknown, NoFailure:
		return NoSide
	case NotAboutDANE:
		for _, words := range []string{
			" said:", "remote server returned", "in reply to", "after rcpt to", "after mail from", "after end of data", "after pipelined", "smtp error from remote", "<<< ",
			"smtp;", "rejected by", "{led=", "while talking to", "response from", "from remote", "did not accept",
		} {
			if strings.Contains(low, words) {
				return RecipientSide
			}
		}
		return NoSide
	case Misrouted:
		if strings.Contains(low, "wrong office 365 region") {
			return RecipientSide
		}
	}
	return SenderSide
}

// remark adds a remark once.
func (b *Bounce) remark(r Remark) {
	if r != "" && !slices.Contains(b.Remarks, r) {
		b.Remarks = append(b.Remarks, r)
	}
}

// recipient finds the domain that the mail was for.
func (s *statement) recipient(r *record, hits []hit, addresses []recipient) {
	for _, h := range hits {
		for _, c := range h.captures {
			if c.place == "$dom" {
				if d := domainOf(r.low[c.from:c.to]); d != "" {
					addresses = append(addresses, recipient{domain: d, score: named, from: c.from, to: c.to})
				}
			}
		}
	}
	if top, ok := best(addresses); ok && top.score >= anywhere { // a header alone names the one who gets the notification
		s.Domain, s.score = top.domain, top.score
		s.quote(r, top.from, top.to, RoleRecipient)
	}
}

// system finds who speaks.
func (s *statement) system(r *record, hits []hit, found []code) {
	bestRank := rank(-1)
	for _, h := range hits {
		if h.rank == context && h.mta != "" {
			if s.markers == "" {
				s.markers = h.mta
			}
			if s.markers == h.mta {
				s.quote(r, h.from, h.to, RoleSystem)
			}
		}
		if h.rank > context && h.mta != "" && h.rank > bestRank {
			s.MTA, bestRank = h.mta, h.rank
		}
		for _, c := range h.captures {
			if c.place == "$rep" && s.Reporter == "" {
				s.Reporter = hostOf(r.low[c.from:c.to])
			}
		}
	}
	s.MTA = cmp.Or(s.markers, s.MTA)
	for _, c := range found {
		if k, _ := kindOf(c, false); k != Unknown && k != NotAboutDANE && s.MTA == "" {
			s.MTA = ExchangeOnline
		}
	}
}

// places finds the mail server that is spoken of.
func (s *statement) places(r *record, hits []hit) {
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.from, b.from)) })
	for _, h := range hits {
		for _, c := range h.captures {
			words := r.low[c.from:c.to]
			switch c.place {
			case "$host", "$base":
				host := hostOf(words)
				if s.Host == "" && host != "" && host != s.Domain && strings.Contains(host, ".") && !addrOf(words).IsValid() {
					s.Host = host
					s.quote(r, c.from, c.to, RoleHost)
				}
			case "$ip":
				if a := addrOf(words); !s.Address.IsValid() && a.IsValid() {
					s.Address = a
					s.quote(r, c.from, c.to, RoleAddress)
				}
			}
		}
	}
}

// codes chooses the status codes: those of the reply that names the fault.
func (s *statement) codes(r *record, found []code) {
	var smtp, enhanced code
	for _, c := range found {
		if c.enhanced != "" && c.anchored && (enhanced.enhanced == "" || enhanced.smtp == 0 && c.smtp != 0 && c.smtp >= 400 || enhanced.enhanced[0] == '2') {
			enhanced = c
		}
		if c.smtp >= 400 && smtp.smtp == 0 {
			smtp = c
		}
	}
	if enhanced.smtp >= 400 {
		smtp = enhanced
	}
	s.SMTP, s.Enhanced = smtp.smtp, enhanced.enhanced
	for _, c := range slices.Compact([]code{enhanced, smtp}) {
		s.quote(r, c.from, c.to, RoleCode)
	}
}

// fate reads what became of the mail.
func (s *statement) fate(r *record) {
	for _, t := range []struct {
		words string
		fate  Fate
	}{
		{"message expired", Final},
		{"action: failed", Final},
		{"action: delayed", Temporary},
		{"action: delivered", Delivered},
		{"action: relayed", Delivered},
		{"status=bounced", Final},
		{"status=deferred", Temporary},
		{"status=sent", Delivered},
		{"status=expired", Final},
		{"stat=deferred", Temporary},
		{"stat=sent", Delivered},
		{"result=tempfail", Temporary},
		{`result="tempfail`, Temporary},
		{`result="permfail`, Final},
		{`result="ok`, Delivered},
		{"has been delayed", Temporary},
		{"will be retried", Temporary},
		{"delivery delayed", Temporary},
		{"permanent fatal errors", Final},
		{"permanent error", Final},
	} {
		if s.Fate == NoFate && strings.Contains(r.low, t.words) {
			s.Fate = t.fate
		}
	}
	if s.MTA == Exim && r.log && s.Fate == NoFate {
		_, after, _ := strings.Cut(r.low, r.queue+" ")
		s.Fate = map[string]Fate{"**": Final, "==": Temporary, "=>": Delivered, "->": Delivered}[after[:min(2, len(after))]]
	}
	switch class := cmp.Or(byte(s.SMTP/100), firstDigit(s.Enhanced)); {
	case s.Fate != NoFate:
	case class == 5:
		s.Fate = Final
	case class == 4:
		s.Fate = Temporary
	}
}

func firstDigit(s string) byte {
	if s == "" {
		return 0
	}
	return s[0] - '0'
}

// ede reads an extended DNS error (RFC 8914): "EDE: 7 (Signature Expired)",
// "dns-extended-error-7-".
func (s *statement) ede(low string) {
	for _, words := range []string{"ede: ", "ede:", "ede=", "dns-extended-error-", "extended-dns-error-", "extended dns error ", "extended error code: "} {
		_, rest, ok := strings.Cut(low, words)
		n, digits := 0, 0
		for digits < len(rest) && digits < 3 && '0' <= rest[digits] && rest[digits] <= '9' {
			n = n*10 + int(rest[digits]-'0')
			digits++
		}
		if !ok || digits == 0 {
			continue
		}
		s.EDE = n
		if s.rank < strong && n >= 6 && n <= 12 { // RFC 8914 4.7 to 4.13
			s.Kind, s.rank = DNSSECInvalid, strong
			if strings.Contains(low, "_tcp.") {
				s.Kind = TLSALookup
			}
			s.Side = SenderSide
		}
		return
	}
}

// complete adds what follows from all of it.
func (s *statement) complete(low string) {
	if s.Kind == MTASTSMX && s.rank < strong && bytes.Contains([]byte(low), []byte("certificate")) {
		s.Kind = MTASTSCertificate
	}
}
