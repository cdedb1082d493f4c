//go:build system && linux

package main_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestSystemMail holds what danewalk says about Postfix against Postfix: for
// each scene, a Postfix with a validating resolver sends a mail at each security
// level, posttls-finger looks at the servers, and danewalk checks the domain.
func TestSystemMail(t *testing.T) {
	program := buildOnce(t)
	w := newMailWorld(t)
	sent := w.send(t)
	table := make([]string, len(w.scenes))
	// Most of a check is waiting, for politeness towards a server that is asked again.
	sideBySide(4, len(w.scenes), func(i int) {
		s := w.scenes[i]
		t.Run(s.name, func(t *testing.T) { table[i] = w.compareScene(t, program, s, sent) })
	})
	t.Logf("domain | posttls-finger | Postfix, level dane | danewalk about it\n%s", strings.Join(table, ""))
}

// compareScene gives a line for people that says what each said.
func (w *mailWorld) compareScene(t *testing.T, program func() (string, error), s mailScene, sent map[string]submitted) string {
	domain := strings.TrimSuffix(s.domain(), ".")
	if got := sent["dane "+domain]; got.result() != s.want {
		t.Errorf("the scene is not what it should be: Postfix at level dane says %q, want %q", got.result(), s.want)
	}
	r := w.checked(t, program, domain)
	s.compareFindings(t, r)
	if s.unknown {
		if v := r.sender(t, "postfix-dane"); v.Fate != "unknown" {
			t.Errorf("%s, %s: that cannot be known", v.result(), v.Why)
		}
		return ""
	}
	for _, l := range mailLevels() {
		view := r.sender(t, l.sender)
		if l.level == "dane-only" && s.onlyText != "" {
			view.Text = s.onlyText
		}
		compareSent(t, l.transport, sent[l.transport+" "+domain], view)
	}
	if s.policy != nil {
		w.comparePolicy(t, s, r)
	}
	said := w.compareFinger(t, domain, r.sender(t, "postfix-dane"))
	if t.Failed() {
		t.Logf("verdict %s, findings %v", r.Verdict, r.codes())
	}
	return fmt.Sprintf("%-32s | %-40s | %-15s | %s\n", domain, said, sent["dane "+domain].result(), r.sender(t, "postfix-dane").result())
}

// compareFindings looks for the findings of a scene, and for a certificate of
// each key that its servers have.
func (s mailScene) compareFindings(t *testing.T, r report) {
	t.Helper()
	for code := range strings.FieldsSeq(s.finds) {
		if !slices.Contains(r.codes(), code) {
			t.Errorf("no finding %s", code)
		}
	}
	for _, f := range r.Findings {
		if s.finds == "" && !slices.Contains([]string{"ok", "info", "hygiene"}, f.Weight) {
			t.Errorf("finding %s (%s: %s)", f.Code, f.Weight, f.Title)
		}
	}
	if s.hosts == nil || s.hosts[0].shows != "both" {
		return
	}
	var keys []string
	for _, c := range r.Hosts[0].Addresses[0].Certificates {
		keys = append(keys, c.Key)
	}
	if slices.Sort(keys); !slices.Equal(keys, []string{"ECDSA P-256", "RSA 2048"}) {
		t.Errorf("the server has an RSA and an ECDSA key, and these were seen: %v", keys)
	}
}

// senderView is what danewalk says about a sender.
type senderView struct {
	Sender, Fate, Code, Text, Why string
	Mixed, Unseen                 bool
	Steps                         []struct{ Host, Address, Fate, Why string }
}

// result is the fate of a mail, with the code if it was not delivered.
func (v senderView) result() string { return strings.TrimSpace(v.Fate + " " + v.Code) }

func (s submitted) result() string { return strings.TrimSpace(s.fate + " " + s.code) }

func (r report) sender(t *testing.T, id string) senderView {
	t.Helper()
	for _, v := range r.Senders {
		if v.Sender == id {
			return v
		}
	}
	t.Fatalf("no sender %s in the report about %s", id, r.Domain)
	return senderView{}
}

// checked runs danewalk check.
func (w *realWorld) checked(t *testing.T, program func() (string, error), domain string, more ...string) report {
	t.Helper()
	out := w.danewalk(t, program, append([]string{"check", domain, "--json"}, more...)...)
	var r report
	if err := json.Unmarshal([]byte(out.stdout), &r); err != nil {
		t.Fatalf("%v\nstdout: %s\nstderr: %s", err, out.stdout, out.stderr)
	}
	return r
}

