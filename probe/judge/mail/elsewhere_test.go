package mail

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"danewalk/probe/judge/tlsa"
)

// TestElsewhere: a value that fits nothing here is looked for in what other
// places showed, and the nearest of them is named.
func TestElsewhere(t *testing.T) {
	certs := newPKI(t)
	for _, c := range []struct {
		name, record, sessions, want string
	}{
		{"another host", "$domain", "mx2.example.net SMTP 198.18.0.2 domain ca", "other-host mx2.example.net 198.18.0.2"},
		{"another address of the host", "$other", "mx2.example.net SMTP 198.18.0.2 other ca\nmx1.example.net SMTP 198.18.0.3 other ca", "other-address mx1.example.net 198.18.0.3"},
		{"another look at the same address", "$other", "mx1.example.net SMTP 198.18.0.1 other ca look", "other-session mx1.example.net 198.18.0.1"},
		{"the same certificate elsewhere says nothing", "$selfie", "mx2.example.net SMTP 198.18.0.2 leaf ca", "-"},
		{"no session elsewhere", "$domain", "mx2.example.net SMTP 198.18.0.2 connect-timeout", "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 ` + c.record + `
			mx1.example.net           SMTP 198.18.0.1 leaf ca
			` + strings.TrimSuffix(c.sessions, " look")
			w := newWorld(t, certs, text)
			if strings.HasSuffix(c.sessions, " look") {
				w.sessions[len(w.sessions)-1].Look = "rsa"
			}
			slices.Reverse(w.sessions) // as they happen to come
			got := "-"
			a := w.judged().Hosts[0].Addresses[0]
			if g := a.Match.Attempts[0].Guess; g != (tlsa.Guess{}) {
				got = fmt.Sprintf("%s %s %s", g.Kind, g.Host.Show(), g.Addr)
			}
			if got != c.want || a.Match.Matched || a.Match.Attempts[0].Why != tlsa.Differs {
				t.Errorf("%s, want %s; %+v", got, c.want, a.Match)
			}
		})
	}
}
