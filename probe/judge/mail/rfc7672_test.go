package mail

import (
	"strings"
	"testing"
)

// TestRFC7672 goes through the branches of RFC 7672 2.2 that TestBase leaves: how
// a sender comes from an MX record to the TLSA base domain, the reference
// identifiers and the address gate.
func TestRFC7672(t *testing.T) {
	certs := newPKI(t)
	for _, c := range []struct {
		name       string
		world      string
		candidates string
		base       string
		names      string
		notAsked   string
		gate       Gate
		mode       Mode
	}{
		{
			"2.2.2: names between an alias and its end are no candidates", `
			example.org               MX   10 a.example.org.
			a.example.org             CNAME b.example.org.
			b.example.org             CNAME mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.b.example.org    TLSA 3 1 1 $leaf`,
			"mx1.example.net a.example.org", "", "", "_25._tcp.b.example.org TLSA", GateSecure, ModeNone,
		},
		{
			"2.2.2: insecure records at the end of an alias: the name as written", `
			example.org               MX   10 mail.example.org.
			mail.example.org          CNAME mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf ; insecure
			_25._tcp.mail.example.org TLSA 3 1 1 $leaf`,
			"mx1.example.net mail.example.org", "mail.example.org", "mail.example.org example.org", "", GateSecure, ModeDANE,
		},
		{
			"2.2.2: an insecure denial at the end of an alias: the name as written", `
			example.org               MX   10 mail.example.org.
			mail.example.org          CNAME mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA nodata ; insecure
			_25._tcp.mail.example.org TLSA 3 1 1 $leaf`,
			"mx1.example.net mail.example.org", "mail.example.org", "mail.example.org example.org", "", GateSecure, ModeDANE,
		},
		{
			"2.1.2: failure at the second candidate", `
			example.org               MX   10 mail.example.org.
			mail.example.org          CNAME mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mail.example.org TLSA fails`,
			"mx1.example.net mail.example.org", "mail.example.org", "mail.example.org example.org", "", GateSecure, ModeUnreachable,
		},
		{
			"2.2.2: one family is enough, whatever fails in the other", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    fails
			mx1.example.net           AAAA 2001:db8::1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"mx1.example.net", "mx1.example.net", "mx1.example.net example.org", "", GateSecure, ModeDANE,
		},
		{
			"2.2.2: one family proven, the denial of the other broken", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			mx1.example.net           AAAA nodata ; bogus
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"mx1.example.net", "mx1.example.net", "mx1.example.net example.org", "", GateSecure, ModeDANE,
		},
		{
			"2.2.2: both families fail", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    fails
			mx1.example.net           AAAA fails
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"", "", "", "_25._tcp.mx1.example.net TLSA", GateFailed, ModePending,
		},
		{
			"2.2.2: no address in either family", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    nodata
			mx1.example.net           AAAA nodata
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"", "", "", "_25._tcp.mx1.example.net TLSA", GateNoAddress, ModePending,
		},
		{
			"2.2.2: an insecure address: TLSA does not count, though it is signed", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1 ; insecure
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"", "", "", "", GateInsecure, ModeNone,
		},
		{
			"2.2.1: once one link of an alias is insecure, all after it is", `
			example.org               CNAME other.example. ; insecure
			other.example             MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"mx1.example.net", "mx1.example.net", "mx1.example.net", "", GateSecure, ModeDANE,
		},
		{
			"3.2.2: an insecure MX and a host that is an alias: the base alone", `
			example.org               MX   10 mail.example.org. ; insecure
			mail.example.org          CNAME mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mail.example.org TLSA 2 1 1 $ca`,
			"mx1.example.net mail.example.org", "mail.example.org", "mail.example.org", "", GateSecure, ModeDANE,
		},
		{
			"2.2: records that are all unusable ask for TLS and no more", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 1 1 1 $leaf`,
			"mx1.example.net", "mx1.example.net", "mx1.example.net example.org", "", GateSecure, ModeEncryptOnly,
		},
		{
			"2.2.2: unusable records at the end of an alias are found all the same", `
			example.org               MX   10 mail.example.org.
			mail.example.org          CNAME mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 0 1 1 $leaf
			_25._tcp.mail.example.org TLSA 3 1 1 $leaf`,
			"mx1.example.net mail.example.org", "mx1.example.net", "mx1.example.net example.org", "_25._tcp.mail.example.org TLSA", GateSecure, ModeEncryptOnly,
		},
		{
			"2.2.3: a TLSA name that is an alias of a name with nothing secure", `
			example.org               MX   10 mail.example.org.
			mail.example.org          CNAME mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  CNAME _dane.example.net. ; insecure
			_dane.example.net         TLSA 3 1 1 $leaf
			_25._tcp.mail.example.org TLSA 3 1 1 $leaf`,
			"mx1.example.net mail.example.org", "mail.example.org", "mail.example.org example.org", "", GateSecure, ModeDANE,
		},
		{
			"RFC 5321 5.1: the domain itself, on a proof that it has no MX", `
			example.org               MX   nodata
			example.org               A    198.18.0.1
			_25._tcp.example.org      TLSA 2 1 1 $ca`,
			"example.org", "example.org", "example.org", "", GateSecure, ModeDANE,
		},
		{
			"RFC 7505 3: a null MX beside others means nothing", `
			example.org               MX   0 . ; secure
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"mx1.example.net", "mx1.example.net", "mx1.example.net example.org", "", GateSecure, ModeDANE,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, certs, aliasesLast(c.world))
			clear(w.asked)
			hosts := w.judged().Hosts
			if len(hosts) != 1 {
				t.Fatalf("%d hosts", len(hosts))
			}
			h := hosts[0]
			if got := shown(h.Candidates); got != c.candidates {
				t.Errorf("candidates %q, want %q", got, c.candidates)
			}
			if got := h.Base.Show(); got != c.base {
				t.Errorf("base %q, want %q", got, c.base)
			}
			if got := shown(h.Names); got != c.names {
				t.Errorf("reference identifiers %q, want %q", got, c.names)
			}
			if h.Gate != c.gate || h.Mode != c.mode {
				t.Errorf("gate %q, mode %q; want %q, %q", h.Gate, h.Mode, c.gate, c.mode)
			}
			if w.asked[c.notAsked] {
				t.Errorf("%s was used", c.notAsked)
			}
		})
	}
}

// aliasesLast puts the aliases of a world behind what they lead to.
func aliasesLast(text string) string {
	var rest, aliases string
	for line := range strings.Lines(text) {
		if strings.Contains(line, " CNAME ") {
			aliases = strings.TrimRight(line, "\n") + "\n" + aliases
		} else {
			rest += line
		}
	}
	return strings.TrimRight(rest, "\n") + "\n" + aliases
}

// RFC 5321 5.1, RFC 7505, RFC 9824: only a domain that exists and has no MX is
// its own mail server.
func TestImplicitOnNODATAOnly(t *testing.T) {
	certs := newPKI(t)
	const rest = `
		example.org          A    198.18.0.1
		_25._tcp.example.org TLSA 3 1 1 $leaf
		example.org          SMTP 198.18.0.1 leaf`
	for line, want := range map[string]MXKind{
		"example.org MX nodata":                    MXImplicit,
		"example.org MX nodata ; insecure":         MXImplicit,
		"example.org MX nxdomain":                  MXNXDomain,
		"example.org MX nxdomain ; insecure":       MXNXDomain,
		"example.org MX fails":                     MXFailed,
		"example.org MX nodata ; bogus":            MXFailed,
		"example.org MX 0 .":                       MXNull,
		"example.org MX 10 x.example.net. ; bogus": MXFailed,
	} {
		r := newWorld(t, certs, line+rest).judged()
		if r.MX.Kind != want || (len(r.Hosts) > 0) != (want == MXImplicit) {
			t.Errorf("%s: %q with %d hosts, want %q", line, r.MX.Kind, len(r.Hosts), want)
		}
	}
}
