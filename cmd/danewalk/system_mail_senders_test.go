//go:build system && linux

package main_test

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// mailLevels are the settings of Postfix that are compared, by the names that
// the transports have in its log: security level and our name for the sender.
func mailLevels() []struct{ transport, level, sender string } {
	return []struct{ transport, level, sender string }{
		{"dane", "dane", "postfix-dane"},
		{"only", "dane-only", "postfix-dane-only"},
		{"may", "may", "opportunistic"},
	}
}

// startSenders starts a Postfix that sends: its transports differ in the
// security level, and the sender's address chooses one.
func (w *mailWorld) startSenders(t *testing.T) *server {
	t.Helper()
	dir := makeDir(t, w.dir, "sender")
	var transports, choice strings.Builder
	for _, l := range mailLevels() {
		fmt.Fprintf(&transports, "%s unix - - n - - smtp -o syslog_name=%s -o smtp_tls_security_level=%s\n", l.transport, l.transport, l.level)
		fmt.Fprintf(&choice, "{%s@sender.town = %s:} ", l.transport, l.transport)
	}
	config := configurePostfix(t, dir, fmt.Sprintf(`inet_interfaces = 127.0.0.1
myhostname = mx.sender.town
mydestination =
transport_maps = inline:{ {sender.town = discard:} }
sender_dependent_default_transport_maps = inline:{ %s }
smtp_dns_support_level = dnssec
smtp_host_lookup = dns
smtp_tls_loglevel = 1
smtp_connection_cache_on_demand = no
notify_classes =
`, choice.String()), transports.String())
	return startMaster(t, dir, "sender", config, w.lookingUp)
}

// submitted is what became of a mail, as Postfix logs it.
type submitted struct {
	fate, code, text, line string
}

// send gives a mail for every domain to each of the senders and reads in the log
// what became of them: by transport and domain.
func (w *mailWorld) send(t *testing.T) map[string]submitted {
	t.Helper()
	var to []string
	for _, s := range w.scenes {
		to = append(to, "you@"+strings.TrimSuffix(s.domain(), "."))
	}
	for _, l := range mailLevels() {
		args := append([]string{"-C", w.dir + "/sender/etc", "-i", "-f", l.transport + "@sender.town"}, to...)
		cmd := w.command(t.Context(), "sendmail", args...)
		cmd.Stdin = strings.NewReader("Subject: test\n\ntest\n")
		mustRun(t, cmd)
	}
	var got map[string]submitted
	w.senders.awaitWithin(t, deliveryLimit, "result for each mail", func(context.Context) error {
		got = readDeliveries(w.senders.log())
		if n := len(mailLevels()) * len(to); len(got) < n {
			return fmt.Errorf("%d of %d results", len(got), n)
		}
		return nil
	})
	return got
}

// sample of what is read:
//
//	Nov 22 08:00:00 host dane/smtp[99]: Verified TLS connection established to mx.good.post.town[5.53.26.1]:25: TLSv1.3 ...
//	Nov 22 08:00:00 host dane/smtp[99]: 4CX: to=<you@good.post.town>, relay=mx.good.post.town[5.53.26.1]:25, ..., dsn=2.0.0, status=sent (250 ...)
var (
	tlsLine      = regexp.MustCompile(` (\w+)/smtp\[\d+\]: (\w+) TLS connection established to (\S+):`)
	deliveryLine = regexp.MustCompile(` (\w+)/smtp\[\d+\]: \w+: to=<you@([^>]+)>.* relay=(\S+), .*dsn=([\d.]+), status=(\w+) \((.*)\)`)
)

func readDeliveries(log string) map[string]submitted {
	out, tls := map[string]submitted{}, map[string]string{}
	for line := range strings.Lines(log) {
		if m := tlsLine.FindStringSubmatch(line); m != nil {
			tls[m[1]+" "+m[3]] = m[2]
			continue
		}
		m := deliveryLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		s := submitted{fate: m[5], code: m[4], text: m[6], line: line}
		if s.fate == "sent" {
			s.code, s.text = "", ""
			switch tls[m[1]+" "+m[3]] {
			case "Verified":
				s.fate = "authenticated"
			case "":
				s.fate = "clear"
			default:
				s.fate = "encrypted"
			}
		}
		out[m[1]+" "+m[2]] = s
	}
	return out
}

const mailResolver = "5.53.9.9"

// deliveryLimit is for all mails together: some two hundred handshakes, each by a
// process of its own, take 2 s here.
const deliveryLimit = time.Minute

// startResolver starts a validating Unbound for those who look up names as any
// program does, and configures posttls-finger.
func (w *realWorld) startResolver(t *testing.T) {
	t.Helper()
	needPrograms(t, "unbound", "posttls-finger", "unshare")
	w.finger = configurePostfix(t, makeDir(t, w.dir, "finger"), "smtp_dns_support_level = dnssec\nmyhostname = mx.sender.town\n", "")
	dir := makeDir(t, w.dir, "resolver")
	config := writeFile(t, dir, "unbound.conf", fmt.Sprintf(`server:
    module-config: "validator iterator"
    interface: %s
    access-control: 0.0.0.0/0 allow
    root-hints: %q
    trust-anchor-file: %q
    username: ""
    chroot: ""
    directory: %q
    pidfile: %q
    do-daemonize: no
    use-syslog: no
    num-threads: 1
    trust-anchor-signaling: no
    val-log-level: 1
remote-control:
    control-enable: no
`, mailResolver, w.rootHints, w.trustAnchor, dir, filepath.Join(dir, "unbound.pid")))
	s := startServer(t, dir, "unbound", w.command(t.Context(), "unbound", "-d", "-c", config))
	s.await(t, "validated answer", func(ctx context.Context) error {
		out, err := bothOutputs(w.command(ctx, "kdig", "+time=2", "+retry=0", "+adflag", "@"+mailResolver, ".", "SOA"), toolLimit)
		if err != nil || !regexp.MustCompile(`Flags: qr.* ad[ ;]`).MatchString(out) {
			return fmt.Errorf("%w\n%s", err, out)
		}
		return nil
	})
	w.resolvConf = writeFile(t, dir, "resolv.conf", "nameserver "+mailResolver+"\noptions edns0 trust-ad timeout:10\n")
}

// lookingUp is a program that asks the resolver of the world.
func (w *realWorld) lookingUp(ctx context.Context, program string, args ...string) *exec.Cmd {
	return w.commandSeeing(ctx, map[string]string{"/etc/resolv.conf": w.resolvConf}, program, args...)
}

// postTLSFinger asks Postfix' own tool about a domain, or about a host in brackets.
func (w *realWorld) postTLSFinger(t *testing.T, destination string) string {
	t.Helper()
	cmd := w.lookingUp(t.Context(), "env", "MAIL_CONFIG="+w.finger, "posttls-finger", "-v", "-l", "dane", "-t", "10", "-T", "10", destination)
	out, err := bothOutputs(cmd, toolLimit)
	if err := ended(err); err != nil {
		t.Fatalf("posttls-finger: %v", err)
	}
	return out
}
