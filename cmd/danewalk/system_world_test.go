//go:build system && linux

package main_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/template"
)

// level is a floor of the tree: each has name servers of its own, as on the internet.
type level int

const (
	rootLevel level = iota
	tldLevel
	domainLevel
)

func (l level) String() string {
	return [...]string{"root", "tld", "domains"}[l]
}

// addresses on which the name servers of a level listen: two servers, each IPv4 and IPv6.
// They belong to no special range, since a mail server on a private or documentation
// address is a fault of its own.
func (l level) addresses() []string {
	return [...][]string{
		{"5.53.0.1", "5.53.0.2", "2a0f:ffff::1", "2a0f:ffff::2"},
		{"5.53.1.1", "5.53.1.2", "2a0f:ffff:1::1", "2a0f:ffff:1::2"},
		{"5.53.2.1", "5.53.2.2", "2a0f:ffff:2::1", "2a0f:ffff:2::2"},
	}[l]
}

// signing says when, if ever, a zone is signed.
type signing int

const (
	signedNow  signing = iota
	signedOnce         // sixty days ago, for two weeks
	unsigned
)

// realZone is one zone of the world; its text is testdata/system/zones/FILE.
type realZone struct {
	name    string
	file    string
	level   level
	signing signing
}

// realZones lists the zones, a child always before its parent: the parent holds its DS.
func realZones() []realZone {
	return []realZone{
		{"branch.healthy.town.", "branch.healthy.town.zone", domainLevel, signedNow},
		{"healthy.town.", "healthy.town.zone", domainLevel, signedNow},
		{"expired.town.", "expired.town.zone", domainLevel, signedOnce},
		{"dsmismatch.town.", "dsmismatch.town.zone", domainLevel, signedNow},
		{"tlsamismatch.town.", "tlsamismatch.town.zone", domainLevel, signedNow},
		{"tworoutes.town.", "tworoutes.town.zone", domainLevel, signedNow},
		{"unsigned.town.", "unsigned.town.zone", domainLevel, unsigned},
		{"town.", "town.zone", tldLevel, signedNow},
		{".", "root.zone", rootLevel, signedNow},
	}
}

// nameServerMaker signs and serves zones with the programs of one maker.
type nameServerMaker interface {
	// sign prepares a zone for serving and gives its DS records as the maker's tool prints them.
	sign(t *testing.T, z realZone, text string) (ds string)
	// strangeDS gives the DS of a key that the zone has never had.
	strangeDS(t *testing.T, z realZone) string
	// serve starts the name server of a level.
	serve(t *testing.T, n *netNamespace, l level, zones []realZone) *server
}

// realWorld is a small internet of real servers.
type realWorld struct {
	*netNamespace
	dir         string // readable for the mail server's user
	zones       []realZone
	missing     []realZone // a name server should have them, and has no file
	rootHints   string     // file in the form of named.root
	trustAnchor string     // file with the root's DS, as the signing tool printed it
	mail        *mailServer
	resolvConf  string // of a validating resolver, where one was started
	finger      string // configuration of posttls-finger
	roots       string // file with the authority that programs of the world trust; empty: those of the machine
}

// newRealWorld signs the zones, starts all servers and waits until each answers.
func newRealWorld(t *testing.T, newMaker func(t *testing.T, dir string) nameServerMaker) *realWorld {
	t.Helper()
	w := &realWorld{dir: openTempDir(t), zones: realZones()}
	maker := newMaker(t, w.dir)

	addresses := append(mailAddresses(), mailResolver)
	for l := rootLevel; l <= domainLevel; l++ {
		addresses = append(addresses, l.addresses()...)
	}
	w.netNamespace = newNetNamespace(t, addresses)
	w.mail = startPostfix(t, w.netNamespace, w.dir)
	w.signAll(t, maker)
	for l := rootLevel; l <= domainLevel; l++ {
		w.serveLevel(t, maker, l)
	}
	w.mail.awaitGreetings(t)
	w.rootHints = writeFile(t, w.dir, "named.root", rootHints())
	return w
}

