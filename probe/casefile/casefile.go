package casefile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"danewalk/probe/evidence"
)

// Version names the format. It is called case/ and a number, which goes up by one
// with every change that an older program would misread or refuse: a field that is
// added to an item too, since a field that nobody knows is damage.
const Version = formatName + "1"

// formatName is what stands before the number of a format.
const formatName = "case/"

// Limits of a file. A DNS exchange holds at most two messages of 64 KiB, a
// handshake a chain of 64 KiB and an HTTP fetch at most 10 MiB; base64 adds a
// third. A large healthy domain makes about a thousand items.
const (
	maxLine  = 16 << 20
	maxItems = 100_000
	maxFile  = 256 << 20 // ten times what the largest check makes; a person may open what somebody sent
)

// ErrFormat is wrapped by every error that is about the content of a file.
var ErrFormat = errors.New("not a case file of danewalk")

// Beside ErrFormat: why a file that danewalk wrote cannot be read all the same.
var (
	ErrVersion = errors.New("another version of danewalk saved it") // with a format that this one does not know
	ErrDamaged = errors.New("its content was changed or cut")
)

// Newer is the error, beside ErrFormat and ErrVersion, of a case whose format has a
// higher number than ours: a newer danewalk saved it.
type Newer struct{ Format int }

// Format is the number of our format, the highest one that is read.
const Format = 1

func (n Newer) Error() string {
	return fmt.Sprintf("a newer danewalk saved it: its format is %d, this program reads up to %d", n.Format, Format)
}

// header is the first line.
type header struct {
	Danewalk string   `json:"danewalk"`
	Complete bool     `json:"complete,omitempty"`
	Summary  *Summary `json:"summary,omitempty"`
}

// Summary is what lists show of a case. It was true when the case was saved, and
// is no part of the evidence: a case that is opened is judged again.
type Summary struct {
	Typed   evidence.Wild `json:"typed,omitempty"`
	Domain  evidence.Wild `json:"domain,omitempty"` // A-label form without final dot
	Verdict evidence.Wild `json:"verdict,omitempty"`
	Break   evidence.Wild `json:"break,omitempty"`   // code of the first cause
	Subject evidence.Wild `json:"subject,omitempty"` // whom it is about

	Unsettled bool `json:"unsettled,omitempty"` // what was not seen could still change the verdict
}

// Save writes the case. The only errors are those of the writer.
func Save(w io.Writer, c evidence.Case) error { return SaveWith(w, c, nil) }

// SaveWith writes the case with a summary, which may be nil.
func SaveWith(w io.Writer, c evidence.Case, s *Summary) error {
	out := bufio.NewWriter(w)
	if err := writeLine(out, header{Danewalk: Version, Complete: c.Complete, Summary: s}); err != nil {
		return err
	}
	if err := writeItems(out, c.Items); err != nil {
		return err
	}
	return out.Flush()
}

func writeItems(w io.Writer, items []evidence.Item) error {
	for _, it := range items {
		if err := writeLine(w, it); err != nil {
			return fmt.Errorf("item %d: %w", it.ID, err)
		}
	}
	return nil
}

// writeLine writes one value and a line feed.
func writeLine(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(value)
}

// Load reads a case. Errors say the line and what to do, and wrap ErrFormat
// unless the reader itself failed.
func Load(r io.Reader) (evidence.Case, error) { return load(r, maxFile) }

// load reads a case of at most so many octets.
func load(r io.Reader, most int64) (evidence.Case, error) {
	var open bool // the last line has no end
	rest := &io.LimitedReader{R: r, N: most}
	lines := bufio.NewScanner(rest)
	lines.Buffer(nil, maxLine)
	lines.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		n, line, err := bufio.ScanLines(data, atEOF)
		open = err == nil && line != nil && n > 0 && data[n-1] != '\n'
		return n, line, err
	})
	if !lines.Scan() {
		return evidence.Case{}, ended(lines, 1, "the file is empty")
	}
	h, err := readHeader(lines.Bytes())
	if err != nil {
		return evidence.Case{}, err
	}
	c := evidence.Case{Complete: h.Complete}
	for lines.Scan() {
		if rest.N == 0 {
			break
		}
		it, err := readItem(lines.Bytes(), len(c.Items)+1)
		if err != nil && open && !c.Complete && len(c.Items) > 0 && !json.Valid(lines.Bytes()) {
			return c, nil // the program ended while it wrote this line
		}
		if err != nil {
			return evidence.Case{}, err
		}
		c.Items = append(c.Items, it)
	}
	switch {
	case rest.N == 0:
		return evidence.Case{}, fault(len(c.Items)+2, fmt.Sprintf("the file is larger than %d MiB", maxFile>>20), "no check makes so much; this file is not one")
	case lines.Err() != nil:
		return evidence.Case{}, ended(lines, len(c.Items)+2, "")
	}
	return c, nil
}

