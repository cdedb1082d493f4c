//go:build system && linux

package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// keyPair is a key as BIND and ldns keep it: two files of one base name.
type keyPair struct {
	base   string // without .key and .private
	public string // the DNSKEY record, as text
}

// workshop makes keys and signs zones with the tools of BIND and ldns.
type workshop struct {
	dir  string
	now  time.Time
	mu   sync.Mutex
	made map[string]*sync.Once
	pool map[string]string // kind of key: base name of its files
}

func newWorkshop(t *testing.T, dir string) *workshop {
	t.Helper()
	needPrograms(t, "dnssec-keygen", "dnssec-signzone", "dnssec-revoke", "ldns-signzone", "ldns-key2ds")
	w := &workshop{dir: makeDir(t, dir, "workshop"), now: time.Now(), made: map[string]*sync.Once{}, pool: map[string]string{}}
	makeDir(t, w.dir, "pool")
	return w
}

// usualBits is the size of RSA keys when nothing else is wanted.
const usualBits = 2048

// key gives a key for a zone. Making keys is slow, and nobody minds that zones
// share them: role ("ksk", "zsk", "stranger") and size tell keys apart.
func (w *workshop) key(t *testing.T, zone string, algorithm, bits int, role string) keyPair {
	t.Helper()
	if algorithm > 10 {
		bits = 0
	} else if bits == 0 {
		bits = usualBits
	}
	kind := fmt.Sprintf("%d-%d-%s", algorithm, bits, role)
	w.mu.Lock()
	if w.made[kind] == nil {
		w.made[kind] = new(sync.Once)
	}
	once := w.made[kind]
	w.mu.Unlock()
	once.Do(func() {
		base := w.keygen(t, algorithm, bits, role)
		w.mu.Lock()
		w.pool[kind] = base
		w.mu.Unlock()
	})
	w.mu.Lock()
	base := w.pool[kind]
	w.mu.Unlock()
	return w.adopt(t, base, zone)
}

func (w *workshop) keygen(t *testing.T, algorithm, bits int, role string) string {
	t.Helper()
	args := []string{"-q", "-K", filepath.Join(w.dir, "pool"), "-a", strconv.Itoa(algorithm)}
	if bits != 0 {
		args = append(args, "-b", strconv.Itoa(bits))
	}
	if role != "zsk" {
		args = append(args, "-f", "KSK")
	}
	return filepath.Join(w.dir, "pool", strings.TrimSpace(mustRun(t, exec.Command("dnssec-keygen", append(args, "pool.")...))))
}

// adopt copies a key of the pool for a zone. The tag does not depend on the owner.
func (w *workshop) adopt(t *testing.T, base, zone string) keyPair {
	t.Helper()
	public, err := os.ReadFile(base + ".key")
	if err != nil {
		t.Fatal(err)
	}
	private, err := os.ReadFile(base + ".private")
	if err != nil {
		t.Fatal(err)
	}
	dir := makeDir(t, w.dir, zone)
	name := strings.Replace(filepath.Base(base), "Kpool.", "K"+zone, 1)
	text := strings.ReplaceAll(string(public), "pool. ", zone+" ")
	writeFile(t, dir, name+".private", string(private))
	writeFile(t, dir, name+".key", text)
	return keyPair{filepath.Join(dir, name), dnskeyLine(text)}
}

// dnskeyLine is the record in a .key file, without its comments.
func dnskeyLine(text string) string {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, ";") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// revoke sets the REVOKE flag of a key (RFC 5011 2.1), which changes its tag.
func (w *workshop) revoke(t *testing.T, k keyPair) keyPair {
	t.Helper()
	base := strings.TrimSpace(mustRun(t, exec.Command("dnssec-revoke", "-f", "-K", filepath.Dir(k.base), k.base+".key")))
	base = filepath.Join(filepath.Dir(k.base), filepath.Base(base))
	text, err := os.ReadFile(base + ".key")
	if err != nil {
		t.Fatal(err)
	}
	return keyPair{base, dnskeyLine(string(text))}
}

