package casefile

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"danewalk/probe/casefile/whole"
	"danewalk/probe/evidence"
)

// Kept is how many cases lie on a shelf: enough to remember what was looked at
// this year, few enough for some megabytes. The oldest go first.
const Kept = 200

// Suffix is how the names of case files end.
const Suffix = ".case"

// A case tells which domains somebody looks after, so it is for nobody else.
const (
	dirMode  = 0o700
	fileMode = 0o600
)

// maxHead is more than the header and the start item of a case have.
const maxHead = 64 << 10

// nameStamp begins the name of a file, so that names sort by time.
const nameStamp = "20060102T150405"

// Shelf is the folder of the cases that were saved. It is made when the first one
// is. Several programs may use one at once.
type Shelf struct{ dir string }

// NewShelf returns the shelf in a folder.
func NewShelf(dir string) *Shelf { return &Shelf{dir} }

// Entry is a case on the shelf.
type Entry struct {
	Path     string
	At       time.Time // when the check began
	World    string    // the lab world; empty on the real network
	Complete bool      // the check came to its end
	Fault    error     // why it cannot be opened; then no more is known than its name says
	Summary
}

// create makes a file with a name of its own for a check.
func (s *Shelf) create(start evidence.Start) (string, *os.File, error) {
	if err := os.MkdirAll(s.dir, dirMode); err != nil {
		return "", nil, err
	}
	if info, err := os.Stat(s.dir); err == nil && info.Mode().Perm()&^dirMode != 0 {
		if err := os.Chmod(s.dir, dirMode); err != nil {
			return "", nil, err
		}
	}
	at := start.Wall
	if start.Vantage.World != "" { // a world has a clock of its own; lists are by ours
		at = time.Now()
	}
	base := filepath.Join(s.dir, at.UTC().Format(nameStamp)+"-"+FileStem(strings.TrimSuffix(start.Name, ".")))
	for n := range Kept {
		path := base + Suffix
		if n > 0 {
			path = fmt.Sprintf("%s.%d%s", base, n+1, Suffix)
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
		if !errors.Is(err, fs.ErrExist) {
			return path, f, err
		}
	}
	return "", nil, fmt.Errorf("%s: %w", base, fs.ErrExist)
}

// FileStem is a domain, or what was typed, as part of the name of a file: in small
// letters, without signs that a file system or a shell takes for its own. It may come
// from a file that somebody sent. Where nothing is left of it, it is "check".
func FileStem(domain string) string {
	const longest = 100 // of the 255 octets that file systems allow
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '.', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '_'
	}, domain)
	if name = strings.Trim(name[:min(len(name), longest)], ".-"); name == "" { // "-rf" would be an option
		name = "check"
	}
	return name
}

// replace writes a case in place of a file, wholly or not at all, and makes room.
func (s *Shelf) replace(path string, c evidence.Case, sum *Summary) error {
	if err := whole.Replace(path, func(w io.Writer) error { return SaveWith(w, c, sum) }); err != nil {
		return err
	}
	s.prune(filepath.Base(path))
	return nil
}

// prune removes what is too much, the oldest first, but not the case that was just
// saved: a clock that is behind makes it the oldest. What cannot be removed is no
// fault of that case; the next one tries again.
func (s *Shelf) prune(saved string) {
	names, _ := s.names()
	for _, name := range names[min(Kept, len(names)):] {
		if name != saved {
			_ = os.Remove(filepath.Join(s.dir, name))
		}
	}
}

// names are those of the cases, the newest first; none where there is no shelf.
func (s *Shelf) names() ([]string, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), Suffix) && e.Type().IsRegular() {
			out = append(out, e.Name())
		}
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out, nil
}

// List lists the cases, the newest first. One that cannot be read is listed with its
// fault if it has a name that a shelf gives; any other file is left out.
func (s *Shelf) List() ([]Entry, error) {
	names, err := s.names()
	var out []Entry
	for _, name := range names[:min(Kept, len(names))] {
		e, err := readEntry(filepath.Join(s.dir, name))
		switch {
		case errors.Is(err, errBegun):
			continue
		case err != nil:
			domain, stamped := e.named()
			if !stamped {
				continue
			}
			e = Entry{Path: e.Path, At: e.At, Fault: err, Summary: Summary{Domain: domain}}
		}
		out = append(out, e)
	}
	return out, err
}

// errBegun is of a file in which nothing stands yet: a check has just begun, or the
// program ended before anything was seen.
var errBegun = errors.New("nothing was seen yet")

// named takes from the name of a case what a shelf put there: when the check began,
// and of what.
func (e *Entry) named() (domain evidence.Wild, ok bool) {
	name := strings.TrimSuffix(filepath.Base(e.Path), Suffix)
	stamp, rest, _ := strings.Cut(name, "-")
	at, err := time.Parse(nameStamp, stamp)
	if err != nil {
		return "", false
	}
	e.At = at
	return evidence.Wild(rest), true
}

// readEntry reads the header and the start of a case.
func readEntry(path string) (Entry, error) {
	e := Entry{Path: path}
	f, err := os.Open(path)
	if err != nil {
		return e, err
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(io.LimitReader(f, maxHead))
	lines.Buffer(nil, maxHead)
	switch {
	case lines.Scan():
	case errors.Is(lines.Err(), bufio.ErrTooLong):
		return e, because{ErrDamaged, lines.Err()}
	default:
		return e, cmp.Or(lines.Err(), errBegun)
	}
	h, err := readHeader(lines.Bytes())
	if err != nil {
		return e, err
	}
	if h.Summary != nil {
		e.Summary = *h.Summary
	}
	e.Complete = h.Complete
	if !lines.Scan() && !e.Complete && lines.Err() == nil {
		return e, errBegun
	}
	first, err := readItem(lines.Bytes(), 1)
	if err != nil {
		return e, err
	}
	if first.Start == nil {
		return e, because{ErrDamaged, errors.New("it does not begin with what was asked")}
	}
	e.At, e.World = first.Start.Wall, first.Start.Vantage.World
	_, _ = e.named() // the time of our clock goes before that of a world
	if h.Summary == nil {
		e.Typed, e.Domain = first.Start.Typed, evidence.Wild(strings.TrimSuffix(first.Start.Name, "."))
	}
	return e, nil
}

// LoadFile reads the case in a file.
func LoadFile(path string) (evidence.Case, error) {
	f, err := os.Open(path)
	if err != nil {
		return evidence.Case{}, err
	}
	defer func() { _ = f.Close() }()
	return Load(f)
}
