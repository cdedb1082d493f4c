//go:build system && linux

package main_test

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"text/template"
)

const (
	signedZone   = "post.town."
	unsignedZone = "plain.town."
	postfixPort  = "25"
	// .ci/run unpacks Debian's Exim here: installed, it would drive Postfix out.
	eximRoot = "/usr/local/lib/danewalk/exim4"
)

// mailWorld is a world with a mail server for each scene.
type mailWorld struct {
	*realWorld
	scenes   []mailScene
	hosts    []*mailListener
	policies []policyHost
	strange  *certificate // that no server has
	ca       *certificate
	senders  *server // Postfix that sends
}

// mailListener is a mail server of a scene.
type mailListener struct {
	sceneHost
	scene   string
	name    string // with the final dot
	address string
	shown   *shown
}

func newMailWorld(t *testing.T) *mailWorld {
	t.Helper()
	needPrograms(t, "ip", "nsenter", "unshare", "kdig", "unbound", "postfix", "postconf", "posttls-finger", "sendmail", "openssl")
	w := &mailWorld{scenes: append(mailScenes(), policyScenes()...), realWorld: &realWorld{
		dir: openTempDir(t),
		zones: []realZone{
			{signedZone, "post.town.zone", domainLevel, signedNow},
			{unsignedZone, "plain.town.zone", domainLevel, unsigned},
			{"town.", "town.zone", tldLevel, signedNow},
			{".", "root.zone", rootLevel, signedNow},
		},
		missing: []realZone{{"_25._tcp.mx.tlsa-servfail." + signedZone, "missing.zone", domainLevel, unsigned}},
	}}
	p := newPKI(t)
	w.placeHosts(t, p)
	w.placePolicies(t, p)
	addresses := []string{mailResolver}
	for _, h := range w.policies {
		addresses = append(addresses, h.address)
	}
	for _, h := range w.hosts {
		addresses = append(addresses, h.address)
	}
	for l := rootLevel; l <= domainLevel; l++ {
		addresses = append(addresses, l.addresses()...)
	}
	w.netNamespace = newNetNamespace(t, addresses)
	maker := newNSD(t, w.dir)
	w.sign(t, maker)
	w.rootHints = writeFile(t, w.dir, "named.root", rootHints())
	for l := rootLevel; l <= domainLevel; l++ {
		w.serveLevel(t, maker, l)
	}
	servers := []*server{w.startReceivers(t), w.startExim(t)}
	w.startPolicies(t, p)
	w.startResolver(t)
	w.senders = w.startSenders(t)
	for i, h := range w.hosts {
		s := servers[0]
		if h.exim {
			s = servers[1]
		}
		s.await(t, "greeting of "+h.name, func(ctx context.Context) error { return w.greets(ctx, w.hosts[i]) })
	}
	return w
}

// placeHosts gives each mail server its name, address and certificates.
func (w *mailWorld) placeHosts(t *testing.T, p *pki) {
	t.Helper()
	dir := makeDir(t, w.dir, "certificates")
	w.ca = p.ca
	w.strange = p.leaf(t, elliptic256(t), nil, "nowhere.town", false)
	for _, scene := range w.scenes {
		for _, h := range scene.hosts {
			l := &mailListener{sceneHost: h, scene: scene.name, address: fmt.Sprintf("5.53.26.%d", len(w.hosts)+1)}
			l.name = scene.hostName(h.label)
			l.shown = p.show(t, dir, strings.TrimSuffix(l.name, "."), h.shows)
			w.hosts = append(w.hosts, l)
		}
	}
}

// domain is the mail domain of a scene.
func (s mailScene) domain() string {
	if s.insecureMX {
		return s.name + "." + unsignedZone
	}
	return s.name + "." + signedZone
}

func (s mailScene) hostName(label string) string {
	zone := signedZone
	if s.insecureHost {
		zone = unsignedZone
	}
	if label == "@" {
		return s.name + "." + zone
	}
	return label + "." + s.name + "." + zone
}

func (w *mailWorld) host(scene, label string) *mailListener {
	for _, h := range w.hosts {
		if h.scene == scene && h.label == label {
			return h
		}
	}
	return nil
}

