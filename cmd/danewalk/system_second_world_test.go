//go:build system && linux

package main_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// secondWorld is the generated tree of zones, served and ready for questions.
type secondWorld struct {
	*netNamespace
	dir     string
	shop    *workshop
	zones   []*generatedZone
	served  map[string]map[string]string // server address: zone: file
	running []*server
	lock    sync.Mutex // of served, rootDS and hung
	rootDS  string
	config  string   // of unbound-host
	delvAs  string   // trust anchor for delv
	hung    []string // calls of the validators that were killed and tried again
}

// sideBySide runs a job for each index, so many at once for each processor. A
// job may end its goroutine, as a failed test does; it takes a worker with it.
func sideBySide(perProcessor, n int, job func(i int)) {
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	var wg sync.WaitGroup
	for range perProcessor * runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				job(i)
			}
		})
	}
	wg.Wait()
}

func newSecondWorld(t *testing.T, zones []*generatedZone) *secondWorld {
	t.Helper()
	w := &secondWorld{dir: openTempDir(t), zones: zones, served: map[string]map[string]string{}}
	w.shop = newWorkshop(t, w.dir)
	w.netNamespace = newNetNamespace(t, []string{rootServer, tldServer, nsdServer, knotServer, relayServer})
	delegations := make([]string, len(w.zones))
	sideBySide(1, len(w.zones), func(i int) { delegations[i] = w.buildZone(t, w.zones[i]) })
	if t.Failed() {
		t.FailNow()
	}
	w.buildTop(t, delegations)
	w.start(t)
	return w
}

// buildZone signs a zone and those below it, and gives what the parent says about it.
func (w *secondWorld) buildZone(t *testing.T, z *generatedZone) string {
	delegation := fmt.Sprintf("%s 300 IN NS ns.%s\nns.%s 300 IN A %s\n", z.name, z.name, z.name, z.server)
	if z.chain == "compact" {
		return delegation + w.buildCompact(t, z)
	}
	z.keys = []keyPair{
		w.shop.key(t, z.name, z.algorithm, z.bits, "ksk"),
		w.shop.key(t, z.name, z.algorithm, z.bits, "zsk"),
	}
	if z.fault.keys != nil {
		z.fault.keys(t, w.shop, z)
	}
	z.source = z.text() + w.buildChildren(t, z)
	job := signJob{zone: z.name, text: z.source, keys: z.keys, signer: z.signer, chain: z.chain, salt: z.salt, extra: z.extra}
	var records []record
	if z.fault.sign != nil {
		records = z.fault.sign(t, w.shop, z, job)
	} else {
		records = w.shop.sign(t, job)
	}
	if z.fault.edit != nil {
		records = z.fault.edit(z, records)
	}
	w.publish(t, z.server, z.name, zoneText(records))
	ds := []string{w.shop.ds(t, z.keys[0], 2)}
	if z.fault.ds != nil {
		ds = z.fault.ds(t, w.shop, z, ds[0])
	}
	return delegation + strings.Join(append(ds, ""), "\n")
}

// onlineSigning is the part of Knot's configuration for a zone that is signed
// while it is served.
const onlineSigning = `
policy:
  - id: online
    algorithm: ecdsap256sha256
    single-type-signing: on
    manual: on
mod-onlinesign:
  - id: online
    policy: online
`

// buildCompact publishes a zone that Knot will sign, and gives its DS record.
func (w *secondWorld) buildCompact(t *testing.T, z *generatedZone) string {
	w.publish(t, z.server, z.name, z.text()+w.buildChildren(t, z))
	run := makeDir(t, w.dir, z.server)
	config := writeFile(t, run, "keymgr.conf", fmt.Sprintf("server:\n    rundir: %s\ndatabase:\n    storage: %s\n%szone:\n  - domain: %q\n    dnssec-policy: online\n", run, run, onlineSigning, z.name))
	mustRun(t, exec.Command("keymgr", "-c", config, z.name, "generate", "algorithm=ecdsap256sha256", "ksk=yes", "zsk=yes"))
	return mustRun(t, exec.Command("keymgr", "-c", config, z.name, "ds"))
}

// buildChildren publishes the zones below a zone and gives the DS records that it holds.
func (w *secondWorld) buildChildren(t *testing.T, z *generatedZone) (ds string) {
	children := z.children()
	more := map[string]string{} // parent: DS records
	for _, c := range slices.Backward(children) {
		if !c.signed {
			w.publish(t, c.server, c.name, c.text(children))
			continue
		}
		algorithm := []int{8, 13, 15}[z.random.IntN(3)]
		keys := []keyPair{w.shop.key(t, c.name, algorithm, 0, "ksk"), w.shop.key(t, c.name, algorithm, 0, "zsk")}
		records := w.shop.sign(t, signJob{
			zone: c.name, text: c.text(children) + more[c.name], keys: keys, signer: "ldns", chain: []string{"nsec", "nsec3"}[z.random.IntN(2)],
		})
		w.publish(t, c.server, c.name, zoneText(records))
		more[c.parent] += w.shop.ds(t, keys[0], 2) + "\n"
	}
	return more[z.name]
}

