package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// pkg is what "go list -json" says about a package.
type pkg struct {
	ImportPath string
	Name       string
	Dir        string
	Imports    []string
	GoFiles    []string
}

// path is the import path within the module.
func (p pkg) path() string { return strings.TrimPrefix(p.ImportPath, "danewalk/") }

// listPackages asks the go command, once, about the whole tree.
func listPackages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Dir,Imports,GoFiles", "danewalk/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 20 {
		t.Fatalf("go list found %d packages only", len(all))
	}
	return all
}

// under tells whether a path is one of the trees or below one. "=x" means x
// itself without what is below it.
func under(path string, trees ...string) bool {
	for _, tree := range trees {
		exact, only := strings.CutPrefix(tree, "=")
		if only && path == exact || !only && (path == tree || strings.HasPrefix(path, tree+"/")) {
			return true
		}
	}
	return false
}

// arrow is one law about imports: packages of from (but not of except) import
// nothing of to (but of unless).
type arrow struct {
	from, except []string
	to, unless   []string
	reason       string
}

const module = "danewalk/"

func (a arrow) broken(from, to string) bool {
	if inside, ok := strings.CutPrefix(to, module); ok {
		to = inside
	}
	return under(from, a.from...) && !under(from, a.except...) && under(to, a.to...) && !under(to, a.unless...)
}

// ownTrees are all packages of the module.
func ownTrees() []string { return []string{"cmd", "tui", "explain", "probe"} }

// charm are the terminal libraries.
func charm() []string { return []string{"charm.land", "github.com/charmbracelet"} }

// network are the packages that can reach another machine. Addresses as values
// (net/netip) are not among them.
func network() []string {
	return []string{"=net", "net/http", "net/rpc", "net/smtp", "crypto/tls", "os/exec"}
}

// arrows are the laws of the house.
func arrows() []arrow {
	return []arrow{
		{
			from: []string{"probe/evidence"}, to: ownTrees(), unless: []string{"probe/evidence"},
			reason: "evidence is what all others build on, so it builds on the standard library alone",
		},
		{
			from: []string{"probe/evidence"}, to: []string{"github.com", "golang.org", "charm.land", "go.uber.org", "pgregory.net"},
			reason: "evidence is what all others build on, so it builds on the standard library alone",
		},
		{
			from: []string{"probe/wire"}, to: ownTrees(), unless: []string{"probe/wire", "probe/evidence"},
			reason: "wire is bytes and names: it knows neither collectors nor judges",
		},
		{
			from: []string{"probe/collect"}, to: ownTrees(), unless: []string{"probe/collect", "probe/evidence", "probe/wire"},
			reason: "collection follows names, never verdicts: a collector that judged would stop at the first break",
		},
		{
			from: []string{"probe/judge"}, to: ownTrees(), unless: []string{"probe/judge", "probe/evidence", "probe/wire"},
			reason: "judgement is a pure function of the evidence",
		},
		{
			from: []string{"probe/judge"}, except: []string{"probe/judge/pkix"}, to: network(),
			reason: "judging never touches the network: a loaded case must be judged like a live one",
		},
		{
			from: []string{"probe/judge/pkix"}, to: network(), unless: []string{"=net"},
			reason: "judging never touches the network; of net it needs the address ranges in certificates (net.IPNet)",
		},
		{
			from: []string{"explain"}, except: []string{"explain/rules/gen"}, to: network(), unless: []string{"crypto/tls"},
			reason: "explaining never touches the network; of crypto/tls it needs the names of versions and suites",
		},
		{
			from: []string{"probe/casefile"}, to: ownTrees(), unless: []string{"probe/casefile", "probe/evidence", "probe/wire"},
			reason: "a case file holds evidence and nothing else",
		},
		{
			from: []string{"=probe"}, to: ownTrees(), unless: []string{"probe/collect", "probe/evidence", "probe/wire"},
			reason: "the facade of the collectors knows no judge and no words",
		},
		{
			from: []string{"probe/lab"}, except: []string{"probe/lab/rig"}, to: ownTrees(), unless: []string{"probe/lab", "probe/wire", "probe/evidence"},
			reason: "the lab plays the other side: it must not share the code it is there to test",
		},
		{
			from: ownTrees(), except: []string{"cmd", "probe/lab"}, to: []string{"probe/lab"},
			reason: "the lab is for commands and tests; what looks at the world must not know whether it is real",
		},
		{
			from: []string{"explain"}, to: ownTrees(), unless: []string{"explain", "probe/judge", "probe/evidence", "probe/wire"},
			reason: "words come last: explain reads judgements, and neither asks the network nor knows a screen",
		},
		{
			from: []string{"tui"}, to: []string{"probe/collect", "probe/lab", "cmd"},
			reason: "the screen only folds: it shows what is in the log and asks nothing itself",
		},
		{
			from: []string{"tui"}, to: network(), unless: []string{"crypto/tls"},
			reason: "a screen reaches no other machine and starts no program; of crypto/tls it needs the names of versions and suites",
		},
		{
			from: []string{"tui"}, except: []string{"=tui"}, to: []string{"os"},
			reason: "a screen never waits for a disk: what touches files is handed in and runs in the background",
		},
		{
			from: []string{"probe", "explain"}, to: []string{"cmd", "tui"},
			reason: "layers point one way: evidence, judgement, words, screen",
		},
		{
			from: ownTrees(), except: []string{"tui"}, to: charm(),
			reason: "the terminal libraries stay behind the screen",
		},
		{
			from: ownTrees(), except: []string{"tui/app"}, to: []string{"charm.land/bubbletea"},
			reason: "tui/app is the only program loop, so that everything else is tested without one",
		},
		{
			from: ownTrees(), except: []string{"probe/wire", "probe/collect/transport", "probe/lab"}, to: []string{"github.com/miekg/dns"},
			reason: "the DNS library's limits are known and handled in wire, transport and lab; nowhere else may meet them",
		},
	}
}

