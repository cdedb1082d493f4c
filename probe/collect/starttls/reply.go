package starttls

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
)

// bounds are the sizes that a reply may have.
type bounds struct {
	octets int // of one line, without its end
	lines  int // of one reply, that are kept
}

// rawLine is one line as it came, without CR LF.
type rawLine struct {
	text []byte
	cut  bool // longer than the limit; the rest was read and dropped
}

// reply is what the dialogue needs of a reply: its code, and the lines to look
// for extensions in.
type reply struct {
	code  int // of the last line; zero: not a reply
	lines []rawLine
	long  bool // it had more lines than are kept
}

// readReply reads one reply, of one or more lines (RFC 5321 4.2.1), and hands
// each line on as soon as it is complete. A first line without a code ends the
// reply, since what it is cannot be known; a later one does not. On an error,
// the unfinished line is in rest.
//
// No rule says how many lines a reply may have, and senders read them all. So do
// we, to the end of the session's octets; but beyond the limit only the last line
// is kept, and the first one that offers STARTTLS.
func readReply(r *bufio.Reader, lim bounds, each func(rawLine)) (rep reply, rest rawLine, err error) {
	for n := 0; ; n++ {
		line, err := readLine(r, lim.octets)
		if err != nil {
			return rep, line, err
		}
		code, more, ok := parseLine(line.text)
		if ok {
			rep.code = code
		}
		last := ok && !more || !ok && n == 0
		rep.long = rep.long || n >= lim.lines
		if last || !rep.long || n > 0 && keyword(line, startTLS) && !rep.offers(startTLS) {
			each(line)
			rep.lines = append(rep.lines, line)
		}
		if last {
			return rep, rawLine{}, nil
		}
	}
}

// readLine reads up to the next LF. A missing CR is tolerated: it is seen in
// the wild, and a reader that stopped there would blame the wrong thing.
func readLine(r *bufio.Reader, limit int) (rawLine, error) {
	var line rawLine
	for {
		piece, err := r.ReadSlice('\n')
		ended := err == nil
		if ended {
			piece = piece[:len(piece)-1]
		}
		if room := limit + 1 - len(line.text); len(piece) > room { // one more octet, which may be the CR
			line.cut = true
			piece = piece[:room]
		}
		line.text = append(line.text, piece...)
		if ended || !errors.Is(err, bufio.ErrBufferFull) {
			return line.finish(limit, ended), noEOF(err, line)
		}
	}
}

// finish takes the CR off and holds the line to its limit.
func (l rawLine) finish(limit int, ended bool) rawLine {
	if ended && !l.cut {
		l.text = bytes.TrimSuffix(l.text, []byte("\r"))
	}
	if len(l.text) > limit {
		l.text, l.cut = l.text[:limit], true
	}
	return l
}

// noEOF tells an end between lines from one in the middle of a line.
func noEOF(err error, line rawLine) error {
	if errors.Is(err, io.EOF) && len(line.text) > 0 {
		return io.ErrUnexpectedEOF
	}
	return err
}

// parseLine reads the code of a reply line and whether more lines follow. A
// code has three digits, the first 2 to 5 (RFC 5321 4.2); what follows is a
// space, a hyphen or nothing.
func parseLine(line []byte) (code int, more, ok bool) {
	if len(line) < 3 || line[0] < '2' || line[0] > '5' {
		return 0, false, false
	}
	for _, c := range line[:3] {
		if c < '0' || c > '9' {
			return 0, false, false
		}
		code = code*10 + int(c-'0')
	}
	if len(line) == 3 {
		return code, false, true
	}
	return code, line[3] == '-', line[3] == '-' || line[3] == ' '
}

// positive tells whether the reply means yes. Greeting and STARTTLS ought to be
// answered with 220 exactly, but senders go by the first digit (RFC 5321 4.2.1).
func (rep reply) positive() bool { return rep.code/100 == 2 }

// startTLS is the keyword and the command of RFC 3207.
const startTLS = "STARTTLS"

// offers tells whether an EHLO reply lists the extension. The first line holds
// the server's name, and keywords are written in any case (RFC 5321 4.1.1.1).
func (rep reply) offers(word string) bool {
	return len(rep.lines) > 1 && slices.ContainsFunc(rep.lines[1:], func(l rawLine) bool { return keyword(l, word) })
}

// keyword tells whether a line of an EHLO reply names the extension.
func keyword(line rawLine, word string) bool {
	if len(line.text) < 4 {
		return false
	}
	words := bytes.Fields(line.text[4:])
	return len(words) > 0 && bytes.EqualFold(words[0], []byte(word))
}