// publish writes a zone file for a server.
func (w *secondWorld) publish(t *testing.T, server, zone, text string) {
	file := writeFile(t, makeDir(t, w.dir, "zones"), zone+"zone", text)
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.served[server] == nil {
		w.served[server] = map[string]string{}
	}
	w.served[server][zone] = file
}

// buildTop signs the top-level domains and the root.
func (w *secondWorld) buildTop(t *testing.T, delegations []string) {
	t.Helper()
	root := "$TTL 300\n. SOA a.rootdns. h.rootdns. 1 3600 600 86400 300\n. NS a.rootdns.\na.rootdns. A " + rootServer + "\n"
	for _, top := range topLevels {
		text := fmt.Sprintf("$ORIGIN %s\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A %s\n", top, tldServer)
		for i, z := range w.zones {
			if z.parent == top {
				text += delegations[i]
			}
		}
		keys := []keyPair{w.shop.key(t, top, 13, 0, "ksk"), w.shop.key(t, top, 13, 0, "zsk")}
		records := w.shop.sign(t, signJob{zone: top, text: text, keys: keys, signer: "bind", chain: strings.TrimSuffix(top, ".")})
		for _, z := range w.zones {
			if z.parent == top && z.fault.up != nil {
				records = z.fault.up(z, records)
			}
		}
		w.publish(t, tldServer, top, zoneText(records))
		root += fmt.Sprintf("%s NS ns.%s\nns.%s A %s\n%s\n", top, top, top, tldServer, w.shop.ds(t, keys[0], 2))
	}
	keys := []keyPair{w.shop.key(t, ".", 13, 0, "ksk"), w.shop.key(t, ".", 13, 0, "zsk")}
	w.publish(t, rootServer, ".", zoneText(w.shop.sign(t, signJob{zone: ".", text: root, keys: keys, signer: "bind", chain: "nsec"})))
	w.rootDS = w.shop.ds(t, keys[0], 2)
}

// start runs the name servers and the relay and waits until each answers.
func (w *secondWorld) start(t *testing.T) {
	t.Helper()
	for _, address := range []string{rootServer, tldServer, nsdServer} {
		w.startNSD(t, address)
	}
	w.startKnot(t, knotServer)
	hints := writeFile(t, w.dir, "hints", fmt.Sprintf(". 300 NS a.rootdns.\na.rootdns. 300 A %s\n", rootServer))
	anchor := writeFile(t, w.dir, "root.anchor", w.rootDS+"\n")
	common := fmt.Sprintf("    root-hints: %q\n    username: \"\"\n    chroot: \"\"\n    do-ip6: no\n    trust-anchor-signaling: no\n", hints)
	w.config = writeFile(t, w.dir, "host.conf", fmt.Sprintf("server:\n    module-config: \"validator iterator\"\n    trust-anchor-file: %q\n%s", anchor, common))
	f := strings.Fields(w.rootDS)
	w.delvAs = writeFile(t, w.dir, "delv.anchor", fmt.Sprintf("trust-anchors { . static-ds %s %s %s \"%s\"; };\n", f[4], f[5], f[6], strings.Join(f[7:], "")))
	relay := writeFile(t, w.dir, "relay.conf", fmt.Sprintf("server:\n    module-config: \"iterator\"\n    interface: %s\n    do-daemonize: no\n    pidfile: %q\n    use-syslog: no\n    access-control: 0.0.0.0/0 allow\n    num-threads: 1\n%sremote-control:\n    control-enable: no\n",
		relayServer, filepath.Join(w.dir, "relay.pid"), common))
	s := w.run(t, "unbound", w.command(t.Context(), "unbound", "-d", "-c", relay))
	s.await(t, "answer", func(ctx context.Context) error { return w.askFor(ctx, relayServer, "good.nsec.") })
}

func (w *secondWorld) run(t *testing.T, name string, cmd *exec.Cmd) *server {
	t.Helper()
	s := startServer(t, w.dir, name, cmd)
	w.running = append(w.running, s)
	return s
}

// fallen names a server that ended by itself; empty when all run.
func (w *secondWorld) fallen() string {
	for _, s := range w.running {
		select {
		case <-s.ended:
			return s.name
		default:
		}
	}
	return ""
}