func TestImportArrows(t *testing.T) {
	laws := arrows()
	used := make([]bool, len(laws))
	for _, p := range listPackages(t) {
		for i, law := range laws {
			used[i] = used[i] || under(p.path(), law.from...)
			for _, to := range p.Imports {
				if law.broken(p.path(), to) {
					t.Errorf("%s must not import %s: %s", p.path(), to, law.reason)
				}
			}
		}
	}
	for i, law := range laws {
		if !used[i] {
			t.Errorf("no package is under %v: the law is about nothing", law.from)
		}
	}
}

// TestArrowsCatch makes sure that the laws are able to fail.
func TestArrowsCatch(t *testing.T) {
	for _, tc := range []struct {
		from, to string
		laws     int
	}{
		{"probe/judge/mail", "danewalk/probe/collect/walk", 1},
		{"probe/judge/mail", "net", 1},
		{"probe/judge/mail", "net/netip", 0},
		{"probe/collect/walk", "danewalk/explain", 1},
		{"explain/rules", "danewalk/probe", 1},
		{"explain/rules", "danewalk/probe/lab", 2},
		{"explain/rules", "danewalk/tui/theme", 2},
		{"tui/pane", "charm.land/lipgloss/v2", 0},
		{"tui/pane", "charm.land/bubbletea/v2", 1},
		{"cmd/danewalk", "charm.land/lipgloss/v2", 1},
		{"probe/judge/dnssec", "github.com/miekg/dns", 1},
		{"probe/collect/transport", "github.com/miekg/dns", 0},
		{"probe/lab/rig", "danewalk/probe", 0},
		{"probe/lab", "danewalk/probe", 1},
		{"probe/evidence", "danewalk/probe/wire", 1},
		{"probe", "danewalk/probe/judge/mail", 1},
		{"probe/judge/mail", "danewalk/probe/judge/view", 0},
		{"tui/feed", "danewalk/probe/collect", 1},
		{"tui/screen", "net/http", 1},
		{"tui/screen", "os", 1},
		{"tui/app", "os/exec", 2},
		{"tui/words", "danewalk/probe/casefile", 0},
		{"tui/spoken", "danewalk/probe/lab", 2},
		{"tui/spoken", "charm.land/bubbletea/v2", 1},
		{"explain/exhibit", "danewalk/tui/pane", 2},
		{"explain/steps", "danewalk/probe/collect", 1},
		{"explain/repeat", "net", 1},
		{"explain/roster", "danewalk/probe/judge/servers", 0},
		{"explain/delivery", "danewalk/probe/casefile", 1},
	} {
		n := 0
		for _, law := range arrows() {
			if law.broken(tc.from, tc.to) {
				n++
			}
		}
		if n != tc.laws {
			t.Errorf("%s -> %s breaks %d laws, want %d", tc.from, tc.to, n, tc.laws)
		}
	}
}

// Limits of what one reader can hold in mind.
const (
	maxFuncLines = 100
	maxFileLines = 400
)

// rawReaders are the packages that may take network text without its escapes.
func rawReaders() []string { return []string{"probe/evidence", "probe/wire", "probe/casefile"} }

// TestCode holds every file of the program against the rules that a reader
// cannot check by eye.
func TestCode(t *testing.T) {
	for _, p := range listPackages(t) {
		for _, name := range p.GoFiles {
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Error(err)
				continue
			}
			if ast.IsGenerated(file) {
				continue
			}
			where := p.path() + "/" + name
			if n := fset.File(file.Pos()).LineCount(); n > maxFileLines {
				t.Errorf("%s has %d lines, at most %d: it holds more than one subject", where, n, maxFileLines)
			}
			for _, fault := range faults(fset, file, under(p.path(), rawReaders()...)) {
				t.Errorf("%s:%s", where, fault)
			}
		}
	}
}

// faults finds what must not be in a file.
func faults(fset *token.FileSet, file *ast.File, mayReadRaw bool) (found []string) {
	add := func(n ast.Node, what string) {
		found = append(found, strings.TrimSpace(fset.Position(n.Pos()).String()[len(fset.File(n.Pos()).Name())+1:])+": "+what)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if lines := fset.Position(n.End()).Line - fset.Position(n.Pos()).Line + 1; lines > maxFuncLines {
				add(n, n.Name.Name+" is too long")
			}
			if n.Name.Name == "init" && n.Recv == nil {
				add(n, "init runs whatever is asked for, and before anything is known")
			}
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Raw" && len(n.Args) == 0 && !mayReadRaw {
				add(n, "Raw gives network text without its escapes; print the Wild itself")
			}
		}
		return true
	})
	return found
}

// TestFaultsCatch makes sure that the rules about code are able to fail.
func TestFaultsCatch(t *testing.T) {
	const src = `package x
func init() {}
func (x y) init() { print(w.Raw()) }
func long() {` + "\n" + `}
`
	for _, tc := range []struct {
		src  string
		raw  bool
		want int
	}{{src, false, 2}, {src, true, 1}, {strings.Replace(src, "func long() {", "func long() {"+strings.Repeat("\n", maxFuncLines), 1), true, 2}} {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "x.go", tc.src, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := faults(fset, file, tc.raw); len(got) != tc.want {
			t.Errorf("got %q, want %d faults", got, tc.want)
		}
	}
}
