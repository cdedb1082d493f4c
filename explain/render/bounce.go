package render

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/text"
)

// BounceNow is a bounce held against the check of its domain, in words.
type BounceNow struct {
	bounce.Now
	Domain string // that was checked
	Says   string
}

// BounceAsks says what is asked next, and which domains are left out.
func BounceAsks(w io.Writer, domains, rest []string, servers bool, o Options) error {
	p := &printer{w: w, o: o, words: o.Words}
	p.asks(domains, rest, servers, " "+p.say("--no-check leaves it out."))
	return p.err
}

// asks says what is asked next, with a word behind it, and what is left out.
func (p *printer) asks(domains, rest []string, servers bool, behind string) {
	list := strings.Join(domains, ", ")
	said := p.say("Checking now: %s. This asks the DNS.", list)
	if servers {
		said = p.say("Checking now: %s. This asks the DNS and visits the mail servers on port 25; no message is sent.", list)
	}
	p.line("")
	p.wrap("", said+behind)
	if len(rest) > 0 {
		p.wrap("", p.say("Not checked, because %d domains are enough for once: %s.", len(domains), strings.Join(rest, ", ")))
	}
}

// BounceText writes what was understood of a text.
func BounceText(w io.Writer, r bounce.Reading, o Options) error {
	p := &printer{w: w, o: o, words: o.Words}
	p.line("%s", p.say("What the text says (nothing leaves this computer by reading it)"))
	for _, b := range r.Bounces {
		words, err := bounce.Explain(b, o.Words)
		if err != nil {
			return err
		}
		p.line("")
		p.line("%s  [%s]", words.Title, b.Kind)
		for _, row := range p.bounceRows(b) {
			p.labelled(row[0], row[1])
		}
		p.labelled(p.say("[a label] in words"), words.What)
		p.labelled(p.say("[a label] who acts"), words.Who)
		if p.audience() != explain.Helpdesk {
			p.labelled(p.say("[a label] closer"), words.Expert)
		}
		for _, remark := range words.Remarks {
			p.labelled(p.say("[a label] note"), remark)
		}
		if list := p.pointList(b.Points); list != "" {
			p.labelled(p.say("[a label] points to"), list)
		}
		for _, q := range quoted(b) {
			p.labelled(p.say("[a label] recognised"), p.quoted(q))
		}
	}
	return p.err
}

// labelled writes a value under its label, empty values not at all.
func (p *printer) labelled(label, value string) {
	if value != "" {
		p.wrap("  "+pad(label, nameWidth-1)+" ", value)
	}
}

// bounceRows are the facts of a bounce.
func (p *printer) bounceRows(b bounce.Bounce) [][2]string {
	server, said, code := b.Host, b.MTA.Name(p.words), b.Enhanced
	if b.Address.IsValid() {
		server = strings.TrimSpace(server + " [" + b.Address.String() + "]")
	}
	if b.Reporter != "" {
		said = strings.TrimSpace(said + " (" + b.Reporter + ")")
	}
	if b.SMTP != 0 {
		code = strings.TrimSpace(strconv.Itoa(b.SMTP) + " " + code)
	}
	at := ""
	if !b.Time.IsZero() {
		at = b.Time.Format("2006-01-02 15:04:05 UTC")
	}
	domain := b.Domain
	if u := explain.Unicode(domain); u != "" {
		domain += " (" + u + ")"
	}
	return [][2]string{
		{p.say("[a label] recipient"), domain},
		{p.say("[a label] mail server"), server},
		{p.say("[a label] said by"), said},
		{p.say("[a label] found by"), p.chosen(map[string]text.Phrase{
			string(bounce.SenderSide): "[found by] the sending system", string(bounce.RecipientSide): "[found by] the recipient's server",
		}, string(b.Side))},
		{p.say("[a label] code"), code},
		{p.say("[a label] time"), at},
		{p.say("[a label] state"), p.chosen(map[string]text.Phrase{
			string(bounce.Temporary): "[a mail] it waits and is tried again", string(bounce.Final): "[a mail] it came back", string(bounce.Delivered): "[a mail] delivered",
		}, string(b.Fate))},
	}
}

// chosen is the phrase of a key, empty if there is none.
func (p *printer) chosen(words map[string]text.Phrase, key string) string {
	if w, ok := words[key]; ok {
		return p.say(w)
	}
	return ""
}

// pointList names the findings that a bounce points to; for the helpdesk without
// those that are only possible.
func (p *printer) pointList(points []bounce.Point) string {
	var out []string
	for _, pt := range points {
		if p.audience() == explain.Helpdesk && pt.Certainty == bounce.Possible {
			continue
		}
		out = append(out, fmt.Sprintf("%s (%s)", pt.Code, p.chosen(map[string]text.Phrase{
			string(bounce.Named): "[a code] named", string(bounce.Likely): "[a code] likely", string(bounce.Possible): "[a code] possible",
		}, string(pt.Certainty))))
	}
	return strings.Join(out, ", ")
}

