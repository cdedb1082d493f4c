package render

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/fix"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
)

// ordinary is the word for the session that the verdict rests on, and for its
// repetition, in JSON.
const ordinary = "ordinary"

type shownJSON struct {
	Key      string     `json:"key"`
	Sessions []string   `json:"sessions"`
	Chain    []certJSON `json:"chain"`
	Matched  bool       `json:"matched"`
	Matches  []gridJSON `json:"matches"`
}

type gridJSON struct {
	Record  string `json:"record"`
	Matched bool   `json:"matched"`
	Depth   int    `json:"depth"`
	Reason  string `json:"reason"`
	Why     string `json:"why,omitempty"`
	Guess   string `json:"guess,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

type lookJSON struct {
	Look    string `json:"look"`
	Trouble string `json:"trouble,omitempty"`
	Detail  string `json:"detail,omitempty"`
	TLS     string `json:"tls,omitempty"`
	Suite   string `json:"suite,omitempty"`
	Group   string `json:"group,omitempty"`
	Millis  int64  `json:"ms"`
}

// looksOf describes the second looks at an address.
func looksOf(a *mail.Address) []lookJSON {
	out := []lookJSON{}
	for _, s := range a.Looks {
		j := lookJSON{Look: lookOf(s), Trouble: string(s.Trouble), Detail: s.Detail.String(), Millis: (s.Ended - s.Begin).Milliseconds()}
		if s.TLS != nil {
			j.TLS, j.Suite, j.Group = parameters(s)
		}
		out = append(out, j)
	}
	return out
}

// parameters names version, cipher suite and key exchange group of a session
// that got so far.
func parameters(s *view.Session) (version, suite, group string) {
	if s.TLS.Version == 0 {
		return "", "", ""
	}
	if s.TLS.Group != 0 {
		group = tls.CurveID(s.TLS.Group).String()
	}
	return tls.VersionName(s.TLS.Version), tls.CipherSuiteName(s.TLS.Suite), group
}

func lookOf(s *view.Session) string {
	if s.Look == "" {
		return ordinary
	}
	return safe(s.Look)
}

// shownOf describes every certificate that an address showed.
func shownOf(h *mail.Host, a *mail.Address) []shownJSON {
	out := []shownJSON{}
	for i := range a.Grid {
		c := &a.Grid[i]
		j := shownJSON{Key: c.Key, Sessions: []string{}, Chain: []certJSON{}, Matched: c.Match.Matched, Matches: []gridJSON{}}
		for _, s := range c.Sessions {
			j.Sessions = append(j.Sessions, lookOf(s))
		}
		for depth, der := range c.ChainDER {
			j.Chain = append(j.Chain, chainCert(der, c, depth))
		}
		for _, t := range c.Match.Attempts {
			r := h.Records[t.Record]
			j.Matches = append(j.Matches, gridJSON{recordOf(r), t.Matched, t.Depth, string(cell(r, t)), string(t.Why), string(t.Guess.Kind), safe(t.Detail)})
		}
		out = append(out, j)
	}
	return out
}

func chainCert(der []byte, c *mail.Cert, depth int) certJSON {
	var parsed *x509.Certificate
	if i := slices.IndexFunc(c.Chain, func(x *x509.Certificate) bool { return bytes.Equal(x.Raw, der) }); i >= 0 {
		parsed = c.Chain[i]
	}
	return *describe(der, parsed, len(c.ChainDER)-depth)
}

// cell says in two words how a record and a certificate go together.
func cell(r tlsa.Record, t tlsa.Attempt) text.Phrase {
	switch {
	case t.Matched:
		return text.Phrase("match")
	case r.Problem != "":
		return text.Phrase("unusable")
	case r.Shadowed:
		return text.Phrase("shadowed")
	}
	switch t.Why {
	case tlsa.OtherSelector:
		return text.Phrase("other selector")
	case tlsa.LeafUnderTA, tlsa.CAUnderEE:
		return text.Phrase("wrong depth")
	case tlsa.ChainInvalid:
		return text.Phrase("invalid chain")
	case tlsa.NameMismatch:
		return text.Phrase("other name")
	case tlsa.OtherHash:
		return text.Phrase("other hash")
	case tlsa.EmptyInput, tlsa.PEMInput, tlsa.OtherInput:
		return text.Phrase("other input")
	case tlsa.NotTried:
		return text.Phrase("not tried")
	case tlsa.NoCertificate:
		return text.Phrase("no certificate")
	}
	return text.Phrase("other key")
}

// The table of certificates, in columns of a line of eighty: four of indent,
// eighteen for a record, and three cells.
const (
	recordWidth = 18 // "3 1 1 " and the beginning of the value
	cellWidth   = 16 // "other selector", the longest word in English, and a space
	cellMost    = 19 // in any language: three of them fill the line
	gridCells   = 3  // certificates beside each other; more stand in a table below
	gridRecords = 12 // records in one table: more than any server needs
)

// certificates writes which certificates were shown to which clients, and each
// record against each of them. Addresses with the same table share it.
func (p *printer) certificates(d *explain.Diagnosis) {
	headed := false
	for i := range d.Report.Hosts {
		h := &d.Report.Hosts[i]
		for _, t := range p.tables(h) {
			if !headed {
				p.line("")
				p.line("%s", p.say("Certificates and TLSA records"))
				headed = true
			}
			p.wrap("  ", p.say("[a server] %s at %s", h.Name.Show(), strings.Join(t.addresses, ", ")))
			for i, words := range t.certs {
				p.wrap(fmt.Sprintf("    %c  ", letterOf(i)), words)
			}
			for _, row := range t.rows {
				p.line("%s", row)
			}
		}
	}
}

// table is what some addresses of a host have in common.
type table struct {
	addresses []string
	certs     []string // a sentence about each
	rows      []string // a record each
}

func (t table) like(o table) bool {
	return slices.Equal(t.certs, o.certs) && slices.Equal(t.rows, o.rows)
}

func (p *printer) tables(h *mail.Host) (out []table) {
	for i := range h.Addresses {
		a := &h.Addresses[i]
		if len(a.Grid) == 0 || len(a.Grid) == 1 && len(h.Records) == 0 {
			continue
		}
		t := p.tableOf(h, a)
		if same := slices.IndexFunc(out, t.like); same >= 0 {
			out[same].addresses = append(out[same].addresses, a.Addr.String())
			continue
		}
		out = append(out, t)
	}
	return out
}

// tableOf holds the certificates of an address, and the records against them.
func (p *printer) tableOf(h *mail.Host, a *mail.Address) table {
	t := table{addresses: []string{a.Addr.String()}}
	for i := range a.Grid {
		c := &a.Grid[i]
		t.certs = append(t.certs, p.certWords(c))
	}
	for from := 0; from < len(a.Grid) && len(h.Records) > 0; from += gridCells {
		t.rows = append(t.rows, p.gridTable(h, a.Grid[from:min(from+gridCells, len(a.Grid))], from)...)
	}
	return t
}

func (p *printer) gridTable(h *mail.Host, certs []mail.Cert, from int) []string {
	said, widest := p.cells(h, certs)
	head := "    " + pad(p.say("[a column] record"), recordWidth)
	for i := range certs {
		head += pad(string(letterOf(from+i)), widest)
	}
	lines := []string{head}
	for r := range h.Records[:min(len(h.Records), gridRecords)] {
		row := "    " + pad(p.briefly(h.Records[r]), recordWidth)
		for i := range certs {
			row += pad(said[r][i], widest)
		}
		lines = append(lines, row)
	}
	if n := len(h.Records) - gridRecords; n > 0 {
		lines = append(lines, "    "+p.say("and %d more", n))
	}
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// certWords say what a certificate is, and who was shown it.
func (p *printer) certWords(c *mail.Cert) string {
	return p.say("%s, key %s, chain of %d; shown to: %s", rules.KeyOf(p.words, c), p.keyDigest(c), len(c.ChainDER), strings.Join(rules.Clients(p.words, c), ", "))
}

// cells are the words of a table, by record and certificate, and how wide its
// columns are.
func (p *printer) cells(h *mail.Host, certs []mail.Cert) (said [][]string, widest int) {
	widest = cellWidth
	for r := range h.Records[:min(len(h.Records), gridRecords)] {
		row := make([]string, len(certs))
		for i := range certs {
			row[i] = "-"
			if at := slices.IndexFunc(certs[i].Match.Attempts, func(t tlsa.Attempt) bool { return t.Record == r }); at >= 0 {
				row[i] = cut(p.say(cell(h.Records[r], certs[i].Match.Attempts[at])), cellMost-1)
			}
			widest = max(widest, utf8.RuneCountInString(row[i])+1)
		}
		said = append(said, row)
	}
	return said, widest
}

// letterOf names a certificate in a table.
func letterOf(i int) rune { return rune('A' + i) }

// briefly is a record by its numbers and the beginning of its value.
func (p *printer) briefly(r tlsa.Record) string {
	if r.Problem == tlsa.Malformed {
		return p.say("malformed")
	}
	data := hex.EncodeToString(r.TLSA.Data)
	return fmt.Sprintf("%d %d %d %s", r.TLSA.Usage, r.TLSA.Selector, r.TLSA.Matching, fix.Short(data))
}

// keyDigest is the beginning of the SHA-256 of the key, as in "3 1 1".
func (p *printer) keyDigest(c *mail.Cert) string {
	spki, err := tlsa.SPKI(c.ChainDER[0])
	if err != nil {
		return p.say("[a key] unreadable")
	}
	sum := sha256.Sum256(spki)
	return fix.Short(hex.EncodeToString(sum[:]))
}