// ds gives the DS record of a key: digest type 1, 2 or 4.
func (w *workshop) ds(t *testing.T, k keyPair, digest int) string {
	t.Helper()
	return strings.TrimSpace(mustRun(t, exec.Command("ldns-key2ds", "-n", "-f", fmt.Sprintf("-%d", digest), k.base+".key")))
}

// signJob is a zone to be signed.
type signJob struct {
	zone, text string
	keys       []keyPair
	signer     string
	chain      string
	salt       string
	extra      int
	from, to   time.Duration // validity, from now on
}

// usualValidity of signatures.
const (
	usualFrom = -2 * time.Hour
	usualTo   = 14 * 24 * time.Hour
)

// sign gives the records of the signed zone in the signer's order.
func (w *workshop) sign(t *testing.T, j signJob) []record {
	t.Helper()
	var text strings.Builder
	text.WriteString(j.text)
	for _, k := range j.keys {
		text.WriteString(k.public + "\n")
	}
	if j.to == 0 {
		j.from, j.to = usualFrom, usualTo
	}
	dir := makeDir(t, w.dir, j.zone)
	in := writeFile(t, dir, "unsigned", text.String())
	out := filepath.Join(dir, "signed")
	const stamp = "20060102150405"
	from, to := w.now.Add(j.from).UTC().Format(stamp), w.now.Add(j.to).UTC().Format(stamp)
	var cmd *exec.Cmd
	if j.signer == "bind" {
		cmd = bindSigner(j, in, out, from, to)
	} else {
		cmd = ldnsSigner(j, in, out, from, to)
	}
	cmd.Dir = dir
	mustRun(t, cmd)
	signed, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return parseRecords(t, string(signed))
}

func bindSigner(j signJob, in, out, from, to string) *exec.Cmd {
	args := []string{"-q", "-P", "-n", "1", "-O", "full", "-o", j.zone, "-s", from, "-e", to, "-f", out}
	if len(j.keys) == 1 {
		args = append(args, "-z")
	}
	if j.chain != "nsec" {
		salt := j.salt
		if salt == "" {
			salt = "-"
		}
		args = append(args, "-3", salt, "-H", strconv.Itoa(j.extra))
	}
	if j.chain == "optout" {
		args = append(args, "-A")
	}
	args = append(args, in)
	for _, k := range j.keys {
		args = append(args, k.base)
	}
	return exec.Command("dnssec-signzone", args...)
}

func ldnsSigner(j signJob, in, out, from, to string) *exec.Cmd {
	args := []string{"-o", j.zone, "-i", from, "-e", to, "-f", out}
	if j.chain != "nsec" {
		args = append(args, "-n", "-t", strconv.Itoa(j.extra))
		if j.salt != "" {
			args = append(args, "-s", j.salt)
		}
	}
	if j.chain == "optout" {
		args = append(args, "-p")
	}
	args = append(args, in)
	for _, k := range j.keys {
		args = append(args, k.base)
	}
	return exec.Command("ldns-signzone", args...)
}

// record is one line of a signed zone.
type record struct {
	owner, ttl, kind string
	data             string
}

func (r record) String() string { return r.owner + " " + r.ttl + " IN " + r.kind + " " + r.data }

// covers is the type that a signature is for, empty for other records.
func (r record) covers() string {
	if r.kind != "RRSIG" {
		return ""
	}
	return strings.Fields(r.data)[0]
}

// set is the type of the RRset that the record belongs to or signs.
func (r record) set() string {
	if c := r.covers(); c != "" {
		return c
	}
	return r.kind
}

func (r record) denies() bool { return r.set() == "NSEC" || r.set() == "NSEC3" }

// parseRecords reads a signer's output: one record on each line.
func parseRecords(t *testing.T, text string) []record {
	t.Helper()
	var out []record
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, " ;{") // ldns remarks on keys
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], ";") {
			continue
		}
		if len(f) < 5 || f[2] != "IN" {
			t.Fatalf("not a record in the signer's output: %q", line)
		}
		out = append(out, record{f[0], f[1], f[3], strings.Join(f[4:], " ")})
	}
	return out
}

func zoneText(records []record) string {
	var t strings.Builder
	for _, r := range records {
		t.WriteString(r.String() + "\n")
	}
	return t.String()
}
