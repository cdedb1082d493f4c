package starttls

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// errManyLines says that a reply had more lines than the limit.
var errManyLines = errors.New("reply has too many lines")

// bounds are the sizes that a reply may have.
type bounds struct {
	octets int // of one line, without its end
	lines  int // of one reply
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
}

// readReply reads one reply, of one or more lines (RFC 5321 4.2.1), and hands
// each line on as soon as it is complete. A first line without a code ends the
// reply, since what it is cannot be known; a later one does not. On an error,
// the unfinished line is in rest.
func readReply(r *bufio.Reader, lim bounds, each func(rawLine)) (rep reply, rest rawLine, err error) {
	for range lim.lines {
		line, err := readLine(r, lim.octets)
		if err != nil {
			return rep, line, err
		}
		each(line)
		rep.lines = append(rep.lines, line)
		code, more, ok := parseLine(line.text)
		if ok {
			rep.code = code
		}
		if ok && !more || !ok && len(rep.lines) == 1 {
			return rep, rawLine{}, nil
		}
	}
	return rep, rawLine{}, errManyLines
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

// offers tells whether an EHLO reply lists the extension. The first line holds
// the server's name, and keywords are written in any case (RFC 5321 4.1.1.1).
func (rep reply) offers(keyword string) bool {
	for i, line := range rep.lines {
		if i == 0 || len(line.text) < 4 {
			continue
		}
		if words := bytes.Fields(line.text[4:]); len(words) > 0 && bytes.EqualFold(words[0], []byte(keyword)) {
			return true
		}
	}
	return false
}
