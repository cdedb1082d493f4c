//go:build system && linux

// The system tests run danewalk against name servers and mail servers of other
// makers, in a network namespace of their own. They need root and Debian's
// packages; .ci/run installs those and runs them.
package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	checkLimit     = 90 * time.Second // the longest walk (60 s) and a margin for a busy machine
	cleanupReserve = 20 * time.Second // before the test's own deadline, to stop the servers in order
)

// TestSystemRealServers walks the same tree of zones twice: signed and served
// by Knot DNS, and signed by ldns and served by NSD. Postfix takes the mail.
func TestSystemRealServers(t *testing.T) {
	program := buildOnce(t)
	needPrograms(t, "ip", "nsenter", "kdig")
	makers := []struct {
		name   string
		maker  func(*testing.T, string) nameServerMaker
		optOut bool // the TLD denies with NSEC3 and opt-out
	}{
		{"knot", newKnot, true},
		{"nsd", newNSD, false},
	}
	for _, m := range makers {
		t.Run(m.name, func(t *testing.T) {
			w := newRealWorld(t, m.maker)
			t.Run("world", func(t *testing.T) { testOracles(t, w, m.optOut) })
			t.Run("check", func(t *testing.T) { testCheck(t, w, program) })
			t.Run("resolve", func(t *testing.T) { testResolve(t, w, program, m.optOut) })
			t.Run("finger", func(t *testing.T) { testFinger(t, w, program) })
		})
	}
}

// buildOnce builds the program when it is first wanted, and gives its path.
func buildOnce(t *testing.T) func() (string, error) {
	dir := t.TempDir()
	return sync.OnceValues(func() (string, error) {
		path := filepath.Join(dir, "danewalk")
		out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
		if err != nil {
			return "", errors.New("go build: " + err.Error() + "\n" + string(out))
		}
		return path, nil
	})
}

// expectation is what danewalk must say about a domain.
type expectation struct {
	domain     string
	verdict    string
	exit       int
	breakCode  string // empty: no break
	breakAt    string // the subject of the break names this
	alsoOutput []string
}

func (w *realWorld) expectations() []expectation {
	bothAddresses := []string{"5.53.25.1", "2a0f:ffff:25::1"}
	return []expectation{
		{"healthy.town", "protected", 0, "", "", bothAddresses},
		{"branch.healthy.town", "protected", 0, "", "", bothAddresses},
		{"expired.town", "blocked", 2, "dnssec.rrsig-expired", "expired.town", nil},
		{"dsmismatch.town", "blocked", 2, "dnssec.ds-mismatch", "dsmismatch.town", nil},
		// The fix names the digest of the key that the server really has.
		{
			"tlsamismatch.town", "blocked", 2, "tlsa.mismatch", "mx.tlsamismatch.town",
			[]string{w.mail.keyDigest["mx.tlsamismatch.town."], w.mail.strangeDigest},
		},
		{"tworoutes.town", "at-risk", 1, "tlsa.mismatch", "mx.tlsamismatch.town", nil},
		{"unsigned.town", "not-protected", 3, "dnssec.unsigned-domain", "unsigned.town", nil},
	}
}

// report is what the tests read of `danewalk check --json`.
type report struct {
	Schema   string `json:"schema"`
	Domain   string `json:"domain"`
	Verdict  string `json:"verdict"`
	Headline string `json:"headline"`
	Break    *struct {
		Code    string          `json:"code"`
		Subject json.RawMessage `json:"subject"`
	} `json:"break"`
	Findings []struct {
		Code     string `json:"code"`
		Severity string `json:"severity"`
		Weight   string `json:"weight"`
		Title    string `json:"title"`
	} `json:"findings"`
	Hosts []struct {
		Addresses []struct {
			Certificates []struct {
				Key string `json:"key"`
			} `json:"certificates"`
		} `json:"addresses"`
	} `json:"hosts"`
	Senders  []senderView  `json:"senders"`
	Policies *policiesSeen `json:"policies"`
}

func (r report) codes() []string {
	var codes []string
	for _, f := range r.Findings {
		codes = append(codes, f.Code)
	}
	return codes
}

func testCheck(t *testing.T, w *realWorld, program func() (string, error)) {
	for _, want := range w.expectations() {
		t.Run(want.domain, func(t *testing.T) {
			out := w.danewalk(t, program, "check", want.domain, "--json")
			if out.exit != want.exit {
				t.Errorf("exit code %d, want %d", out.exit, want.exit)
			}
			if lines := strings.Count(strings.TrimSuffix(out.stdout, "\n"), "\n") + 1; lines != 1 {
				t.Errorf("%d lines on standard output, want one JSON document on one line", lines)
			}
			var r report
			if err := json.Unmarshal([]byte(out.stdout), &r); err != nil {
				t.Fatalf("%v\nstdout: %s\nstderr: %s", err, out.stdout, out.stderr)
			}
			want.compare(t, r, out.stdout)
			if t.Failed() {
				t.Logf("stdout: %s\nstderr: %s", out.stdout, out.stderr)
			}
		})
	}
}