func (w *secondWorld) askFor(ctx context.Context, server, zone string) error {
	out, err := bothOutputs(w.command(ctx, "kdig", "+time=1", "+retry=0", "@"+server, zone, "SOA"), toolLimit)
	if err == nil && !strings.Contains(out, "status: NOERROR") {
		err = fmt.Errorf("%s", out)
	}
	return err
}

func (w *secondWorld) startNSD(t *testing.T, address string) {
	t.Helper()
	run := makeDir(t, w.dir, address)
	var c strings.Builder
	fmt.Fprintf(&c, "server:\n    ip-address: %s\n    username: \"\"\n    chroot: \"\"\n    database: \"\"\n    server-count: 1\n    rrl-ratelimit: 0\n", address)
	fmt.Fprintf(&c, "    zonesdir: %q\n    pidfile: %q\n    xfrdfile: %q\n    xfrdir: %q\n    zonelistfile: %q\n    cookie-secret-file: %q\nremote-control:\n    control-enable: no\n",
		run, filepath.Join(run, "nsd.pid"), filepath.Join(run, "xfrd.state"), run, filepath.Join(run, "zone.list"), filepath.Join(run, "cookies"))
	for zone, file := range w.served[address] {
		fmt.Fprintf(&c, "zone:\n    name: %q\n    zonefile: %q\n", zone, file)
	}
	s := w.run(t, "nsd-"+address, w.command(t.Context(), "nsd", "-d", "-c", writeFile(t, run, "nsd.conf", c.String())))
	w.awaitZones(t, s, address)
}

func (w *secondWorld) startKnot(t *testing.T, address string) {
	t.Helper()
	run := makeDir(t, w.dir, address)
	var c strings.Builder
	fmt.Fprintf(&c, "server:\n    rundir: %s\n    udp-workers: 1\n    tcp-workers: 1\n    background-workers: 1\n    listen: [ %s@53 ]\nlog:\n  - target: stderr\n    any: info\ndatabase:\n    storage: %s\n", run, address, run)
	c.WriteString(onlineSigning + "template:\n  - id: default\n    zonefile-sync: -1\n    zonefile-load: whole\n    journal-content: none\n    semantic-checks: off\nzone:\n")
	for zone, file := range w.served[address] {
		fmt.Fprintf(&c, "  - domain: %q\n    file: %q\n", zone, file)
		if strings.HasPrefix(zone, "compact.") {
			c.WriteString("    module: mod-onlinesign/online\n")
		}
	}
	s := w.run(t, "knotd-"+address, w.command(t.Context(), "knotd", "-c", writeFile(t, run, "knot.conf", c.String())))
	w.awaitZones(t, s, address)
}

func (w *secondWorld) awaitZones(t *testing.T, s *server, address string) {
	t.Helper()
	for zone := range w.served[address] {
		s.await(t, "answer for "+zone+" at "+address, func(ctx context.Context) error { return w.askFor(ctx, address, zone) })
	}
}

// unboundHost asks unbound-host, which resolves from the root down by itself.
func (w *secondWorld) unboundHost(ctx context.Context, q secondQuery, more ...string) (string, error) {
	args := append([]string{"-C", w.config, "-v", "-t", q.kind}, more...)
	return w.validator(ctx, "unbound-host", append(args, q.name)...)
}

// delv asks delv, which validates what the relay fetches for it.
func (w *secondWorld) delv(ctx context.Context, q secondQuery) (string, error) {
	return w.validator(ctx, "delv", "@"+relayServer, "-a", w.delvAs, "+root=.", "+nocrypto", q.name, q.kind)
}

const (
	validatorLimit = 40 * time.Second // delv gives up by itself after twelve
	validatorTries = 3
)

// validator asks a validator of another maker, and asks again when it hangs: once in
// some ten thousand calls one of them never ends, and that is no opinion.
func (w *secondWorld) validator(ctx context.Context, program string, args ...string) (out string, err error) {
	for range validatorTries {
		out, err = bothOutputs(w.command(ctx, program, args...), validatorLimit)
		if !errors.Is(err, errHangs) {
			return out, ended(err)
		}
		w.lock.Lock()
		w.hung = append(w.hung, program+" "+strings.Join(args, " "))
		w.lock.Unlock()
	}
	return out, err
}

// ended takes an exit code for an answer: what was found is in the output.
func ended(err error) error {
	if _, exited := err.(*exec.ExitError); exited {
		return nil
	}
	return err
}

// count is the number of zones, those below and above included.
func (w *secondWorld) count() (n int) {
	for _, zones := range w.served {
		n += len(zones)
	}
	return n
}