// compareSent holds our view of a sender against what the sender did.
func compareSent(t *testing.T, transport string, sent submitted, view senderView) {
	t.Helper()
	if view.Fate == "unknown" && view.Sender == "opportunistic" {
		return // about a resolver that does not validate, and this one does
	}
	if view.Why == "starttls-refused" { // code and end of the text are the server's
		sent.code, sent.text = "", sent.text[:min(len(sent.text), len(view.Text))]
	}
	if sent.result() != view.result() {
		t.Errorf("%s: Postfix: %s %q; we say: %s %q, %s", transport, sent.result(), sent.text, view.result(), view.Text, view.Why)
		return
	}
	if sent.text != view.Text {
		t.Errorf("%s: text of Postfix: %q, ours: %q", transport, sent.text, view.Text)
	}
}

var fingerConnected = regexp.MustCompile(`Connected to ([^\[]+)\[([^\]]+)\]`)

// compareFinger asks posttls-finger about a domain, and about each host if there
// are several, and gives what it said about the domain. It does not go on to
// another host where Postfix would: then our step at this host is compared.
func (w *realWorld) compareFinger(t *testing.T, domain string, view senderView) string {
	t.Helper()
	said := w.fingerAbout(t, domain, view)
	var hosts []string
	for _, s := range view.Steps {
		if s.Address != "" && !slices.Contains(hosts, s.Host) {
			hosts = append(hosts, s.Host)
		}
	}
	if len(hosts) > 1 {
		said = "first of several: " + said
		for _, h := range hosts {
			said += "; " + w.fingerAbout(t, "["+h+"]", view)
		}
	}
	return said
}

func (w *realWorld) fingerAbout(t *testing.T, destination string, view senderView) string {
	t.Helper()
	out := w.postTLSFinger(t, destination)
	said := fingerSays(out)
	want, text := view.result(), fmt.Sprintf("%+v", view.Steps)
	if at := fingerConnected.FindStringSubmatch(out); at != nil && said != want {
		want = ""
		for _, s := range view.Steps {
			if s.Host == at[1] && s.Address == at[2] {
				want = s.Fate
			}
		}
		if fate, _, _ := strings.Cut(said, " "); fate == want && len(view.Steps) > 1 {
			return said
		}
	}
	if said != want {
		t.Errorf("posttls-finger %s: %s; we say %s, %s\n%s", destination, said, want, text, fingerLines(out))
	}
	return said
}

// fingerSays reads posttls-finger -v at level dane as what Postfix does then. It
// sends no mail, and where no record can be used it goes on with another level
// and says so.
func fingerSays(out string) string {
	has := func(text string) bool { return strings.Contains(out, text) }
	none := has("no TLSA records found, resorting to")
	unusable := has("no usable TLSA records found, resorting to") || has("all TLSA records unusable, fallback to")
	switch {
	case has("does not accept mail (nullMX)"):
		return "bounced 5.1.0"
	case has("address lookup failed") && has("Host not found, try again"):
		return "deferred 4.4.3"
	case has("TLSA lookup error for"):
		return "deferred 4.7.5"
	case has("Verified TLS connection established"):
		return "authenticated"
	case has("Trusted TLS connection established"): // half-dane
		return "encrypted"
	case has("Untrusted TLS connection established"):
		if none || unusable {
			return "encrypted"
		}
		return "deferred 4.7.5"
	case has("SSL_connect error") && none, has("Connected to") && none:
		return "clear"
	case has("SSL_connect error"):
		return "deferred 4.7.5"
	case has("Connected to") && !has("250-STARTTLS"):
		return "deferred 4.7.4"
	case has("Connected to") && has(": 454 "):
		return "deferred"
	}
	return "something else"
}

// fingerLines are the lines of posttls-finger that tell something.
func fingerLines(out string) string {
	told := regexp.MustCompile(`TLSA|TLS connection|verif|lookup|resorting|Connected|error|Matched`)
	var b strings.Builder
	for line := range strings.Lines(out) {
		if told.MatchString(line) {
			b.WriteString(line)
		}
	}
	return b.String()
}
