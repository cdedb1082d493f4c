package exhibit

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// Form is how an exhibit is written.
type Form int

// The forms, in the order in which they follow each other.
const (
	Readable Form = iota
	DigForm
	OctetForm
	numForms
)

// Next is the form after this one, and after the last one the first.
func (f Form) Next() Form { return (f + 1) % numForms }

// Words names the form.
func (f Form) Words(b *text.Book) string {
	switch f {
	case DigForm:
		return b.Say("[a form of records] as dig writes it")
	case OctetForm:
		return b.Say("[a form of records] octets")
	}
	return b.Say("[a form of records] readable")
}

// Kind says how a row is to be drawn.
type Kind int

// The kinds of row.
const (
	Words    Kind = iota // Text, wrapped at its spaces; behind Label if there is one
	Heading              // of a question, a set, a certificate
	ZoneLine             // Text is a record in zone-file form
	Pair                 // Label is a DS record, Text the key that it fits
	Gap                  // Span with the names in Ends
	Verbatim             // Text as it is: a line of dig, of PEM
	Octets               // Octets as a hexadecimal dump
	Base64               // Octets in base64, in lines of 64 characters at most
)

// Row is one thing to read, without regard to the width of the screen.
type Row struct {
	Kind   Kind
	Level  int           // how far it is set in, from 0
	State  explain.State // mark in front; empty: none
	Guilty bool          // this is what is wrong
	Fits   bool          // of a Pair: the DS is the digest of the key
	Label  string
	Text   string
	Span   *Span
	Ends   [3]string // of a Gap: its owner, the name asked, the next name
	Octets []byte

	records []wire.RR // what is copied, in zone-file form
	copied  string    // or this
}

// maxCopied bounds what goes to a clipboard: terminals take no more than 74 kB.
const maxCopied = 64 << 10

// Copy is the row as it is copied: records in zone-file form, whole, and where the
// row is about none what it says. Empty where there is too much.
func (r Row) Copy() string {
	switch {
	case len(r.records) > 0:
	case r.copied != "":
		return r.copied
	case r.Kind == Octets:
		return hex.EncodeToString(r.Octets)
	case r.Label != "" && r.Text != "":
		return r.Label + ": " + r.Text
	default:
		return r.Label + r.Text
	}
	var b strings.Builder
	for i, rr := range r.records {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(rr.WholeLine())
		if b.Len() > maxCopied {
			return ""
		}
	}
	return b.String()
}

// Rows writes the exhibit in words, or in the form of dig or of octets.
func (e *Exhibit) Rows(f Form) []Row {
	w := &writer{e: e, b: e.d.Words, form: f}
	for _, p := range e.Parts {
		w.heading(0, p.Link.Label, p.Link.Note)
		for _, r := range p.Rows(f) {
			w.add(r)
		}
	}
	for i := range e.Zones {
		w.zone(&e.Zones[i])
	}
	for i := range e.Questions {
		w.question(&e.Questions[i])
	}
	for i := range e.Servers {
		w.mailServer(&e.Servers[i])
	}
	if w.over > 0 {
		more := w.b.Count(w.over, text.Phrase("1 more line is not shown"), text.Phrase("%d more lines are not shown"))
		w.rows = append(w.rows, Row{State: explain.Skipped, Text: more})
	}
	return w.rows
}

// writer collects rows.
type writer struct {
	e    *Exhibit
	b    *text.Book
	form Form
	rows []Row
	over int // rows beyond the limit
}

func (w *writer) add(r Row) {
	if len(w.rows) >= maxRows {
		w.over++
		return
	}
	w.rows = append(w.rows, r)
}

func (w *writer) say(p text.Phrase, values ...any) string { return w.b.Say(p, values...) }

func (w *writer) heading(level int, label string, values ...string) {
	values = slices.DeleteFunc(values, func(s string) bool { return s == "" })
	w.add(Row{Kind: Heading, Level: level, Label: label, Text: strings.Join(values, ", ")})
}

// fact adds a labelled value; an empty one is left out.
func (w *writer) fact(level int, label, value string) {
	if value != "" {
		w.add(Row{Level: level, Label: label, Text: value})
	}
}

// rest says how many more there are, if any.
func (w *writer) rest(level, n int, one, many text.Phrase) {
	if n > 0 {
		w.add(Row{Level: level, State: explain.Skipped, Text: w.b.Count(n, one, many)})
	}
}

