package bounce

import (
	"regexp"
	"sort"
	"strings"
	"time"
)

// record is one statement of a text: a log line, the fields about one recipient,
// a paragraph about one, or all of a prose text.
type record struct {
	canvas
	low     string // the text in lower case (ASCII), same length
	log     bool
	status  bool // fields of RFC 3464
	body    int  // where the words of a log line begin
	queue   string
	process string
	host    string // that wrote the log line
	time    time.Time
	timeEnd int // the time stands before
}

const (
	logTime  = `(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) \d{1,2} \d\d:\d\d:\d\d |\d{4}-\d\d-\d\d[t ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:z|[+-]\d\d:?\d\d))?,? )`
	program  = `[a-z][a-z0-9_./-]{1,40}(?:\[\d+\])?: `
	eximID   = `[0-9a-z]{6}-[0-9a-z]{6,11}-[0-9a-z]{2,4}`
	logStart = `(?:^| )(` + logTime + `(?:` + program + `|[a-z0-9._-]{1,80} ` + program + `|(?:\[\d+\] )?` + eximID + ` |\[?(?:trace|debug|info|warn|error)\b|l=[a-z]+ )` +
		`|(?:postfix/[a-z/-]+|sendmail|sm-mta|smtpd|maddy|unbound|kumod|halon|smtpclient|exim)\[\d+\]: |l=(?:debug|info|error|fatal|trace) m=)`
	logHead = `^(` + logTime + `)?(?:(?:([a-z0-9._-]{1,80}) )?([a-z][a-z0-9_./-]{1,40})(?:\[(\d+)\])?: )?(?:\[\d+\] )?(?:(` + eximID + `|[0-9a-z]{6,20})(?::| (?:==|\*\*|=>|->)) )?`
)

// dateFields are the times of RFC 3464 2.2.5 and 2.3.7.
const dateFields = `(?:last-attempt-date|arrival-date): (?:[a-z]{3}, )?(\d{1,2} [a-z]{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4})`

// grammar is what a text is read with, made once for each text.
type grammar struct {
	tags, logStart, logHead, dates *regexp.Regexp
	table                          []compiled
}

func newGrammar() *grammar {
	g := &grammar{
		tags: regexp.MustCompile(tagWords), logStart: regexp.MustCompile(logStart), logHead: regexp.MustCompile(logHead), dates: regexp.MustCompile(dateFields),
	}
	for _, p := range patterns() {
		g.table = append(g.table, compile(p))
	}
	return g
}

// originals begin what a notification carries of the original message.
func originals() []string {
	return []string{
		"this is a copy of the message, including all the headers", "this is a copy of the message's headers", "this is a copy of your message",
		"below this line is a copy of the message", "original message headers:", "----- original message follows", "----- message header follows",
		"content-type: message/rfc822", "content-type: text/rfc822-headers",
	}
}

// statements cuts one flattened part into records.
func (g *grammar) statements(c canvas) []record {
	low := lower(c.text)
	for _, words := range originals() {
		if i := strings.Index(low, words); i > 0 && strings.IndexByte(low[:i], '@') >= 0 {
			c, low = c.slice(0, i), low[:i]
		}
	}
	cuts := map[int]bool{0: true} // position -> begins a log line
	logs := []int{}
	for _, m := range g.logStart.FindAllStringSubmatchIndex(low, maxRecords) {
		if n := len(logs); n > 0 && !strings.Contains(low[logs[n-1]:m[2]], ": ") && !strings.Contains(low[logs[n-1]:m[2]], " l=") {
			continue // the program of a line whose time stands before
		}
		logs = append(logs, m[2])
		cuts[m[2]] = true
	}
	if len(logs) == 0 || logs[0] > 0 {
		proseCuts(low, logs, cuts)
	}
	at := make([]int, 0, len(cuts)+1)
	for i := range cuts {
		at = append(at, i)
	}
	sort.Ints(at)
	at = append(at, len(low))
	out := make([]record, 0, len(at))
	for i := 0; i+1 < len(at); i++ {
		if at[i] == at[i+1] {
			continue
		}
		r := record{canvas: c.slice(at[i], at[i+1]), low: low[at[i]:at[i+1]]}
		j := sort.SearchInts(logs, at[i])
		r.log = j < len(logs) && logs[j] == at[i]
		r.status = strings.HasPrefix(r.low, "final-recipient:")
		g.readHead(&r)
		out = append(out, r)
	}
	return out
}

// proseCuts finds where a text that is no log speaks of another recipient.
func proseCuts(low string, logs []int, cuts map[int]bool) {
	end := len(low)
	if len(logs) > 0 {
		end = logs[0]
	}
	for at := 0; ; {
		i := strings.Index(low[at:end], "final-recipient:")
		if i < 0 {
			break
		}
		cuts[at+i] = true
		at += i + 1
	}
	for _, r := range recipients(low[:end]) {
		before := low[:r.start]
		if r.score != stated || endsIn(strings.TrimRight(before, "<"), "=", ":", ": ", "; ", ";", "** ", "== ", "-> ", "=> ") {
			continue
		}
		cuts[len(strings.TrimRight(before, "<"))] = true
	}
}

func lower(b []byte) string {
	out := make([]byte, len(b))
	for i, ch := range b {
		if 'A' <= ch && ch <= 'Z' {
			ch += 'a' - 'A'
		}
		out[i] = ch
	}
	return string(out)
}

// readHead reads what stands before the words of a log line, and the time.
func (g *grammar) readHead(r *record) {
	if r.log {
		m := g.logHead.FindStringSubmatch(r.low[:min(len(r.low), 300)])
		r.host, r.queue, r.body = m[2], m[5], len(m[0])
		if m[4] != "" {
			r.process = m[3] + "[" + m[4] + "]"
		}
		r.time, r.timeEnd = stamp(strings.TrimSpace(m[1])), len(strings.TrimSpace(m[1]))
		return
	}
	if m := g.dates.FindStringSubmatch(r.low); m != nil {
		r.time, _ = time.Parse("2 Jan 2006 15:04:05 -0700", m[1])
		r.time = r.time.UTC()
	}
}

// stamp reads the time of a log line. A year and a zone must be there: without
// them nobody knows when it was.
func stamp(s string) time.Time {
	s = strings.ToUpper(strings.Replace(strings.TrimSuffix(s, ","), " ", "T", 1))
	s = strings.ReplaceAll(strings.ReplaceAll(s, " ", ""), ",", ".")
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05.999999999-0700"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
