//go:build system && linux

package main_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"danewalk/probe"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// opinion is what a validator says about a question.
type opinion struct {
	status string // secure, insecure or fails
	kind   string // found, nodata or nxdomain; not looked at when it fails
	reason string // ours
}

func (o opinion) String() string {
	if o.status == "fails" {
		return strings.TrimSpace("fails " + o.reason)
	}
	return strings.TrimSpace(o.status + " " + o.kind + " " + o.reason)
}

// same compares what a user of the answer would notice.
func (o opinion) same(other opinion) bool {
	return o.status == other.status && (o.kind == other.kind || o.status == "fails")
}

// danewalkSays walks from the root and judges as the program does: once with
// RSASHA1 verified, as the other validators do, and once with the usual policy.
func (w *secondWorld) danewalkSays(ctx context.Context, q secondQuery) (ours, strict opinion, err error) {
	name, err := wire.ParseName(q.name)
	if err != nil {
		return ours, strict, err
	}
	kind, err := wire.ParseType(q.kind)
	if err != nil {
		return ours, strict, err
	}
	anchors, err := dnssec.ParseAnchors([]byte(w.rootDS), "root of the world")
	if err != nil {
		return ours, strict, err
	}
	log := evidence.NewLog(nil)
	err = probe.Run(ctx, probe.Target{Typed: q.name + " " + q.kind, Name: name, Type: kind}, probe.Options{
		Network: w.dial, NoIPv6: true, NoSMTP: true,
		Hints: []probe.Hint{{Name: wire.MustName("a.rootdns"), Addr: netip.MustParseAddr(rootServer)}},
	}, log)
	log.Close()
	if err != nil {
		return ours, strict, err
	}
	v := view.New(log.Case())
	judged := func(sha1 bool) opinion {
		r := mail.Judge(v, mail.Policy{Policy: dnssec.Policy{Anchors: anchors, At: w.shop.now, SHA1: sha1}}).Resolve
		o := opinion{r.Status.String(), string(r.Outcome), string(r.Reason)}
		if r.Status.Fails() {
			o.status = "fails"
		}
		return o
	}
	return judged(true), judged(false), nil
}

// dial opens a connection inside the namespace: a socket belongs to the network
// of the thread that makes it.
func (n *netNamespace) dial(ctx context.Context, network, address string) (net.Conn, error) {
	inside, err := os.Open("/run/netns/" + n.name)
	if err != nil {
		return nil, err
	}
	defer inside.Close()
	runtime.LockOSThread()
	outside, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		runtime.UnlockOSThread()
		return nil, err
	}
	defer outside.Close()
	if err := unix.Setns(int(inside.Fd()), unix.CLONE_NEWNET); err != nil {
		runtime.UnlockOSThread()
		return nil, fmt.Errorf("enter the namespace: %w", err)
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if back := unix.Setns(int(outside.Fd()), unix.CLONE_NEWNET); back != nil {
		return nil, fmt.Errorf("leave the namespace: %w", back) // the thread stays locked, nobody else gets it
	}
	runtime.UnlockOSThread()
	return conn, err
}

var unboundStatus = regexp.MustCompile(`\((secure|insecure|BOGUS|error)\b`)

// unboundSays reads what unbound-host prints: one status for the whole answer.
func (w *secondWorld) unboundSays(ctx context.Context, q secondQuery) (opinion, string, error) {
	text, err := w.unboundHost(ctx, q)
	if err != nil {
		return opinion{}, text, err
	}
	o := opinion{kind: "found"}
	switch {
	case strings.Contains(text, "NXDOMAIN"):
		o.kind = "nxdomain"
	case strings.Contains(text, " has no "):
		o.kind = "nodata"
	}
	for _, m := range unboundStatus.FindAllStringSubmatch(text, -1) {
		status := m[1]
		if status == "BOGUS" || status == "error" {
			status = "fails"
		}
		if o.status != "" && o.status != status {
			return o, text, fmt.Errorf("differing statuses in %q", text)
		}
		o.status = status
	}
	if o.status == "" {
		return o, text, fmt.Errorf("no status in %q", text)
	}
	return o, text, nil
}

