//go:build system && linux

package main_test

import (
	"context"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
)

// scenePolicy is what the policy host of a scene does (RFC 8461), and what
// danewalk must say about it.
type scenePolicy struct {
	shows  string // kind of certificate; empty: nothing listens
	answer string // status line, header and body; {mx} is the first mail server
	want   stsSeen
	sender string // what becomes of mail from a sender that only follows MTA-STS
}

// stsSeen is what danewalk reports about a policy.
type stsSeen struct {
	trouble string
	status  int
	why     string // the certificate is not trusted because of this
	active  bool
}

const (
	policyOK      = "HTTP/1.1 200 OK\nContent-Type: text/plain\nConnection: close\n\n"
	policyEnforce = policyOK + "version: STSv1\nmode: enforce\nmx: {mx}\nmax_age: 1209600\n"
)

func policyScenes() []mailScene {
	right, wrong := []string{"3 1 1 ec"}, []string{"3 1 1 strange"}
	scene := func(name, want, finds, shows string, tlsa []string, p scenePolicy) mailScene {
		return mailScene{name: name, want: want, finds: finds, hosts: []sceneHost{{label: "mx", shows: shows, tlsa: tlsa}}, policy: &p}
	}
	elsewhere := strings.Replace(policyEnforce, "{mx}", "mx.elsewhere.example", 1)
	return []mailScene{
		scene("sts", "authenticated", "", "leaf", right,
			scenePolicy{"leaf", policyEnforce, stsSeen{status: 200, active: true}, "authenticated"}),
		scene("sts-wildcard", "authenticated", "", "leaf", right,
			scenePolicy{"leaf", strings.Replace(policyEnforce, "{mx}", "*.sts-wildcard.post.town", 1), stsSeen{status: 200, active: true}, "authenticated"}),
		// RFC 8461 2: a policy that is met never helps where DANE fails, nor the reverse.
		scene("sts-dane-fails", "deferred 4.7.5", "tlsa.mismatch dane.conflict-with-mtasts", "leaf", wrong,
			scenePolicy{"leaf", policyEnforce, stsSeen{status: 200, active: true}, "authenticated"}),
		scene("sts-not-listed", "authenticated", "mtasts.mx-not-listed dane.conflict-with-mtasts", "leaf", right,
			scenePolicy{"leaf", elsewhere, stsSeen{status: 200, active: true}, "deferred"}),
		scene("sts-self-signed-mail", "authenticated", "mtasts.mx-cert-invalid", "self", right,
			scenePolicy{"leaf", policyEnforce, stsSeen{status: 200, active: true}, "deferred"}),
		scene("sts-testing", "authenticated", "", "leaf", right,
			scenePolicy{"leaf", strings.Replace(elsewhere, "enforce", "testing", 1), stsSeen{status: 200}, "encrypted"}),
		// RFC 8461 3.3: no policy comes; senders do as if there were none.
		scene("sts-redirect", "authenticated", "mtasts.policy-unreachable", "leaf", right,
			scenePolicy{"leaf", "HTTP/1.1 301 Moved Permanently\nLocation: https://mta-sts.sts.post.town/.well-known/mta-sts.txt\nContent-Length: 0\n\n", stsSeen{trouble: "redirect", status: 301}, "encrypted"}),
		scene("sts-missing", "authenticated", "mtasts.policy-unreachable", "leaf", right,
			scenePolicy{"leaf", "HTTP/1.1 404 Not Found\nContent-Length: 0\n\n", stsSeen{trouble: "status", status: 404}, "encrypted"}),
		scene("sts-other-name", "authenticated", "mtasts.policy-cert-invalid", "leaf", right,
			scenePolicy{"other", policyEnforce, stsSeen{trouble: "certificate", status: 200, why: "name"}, "encrypted"}),
		scene("sts-expired", "authenticated", "mtasts.policy-cert-invalid", "leaf", right,
			scenePolicy{"expired", policyEnforce, stsSeen{trouble: "certificate", status: 200, why: "expired"}, "encrypted"}),
		scene("sts-untrusted", "authenticated", "mtasts.policy-cert-invalid", "leaf", right,
			scenePolicy{"self", policyEnforce, stsSeen{trouble: "certificate", status: 200, why: "untrusted"}, "encrypted"}),
		scene("sts-down", "authenticated", "mtasts.policy-unreachable", "leaf", right,
			scenePolicy{"", "", stsSeen{trouble: "connect"}, "encrypted"}),
	}
}