func (want expectation) compare(t *testing.T, r report, text string) {
	t.Helper()
	if r.Schema != "danewalk/1" {
		t.Errorf("schema %q, want danewalk/1", r.Schema)
	}
	if strings.TrimSuffix(r.Domain, ".") != want.domain {
		t.Errorf("domain %q, want %s", r.Domain, want.domain)
	}
	if r.Verdict != want.verdict {
		t.Errorf("verdict %q (%s), want %s; findings %v", r.Verdict, r.Headline, want.verdict, r.codes())
	}
	for _, part := range want.alsoOutput {
		if !strings.Contains(strings.ToLower(text), part) {
			t.Errorf("the report does not contain %s", part)
		}
	}
	if want.breakCode == "" {
		if r.Break != nil {
			t.Errorf("break %s at %s, want none", r.Break.Code, r.Break.Subject)
		}
		want.compareHealthy(t, r)
		return
	}
	switch {
	case r.Break == nil:
		t.Errorf("no break, want %s; findings %v", want.breakCode, r.codes())
	case r.Break.Code != want.breakCode || !strings.Contains(string(r.Break.Subject), want.breakAt):
		t.Errorf("break %s at %s, want %s at %s", r.Break.Code, r.Break.Subject, want.breakCode, want.breakAt)
	}
	if !slices.Contains(r.codes(), want.breakCode) {
		t.Errorf("findings %v do not contain the break %s", r.codes(), want.breakCode)
	}
}

// compareHealthy allows advice about a healthy domain, not complaints.
func (want expectation) compareHealthy(t *testing.T, r report) {
	t.Helper()
	for _, f := range r.Findings {
		if !slices.Contains([]string{"ok", "info", "hygiene"}, f.Severity) {
			t.Errorf("finding %s (%s: %s) about a healthy domain", f.Code, f.Severity, f.Title)
		}
	}
}

// testFinger holds our view of Postfix against posttls-finger.
func testFinger(t *testing.T, w *realWorld, program func() (string, error)) {
	w.startResolver(t)
	for _, want := range w.expectations() {
		t.Run(want.domain, func(t *testing.T) {
			said := w.compareFinger(t, want.domain, w.checked(t, program, want.domain).sender(t, "postfix-dane"))
			t.Logf("posttls-finger: %s", said)
		})
	}
}

func testResolve(t *testing.T, w *realWorld, program func() (string, error), optOut bool) {
	for _, q := range lookups(optOut) {
		t.Run(q.kind+" "+q.name, func(t *testing.T) {
			out := w.danewalk(t, program, "resolve", q.name, q.kind, "--json")
			var got struct {
				Status string `json:"status"`
				Rcode  string `json:"rcode"`
			}
			if err := json.Unmarshal([]byte(out.stdout), &got); err != nil {
				t.Fatalf("%v\nstdout: %s\nstderr: %s", err, out.stdout, out.stderr)
			}
			if got.Status != q.status || (q.rcode != "" && !strings.EqualFold(got.Rcode, q.rcode)) {
				t.Errorf("%s: %s %s, want %s %s\nstdout: %s\nstderr: %s", q.why, got.Status, got.Rcode, q.status, q.rcode, out.stdout, out.stderr)
			}
		})
	}
}

// outcome of one run of the program.
type outcome struct {
	stdout, stderr string
	exit           int
}

// danewalk runs the program inside the world, with the world's root hints and trust anchor.
func (w *realWorld) danewalk(t *testing.T, program func() (string, error), args ...string) outcome {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	limit := time.Now().Add(checkLimit)
	if end, ok := t.Deadline(); ok && end.Add(-cleanupReserve).Before(limit) {
		limit = end.Add(-cleanupReserve)
	}
	ctx, cancel := context.WithDeadline(t.Context(), limit)
	defer cancel()
	cmd := w.command(ctx, path, append(args, "--root-hints", w.rootHints, "--trust-anchor", w.trustAnchor)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.Env = &stdout, &stderr, w.withRoots()
	err = cmd.Run()
	if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
		t.Fatalf("run danewalk: %v", err)
	}
	if ctx.Err() != nil {
		t.Fatalf("danewalk %s did not end in time\nstderr: %s", strings.Join(args, " "), stderr.Bytes())
	}
	return outcome{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}
