//go:build system && linux

package main_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// lookup is one question and what every validator must say about it.
type lookup struct {
	name, kind string
	status     string // secure, insecure or bogus
	rcode      string // not looked at when bogus: a validator withholds the answer
	why        string
}

// lookups of the world; the proof that a TLD name does not exist is worth less with opt-out.
func lookups(optOut bool) []lookup {
	missing := "secure"
	if optOut {
		missing = "insecure"
	}
	return []lookup{
		{"healthy.town.", "MX", "secure", "NOERROR", "signed chain"},
		{"mx.healthy.town.", "A", "secure", "NOERROR", "signed chain"},
		{"mx.healthy.town.", "AAAA", "secure", "NOERROR", "signed chain"},
		{"_25._tcp.mx.healthy.town.", "TLSA", "secure", "NOERROR", "signed chain"},
		{"_tcp.mx.healthy.town.", "TLSA", "secure", "NOERROR", "empty non-terminal"},
		{"www.healthy.town.", "AAAA", "secure", "NOERROR", "no such type"},
		{"_25._tcp.www.healthy.town.", "TLSA", "secure", "NXDOMAIN", "no such name"},
		{"alias.healthy.town.", "A", "secure", "NOERROR", "CNAME"},
		{"host.old.healthy.town.", "A", "secure", "NOERROR", "DNAME"},
		{"any.wild.healthy.town.", "A", "secure", "NOERROR", "wildcard"},
		{"any.wild.healthy.town.", "AAAA", "secure", "NOERROR", "wildcard without the type"},
		{"big.healthy.town.", "TXT", "secure", "NOERROR", "answer over TCP"},
		{"branch.healthy.town.", "MX", "secure", "NOERROR", "child on the servers of its parent"},
		{"tlsamismatch.town.", "MX", "secure", "NOERROR", "signed chain"},
		{"_25._tcp.mx.tlsamismatch.town.", "TLSA", "secure", "NOERROR", "signed chain"},
		{"tworoutes.town.", "MX", "secure", "NOERROR", "signed chain"},
		{"nothing.town.", "MX", missing, "NXDOMAIN", "no such domain"},
		{"unsigned.town.", "MX", "insecure", "NOERROR", "proof that there is no DS"},
		{"mx.unsigned.town.", "A", "insecure", "NOERROR", "proof that there is no DS"},
		{"expired.town.", "MX", "bogus", "", "signatures expired"},
		{"dsmismatch.town.", "MX", "bogus", "", "DS of another key"},
	}
}

// testOracles asks programs that know nothing of danewalk, so that a fault of
// the world is not taken for a fault of the program under test.
func testOracles(t *testing.T, w *realWorld, optOut bool) {
	t.Run("unbound", func(t *testing.T) {
		needPrograms(t, "unbound-host")
		for _, q := range lookups(optOut) {
			status, rcode := w.unboundStatus(t, q.name, q.kind)
			if status != q.status || (q.rcode != "" && rcode != q.rcode) {
				t.Errorf("%s %s (%s): unbound says %s %s, the world should give %s %s", q.name, q.kind, q.why, status, rcode, q.status, q.rcode)
			}
		}
	})
	t.Run("openssl", func(t *testing.T) {
		for _, h := range mailHosts() {
			for _, a := range h.addresses {
				w.opensslMatch(t, h.name, a, w.mail.keyDigest[h.name], true)
				w.opensslMatch(t, h.name, a, w.mail.strangeDigest, false)
			}
		}
	})
}

// unboundStatus resolves from the root hints down, validating with the root's DS.
func (w *realWorld) unboundStatus(t *testing.T, name, kind string) (status, rcode string) {
	t.Helper()
	config := writeFile(t, w.dir, "unbound.conf", fmt.Sprintf(`server:
    module-config: "validator iterator"
    root-hints: %q
    trust-anchor-file: %q
    username: ""
    chroot: ""
    trust-anchor-signaling: no
`, w.rootHints, w.trustAnchor))
	out := mustRun(t, w.command(t.Context(), "unbound-host", "-C", config, "-v", "-t", kind, name))
	rcode = "NOERROR"
	if strings.Contains(out, "NXDOMAIN") {
		rcode = "NXDOMAIN"
	}
	words := regexp.MustCompile(`\((secure|insecure|BOGUS)\b`).FindAllStringSubmatch(out, -1)
	if len(words) == 0 {
		return "no status in: " + out, rcode
	}
	status = strings.ToLower(words[0][1])
	for _, w := range words {
		if strings.ToLower(w[1]) != status {
			return "differing statuses in: " + out, rcode
		}
	}
	return status, rcode
}

// opensslMatch compares the certificate at an address with a 3 1 1 record.
func (w *realWorld) opensslMatch(t *testing.T, host, address, digest string, want bool) {
	t.Helper()
	out, err := w.mail.starttls(t.Context(), address, "-verify_return_error", "-servername", strings.TrimSuffix(host, "."),
		"-dane_tlsa_domain", strings.TrimSuffix(host, "."), "-dane_tlsa_rrdata", "3 1 1 "+digest)
	matched := err == nil && strings.Contains(out, "Verification: OK") && strings.Contains(out, "DANE TLSA 3 1 1")
	if matched != want {
		t.Errorf("openssl at %s, 3 1 1 %s: match %v, want %v\n%s", address, digest, matched, want, out)
	}
}
