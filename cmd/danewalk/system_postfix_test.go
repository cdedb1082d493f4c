//go:build system && linux

package main_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// mailHost is one MX host of the world.
type mailHost struct {
	name      string
	addresses []string
}

func mailHosts() []mailHost {
	return []mailHost{
		{"mx.healthy.town.", []string{"5.53.25.1", "2a0f:ffff:25::1"}},
		{"mx.tlsamismatch.town.", []string{"5.53.25.2", "2a0f:ffff:25::2"}},
	}
}

func mailAddresses() []string {
	var all []string
	for _, h := range mailHosts() {
		all = append(all, h.addresses...)
	}
	return all
}

// mailServer is a Postfix with a STARTTLS listener and a key of its own for each MX host.
type mailServer struct {
	*server
	network       *netNamespace
	keyDigest     map[string]string // SHA-256 of the public key, by host: what 3 1 1 publishes
	strangeDigest string            // of a key that no server has
}

// startPostfix starts Postfix with a configuration, a queue and a log of its own.
func startPostfix(t *testing.T, n *netNamespace, parent string) *mailServer {
	t.Helper()
	needPrograms(t, "postfix", "postconf", "openssl")
	dir := makeDir(t, parent, "postfix")
	m := &mailServer{network: n, keyDigest: map[string]string{}}
	for _, h := range mailHosts() {
		m.keyDigest[h.name] = makeCertificate(t, dir, h.name)
	}
	m.strangeDigest = makeCertificate(t, dir, "nowhere.town.")
	config := m.configure(t, dir)

	m.server = startMaster(t, dir, "postfix", config, n.command)
	return m
}

// makeCertificate makes a key and a self-signed certificate, and gives the
// SHA-256 of the SubjectPublicKeyInfo in hexadecimal.
func makeCertificate(t *testing.T, dir, host string) string {
	t.Helper()
	host = strings.TrimSuffix(host, ".")
	key, cert, spki := filepath.Join(dir, host+".key"), filepath.Join(dir, host+".pem"), filepath.Join(dir, host+".spki")
	mustRun(t, exec.Command("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
		"-days", "30", "-subj", "/CN="+host, "-addext", "subjectAltName=DNS:"+host, "-keyout", key, "-out", cert))
	mustRun(t, exec.Command("openssl", "pkey", "-in", key, "-pubout", "-outform", "DER", "-out", spki))
	digest := strings.Fields(mustRun(t, exec.Command("openssl", "dgst", "-sha256", "-r", spki)))[0]

	secret, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, host+".chain", string(secret)+string(public))
	return digest
}

// configure writes main.cf and master.cf and gives their directory.
func (m *mailServer) configure(t *testing.T, dir string) string {
	t.Helper()
	var listeners strings.Builder
	for _, h := range mailHosts() {
		host := strings.TrimSuffix(h.name, ".")
		for _, a := range h.addresses {
			fmt.Fprintf(&listeners, "[%s]:25 inet n - n - - smtpd -o myhostname=%s -o smtpd_tls_chain_files=%s\n",
				a, host, filepath.Join(dir, host+".chain"))
		}
	}
	return configurePostfix(t, dir, "myhostname = mx.healthy.town\nmydestination = healthy.town\n", listeners.String())
}

// configurePostfix writes main.cf and master.cf, with settings and services
// besides those that every Postfix of the tests has.
func configurePostfix(t *testing.T, dir, settings, services string) string {
	t.Helper()
	config, queue, data := makeDir(t, dir, "etc"), makeDir(t, dir, "queue"), makeDir(t, dir, "data")
	uid, gid := postfixUser(t)
	if err := os.Chown(data, uid, gid); err != nil {
		t.Fatal(err)
	}
	// smtpd_peername_lookup: no resolver can be reached from here, and the greeting must not wait for it.
	writeFile(t, config, "main.cf", fmt.Sprintf(`compatibility_level = 3.6
queue_directory = %s
data_directory = %s
maillog_file = /dev/stdout
mynetworks = 127.0.0.0/8
inet_protocols = all
alias_maps =
alias_database =
local_recipient_maps =
smtpd_peername_lookup = no
smtpd_tls_security_level = may
%s`, queue, data, settings))

	// service type private unpriv chroot wakeup maxproc command
	writeFile(t, config, "master.cf", services+`pickup  unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr    unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
tlsmgr  unix - - n 1000? 1 tlsmgr
bounce  unix - - n - 0 bounce
defer   unix - - n - 0 bounce
trace   unix - - n - 0 bounce
error   unix - - n - - error
retry   unix - - n - - error
discard unix - - n - - discard
local   unix - n n - - local
anvil   unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`)
	return config
}

// startMaster runs a configured Postfix; wrap puts its programs into the network.
func startMaster(t *testing.T, dir, name, config string, wrap func(context.Context, string, ...string) *exec.Cmd) *server {
	t.Helper()
	// `postfix start-fg` would put a shell between us and the master process.
	mustRun(t, wrap(t.Context(), "postfix", "-c", config, "check")) // makes the queue directories
	daemons := strings.TrimSpace(mustRun(t, exec.Command("postconf", "-c", config, "-h", "daemon_directory")))
	return startServer(t, dir, name, wrap(t.Context(), filepath.Join(daemons, "master"), "-c", config, "-s"))
}

func postfixUser(t *testing.T) (uid, gid int) {
	t.Helper()
	for field, id := range map[string]*int{"-u": &uid, "-g": &gid} {
		text := strings.TrimSpace(mustRun(t, exec.Command("id", field, "postfix")))
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		*id = n
	}
	return uid, gid
}

// awaitGreetings waits until every address completes STARTTLS.
func (m *mailServer) awaitGreetings(t *testing.T) {
	t.Helper()
	for _, a := range mailAddresses() {
		m.await(t, "STARTTLS at "+a, func(ctx context.Context) error {
			out, err := m.starttls(ctx, a)
			if err != nil {
				return fmt.Errorf("%w\n%s", err, out)
			}
			return nil
		})
	}
}

// starttls is the handshake as OpenSSL's own client does it.
func (m *mailServer) starttls(ctx context.Context, address string, options ...string) (string, error) {
	args := append([]string{"s_client", "-starttls", "smtp", "-brief", "-connect", net.JoinHostPort(address, "25")}, options...)
	cmd := m.network.command(ctx, "openssl", args...)
	cmd.Stdin = strings.NewReader("QUIT\r\n") // read only after the handshake
	return bothOutputs(cmd, toolLimit)
}
