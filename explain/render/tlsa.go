package render

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/judge/tlsa"
)

type setJSON struct {
	Schema       string          `json:"schema"`
	Verdict      string          `json:"verdict"`
	Usage        *uint8          `json:"usage"` // of the record that matches; null if none does
	Depth        *int            `json:"depth"` // of the certificate that it matches; -1 if the record brings it
	At           time.Time       `json:"at"`
	Names        []string        `json:"names"`
	Records      []setRecordJSON `json:"records"`
	Certificates []setCertJSON   `json:"certificates"`
}

type setRecordJSON struct {
	recordJSON
	Matched bool      `json:"matched"`
	Would   bool      `json:"would"`
	Depth   int       `json:"depth"`
	Why     string    `json:"why"`
	Detail  string    `json:"detail"`
	Guess   string    `json:"guess"`  // what a value that does not fit is; empty if nobody knows
	Reason  string    `json:"reason"` // in sentences
	Says    []whyJSON `json:"says"`   // the same, one by one
}

type setCertJSON struct {
	Depth     int       `json:"depth"`
	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	Names     []string  `json:"names"`
	NotBefore time.Time `json:"notBefore,omitzero"`
	NotAfter  time.Time `json:"notAfter,omitzero"`
	SHA256    string    `json:"sha256"`
	SPKI      string    `json:"spkiSha256"`
}

// TLSASetJSON writes a record set held against a chain as one document.
func TLSASetJSON(s explain.TLSASet) ([]byte, error) {
	doc := setJSON{
		Schema: Schema, Verdict: string(s.Verdict), At: s.Peer.At.UTC(),
		Names: []string{}, Records: []setRecordJSON{}, Certificates: []setCertJSON{},
	}
	if by := s.Match.By; by >= 0 {
		doc.Usage, doc.Depth = &s.Records[by].TLSA.Usage, &s.Match.Attempts[by].Depth
	}
	for _, n := range s.Peer.Names {
		doc.Names = append(doc.Names, n.Show())
	}
	for i, r := range s.Records {
		a := s.Match.Attempts[i]
		j := setRecordJSON{
			recordJSON: recordJSON{recordOf(r), r.Problem == "", string(r.Problem), r.Shadowed},
			Matched:    a.Matched, Would: a.Would, Depth: a.Depth, Why: string(a.Why), Detail: safe(a.Detail), Guess: string(a.Guess.Kind), Reason: sentences(s.Says(i)),
		}
		for _, said := range s.Says(i) {
			j.Says = append(j.Says, whyJSON(said))
		}
		doc.Records = append(doc.Records, j)
	}
	for depth, c := range s.Peer.Chain {
		doc.Certificates = append(doc.Certificates, setCertOf(depth, c))
	}
	return json.Marshal(doc)
}

func setCertOf(depth int, c tlsa.Certificate) setCertJSON {
	whole := sha256.Sum256(c.DER)
	out := setCertJSON{Depth: depth, SHA256: hex.EncodeToString(whole[:]), Names: []string{}}
	if c.SPKI != nil {
		key := sha256.Sum256(c.SPKI)
		out.SPKI = hex.EncodeToString(key[:])
	}
	if c.X509 != nil {
		out.Subject, out.Issuer, out.Names = safe(c.X509.Subject.String()), safe(c.X509.Issuer.String()), names(c.X509)
		out.NotBefore, out.NotAfter = c.X509.NotBefore.UTC(), c.X509.NotAfter.UTC()
	}
	return out
}

// recordOf is a record in presentation form.
func recordOf(r tlsa.Record) string {
	if r.Problem == tlsa.Malformed {
		return hex.EncodeToString(r.Raw)
	}
	return r.TLSA.String()
}

// sentences joins what is said, without the sources.
func sentences(said []explain.Sentence) string {
	var out []string
	for _, s := range said {
		out = append(out, s.Text)
	}
	return strings.Join(out, " ")
}

// TLSASetText writes a record set held against a chain for people.
func TLSASetText(w io.Writer, s explain.TLSASet, o Options) error {
	p := &printer{w: w, o: o, words: s.Words}
	p.wrap("", headlineOf(s))
	p.line("")
	column := setColumn(s)
	for i, r := range s.Records {
		p.line("%s %s", pad(wordOf(s, i), column), brief(s.Words, r))
		for _, sentence := range s.Says(i) {
			said := sentence.Text
			if sentence.Source != "" {
				said += " (" + sentence.Source + ")"
			}
			p.wrap(strings.Repeat(" ", column+1), said)
		}
	}
	p.line("")
	if who, misplaced := explain.Misplaced(s.Peer.Chain); misplaced {
		p.wrap(s.Words.Say("[before a remark] note")+": ", s.Words.Say("the first certificate, taken for the server's own, is that of an authority: %s. Is the order right?", who))
		p.line("")
	}
	p.line("%s", s.Words.Say("Certificates"))
	for depth, c := range s.Peer.Chain {
		what := s.Words.Say("cannot be read; its bytes are compared all the same")
		if x := c.X509; x != nil {
			since, until := x.NotBefore.UTC().Format(time.DateOnly), x.NotAfter.UTC().Format(time.DateOnly)
			what = s.Words.Say("%s, %s to %s", safe(x.Subject.String()), since, until)
			if presented := names(x); depth == 0 && len(presented) > 0 {
				what = s.Words.Say("%s, %s to %s; for %s", safe(x.Subject.String()), since, until, strings.Join(presented, ", "))
			}
		}
		p.wrap("  "+s.Words.Say("depth %-3d", depth), what)
	}
	return p.err
}

// headlineOf is the verdict in a sentence.
func headlineOf(s explain.TLSASet) string {
	switch s.Verdict {
	case explain.SetMatch:
		r, a := s.Records[s.Match.By], s.Match.Attempts[s.Match.By]
		if a.Depth < 0 {
			return s.Words.Say("MATCH: a record of usage %d fits the certificate that the record brings.", r.TLSA.Usage)
		}
		return s.Words.Say("MATCH: a record of usage %d fits the certificate at depth %d.", r.TLSA.Usage, a.Depth)
	case explain.SetUnusable:
		return s.Words.Say("UNUSABLE: no record can be used for mail; senders encrypt and authenticate nobody.")
	case explain.SetUndecided:
		return s.Words.Say("UNDECIDED: danewalk cannot read all that it would need.")
	}
	return s.Words.Say("MISMATCH: no record fits; senders that check DANE do not deliver.")
}

// wordOf is what became of a record in one word.
func wordOf(s explain.TLSASet, i int) string {
	switch r := s.Records[i]; {
	case s.Match.Attempts[i].Matched:
		return s.Words.Say("[a record] match")
	case r.Problem != "":
		return s.Words.Say("[a record] unusable")
	case r.Shadowed:
		return s.Words.Say("[a record] ignored")
	case s.Unnamed(i):
		return s.Words.Say("[a record] no name")
	}
	return s.Words.Say("[a record] no match")
}

// setColumn is the width of the column of words, cells.
func setColumn(s explain.TLSASet) int {
	width := 10
	for i := range s.Records {
		width = max(width, utf8.RuneCountInString(wordOf(s, i)))
	}
	return width
}

// brief is a record with the middle of a very long value left out.
func brief(b *text.Book, r tlsa.Record) string {
	const most = 140 // a SHA-512 digest and its three numbers fit
	record := recordOf(r)
	if len(record) > most {
		return b.Say("%s (%d octets)", record[:40]+"..."+record[len(record)-16:], len(r.TLSA.Data))
	}
	return record
}