// delvSays reads what delv prints: a status before each part of the answer.
func (w *secondWorld) delvSays(ctx context.Context, q secondQuery) (opinion, string, error) {
	text, err := w.delv(ctx, q)
	if err != nil {
		return opinion{}, text, err
	}
	o := opinion{kind: "found"}
	switch {
	case strings.Contains(text, `;-$NXDOMAIN`):
		o.kind = "nxdomain"
	case strings.Contains(text, `;-$NXRRSET`):
		o.kind = "nodata"
	}
	failed := slices.ContainsFunc(strings.Split(text, "\n"), func(line string) bool {
		why, ok := strings.CutPrefix(line, ";; resolution failed: ")
		return ok && !strings.HasPrefix(why, "ncache nx") // delv's word for a negative answer
	})
	switch {
	case failed, strings.Contains(text, "pending validation"):
		o.status = "fails"
	case strings.Contains(text, "unsigned answer"):
		o.status = "insecure"
	case strings.Contains(text, "fully validated"):
		o.status = "secure"
	default:
		return o, text, fmt.Errorf("no status in %.300q", text)
	}
	return o, text, nil
}

// explanation is a deliberate difference between danewalk and another validator.
type explanation struct {
	place  string // file and line
	words  []string
	query  []string // patterns of the query's label; any of them
	other  string
	ours   string
	theirs string
	reason string
	used   atomic.Int64
}

func (e *explanation) String() string {
	return fmt.Sprintf("%s, query %s, %s: %s against %s", strings.Join(e.words, " "), strings.Join(e.query, " "), e.other, e.ours, e.theirs)
}

// matches tells whether a difference is the one that is explained.
func (e *explanation) matches(d disagreement) bool {
	has := d.zone.words()
	for _, word := range e.words {
		if !slices.ContainsFunc(has, func(h string) bool { return glob(word, h) }) {
			return false
		}
	}
	return d.other == e.other && slices.ContainsFunc(e.query, func(p string) bool { return glob(p, d.query.label) }) &&
		glob(e.ours, d.ours.String()) && glob(e.theirs, d.theirs.String())
}

// glob is path.Match with alternatives: a|b*.
func glob(pattern, s string) bool {
	for p := range strings.SplitSeq(pattern, "|") {
		if ok, err := path.Match(p, s); ok && err == nil {
			return true
		}
	}
	return false
}

// readExplained reads the table: paragraphs of "field: value" lines. A value
// that does not fit on a line goes on in the next one, indented.
func readExplained(t *testing.T, file string) []*explanation {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []*explanation
	var e *explanation
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		field, value, _ := strings.Cut(line, ": ")
		value = strings.TrimSpace(value)
		switch {
		case line == "":
			e = nil
			continue
		case strings.HasPrefix(line, "#"):
			continue
		case e == nil:
			e = &explanation{place: fmt.Sprintf("%s:%d", file, n)}
			out = append(out, e)
		case strings.HasPrefix(line, " "):
			e.reason += " " + strings.TrimSpace(line)
			continue
		}
		switch field {
		case "zone":
			e.words = strings.Fields(value)
		case "query":
			e.query = strings.Fields(value)
		case "unbound", "delv":
			e.other, e.theirs = field, value
		case "danewalk":
			e.ours = value
		case "because":
			e.reason = value
		default:
			t.Fatalf("%s:%d: unknown field %q", file, n, field)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	for _, e := range out {
		if e.query == nil || e.other == "" || e.ours == "" || e.reason == "" {
			t.Fatalf("%s: an entry needs zone, query, danewalk, unbound or delv, and because", e.place)
		}
	}
	return out
}
