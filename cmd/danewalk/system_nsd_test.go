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

// nsd serves zones that ldns-signzone has signed beforehand: RSA/SHA-256 for
// the root and the domains, Ed25519 for the TLD; NSEC everywhere.
type nsd struct {
	dir string
}

func newNSD(t *testing.T, dir string) nameServerMaker {
	t.Helper()
	needPrograms(t, "nsd", "ldns-keygen", "ldns-signzone", "ldns-key2ds", "kdig")
	n := nsd{dir: makeDir(t, dir, "nsd")}
	makeDir(t, n.dir, "zones")
	makeDir(t, n.dir, "keys")
	return n
}

// keygen makes a key and gives the base name of its files.
func (n nsd) keygen(t *testing.T, z realZone, role ...string) string {
	t.Helper()
	args := []string{"-r", "/dev/urandom", "-a", "RSASHA256", "-b", "2048"}
	if z.level == tldLevel {
		args = []string{"-r", "/dev/urandom", "-a", "ED25519"}
	}
	cmd := exec.Command("ldns-keygen", append(append(args, role...), z.name)...)
	cmd.Dir = filepath.Join(n.dir, "keys")
	return filepath.Join(cmd.Dir, strings.TrimSpace(mustRun(t, cmd)))
}

func (n nsd) ds(t *testing.T, key string) string {
	t.Helper()
	return mustRun(t, exec.Command("ldns-key2ds", "-n", "-2", key+".key"))
}

func (n nsd) sign(t *testing.T, z realZone, text string) string {
	t.Helper()
	file := writeFile(t, filepath.Join(n.dir, "zones"), z.file, text)
	if z.signing == unsigned {
		return ""
	}
	begin := time.Now().Add(-time.Hour)
	if z.signing == signedOnce {
		begin = time.Now().AddDate(0, 0, -60)
	}
	ksk, zsk := n.keygen(t, z, "-k"), n.keygen(t, z)
	mustRun(t, exec.Command("ldns-signzone", "-o", z.name,
		"-i", strconv.FormatInt(begin.Unix(), 10), "-e", strconv.FormatInt(begin.AddDate(0, 0, 14).Unix(), 10),
		"-f", file, file, ksk, zsk))
	return n.ds(t, ksk)
}

func (n nsd) strangeDS(t *testing.T, z realZone) string {
	t.Helper()
	return n.ds(t, n.keygen(t, z, "-k"))
}

func (n nsd) serve(t *testing.T, ns *netNamespace, l level, zones []realZone) *server {
	t.Helper()
	run := makeDir(t, n.dir, l.String())
	var c strings.Builder
	c.WriteString("server:\n")
	for _, a := range l.addresses() {
		fmt.Fprintf(&c, "    ip-address: %s\n", a)
	}
	fmt.Fprintf(&c, "    username: \"\"\n    chroot: \"\"\n    database: \"\"\n    server-count: 1\n    rrl-ratelimit: 0\n")
	fmt.Fprintf(&c, "    zonesdir: %q\n    pidfile: %q\n    xfrdfile: %q\n    xfrdir: %q\n    zonelistfile: %q\n    cookie-secret-file: %q\n",
		filepath.Join(n.dir, "zones"), filepath.Join(run, "nsd.pid"), filepath.Join(run, "xfrd.state"), run,
		filepath.Join(run, "zone.list"), filepath.Join(run, "cookies"))
	c.WriteString("remote-control:\n    control-enable: no\n")
	for _, z := range zones {
		fmt.Fprintf(&c, "zone:\n    name: %q\n    zonefile: %q\n", z.name, z.file)
	}
	config := writeFile(t, run, "nsd.conf", c.String())
	return startServer(t, n.dir, "nsd-"+l.String(), ns.command(t.Context(), "nsd", "-d", "-c", config))
}
