package bounce

import "strings"

// rank is how much the words of a pattern decide.
type rank int

// The ranks, the weakest first.
const (
	context rank = iota // says who or where, and no fault
	weak                // a bare code, or a success
	detail              // beside a fault; decides only if nothing else does
	refusal             // a fault that is no matter of DANE
	strong              // names the fault
)

// pattern is fixed words of a mail system, in lower case with single spaces,
// with places:
//
//	$host $ip    the mail server spoken of, its address
//	$base        the same in the name of a TLSA record: _25._tcp.host
//	$dom         the domain of the recipient
//	$addr        the address of the recipient, of which the domain is kept
//	$rep         the host that speaks
//	*            anything, as short as possible
//	~            a space or none
//
// Words begin where a word begins. Of several patterns of one rank the first in
// the table decides.
type pattern struct {
	text   string
	kind   Kind
	rank   rank
	mta    MTA // whose words they are; empty: of several
	fate   Fate
	remark Remark
}

// patterns are all of them, the more special before the more general.
func patterns() []pattern {
	var out []pattern
	for _, table := range [][]pattern{
		postfixWords(), eximWords(), sendmailWords(), exchangeWords(), otherWords(), generalWords(), refusalWords(), contextWords(),
	} {
		out = append(out, table...)
	}
	return out
}

// item is a piece of a pattern: literal words, or a place.
type item struct {
	words string
	place string
}

// compiled is a pattern cut into pieces.
type compiled struct {
	pattern
	lead  string // literal words at its beginning, what is searched for
	items []item // what follows
}

func compile(p pattern) compiled {
	c := compiled{pattern: p}
	rest := p.text
	for rest != "" {
		i := strings.IndexAny(rest, "$~*")
		if i < 0 {
			i = len(rest)
		}
		if i > 0 {
			c.items = append(c.items, item{words: rest[:i]})
			rest = rest[i:]
			continue
		}
		n := 1
		for n < len(rest) && 'a' <= rest[n] && rest[n] <= 'z' && rest[0] == '$' {
			n++
		}
		c.items = append(c.items, item{place: rest[:n]})
		rest = rest[n:]
	}
	c.lead, c.items = c.items[0].words, c.items[1:]
	return c
}

// capture is what stood in a place.
type capture struct {
	place    string
	from, to int
}

// hit is a pattern found in the text of a record.
type hit struct {
	*compiled
	from, to int
	order    int // in the table
	captures []capture
}

// find returns where a pattern occurs, at most maxHits times.
func (c *compiled) find(low string) []hit {
	var out []hit
	for at := 0; len(out) < maxHits; {
		i := strings.Index(low[at:], c.lead)
		if i < 0 {
			break
		}
		from := at + i
		at = from + len(c.lead)
		if from > 0 && isWord(low[from]) && isWord(low[from-1]) {
			continue
		}
		if to, captures, ok := follow(low, at, c.items); ok {
			out = append(out, hit{compiled: c, from: from, to: to, captures: captures})
			at = to
		}
	}
	return out
}

func isWord(b byte) bool { return 'a' <= b && b <= 'z' || '0' <= b && b <= '9' || b >= 0x80 }

// maxAny is how much may stand in a place for anything: a chain of library
// errors, not another statement.
const maxAny = 300

// follow matches the pieces of a pattern from a position on.
func follow(low string, at int, items []item) (int, []capture, bool) {
	var captures []capture
	for i, it := range items {
		switch {
		case it.words != "":
			if !strings.HasPrefix(low[at:], it.words) {
				return 0, nil, false
			}
			at += len(it.words)
		case it.place == "~":
			if at < len(low) && low[at] == ' ' {
				at++
			}
		case it.place == "*":
			if i+1 == len(items) {
				return at, captures, true
			}
			n := strings.Index(low[at:min(at+maxAny, len(low))], items[i+1].words)
			if n < 0 {
				return 0, nil, false
			}
			at += n
		default:
			from, to := place(low, at, it.place)
			if to <= from {
				return 0, nil, false
			}
			captures = append(captures, capture{it.place, from, to})
			if at = to; finalDot(low, at, it.place, items[i+1:]) {
				at++
			}
		}
	}
	return at, captures, true
}

// finalDot tells whether a name is followed by the dot of the root, which is no
// part of the words behind it.
func finalDot(low string, at int, place string, rest []item) bool {
	if at >= len(low) || low[at] != '.' || place == "$ip" || place == "$addr" {
		return false
	}
	return len(rest) == 0 || !strings.HasPrefix(rest[0].words, ".")
}

// place returns what stands in a place that begins at a position: nothing if it
// is not what belongs there.
func place(low string, at int, what string) (from, to int) {
	to = at
	switch what {
	case "$ip":
		if strings.HasPrefix(low[at:], "ipv6:") {
			at += len("ipv6:")
		}
		for to = at; to < len(low) && to-at < 46 && strings.IndexByte("0123456789abcdef:.", low[to]) >= 0; to++ {
			continue
		}
		if dot, colon := strings.IndexByte(low[at:to], '.'), strings.IndexByte(low[at:to], ':'); dot > 0 && colon > dot {
			to = at + colon // the port
		}
		for to > at && (low[to-1] == '.' || low[to-1] == ':' && !strings.HasSuffix(low[at:to], "::")) {
			to--
		}
		return at, to
	case "$addr":
		for to < len(low) && to-at < 320 && strings.IndexByte(" <>(),;\"", low[to]) < 0 {
			to++
		}
		i := strings.LastIndexByte(low[at:to], '@')
		if i < 0 {
			return at, at
		}
		from = at + i + 1
		return from, nameEnd(low, from)
	case "$base":
		for _, label := range []string{"_25._tcp.", "*._tcp.", "_tcp."} {
			if strings.HasPrefix(low[at:], label) {
				at += len(label)
			}
		}
	}
	return at, nameEnd(low, at)
}

// nameEnd is where a domain name that begins at a position ends: letters, digits
// and what stands between them, without a final dot.
func nameEnd(low string, at int) int {
	to := at
	for to < len(low) && to-at < 256 && (isWord(low[to]) || low[to] == '.' || low[to] == '-' || low[to] == '_') {
		to++
	}
	for to > at && (low[to-1] == '.' || low[to-1] == '-') {
		to--
	}
	return to
}