// tlsa is the data of a record about a host: usage, selector, matching and what
// it is made of, as in "3 1 1 ec".
func (w *mailWorld) tlsa(scene, label, record string) (string, error) {
	h := w.host(scene, label)
	if h == nil {
		return "", fmt.Errorf("no host %s in %s", label, scene)
	}
	fields, source, _ := cutLast(record, " ")
	c := map[string]*certificate{"ec": h.shown.ec, "rsa": h.shown.rsa, "ca": w.ca, "strange": w.strange, "short": h.shown.ec}[source]
	if c == nil {
		return "", fmt.Errorf("%s: %s has no such certificate", record, h.name)
	}
	data, err := tlsaRecord(fields, c)
	if source == "short" {
		data = data[:len(data)-2]
	}
	return data, err
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

const zoneHead = `$ORIGIN %[1]s
$TTL 3600
@ SOA ns1 hostmaster 2026010101 3600 600 1209600 300
@ NS ns1
@ NS ns2
ns1 A 5.53.2.1
ns1 AAAA 2a0f:ffff:2::1
ns2 A 5.53.2.2
ns2 AAAA 2a0f:ffff:2::2
`

// texts of the two zones that hold the scenes.
func (w *mailWorld) texts(t *testing.T) map[string]string {
	t.Helper()
	text := map[string]*strings.Builder{}
	for _, zone := range []string{signedZone, unsignedZone} {
		text[zone] = &strings.Builder{}
		fmt.Fprintf(text[zone], zoneHead, zone)
	}
	for _, s := range w.scenes {
		_, mxZone, _ := strings.Cut(s.domain(), ".")
		_, hostZone, _ := strings.Cut(s.hostName("@"), ".")
		mx := cmp.Or(s.mx, "@ MX 10 "+s.hostName("mx"))
		fmt.Fprintf(text[mxZone], "$ORIGIN %s\n%s\n", s.domain(), mx)
		page, err := template.New(s.name).Funcs(template.FuncMap{
			"tlsa": func(label, record string) (string, error) { return w.tlsa(s.name, label, record) },
		}).Parse(s.more + "\n")
		if err == nil {
			err = page.Execute(text[mxZone], nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range s.hosts {
			name := s.hostName(h.label)
			fmt.Fprintf(text[hostZone], "%s A %s\n", name, w.host(s.name, h.label).address)
			for _, record := range h.tlsa {
				data, err := w.tlsa(s.name, h.label, record)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(text[hostZone], "_25._tcp.%s TLSA %s\n", name, data)
			}
		}
	}
	return map[string]string{signedZone: text[signedZone].String(), unsignedZone: text[unsignedZone].String()}
}

// sign signs the zones, children first, and spoils what the scenes want bogus.
func (w *mailWorld) sign(t *testing.T, maker nameServerMaker) {
	t.Helper()
	texts := w.texts(t)
	ds := map[string]string{}
	for _, z := range w.zones {
		text, ok := texts[z.name]
		switch {
		case ok:
		case z.name == "town.":
			text = townZone(ds[signedZone])
		default:
			text = rootZone(ds["town."])
		}
		ds[z.name] = maker.sign(t, z, text)
	}
	w.trustAnchor = writeFile(t, w.dir, "root.anchor", ds["."])
	file := filepath.Join(w.dir, "nsd", "zones", "post.town.zone")
	spoilSignature(t, file, "mx-bogus."+signedZone, "MX")
	spoilSignature(t, file, "mx.address-bogus."+signedZone, "A")
	spoilSignature(t, file, "_25._tcp.mx.tlsa-bogus."+signedZone, "TLSA")
}

func townZone(ds string) string {
	var text strings.Builder
	text.WriteString("$ORIGIN town.\n$TTL 3600\n@ SOA a.nic hostmaster.nic 2026010101 3600 600 1209600 300\n@ NS a.nic\n@ NS b.nic\n" +
		"a.nic A 5.53.1.1\na.nic AAAA 2a0f:ffff:1::1\nb.nic A 5.53.1.2\nb.nic AAAA 2a0f:ffff:1::2\n" + ds + "\n")
	for _, zone := range []string{signedZone, unsignedZone} {
		for i := 1; i <= 2; i++ {
			fmt.Fprintf(&text, "%[1]s NS ns%[2]d.%[1]s\nns%[2]d.%[1]s A 5.53.2.%[2]d\nns%[2]d.%[1]s AAAA 2a0f:ffff:2::%[2]d\n", zone, i)
		}
	}
	return text.String()
}

func rootZone(ds string) string {
	return "$ORIGIN .\n$TTL 86400\n. SOA a.rootdns. hostmaster.rootdns. 2026010101 3600 600 1209600 300\n. NS a.rootdns.\n. NS b.rootdns.\n" +
		"a.rootdns. A 5.53.0.1\na.rootdns. AAAA 2a0f:ffff::1\nb.rootdns. A 5.53.0.2\nb.rootdns. AAAA 2a0f:ffff::2\n" +
		"town. NS a.nic.town.\ntown. NS b.nic.town.\na.nic.town. A 5.53.1.1\na.nic.town. AAAA 2a0f:ffff:1::1\n" +
		"b.nic.town. A 5.53.1.2\nb.nic.town. AAAA 2a0f:ffff:1::2\n" + ds + "\n"
}

// spoilSignature changes the signature over a record set in a zone file.
func spoilSignature(t *testing.T, file, owner, kind string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rrsig := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(owner) + `\s+\d+\s+IN\s+RRSIG\s+` + kind + `\s.*$`)
	found := rrsig.FindIndex(text)
	if found == nil {
		t.Fatalf("%s: no signature over %s %s", file, owner, kind)
	}
	line := text[found[0]:found[1]]
	fields := strings.Fields(string(line))
	signature := fields[len(fields)-1]
	if strings.HasSuffix(signature, ")") || len(signature) < 20 {
		t.Fatalf("unexpected form of a signature: %s", line)
	}
	other := "A"
	if signature[10] == 'A' {
		other = "B"
	}
	changed := strings.Replace(string(line), signature, signature[:10]+other+signature[11:], 1)
	if err := os.WriteFile(file, []byte(string(text[:found[0]])+changed+string(text[found[1]:])), 0o644); err != nil {
		t.Fatal(err)
	}
}

// greets is nil when a mail server greets.
func (w *mailWorld) greets(ctx context.Context, h *mailListener) error {
	conn, err := w.dial(ctx, "tcp", net.JoinHostPort(h.address, postfixPort))
	if err != nil {
		return err
	}
	defer conn.Close()
	if end, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(end); err != nil {
			return err
		}
	}
	greeting := make([]byte, 3)
	if _, err := conn.Read(greeting); err != nil {
		return err
	}
	if string(greeting) != "220" {
		return fmt.Errorf("greets with %q", greeting)
	}
	_, err = conn.Write([]byte("QUIT\r\n"))
	return err
}

// startReceivers starts one Postfix that listens for all hosts, takes any mail and throws it away.
func (w *mailWorld) startReceivers(t *testing.T) *server {
	t.Helper()
	dir := makeDir(t, w.dir, "receiver")
	var listeners strings.Builder
	for _, h := range w.hosts {
		if h.exim {
			continue
		}
		fmt.Fprintf(&listeners, "[%s]:25 inet n - n - - smtpd -o myhostname=%s -o smtpd_tls_chain_files=%s %s\n",
			h.address, strings.TrimSuffix(h.name, "."), h.shown.file, h.options)
	}
	config := configurePostfix(t, dir, `myhostname = receiver.town
mydestination =
mynetworks = 0.0.0.0/0
default_transport = discard
`, listeners.String())
	return startMaster(t, dir, "receiver", config, w.command)
}

// startExim starts the Exim of the distribution out of a directory where its
// package was unpacked. It knows its user by name, so it gets a passwd of its own.
func (w *mailWorld) startExim(t *testing.T) *server {
	t.Helper()
	program := filepath.Join(eximRoot, "usr/sbin/exim4")
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("%v\nhint: .ci/run unpacks the package exim4-daemon-light there, since installing it removes Postfix", err)
	}
	dir := makeDir(t, w.dir, "exim")
	spool := makeDir(t, dir, "spool")
	const user = 62525
	if err := os.Chown(spool, user, user); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"/etc/passwd": withLine(t, dir, "/etc/passwd", fmt.Sprintf("Debian-exim:x:%d:%d::/nonexistent:/bin/false", user, user)),
		"/etc/group":  withLine(t, dir, "/etc/group", fmt.Sprintf("Debian-exim:x:%d:", user)),
	}
	config := strings.Builder{}
	fmt.Fprintf(&config, `spool_directory = %[1]s
log_file_path = %[1]s/%%slog
pid_file_path = %[1]s/exim.pid
primary_hostname = exim.post.town
daemon_smtp_ports = 25
queue_only
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
tls_advertise_hosts = *
acl_smtp_rcpt = accept
`, spool)
	var addresses []string
	choice := ""
	for _, h := range w.hosts {
		if h.exim {
			addresses = append(addresses, h.address)
			choice = fmt.Sprintf("${if eq{$received_ip_address}{%s}{%s}{%s}}", h.address, h.shown.file, choice)
		}
	}
	fmt.Fprintf(&config, "local_interfaces = %s\n", strings.Join(addresses, " : "))
	fmt.Fprintf(&config, "tls_certificate = %s\nbegin acl\n", choice)
	cmd := w.commandSeeing(t.Context(), files, program, "-C", writeFile(t, dir, "exim.conf", config.String()), "-bdf")
	return startServer(t, dir, "exim", cmd)
}

// withLine copies a file of the machine, with one line more.
func withLine(t *testing.T, dir, file, line string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return writeFile(t, dir, filepath.Base(file), strings.TrimRight(string(text), "\n")+"\n"+line+"\n")
}
