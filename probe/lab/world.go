package lab

import (
	"fmt"
	"io/fs"
	"net/netip"
	"path"
	"slices"
	"strings"
	"time"

	"danewalk/probe/wire"
)

// suffix is how the files of worlds end.
const suffix = ".lab"

// World is a world as its text describes it. It is data: Start makes it run, as
// often as wanted.
type World struct {
	Name     string // "null-mx"
	Title    string
	Story    string
	Target   string    // what to check: a domain, or "NAME TYPE"
	At       time.Time // the moment of the virtual clock when the world starts
	Base     string
	Resolver bool // the check asks the resolver of the world instead of the name servers
	Beside   bool // the check asks the resolver of the world beside the walk from the root
	Controls []wire.Name
	Port     uint16   // of the mail servers that the check is about; zero is 25
	Policy   []string // how the case is judged, a setting each: "sha1 secure"
	Expect   Expect

	statements []statement // in the order of the file
}

// PlainDNS tells whether the DNS of the world works as in the standard one: its
// mail and web servers are other ones, or what TLSA and policy records say.
func (w *World) PlainDNS() bool {
	data := []string{"smtp", "tls", "certificate", "certificate-without-sni", "web", "tlsa", "sts", "policies"}
	return !w.Resolver && !w.Beside && !slices.ContainsFunc(w.statements, func(s statement) bool { return !slices.Contains(data, s.verb) })
}

// Expect is what a diagnosis of the world must find.
type Expect struct {
	Verdict  string     // as in JSON: "at-risk"; empty if the world expects none
	Break    *Expected  // nil: no break is expected
	Findings []Expected // exactly the findings above severity info
	Infos    []Expected // infos that must be among the findings
}

// Expected names a finding; an empty Subject fits any.
type Expected struct{ Code, Subject string }

// Summary is a world in a list.
type Summary struct {
	Name, Title, Story, Verdict string
}

// List reads all worlds at the top of a file system, sorted by name. The error
// names the file and line of the first world that does not parse.
func List(worlds fs.FS) ([]Summary, error) {
	files, err := fs.Glob(worlds, "*"+suffix)
	if err != nil {
		return nil, err
	}
	var out []Summary
	for _, file := range files {
		w, err := loadFile(worlds, file)
		if err != nil {
			return nil, err
		}
		out = append(out, Summary{w.Name, w.Title, w.Story, w.Expect.Verdict})
	}
	slices.SortStableFunc(out, func(a, b Summary) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// Load reads one world by name. "null-mx" and "null_mx" both mean null_mx.lab.
// The error says which names are like it when there is no such world.
func Load(worlds fs.FS, name string) (*World, error) {
	stem := strings.ReplaceAll(name, "-", "_")
	if stem == "" || strings.ContainsAny(stem, `/\.`) {
		return nil, fmt.Errorf("%q is not the name of a world", name)
	}
	if _, err := fs.Stat(worlds, stem+suffix); err != nil {
		return nil, fmt.Errorf("there is no world %q%s", name, similar(worlds, stem))
	}
	return loadFile(worlds, stem+suffix)
}

func loadFile(worlds fs.FS, file string) (*World, error) {
	text, err := fs.ReadFile(worlds, file)
	if err != nil {
		return nil, err
	}
	return Parse(worldName(file), text)
}

func worldName(file string) string {
	return strings.ReplaceAll(strings.TrimSuffix(path.Base(file), suffix), "_", "-")
}

// similar names worlds that share a word with the stem.
func similar(worlds fs.FS, stem string) string {
	files, _ := fs.Glob(worlds, "*"+suffix)
	var near []string
	for _, file := range files {
		for word := range strings.SplitSeq(stem, "_") {
			if name := worldName(file); len(word) > 2 && strings.Contains(name, word) && !slices.Contains(near, name) {
				near = append(near, name)
			}
		}
	}
	if len(near) == 0 {
		return ""
	}
	return "; hint: did you mean " + strings.Join(near, ", ") + "?"
}

// Options is how a world runs.
type Options struct {
	Delay time.Duration // round-trip time of every exchange; package time, so virtual in a synctest bubble
	Seed  string        // keys depend on it; empty is a seed like any other
	// Memory keeps keys and signatures for other worlds; nil: nothing is kept.
	Memory *Memory
}

// Hint is the address of a root server.
type Hint struct {
	Name wire.Name
	Addr netip.Addr
}
