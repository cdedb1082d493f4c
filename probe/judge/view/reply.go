package view

import (
	"strings"
	"time"

	"danewalk/probe/evidence"
)

// reading is an SMTP reply while its lines come in.
type reading struct {
	r    Reply
	done bool
}

func (r *reading) reset() { *r = reading{} }

// add takes one line. A first line that is not "code text" or "code-text" ends
// the reply as not SMTP (RFC 5321 4.2, 4.2.1); a later one is passed over, as
// senders do and as the dialogue was held. The code of the last line counts.
func (r *reading) add(id evidence.ID, at time.Duration, text evidence.Wild) {
	r.r.Lines = append(r.r.Lines, text)
	r.r.IDs = append(r.r.IDs, id)
	r.r.At = at
	code, more, ok := replyLine(string(text))
	if !ok {
		r.done = len(r.r.Lines) == 1
		return
	}
	r.r.Code, r.done = code, !more
}

// reply returns what is there; an unfinished reply has no code yet.
func (r *reading) reply() Reply {
	out := r.r
	if !r.done {
		out.Code = 0
	}
	return out
}

// replyLine reads the code of a reply line and whether more lines follow. Codes
// begin with 2 to 5 (RFC 5321 4.2.1).
func replyLine(s string) (code int, more, ok bool) {
	if len(s) < 3 || s[0] < '2' || s[0] > '5' || !digit(s[1]) || !digit(s[2]) {
		return 0, false, false
	}
	code = int(s[0]-'0')*100 + int(s[1]-'0')*10 + int(s[2]-'0')
	if len(s) == 3 {
		return code, false, true
	}
	return code, s[3] == '-', s[3] == '-' || s[3] == ' '
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// text is the last line: servers put the reason there.
func (r Reply) text() evidence.Wild {
	if len(r.Lines) == 0 {
		return ""
	}
	return r.Lines[len(r.Lines)-1]
}

// longestKeyword is what is kept of an extension keyword: registered ones have
// at most 20 characters.
const longestKeyword = 64

// offers returns the extension keywords of an EHLO reply, upper case and safe
// to print, without the greeting line (RFC 5321 4.1.1.1).
func offers(r Reply) []string {
	var words []string
	for i, line := range r.Lines {
		if i == 0 || len(line) < 5 {
			continue
		}
		if fields := strings.Fields(string(line[4:])); len(fields) > 0 {
			words = append(words, evidence.Escape(strings.ToUpper(fields[0]), longestKeyword))
		}
	}
	return words
}

// crossedOut tells whether a keyword was overwritten on the way: some firewalls
// replace STARTTLS by XXXXXXXA, keeping the length.
func crossedOut(word string) bool {
	const fewest = 4 // shorter runs of X could be private extensions
	body := strings.TrimRight(word, "ABCDEFGHIJKLMNOPQRSTUVWYZ")
	return len(word)-len(body) <= 1 && len(body) >= fewest && strings.Trim(body, "X") == ""
}

// masked tells whether a greeting was overwritten with asterisks, as the same
// firewalls do: at least half of its visible text.
func masked(r Reply) bool {
	const fewest = 5
	for _, line := range r.Lines {
		if len(line) < 4 {
			continue
		}
		text := strings.Join(strings.Fields(string(line[4:])), "")
		if stars := strings.Count(text, "*"); stars >= fewest && 2*stars >= len(text) {
			return true
		}
	}
	return false
}