// signAll renders and signs every zone, children first, and keeps the root's DS as the trust anchor.
func (w *realWorld) signAll(t *testing.T, maker nameServerMaker) {
	t.Helper()
	zones, ds := map[string]realZone{}, map[string]string{}
	for _, z := range w.zones {
		zones[z.name] = z
	}
	words := template.FuncMap{
		"ds": func(zone string) (string, error) {
			if ds[zone] == "" {
				return "", fmt.Errorf("no DS of %s yet", zone)
			}
			return ds[zone], nil
		},
		"strangeDS":   func(zone string) string { return maker.strangeDS(t, zones[zone]) },
		"tlsa":        func(host string) string { return "3 1 1 " + w.mail.keyDigest[host] },
		"strangeTLSA": func() string { return "3 1 1 " + w.mail.strangeDigest },
		"longText":    func() string { return strings.Repeat(`"`+strings.Repeat("long ", 40)+`" `, 10) },
	}
	for _, z := range w.zones {
		path := filepath.Join("testdata", "system", "zones", z.file)
		page, err := template.New(z.file).Funcs(words).ParseFiles(path)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		if err := page.Execute(&text, nil); err != nil {
			t.Fatal(err)
		}
		ds[z.name] = maker.sign(t, z, text.String())
	}
	w.trustAnchor = writeFile(t, w.dir, "root.anchor", ds["."])
}

// serveLevel starts the name server of a level and waits for every zone on every address.
func (w *realWorld) serveLevel(t *testing.T, maker nameServerMaker, l level) {
	t.Helper()
	var zones []realZone
	for _, z := range w.zones {
		if z.level == l {
			zones = append(zones, z)
		}
	}
	declared := zones
	for _, z := range w.missing {
		if z.level == l {
			declared = append(slices.Clip(declared), z)
		}
	}
	s := maker.serve(t, w.netNamespace, l, declared)
	for _, z := range zones {
		for _, address := range l.addresses() {
			s.await(t, "answer for "+z.name+" at "+address, func(ctx context.Context) error {
				return w.askSOA(ctx, z, address)
			})
		}
	}
}

// askSOA is nil when the server gives an authoritative SOA, with a signature if the zone is signed.
func (w *realWorld) askSOA(ctx context.Context, z realZone, address string) error {
	out, err := bothOutputs(w.command(ctx, "kdig", "+time=1", "+retry=0", "+norec", "+dnssec", "@"+address, z.name, "SOA"), toolLimit)
	if err != nil {
		return fmt.Errorf("kdig: %w\n%s", err, out)
	}
	answer := out
	if !strings.Contains(answer, "status: NOERROR") || !strings.Contains(answer, "Flags: qr aa") {
		return fmt.Errorf("not authoritative:\n%s", answer)
	}
	if z.signing != unsigned && !strings.Contains(answer, "RRSIG\tSOA") {
		return fmt.Errorf("not signed:\n%s", answer)
	}
	return nil
}

// rootHints is the file every resolver starts from, in the form of named.root.
func rootHints() string {
	var text strings.Builder
	text.WriteString("; the name servers of this world's root\n")
	a := rootLevel.addresses()
	for i, name := range []string{"A.ROOTDNS.", "B.ROOTDNS."} {
		fmt.Fprintf(&text, ".                        3600000      NS    %s\n", name)
		fmt.Fprintf(&text, "%-24s 3600000      A     %s\n", name, a[i])
		fmt.Fprintf(&text, "%-24s 3600000      AAAA  %s\n", name, a[i+2])
	}
	return text.String()
}

// openTempDir is a directory that servers running under another user may enter;
// its path is short because socket paths are limited to 108 octets.
func openTempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "danewalk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("remove %s: %v", dir, err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func writeFile(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func makeDir(t *testing.T, elements ...string) string {
	t.Helper()
	dir := filepath.Join(elements...)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}