// question writes a question in the chosen form.
func (w *writer) question(q *Question) {
	var asked []string
	if l := q.Lookup; l != nil {
		asked = []string{explain.StatusWords(w.b, l.Status), explain.AnswerWords(w.b, l)}
	}
	w.add(Row{Kind: Heading, Label: q.Name.Show() + " " + q.Type.String(), Text: strings.Join(asked, ", "), Guilty: w.e.nothing(q)})
	if w.form != Readable {
		for i := range q.Versions {
			w.which(q, i)
			w.raw(&q.Versions[i])
		}
		w.rest(1, q.Left, text.Phrase("1 more kind of answer is not shown"), text.Phrase("%d more kinds of answers are not shown"))
		return
	}
	for _, a := range q.Aliases {
		w.alias(a)
	}
	w.whole(q)
	if len(q.Versions) == 0 && len(q.Aliases) == 0 {
		w.add(Row{Level: 1, State: explain.Unknown, Text: w.say("no answer to it is recorded")})
	}
	if len(q.Versions) > 1 {
		w.add(Row{Level: 1, State: explain.Warning, Text: w.say("the servers do not say the same: %d kinds of answers", len(q.Versions)+q.Left)})
	}
	for i := range q.Versions {
		w.which(q, i)
		w.version(&q.Versions[i])
	}
	w.rest(1, q.Left, text.Phrase("1 more kind of answer is not shown"), text.Phrase("%d more kinds of answers are not shown"))
}

// which says which of several answers follows.
func (w *writer) which(q *Question, i int) {
	if len(q.Versions) > 1 {
		w.heading(1, w.say("answer %d of %d", i+1, len(q.Versions)+q.Left), explain.StatusWords(w.b, q.Versions[i].Result.Status))
	}
}

// whole writes why the lookup as a whole is what it is, where no answer alone shows
// it.
func (w *writer) whole(q *Question) {
	l := q.Lookup
	if l == nil || l.Reason == "" || slices.ContainsFunc(q.Versions, func(v Version) bool { return v.Result.Reason == l.Reason }) {
		return
	}
	why, state := explain.Why(w.b, l.Reason), explain.Open
	if l.Status.Fails() {
		state = w.e.state(explain.Broken)
	}
	w.add(Row{Level: 1, State: state, Guilty: l.Status.Fails() && w.e.accuses(), Text: why.Text + " (" + why.Source + ")"})
}

// alias writes a step of the way.
func (w *writer) alias(a Alias) {
	if a.Record != nil {
		w.add(Row{Kind: ZoneLine, Level: 1, Text: a.Record.Line, records: []wire.RR{a.Record.RR}})
	}
	state := explain.Open
	switch {
	case a.Status.Fails():
		state = w.e.state(explain.Broken)
	case a.Status == dnssec.Secure:
		state = explain.OK
	}
	text := w.say("%s is an alias of %s", a.From.Show(), a.To.Show())
	if a.Reason != "" {
		text += ": " + explain.Why(w.b, a.Reason).Text
	}
	w.add(Row{Level: 1, State: state, Guilty: a.Status.Fails() && w.e.accuses(), Text: text})
	if a.Used != nil {
		w.signature(1, *a.Used)
	}
}

// version writes what some servers said alike, and who they are.
func (w *writer) version(v *Version) {
	r := v.Result
	if r.Reason != "" {
		why := explain.Why(w.b, r.Reason)
		state := explain.Open
		if r.Status.Fails() {
			state = w.e.state(explain.Broken)
		}
		w.add(Row{Level: 1, State: state, Guilty: v.Guilty, Text: why.Text + " (" + why.Source + ")"})
	}
	if r.Answer.Simulated {
		w.add(Row{Level: 1, State: explain.Skipped, Text: w.say("this answer never came: it is what the server would say after your change")})
	}
	if v.Denial != nil && r.Set == nil { // that there is nothing is the answer
		w.denial(v.Denial)
	}
	for i := range v.Sets {
		w.set(&v.Sets[i])
	}
	w.rest(1, v.Left, text.Phrase("1 more RRset is not shown"), text.Phrase("%d more RRsets are not shown"))
	if v.Denial != nil && r.Set != nil {
		w.denial(v.Denial)
	}
	w.replies(v)
}

