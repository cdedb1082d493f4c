//go:build system && linux

package main_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// knot signs while it serves, as Knot DNS does in production: keymgr makes the
// keys, knotd the signatures. Algorithm 13 everywhere; the root denies with
// NSEC, the TLD with NSEC3 and opt-out, the domains with NSEC3 (no salt, no
// extra iterations: RFC 9276 3.1).
type knot struct {
	dir string
}

func newKnot(t *testing.T, dir string) nameServerMaker {
	t.Helper()
	needPrograms(t, "knotd", "keymgr", "kzonesign", "kdig")
	k := knot{dir: makeDir(t, dir, "knot")}
	makeDir(t, k.dir, "zones")
	return k
}

const knotPolicies = `
policy:
  - id: root
    algorithm: ecdsap256sha256
    manual: on
    rrsig-lifetime: 14d
  - id: tld
    algorithm: ecdsap256sha256
    manual: on
    rrsig-lifetime: 14d
    nsec3: on
    nsec3-iterations: 0
    nsec3-salt-length: 0
    nsec3-opt-out: on
  - id: domains
    algorithm: ecdsap256sha256
    manual: on
    rrsig-lifetime: 14d
    nsec3: on
    nsec3-iterations: 0
    nsec3-salt-length: 0
`

// config writes the configuration of one server, or of one tool run, with a
// directory of its own for keys and sockets.
func (k knot) config(t *testing.T, name string, l level, zones []realZone) string {
	t.Helper()
	run := makeDir(t, k.dir, name)
	var c strings.Builder
	fmt.Fprintf(&c, "server:\n    rundir: %s\n    udp-workers: 1\n    tcp-workers: 1\n    background-workers: 1\n    listen: [ ", run)
	for i, a := range l.addresses() {
		if i > 0 {
			c.WriteString(", ")
		}
		c.WriteString(a + "@53")
	}
	fmt.Fprintf(&c, " ]\nlog:\n  - target: stderr\n    any: info\ndatabase:\n    storage: %s\n%s", run, knotPolicies)
	fmt.Fprintf(&c, "template:\n  - id: default\n    storage: %s\n    zonefile-sync: -1\n    zonefile-load: whole\n    journal-content: none\nzone:\n",
		filepath.Join(k.dir, "zones"))
	for _, z := range zones {
		fmt.Fprintf(&c, "  - domain: %s\n    file: %s\n    dnssec-policy: %s\n    dnssec-signing: %s\n",
			z.name, z.file, l, onOff(z.signing == signedNow))
	}
	return writeFile(t, run, "knot.conf", c.String())
}

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}

// generate makes a key-signing and a zone-signing key, in use for ninety days already.
func (k knot) generate(t *testing.T, config, zone string) {
	t.Helper()
	for _, role := range []string{"ksk=yes", "zsk=yes"} {
		mustRun(t, exec.Command("keymgr", "-c", config, zone, "generate", "algorithm=ecdsap256sha256", role,
			"created=-90d", "publish=-90d", "ready=-90d", "active=-90d"))
	}
}

func (k knot) ds(t *testing.T, config, zone string) string {
	t.Helper()
	return mustRun(t, exec.Command("keymgr", "-c", config, zone, "ds"))
}

func (k knot) sign(t *testing.T, z realZone, text string) string {
	t.Helper()
	zoneDir := filepath.Join(k.dir, "zones")
	writeFile(t, zoneDir, z.file, text)
	if z.signing == unsigned {
		return ""
	}
	toSign := z
	toSign.signing = signedNow
	config := k.config(t, z.level.String(), z.level, []realZone{toSign})
	k.generate(t, config, z.name)
	if z.signing == signedOnce {
		then := time.Now().AddDate(0, 0, -60).Unix()
		mustRun(t, exec.Command("kzonesign", "-c", config, "-t", strconv.FormatInt(then, 10), "-o", zoneDir, z.name))
	}
	return k.ds(t, config, z.name)
}

func (k knot) strangeDS(t *testing.T, z realZone) string {
	t.Helper()
	config := k.config(t, "strange", z.level, []realZone{z})
	k.generate(t, config, z.name)
	return k.ds(t, config, z.name)
}

func (k knot) serve(t *testing.T, n *netNamespace, l level, zones []realZone) *server {
	t.Helper()
	config := k.config(t, l.String(), l, zones)
	return startServer(t, k.dir, "knotd-"+l.String(), n.command(t.Context(), "knotd", "-c", config))
}
