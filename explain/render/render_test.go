package render_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/rules"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

var update = flag.Bool("update", false, "write the golden files anew")

// diagnose checks a world in virtual time, so that every time is the same each run.
func diagnose(t *testing.T, world string) *explain.Diagnosis {
	t.Helper()
	r := walk(t, world)
	return explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
}

// walk is the check of a world, to be judged.
func walk(t *testing.T, world string) (r rig.Result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = rig.Check(t.Context(), rules.Worlds(), world, lab.Options{Delay: 20 * time.Millisecond}, nil); err != nil {
			t.Fatal(err)
		}
	})
	return r
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got; go test -update writes it anew):\n%s", path, diff)
	}
}

func TestText(t *testing.T) {
	for _, world := range []string{"demo", "healthy-3-1-1", "dnssec-unsigned-domain", "null-mx"} {
		d := diagnose(t, world)
		for _, a := range []explain.Audience{explain.Helpdesk, explain.Learner, explain.Expert} {
			var b bytes.Buffer
			if err := render.Text(&b, d, render.Options{Audience: a}); err != nil {
				t.Fatal(err)
			}
			golden(t, world+"-"+string(a)+".txt", steady(b.Bytes()))
		}
	}
}

func TestTextInASCII(t *testing.T) {
	var b bytes.Buffer
	if err := render.Text(&b, diagnose(t, "demo"), render.Options{ASCII: true}); err != nil {
		t.Fatal(err)
	}
	for i, c := range b.Bytes() {
		if c >= utf8.RuneSelf {
			t.Fatalf("octet %#x at %d: %q", c, i, b.Bytes()[max(0, i-30):i])
		}
	}
	if !strings.Contains(b.String(), "XX BROKEN") {
		t.Error("the break is not marked")
	}
}

// TestJSON checks the promised fields on a world that has all of them.
func TestJSON(t *testing.T) {
	doc, err := render.JSON(diagnose(t, "demo"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.ContainsAny(doc, "\n\x1b") {
		t.Error("the document is not one line of text")
	}
	for _, path := range []string{
		"schema", "domain", "at", "verdict", "headline", "break.code", "break.subject", "mx.kind", "mx.status", "mx.records.0",
		"zones.0.status", "zones.1.ds.0.tag", "zones.1.keys.0.tag", "zones.0.servers.0.address",
		"hosts.0.name", "hosts.0.preference", "hosts.0.status", "hosts.0.tlsaBase", "hosts.0.records.0.record",
		"hosts.0.addresses.0.session.starttls", "hosts.0.addresses.0.session.tls", "hosts.0.addresses.0.certificate.spkiSha256",
		"hosts.0.addresses.0.match.matched", "senders.0.sender", "senders.0.name", "senders.0.fate", "senders.0.mixed", "senders.0.unseen",
		"senders.0.host", "senders.0.why", "senders.0.certainty", "senders.0.source", "senders.0.steps.3.address", "senders.0.evidence.0",
		"findings.0.code", "findings.0.severity", "findings.0.subject", "findings.0.title",
		"findings.0.what", "findings.0.owner", "findings.0.fix.0", "findings.0.evidence.0", "timing.ms", "timing.steps.0.step",
		"horizon.0.kind", "horizon.0.at", "horizon.0.check", "horizon.0.automatic", "horizon.0.where.0", "horizon.0.sets.0", "horizon.0.what",
		"horizon.0.look", "horizon.0.otherwise", "horizon.0.owner", "horizon.0.ownerOf", "horizon.0.severity", "horizon.0.id", "horizon.0.evidence.0",
	} {
		if _, err := at(doc, path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if v, _ := at(doc, "schema"); v != "danewalk/1" {
		t.Errorf("schema %v", v)
	}
	if v, _ := at(doc, "hosts.1.addresses.0.match.matched"); v != false {
		t.Errorf("the certificate of mx2 matches: %v", v)
	}
}

func TestJSONOfAHealthyDomainHasNoBreak(t *testing.T) {
	doc, err := render.JSON(diagnose(t, "healthy-3-1-1"))
	if err != nil {
		t.Fatal(err)
	}
	if v, err := at(doc, "break"); err != nil || v != nil {
		t.Errorf("break %v, %v", v, err)
	}
}

// at follows a path of keys and indexes into a JSON document.
func at(doc []byte, path string) (any, error) {
	var v any
	if err := json.Unmarshal(doc, &v); err != nil {
		return nil, err
	}
	for key := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			next, ok := x[key]
			if !ok {
				return nil, errors.New("no " + key)
			}
			v = next
		case []any:
			if i := int(key[0] - '0'); i < len(x) {
				v = x[i]
				continue
			}
			return nil, errors.New("too short for " + key)
		default:
			return nil, errors.New("nothing below " + key)
		}
	}
	return v, nil
}