// set writes a set: its records, and who signed them.
func (w *writer) set(s *Set) {
	var all []wire.RR
	for _, r := range s.Records {
		all = append(all, r.RR)
	}
	ttl := w.say("TTL %d s", s.TTL)
	count := w.b.Count(len(s.Records)+s.Left, "1 record", "%d records")
	w.add(Row{Kind: Heading, Level: 1, Label: s.Owner.Show() + " " + s.Type.String(), Text: count + ", " + ttl, records: all})
	for _, r := range s.Records {
		w.add(Row{Kind: ZoneLine, Level: 1, Text: r.Line, records: []wire.RR{r.RR}})
	}
	w.rest(1, s.Left, text.Phrase("1 more record is not shown"), text.Phrase("%d more records are not shown"))
	for _, sig := range s.Signatures {
		w.signature(1, sig)
	}
	w.rest(1, s.LeftSigned, text.Phrase("1 more signature is not shown"), text.Phrase("%d more signatures are not shown"))
	if len(s.Signatures) == 0 && s.Type != wire.TypeNS {
		w.add(Row{Level: 1, State: explain.Open, Text: w.say("no signature (RRSIG) came with it"), records: all})
	}
}

// signature writes a signature: by which key, from when to when, and whether it is
// valid or why not.
func (w *writer) signature(level int, s Signature) {
	state, why := explain.OK, explain.Remaining(w.b, s.Signature, w.e.At)
	switch {
	case !s.Judged:
		state, why = explain.Skipped, why+"; "+w.say("not needed, so not checked")
	case s.Unknown:
		state, why = explain.Unknown, why+"; "+w.say("it fits the key, but nothing proves the key")
	case s.Valid:
	case s.Spared:
		state, why = explain.Skipped, explain.Why(w.b, s.Reason).Text+" "+w.say("Another signature is valid, and one is enough.")
	case !blamed(s.Reason):
		state, why = explain.Skipped, explain.Why(w.b, s.Reason).Text
	default:
		state, why = w.e.state(explain.Broken), explain.Why(w.b, s.Reason).Text
		if s.Reason == dnssec.SigExpired || s.Reason == dnssec.SigNotYetValid {
			why = explain.Remaining(w.b, s.Signature, w.e.At)
		}
	}
	by := w.say("RRSIG by key %d of %s, %s", s.RRSIG.Tag, explain.ZoneName(w.b, s.RRSIG.Signer), explain.AlgorithmName(w.b, s.RRSIG.Algorithm))
	from, to := s.Inception.UTC().Format(minutes), s.Expiration.UTC().Format(minutes)
	row := Row{Level: level, State: state, Guilty: s.Guilty, Text: by, records: []wire.RR{s.Record.RR}}
	w.add(row)
	w.add(Row{Level: level + 1, Guilty: s.Guilty, Text: w.say("%s to %s UTC: %s", from, to, why), records: row.records})
}

// minutes is how a moment is written.
const minutes = "2006-01-02 15:04"

// replies lists who said it.
func (w *writer) replies(v *Version) {
	all := len(v.Replies)
	if all == 0 {
		return
	}
	w.add(Row{Level: 1, Text: w.b.Count(all, "said by 1 server:", "said by %d servers alike:"), Guilty: v.Guilty && v.Differs})
	for _, r := range v.Replies {
		state, said := w.e.teller.Server(r.Result)
		_, word, _ := strings.Cut(said, "\n")
		row := Row{Level: 2, State: w.e.state(state), Guilty: v.Guilty && v.Differs, Text: whom(w.b, r) + ": " + word}
		if r.Otherwise {
			row.Text += "; " + w.say("with signatures, proofs or a TTL of its own")
		}
		if r.Exchange != nil {
			row.copied = Command(r.Exchange)
		}
		w.add(row)
	}
}

// whom names a server, the transport and how long it took.
func whom(b *text.Book, r Reply) string {
	a := r.Answer
	name := a.Server.Name.Show()
	if a.Server.Name.IsZero() {
		name = b.Say("resolver")
	}
	out := fmt.Sprintf("%s %s, %s, %d ms", name, address(a.Server.Addr), strings.ToUpper(string(a.Transport)), a.RTT.Milliseconds())
	if n := len(a.Tries); n > 1 {
		out += ", " + b.Say("%d tries", n)
	}
	return out
}