// quoted are the words that were recognised, each once: those of the fault, and
// where nothing was understood all.
func quoted(b bounce.Bounce) []string {
	const most, long = 3, 120
	var out []string
	seen := map[string]bool{}
	for _, q := range b.Quotes {
		words := fmt.Sprintf("%.*s", long, q.Words)
		if q.Role != bounce.RoleFault && b.Kind != bounce.Unknown || seen[words] || len(out) == most {
			continue
		}
		seen[words] = true
		out = append(out, words)
	}
	return out
}

// BounceNowText writes the comparison.
func BounceNowText(w io.Writer, list []BounceNow, o Options) error {
	p := &printer{w: w, o: o, words: o.Words}
	for _, n := range list {
		p.wrap(p.say("NOW")+"  ", n.Domain+": "+n.Says)
	}
	return p.err
}

type bounceDoc struct {
	Schema    string            `json:"schema"`
	Cut       bool              `json:"cut"`
	Bounces   []bounceJSON      `json:"bounces"`
	Checks    []json.RawMessage `json:"checks"`
	Unchecked []string          `json:"unchecked"`
}

type bounceJSON struct {
	Kind     string       `json:"kind"`
	Domain   string       `json:"domain"`
	Host     string       `json:"host"`
	Address  string       `json:"address"`
	System   string       `json:"system"`
	Reporter string       `json:"reporter"`
	Side     string       `json:"side"`
	Fate     string       `json:"fate"`
	SMTP     int          `json:"smtp"`
	Enhanced string       `json:"enhanced"`
	EDE      *int         `json:"ede"`
	Time     time.Time    `json:"time,omitzero"`
	Title    string       `json:"title"`
	What     string       `json:"what"`
	Who      string       `json:"who"`
	Expert   string       `json:"expert"`
	Points   []pointJSON  `json:"points"`
	Remarks  []remarkJSON `json:"remarks"`
	Quotes   []quoteJSON  `json:"quotes"`
	Now      *nowJSON     `json:"now"`
}

type pointJSON struct {
	Code      string `json:"code"`
	Certainty string `json:"certainty"`
}

type remarkJSON struct {
	Remark string `json:"remark"`
	Text   string `json:"text"`
}

type quoteJSON struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Role  string `json:"role"`
	Words string `json:"words"`
}

type nowJSON struct {
	State  string   `json:"state"`
	Text   string   `json:"text"`
	Code   string   `json:"code"`
	Sender string   `json:"sender"`
	Fate   string   `json:"fate"`
	Points []string `json:"points"`
}

// BounceJSON writes what was understood, the comparisons (nil where there is
// none, else one for each bounce, nil for those not compared) and the documents
// of the checks as one document.
func BounceJSON(b *text.Book, r bounce.Reading, now []*BounceNow, checks []json.RawMessage, unchecked []string) ([]byte, error) {
	doc := bounceDoc{Schema: Schema, Cut: r.Cut, Checks: append([]json.RawMessage{}, checks...), Unchecked: append([]string{}, unchecked...)}
	for i, one := range r.Bounces {
		j, err := bounceOf(b, one)
		if err != nil {
			return nil, err
		}
		if i < len(now) && now[i] != nil {
			n := now[i]
			j.Now = &nowJSON{string(n.State), n.Says, string(n.Code), string(n.View.Sender), string(n.View.Fate), []string{}}
			for _, code := range n.Points {
				j.Now.Points = append(j.Now.Points, string(code))
			}
		}
		doc.Bounces = append(doc.Bounces, j)
	}
	return json.Marshal(doc)
}

func bounceOf(book *text.Book, b bounce.Bounce) (bounceJSON, error) {
	words, err := bounce.Explain(b, book)
	if err != nil {
		return bounceJSON{}, err
	}
	j := bounceJSON{
		Kind: string(b.Kind), Domain: b.Domain, Host: b.Host, System: string(b.MTA), Reporter: b.Reporter, Side: string(b.Side), Fate: string(b.Fate),
		SMTP: b.SMTP, Enhanced: b.Enhanced, Time: b.Time, Title: words.Title, What: words.What, Who: words.Who, Expert: words.Expert,
		Points: []pointJSON{}, Remarks: []remarkJSON{}, Quotes: []quoteJSON{},
	}
	if b.Address.IsValid() {
		j.Address = b.Address.String()
	}
	if b.EDE >= 0 {
		j.EDE = &b.EDE
	}
	for _, pt := range b.Points {
		j.Points = append(j.Points, pointJSON{string(pt.Code), string(pt.Certainty)})
	}
	for i, r := range b.Remarks {
		j.Remarks = append(j.Remarks, remarkJSON{string(r), words.Remarks[i]})
	}
	for _, q := range b.Quotes {
		j.Quotes = append(j.Quotes, quoteJSON{q.Start, q.End, string(q.Role), q.Words.String()})
	}
	return j, nil
}