func readHeader(line []byte) (header, error) {
	var h header
	err := json.Unmarshal(line, &h)
	switch {
	case err != nil || h.Danewalk == "":
		return h, fault(1, `it does not begin with {"danewalk":"`+Version+`"}`, "only files that danewalk saved can be opened")
	case newer(h.Danewalk) > 0:
		n := Newer{newer(h.Danewalk)}
		return h, because{errors.Join(n, ErrVersion), fmt.Errorf("%w\nhint: update danewalk, or open the case with the one that saved it", n)}
	case h.Danewalk != Version:
		return h, because{ErrVersion, fault(1, fmt.Sprintf("the format is %.40q, this program reads %q", h.Danewalk, Version),
			"open it with the program version that saved it, or a newer one")}
	}
	return h, nil
}

// newer is the number of a format that is higher than ours; zero for every other
// one.
func newer(version string) int {
	digits, _ := strings.CutPrefix(version, formatName)
	n, err := strconv.Atoi(digits)
	if err != nil || n <= Format || formatName+strconv.Itoa(n) != version {
		return 0
	}
	return n
}

// readItem reads item number id, which stands on line id+1.
func readItem(line []byte, id int) (evidence.Item, error) {
	broken := func(what string) error {
		return because{ErrDamaged, fmt.Errorf("this case file is damaged: line %d: %s\nhint: the file was changed or cut; save the case again", id+1, what)}
	}
	if id > maxItems {
		return evidence.Item{}, fault(id+1, fmt.Sprintf("more than %d items", maxItems), "no check makes so many; this file is not one")
	}
	var it evidence.Item
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&it); err != nil {
		return it, broken(evidence.Escape(err.Error(), evidence.WildMax))
	}
	switch _, err := dec.Token(); {
	case !errors.Is(err, io.EOF):
		return it, broken("more than one value on the line")
	case int(it.ID) != id:
		return it, broken(fmt.Sprintf("item has number %d, expected %d", it.ID, id))
	case it.Parent < 0 || it.Parent >= it.ID:
		return it, broken(fmt.Sprintf("item belongs to item %d, which is not before it", it.Parent))
	case pointers(it) != 1:
		return it, broken(fmt.Sprintf("item holds %d facts, expected one", pointers(it)))
	}
	return it, nil
}

// pointers counts the facts of an item.
func pointers(it evidence.Item) (n int) {
	for _, set := range []bool{
		it.Start != nil, it.Step != nil, it.Query != nil, it.Dial != nil,
		it.Line != nil, it.TLS != nil, it.HTTP != nil, it.Limit != nil, it.Turn != nil,
	} {
		if set {
			n++
		}
	}
	return n
}

// ended says why there is no further line.
func ended(lines *bufio.Scanner, line int, otherwise string) error {
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return fault(line, fmt.Sprintf("longer than %d MiB", maxLine>>20), "only files that danewalk saved can be opened")
	case err != nil:
		return fmt.Errorf("line %d: %w", line, err)
	}
	return fault(line, otherwise, "only files that danewalk saved can be opened")
}

// fault makes an error with a second line that says what to do.
func fault(line int, what, hint string) error {
	return fmt.Errorf("%w: line %d: %s\nhint: %s", ErrFormat, line, what, hint)
}

// because is an error with its kind, which its text says in other words.
type because struct {
	kind error
	error
}

func (b because) Unwrap() []error { return []error{b.kind, ErrFormat, b.error} }