// policyHost is the web server of a scene.
type policyHost struct {
	scene   mailScene
	name    string
	address string
}

// placePolicies gives each policy host its name and address, and the scene its records.
func (w *mailWorld) placePolicies(t *testing.T, p *pki) {
	t.Helper()
	w.roots = writeFile(t, w.dir, "roots.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.ca.Raw})))
	for i := range w.scenes {
		s := &w.scenes[i]
		if s.policy == nil {
			continue
		}
		host := policyHost{scene: *s, name: "mta-sts." + strings.TrimSuffix(s.domain(), "."), address: fmt.Sprintf("5.53.28.%d", len(w.policies)+1)}
		s.more += fmt.Sprintf("\n_mta-sts TXT \"v=STSv1; id=20261121T120000;\"\nmta-sts A %s\n", host.address)
		w.policies = append(w.policies, host)
	}
}

// startPolicies starts a web server for each policy host: that of openssl, which
// sends a file as it is.
func (w *mailWorld) startPolicies(t *testing.T, p *pki) {
	t.Helper()
	for _, h := range w.policies {
		if h.scene.policy.shows == "" {
			continue
		}
		dir := makeDir(t, w.dir, "policies", h.scene.name)
		makeDir(t, dir, ".well-known")
		answer := strings.ReplaceAll(h.scene.policy.answer, "{mx}", strings.TrimSuffix(h.scene.hostName("mx"), "."))
		writeFile(t, dir, ".well-known/mta-sts.txt", strings.ReplaceAll(answer, "\n", "\r\n"))
		file := p.show(t, dir, h.name, h.scene.policy.shows).file
		cmd := w.command(t.Context(), "openssl", "s_server", "-HTTP", "-accept", net.JoinHostPort(h.address, "443"), "-cert", file, "-key", file)
		cmd.Dir = dir
		s := startServer(t, w.dir, "policy-"+h.scene.name, cmd)
		s.await(t, "connection", func(ctx context.Context) error {
			conn, err := w.dial(ctx, "tcp", net.JoinHostPort(h.address, "443"))
			if err != nil {
				return err
			}
			return conn.Close()
		})
	}
}

// policiesSeen is what the tests read of "policies" in a report.
type policiesSeen struct {
	STS struct {
		Trouble     string
		HTTPStatus  int
		Active      bool
		Certificate *struct {
			Checked, Trusted bool
			Why              string
		}
	} `json:"mtaSts"`
}

// comparePolicy holds a report against what the policy host of the scene does.
func (w *mailWorld) comparePolicy(t *testing.T, s mailScene, r report) {
	t.Helper()
	if r.Policies == nil {
		t.Error("no policies in the report")
		return
	}
	sts := r.Policies.STS
	got := stsSeen{trouble: sts.Trouble, status: sts.HTTPStatus, active: sts.Active}
	if c := sts.Certificate; c != nil && c.Checked && !c.Trusted {
		got.why = c.Why
	}
	if got != s.policy.want {
		t.Errorf("policy: %+v, want %+v", got, s.policy.want)
	}
	if v := r.sender(t, "mta-sts"); v.Fate != s.policy.sender {
		t.Errorf("a sender with MTA-STS only: %s, %s, want %s", v.result(), v.Why, s.policy.sender)
	}
}

// withRoots is the environment of a program that trusts the authority of the world.
func (w *realWorld) withRoots() []string {
	if w.roots == "" {
		return nil
	}
	return append(os.Environ(), "SSL_CERT_FILE="+w.roots, "SSL_CERT_DIR="+w.dir+"/none")
}
