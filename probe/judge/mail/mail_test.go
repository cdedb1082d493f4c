package mail

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// outcomes writes the hosts and their addresses as "host mode outcome [address outcome ...]".
func outcomes(r *Report) []string {
	var out []string
	for _, h := range r.Hosts {
		line := fmt.Sprintf("%s %s %s", h.Name.Show(), h.Mode, h.Outcome)
		for _, a := range h.Addresses {
			line += fmt.Sprintf(" %s=%s", a.Addr, a.Outcome)
		}
		out = append(out, line)
	}
	return out
}

// TestVerdict: each case is a zone file and what senders find.
func TestVerdict(t *testing.T) {
	certs := newPKI(t)
	for _, c := range []struct {
		name  string
		world string
		want  Verdict
		mx    MXKind
		hosts []string
	}{
		{
			"healthy 3 1 1", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			Protected, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass"},
		},
		{
			"healthy 2 1 1", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 2 1 1 $ca
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			Protected, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass"},
		},
		{
			"usage 2 and usage 3: either is enough", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 2 1 1 $selfie
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 leaf`,
			Protected, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass"},
		},
		{
			"expired leaf under usage 3", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $expired
			mx1.example.net           SMTP 198.18.0.1 expired ca`,
			Protected, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass"},
		},
		{
			"expired leaf under usage 2", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 2 1 1 $ca
			mx1.example.net           SMTP 198.18.0.1 expired ca`,
			Blocked, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail"},
		},
		{
			"anchor of usage 2 is not sent", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 2 1 1 $ca
			mx1.example.net           SMTP 198.18.0.1 leaf`,
			Blocked, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail"},
		},
		{
			"self-signed leaf under usage 2", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 2 1 1 $selfie
			mx1.example.net           SMTP 198.18.0.1 selfie`,
			Blocked, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail"},
		},
		{
			"usage 2 with the name of the domain", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 2 1 1 $ca
			mx1.example.net           SMTP 198.18.0.1 domain ca`,
			Protected, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass"},
		},
		{
			"usage 2 with the name of the domain, but MX is insecure", `
			example.org               MX   10 mx1.example.net. ; insecure
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 2 1 1 $ca
			mx1.example.net           SMTP 198.18.0.1 domain ca`,
			AtRisk, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail"},
		},
		{
			"usage 2 with another name", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 2 1 1 $ca
			mx1.example.net           SMTP 198.18.0.1 other ca`,
			Blocked, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail"},
		},
		{
			"two servers, the second broken", `
			example.org               MX   20 mx2.example.net.
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			mx2.example.net           A    198.18.0.2
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			_25._tcp.mx2.example.net  TLSA 3 1 1 $selfie
			mx1.example.net           SMTP 198.18.0.1 leaf ca
			mx2.example.net           SMTP 198.18.0.2 other ca`,
			AtRisk, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass", "mx2.example.net dane fail 198.18.0.2=fail"},
		},
		{
			"one address of two shows an old certificate", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			mx1.example.net           AAAA 2001:4::1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 leaf ca
			mx1.example.net           SMTP 2001:4::1  other ca`,
			AtRisk, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=pass 2001:4::1=fail"},
		},
		{
			"domain unsigned, host signed: half DANE", `
			example.org               MX   10 mx1.example.net. ; insecure
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			NotProtected, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass"},
		},
		{
			"host in an unsigned zone whose TLSA query fails", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1 ; insecure
			_25._tcp.mx1.example.net  TLSA fails
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			NotProtected, MXRecords,
			[]string{"mx1.example.net none unprotected 198.18.0.1=unprotected"},
		},
		{
			"TLSA lookup fails in a signed zone", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA fails
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			Blocked, MXRecords,
			[]string{"mx1.example.net unreachable fail 198.18.0.1=fail"},
		},
		{
			"TLSA denial is bogus", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA nodata ; bogus
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			Blocked, MXRecords,
			[]string{"mx1.example.net unreachable fail 198.18.0.1=fail"},
		},
		{
			"no TLSA: secure denial", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA nxdomain
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			NotProtected, MXRecords,
			[]string{"mx1.example.net none unprotected 198.18.0.1=unprotected"},
		},
		{
			"no TLSA: insecure denial is the same", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA nxdomain ; insecure
			mx1.example.net           SMTP 198.18.0.1 starttls-missing`,
			NotProtected, MXRecords,
			[]string{"mx1.example.net none unprotected 198.18.0.1=unprotected"},
		},
		{
			"AAAA denial bogus must not kill A", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			mx1.example.net           AAAA nodata ; bogus
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			AtRisk, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass"},
		},
		{
			"both address lookups fail", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    fails
			mx1.example.net           AAAA fails`,
			Blocked, MXRecords,
			[]string{"mx1.example.net  fail"},
		},
		{
			"one address lookup fails, the other is empty", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    fails`,
			Blocked, MXRecords,
			[]string{"mx1.example.net  fail"},
		},
		{
			"host has no address", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    nxdomain
			mx1.example.net           AAAA nxdomain`,
			Blocked, MXRecords,
			[]string{"mx1.example.net  down"},
		},
		{
			"all records of usage 1: encryption only, no fallback to authorities", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 1 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 other`,
			NotProtected, MXRecords,
			[]string{"mx1.example.net encrypt-only encrypted 198.18.0.1=encrypted"},
		},
		{
			"all records unusable and no STARTTLS", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 abcd
			mx1.example.net           SMTP 198.18.0.1 starttls-missing`,
			Blocked, MXRecords,
			[]string{"mx1.example.net encrypt-only fail 198.18.0.1=fail"},
		},
		{
			"unusable records beside a good one", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 1 1 1 $selfie
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			_25._tcp.mx1.example.net  TLSA 3 1 9 00
			mx1.example.net           SMTP 198.18.0.1 leaf`,
			Protected, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass"},
		},
		{
			"no MX, secure: the domain is its own server", `
			example.org               MX   nodata
			example.org               A    198.18.0.1
			_25._tcp.example.org      TLSA 3 1 1 $leaf
			example.org               SMTP 198.18.0.1 leaf ca`,
			Protected, MXImplicit,
			[]string{"example.org dane pass 198.18.0.1=pass"},
		},
		{
			"no MX, insecure", `
			example.org               MX   nodata ; insecure
			example.org               A    198.18.0.1 ; insecure
			example.org               SMTP 198.18.0.1 leaf ca`,
			NotProtected, MXImplicit,
			[]string{"example.org none unprotected 198.18.0.1=unprotected"},
		},
		{
			"no MX and no address", `
			example.org               MX   nodata`,
			Blocked, MXNoAddress,
			[]string{"example.org  down"},
		},
		{"null MX", `
			example.org               MX   0 .`, NoMail, MXNull, nil},
		{"null MX, unsigned", `
			example.org               MX   0 . ; insecure`, NoMail, MXNull, nil},
		{
			"null MX beside another", `
			example.org               MX   0 .
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			Protected, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass"},
		},
		{"no such domain", `
			example.org               MX   nxdomain`, NoMail, MXNXDomain, nil},
		{"no such domain, not proven", `
			example.org               MX   nxdomain ; insecure`, NoMail, MXNXDomain, nil},
		{"no such domain, proof broken", `
			example.org               MX   nxdomain ; bogus`, Blocked, MXFailed, nil},
		{"MX bogus", `
			example.org               MX   10 mx1.example.net. ; bogus`, Blocked, MXFailed, nil},
		{"the domain's servers do not answer", `
			example.org               MX   fails`, Blocked, MXFailed, nil},
		{"we stopped before MX was asked", `
			LIMIT queries example.org
			example.org               MX   unasked`, CannotTell, MXFailed, nil},
		{
			"partial coverage", `
			example.org               MX   10 mx1.example.net.
			example.org               MX   20 mx2.example.net.
			mx1.example.net           A    198.18.0.1
			mx2.example.net           A    198.18.0.2
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 leaf ca
			mx2.example.net           SMTP 198.18.0.2 other ca`,
			NotProtected, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass", "mx2.example.net none unprotected 198.18.0.2=unprotected"},
		},
		{
			"failing host beside an unprotected one", `
			example.org               MX   10 mx1.example.net.
			example.org               MX   20 mx2.example.net.
			mx1.example.net           A    198.18.0.1
			mx2.example.net           A    198.18.0.2
			_25._tcp.mx1.example.net  TLSA 3 1 1 $selfie
			mx1.example.net           SMTP 198.18.0.1 leaf ca
			mx2.example.net           SMTP 198.18.0.2 other ca`,
			AtRisk, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail", "mx2.example.net none unprotected 198.18.0.2=unprotected"},
		},
		{
			"port 25 silent everywhere may be our network", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 connect-timeout`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net dane untested 198.18.0.1=untested"},
		},
		{
			"port 25 refused everywhere may be our network", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 connect-refused`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net dane untested 198.18.0.1=untested"},
		},
		{
			"port 25 silent at one server only", `
			example.org               MX   10 mx1.example.net.
			example.org               MX   20 mx2.example.net.
			mx1.example.net           A    198.18.0.1
			mx2.example.net           A    198.18.0.2
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			_25._tcp.mx2.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 leaf ca
			mx2.example.net           SMTP 198.18.0.2 connect-timeout`,
			AtRisk, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass", "mx2.example.net dane down 198.18.0.2=down"},
		},
		{
			"port 25 silent, but the DNS shows that DANE is not in force", `
			example.org               MX   10 mx1.example.net. ; insecure
			mx1.example.net           A    198.18.0.1 ; insecure
			mx1.example.net           SMTP 198.18.0.1 connect-timeout`,
			NotProtected, MXRecords,
			[]string{"mx1.example.net none untested 198.18.0.1=untested"},
		},
		{
			"mail servers were not contacted", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net dane untested 198.18.0.1=untested"},
		},
		{
			"421 before STARTTLS: could not test", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 banner-tempfail`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net dane untested 198.18.0.1=untested"},
		},
		{
			"STARTTLS missing", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 starttls-missing`,
			Blocked, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail"},
		},
		{
			"STARTTLS removed on the way, probably near us", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 starttls-stripped`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net dane untested 198.18.0.1=untested"},
		},
		{
			"handshake fails", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 handshake-failed`,
			Blocked, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail"},
		},
		{
			"EHLO unknown", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 ehlo-rejected`,
			Blocked, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail"},
		},
		{
			"EHLO rejected for our name", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 ehlo-rejected 504`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net dane untested 198.18.0.1=untested"},
		},
		{
			"EHLO rejected for our address", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 ehlo-rejected 550`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net dane untested 198.18.0.1=untested"},
		},
		{
			"private address, reachable from here only", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    10.0.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 10.0.0.1 leaf ca`,
			Blocked, MXRecords,
			[]string{"mx1.example.net dane down 10.0.0.1=down"},
		},
		{
			"an address that was never tried is not green", `
			LIMIT addresses mx1.example.net
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			mx1.example.net           A    198.18.0.2
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net dane untested 198.18.0.1=pass 198.18.0.2=untested"},
		},
		{
			"AAAA was never asked: not green", `
			LIMIT queries mx1.example.net
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			mx1.example.net           AAAA unasked
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net dane untested 198.18.0.1=pass"},
		},
		{
			"TLSA was never asked: not the same as none", `
			LIMIT queries _25._tcp.mx1.example.net
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA unasked
			mx1.example.net           SMTP 198.18.0.1 leaf ca`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net  untested 198.18.0.1=untested"},
		},
		{
			"A secure, AAAA insecure: TLSA is asked", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			mx1.example.net           AAAA 2001:4::1 ; insecure
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 leaf ca
			mx1.example.net           SMTP 2001:4::1 leaf ca`,
			Protected, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass 2001:4::1=pass"},
		},
		{
			"silent after the connection: may be a box near us", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 banner-timeout`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net dane untested 198.18.0.1=untested"},
		},
		{
			"silent after the connection, while another one greets", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			mx1.example.net           A    198.18.0.2
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 banner-timeout
			mx1.example.net           SMTP 198.18.0.2 leaf`,
			AtRisk, MXRecords,
			[]string{"mx1.example.net dane down 198.18.0.1=down 198.18.0.2=pass"},
		},
		{
			"half DANE, not tested: not protected all the same", `
			example.org               MX   10 mx1.example.net. ; insecure
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			NotProtected, MXRecords,
			[]string{"mx1.example.net dane untested 198.18.0.1=untested"},
		},
		{
			"half DANE, mismatch: some senders refuse, others deliver", `
			example.org               MX   10 mx1.example.net. ; insecure
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 other`,
			AtRisk, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail"},
		},
		{
			"half DANE, mismatch, and nobody gets through at the other", `
			example.org               MX   10 mx1.example.net. ; insecure
			example.org               MX   20 mx2.example.net. ; insecure
			mx1.example.net           A    198.18.0.1
			mx2.example.net           A    fails
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 other`,
			AtRisk, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail", "mx2.example.net  fail"},
		},
		{
			"one fails, one could not be tested: mail may flow or not", `
			example.org               MX   10 mx1.example.net. ; insecure
			example.org               MX   20 mx2.example.net. ; insecure
			mx1.example.net           A    198.18.0.1
			mx2.example.net           A    198.18.0.2
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mx1.example.net           SMTP 198.18.0.1 other
			mx2.example.net           SMTP 198.18.0.2 banner-tempfail`,
			CannotTell, MXRecords,
			[]string{"mx1.example.net dane fail 198.18.0.1=fail", "mx2.example.net none untested 198.18.0.2=untested"},
		},
		{
			"certificates compared whatever MX order says", `
			example.org               MX   10 mx2.example.net.
			example.org               MX   10 mx1.example.net.
			example.org               MX   30 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			mx2.example.net           A    198.18.0.2
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			_25._tcp.mx2.example.net  TLSA 3 1 1 $other
			mx1.example.net           SMTP 198.18.0.1 leaf ca
			mx2.example.net           SMTP 198.18.0.2 other ca`,
			Protected, MXRecords,
			[]string{"mx1.example.net dane pass 198.18.0.1=pass", "mx2.example.net dane pass 198.18.0.2=pass"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, certs, c.world)
			r := w.judged()
			if r.Verdict != c.want || r.MX.Kind != c.mx {
				t.Errorf("verdict %q, MX %q; want %q, %q", r.Verdict, r.MX.Kind, c.want, c.mx)
			}
			if got := outcomes(r); !slices.Equal(got, c.hosts) {
				t.Errorf("hosts\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.hosts, "\n"))
			}
		})
	}
}

// TestBase: which names are asked for TLSA, in which order, and which names the
// certificate may carry (RFC 7672 2.2.2, 2.2.3, 3.2.2).
func TestBase(t *testing.T) {
	certs := newPKI(t)
	for _, c := range []struct {
		name       string
		world      string
		candidates string
		base       string
		names      string
		notAsked   string // a question that must not be asked
		mode       Mode
	}{
		{
			"plain host", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"mx1.example.net", "mx1.example.net", "mx1.example.net example.org", "", ModeDANE,
		},
		{
			"secure alias: the end of it first", `
			example.org               MX   10 mail.example.org.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
			mail.example.org          CNAME mx1.example.net.`,
			"mx1.example.net mail.example.org", "mx1.example.net", "mx1.example.net example.org", "_25._tcp.mail.example.org TLSA", ModeDANE,
		},
		{
			"secure alias: then the name as written", `
			example.org               MX   10 mail.example.org.
			mx1.example.net           A    198.18.0.1
			mail.example.org          CNAME mx1.example.net.
			_25._tcp.mail.example.org TLSA 3 1 1 $leaf`,
			"mx1.example.net mail.example.org", "mail.example.org", "mail.example.org example.org", "", ModeDANE,
		},
		{
			"secure alias: failure at the first candidate stops", `
			example.org               MX   10 mail.example.org.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA fails
			mail.example.org          CNAME mx1.example.net.
			_25._tcp.mail.example.org TLSA 3 1 1 $leaf`,
			"mx1.example.net mail.example.org", "mx1.example.net", "mx1.example.net example.org", "_25._tcp.mail.example.org TLSA", ModeUnreachable,
		},
		{
			"secure alias into an unsigned zone", `
			example.org               MX   10 mail.example.org.
			mx1.example.net           A    198.18.0.1 ; insecure
			mail.example.org          CNAME mx1.example.net.
			_25._tcp.mx1.example.net  TLSA fails
			_25._tcp.mail.example.org TLSA 3 1 1 $leaf`,
			"mail.example.org", "mail.example.org", "mail.example.org example.org", "_25._tcp.mx1.example.net TLSA", ModeDANE,
		},
		{
			"alias in an unsigned zone", `
			example.org               MX   10 mail.example.com.
			mx1.example.net           A    198.18.0.1
			mail.example.com          CNAME mx1.example.net. ; insecure
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"", "", "", "_25._tcp.mx1.example.net TLSA", ModeNone,
		},
		{
			"TLSA is an alias: the base stays", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_dane.example.net         TLSA 3 1 1 $leaf
			_25._tcp.mx1.example.net  CNAME _dane.example.net.`,
			"mx1.example.net", "mx1.example.net", "mx1.example.net example.org", "", ModeDANE,
		},
		{
			"TLSA is an alias into an unsigned zone", `
			example.org               MX   10 mx1.example.net.
			mx1.example.net           A    198.18.0.1
			_dane.example.net         TLSA 3 1 1 $leaf ; insecure
			_25._tcp.mx1.example.net  CNAME _dane.example.net.`,
			"mx1.example.net", "", "", "", ModeNone,
		},
		{
			"the domain is an alias: both names are good", `
			other.example             MX   10 mx1.example.net.
			example.org               CNAME other.example.
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"mx1.example.net", "mx1.example.net", "mx1.example.net example.org other.example", "", ModeDANE,
		},
		{
			"MX insecure: only the host's own name", `
			example.org               MX   10 mx1.example.net. ; insecure
			mx1.example.net           A    198.18.0.1
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"mx1.example.net", "mx1.example.net", "mx1.example.net", "", ModeDANE,
		},
		{
			"no MX, and the domain is an alias: as expanded and as written", `
			mx1.example.net           A    198.18.0.1
			example.org               CNAME mx1.example.net.
			_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf`,
			"mx1.example.net example.org", "mx1.example.net", "mx1.example.net example.org", "", ModeDANE,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, certs, c.world)
			clear(w.asked)
			h := w.judged().Hosts[0]
			if got := shown(h.Candidates); got != c.candidates {
				t.Errorf("candidates %q, want %q", got, c.candidates)
			}
			if got := h.Base.Show(); got != c.base {
				t.Errorf("base %q, want %q", got, c.base)
			}
			if got := shown(h.Names); got != c.names {
				t.Errorf("reference identifiers %q, want %q", got, c.names)
			}
			if h.Mode != c.mode {
				t.Errorf("mode %q, want %q", h.Mode, c.mode)
			}
			if w.asked[c.notAsked] {
				t.Errorf("%s was used", c.notAsked)
			}
		})
	}
}

func shown(names []wire.Name) string {
	var out []string
	for _, n := range names {
		out = append(out, n.Show())
	}
	return strings.Join(out, " ")
}

// TestAliasQuestion: an alias whose end is insecure has a CNAME question of its
// own, and that one decides (RFC 7672 2.2.2).
func TestAliasQuestion(t *testing.T) {
	const text = `
		example.org               MX   10 mail.example.org.
		mx1.example.net           A    198.18.0.1 ; insecure
		mail.example.org          CNAME mx1.example.net.
		_25._tcp.mail.example.org TLSA 3 1 1 $leaf
		`
	certs := newPKI(t)
	for _, c := range []struct {
		line string
		gate Gate
		mode Mode
	}{
		{"", GateSecure, ModeDANE},
		{"mail.example.org CNAME fails", GateFailed, ModePending},
		{"mail.example.org CNAME unasked", GateSecure, ModeDANE}, // what was seen on the way serves as well
	} {
		w := newWorld(t, certs, text)
		if c.line != "" {
			l := newWorld(t, certs, strings.Replace(c.line, "CNAME", "TXT", 1)).dns["mail.example.org TXT"]
			w.dns["mail.example.org CNAME"] = l
		}
		h := w.judged().Hosts[0]
		if h.Gate != c.gate || h.Mode != c.mode {
			t.Errorf("%q: gate %q, mode %q; want %q, %q", c.line, h.Gate, h.Mode, c.gate, c.mode)
		}
	}
}

// TestGrowing: a case that grows is Checking until nothing can change the
// verdict, and then says it before the case is complete.
func TestGrowing(t *testing.T) {
	certs := newPKI(t)
	base := `
		example.org               MX   10 mx1.example.net.
		mx1.example.net           A    198.18.0.1
		`
	for _, c := range []struct {
		name, world string
		want        Verdict
	}{
		{"nothing yet", "example.org MX pending", Checking},
		{"MX seems to fail", "example.org MX fails", Checking},
		{"MX looks bogus so far", "example.org MX 10 mx1.example.net. ; bogus", Checking},
		{"null MX is final", "example.org MX 0 .", NoMail},
		{"TLSA to come", base + "_25._tcp.mx1.example.net TLSA pending", Checking},
		{"session to come", base + "_25._tcp.mx1.example.net TLSA 3 1 1 $leaf", Checking},
		{"session under way", base + "_25._tcp.mx1.example.net TLSA 3 1 1 $leaf\nmx1.example.net SMTP 198.18.0.1 not-finished", Checking},
		{"timeout may be ours", base + "_25._tcp.mx1.example.net TLSA 3 1 1 $leaf\nmx1.example.net SMTP 198.18.0.1 connect-timeout", Checking},
		{"all passed", base + "_25._tcp.mx1.example.net TLSA 3 1 1 $leaf\nmx1.example.net SMTP 198.18.0.1 leaf", Protected},
		{"AAAA to come", base + "_25._tcp.mx1.example.net TLSA 3 1 1 $leaf\nmx1.example.net SMTP 198.18.0.1 leaf\nmx1.example.net AAAA pending", Checking},
		{"a mismatch is final", base + "_25._tcp.mx1.example.net TLSA 3 1 1 $leaf\nmx1.example.net SMTP 198.18.0.1 other", Blocked},
		{"no DANE, mail flows", base + "mx1.example.net SMTP 198.18.0.1 other", NotProtected},
	} {
		w := newWorld(t, certs, c.world)
		w.complete = false
		if got := w.judged().Verdict; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestOurSide: what may be our own side never becomes a red verdict.
func TestOurSide(t *testing.T) {
	certs := newPKI(t)
	t.Run("nothing was reached", func(t *testing.T) {
		w := newWorld(t, certs, "example.org MX fails")
		w.answers = nil
		r := w.judged()
		if r.Verdict != CannotTell || r.Reached {
			t.Errorf("verdict %q, reached %v", r.Verdict, r.Reached)
		}
	})
	t.Run("only error codes were reached", func(t *testing.T) {
		w := newWorld(t, certs, "example.org MX fails")
		for _, a := range w.answers {
			a.Class = view.ErrorCode
		}
		if r := w.judged(); r.Verdict != CannotTell || !r.Reached {
			t.Errorf("verdict %q, reached %v", r.Verdict, r.Reached)
		}
	})
	for _, why := range []dnssec.Reason{dnssec.WorkLimit, dnssec.AnchorMismatch} {
		t.Run(string(why), func(t *testing.T) {
			w := newWorld(t, certs, "example.org MX 10 mx1.example.net. ; bogus")
			w.dns["example.org MX"].Reason = why
			if r := w.judged(); r.Verdict != CannotTell {
				t.Errorf("verdict %q", r.Verdict)
			}
		})
	}
	t.Run("a name that says NXNAME", func(t *testing.T) {
		w := newWorld(t, certs, "example.org MX nodata")
		w.dns["example.org MX"].Proof = &denial.Proof{Kind: denial.CompactAbsent}
		if r := w.judged(); r.MX.Kind != MXNXDomain || r.Verdict != NoMail {
			t.Errorf("%q %q", r.MX.Kind, r.Verdict)
		}
	})
	t.Run("the root does not fit our anchors or clock", func(t *testing.T) {
		w := newWorld(t, certs, "example.org MX 10 mx1.example.net. ; bogus")
		w.dns["example.org MX"].Fault = dnssec.Fault{Reason: dnssec.SigExpired, Zone: wire.Root()}
		if r := w.judged(); r.Verdict != CannotTell {
			t.Errorf("verdict %q", r.Verdict)
		}
	})
	t.Run("no route to any server of the domain", func(t *testing.T) {
		w := newWorld(t, certs, "example.org MX fails")
		w.dns["example.org MX"].Servers = []dnssec.ServerResult{{Answer: &view.Answer{Class: view.Failed, Failure: evidence.Unreachable}}}
		if r := w.judged(); r.Verdict != CannotTell {
			t.Errorf("verdict %q", r.Verdict)
		}
	})
	const dual = `
		example.org               MX   10 mx1.example.net.
		mx1.example.net           A    198.18.0.1
		mx1.example.net           AAAA 2001:4::1
		_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
		mx1.example.net           SMTP 198.18.0.1 leaf ca
		`
	t.Run("no IPv6 here", func(t *testing.T) {
		w := newWorld(t, certs, dual+"mx1.example.net SMTP 2001:4::1 connect-timeout")
		w.answers[1].Msg, w.answers[1].Class = nil, view.Failed // root servers were asked over IPv6, in vain
		r := w.judged()
		if got := outcomes(r); got[0] != "mx1.example.net dane pass 198.18.0.1=pass 2001:4::1=untested" || r.Verdict != Protected {
			t.Error(got, r.Verdict)
		}
		w.complete = false // an answer over IPv6 may still come
		if r := w.judged(); r.Verdict != Checking {
			t.Error("growing:", r.Verdict)
		}
	})
	t.Run("no route for IPv6", func(t *testing.T) {
		w := newWorld(t, certs, dual+"mx1.example.net SMTP 2001:4::1 connect-unreachable")
		w.answers = w.answers[:1]
		if r := w.judged(); r.Verdict != Protected {
			t.Error(r.Verdict)
		}
	})
	t.Run("nothing is known about IPv6 here", func(t *testing.T) {
		w := newWorld(t, certs, dual+"mx1.example.net SMTP 2001:4::1 connect-timeout")
		w.answers = w.answers[:1]
		if r := w.judged(); r.Verdict != CannotTell || outcomes(r)[0] != "mx1.example.net dane untested 198.18.0.1=pass 2001:4::1=untested" {
			t.Error(r.Verdict, outcomes(r))
		}
	})
	t.Run("only a resolver answered over IPv6", func(t *testing.T) {
		w := newWorld(t, certs, dual+"mx1.example.net SMTP 2001:4::1 connect-timeout")
		w.answers[1].Resolver = true // it may be next to us
		if r := w.judged(); r.Hosts[0].Addresses[1].Outcome != OutcomeUntested {
			t.Error(outcomes(r))
		}
	})
	t.Run("the whole DNS is a private one", func(t *testing.T) {
		w := newWorld(t, certs, strings.NewReplacer("198.18.0.1", "127.0.0.5", "2001:4::1", "fd00::5").Replace(dual)+"mx1.example.net SMTP fd00::5 leaf")
		if got := outcomes(w.judged()); got[0] != "mx1.example.net dane down 127.0.0.5=down fd00::5=down" {
			t.Error(got)
		}
		w.answers[0].Server = view.Server{Addr: netip.MustParseAddrPort("127.0.0.1:53"), Zone: wire.Root()}
		if r := w.judged(); r.Verdict != Protected {
			t.Error(outcomes(r))
		}
	})
	t.Run("IPv6 works here", func(t *testing.T) {
		w := newWorld(t, certs, dual+"mx1.example.net SMTP 2001:4::1 connect-timeout")
		if got := outcomes(w.judged()); got[0] != "mx1.example.net dane down 198.18.0.1=pass 2001:4::1=down" {
			t.Error(got)
		}
	})
	t.Run("IPv6 was excluded by the person", func(t *testing.T) {
		w := newWorld(t, certs, dual)
		w.start.Vantage.IPv6 = false
		r := w.judged()
		if r.Verdict != Protected || r.Hosts[0].Addresses[1].Outcome != OutcomeUntested {
			t.Error(r.Verdict, outcomes(r))
		}
	})
	t.Run("we asked for another name than senders do", func(t *testing.T) {
		w := newWorld(t, certs, strings.NewReplacer("$leaf", "$other", "AAAA 2001:4::1", "AAAA nodata").Replace(dual))
		for sni, want := range map[string]Outcome{"mx1.example.net": OutcomeFail, "alias.example.net": OutcomeUntested} {
			w.sessions[0].TLS.SNI = sni
			if got := w.judged().Hosts[0].Outcome; got != want {
				t.Errorf("SNI %s: %s, want %s", sni, got, want)
			}
		}
	})
	t.Run("our library refuses the certificate", func(t *testing.T) {
		w := newWorld(t, certs, strings.Replace(dual, "AAAA 2001:4::1", "AAAA nodata", 1))
		tls := w.sessions[0].TLS
		w.sessions[0].Trouble = view.HandshakeFailed
		tls.Stage, tls.Failure = evidence.StageFailed, evidence.Protocol
		if r := w.judged(); r.Verdict != CannotTell {
			t.Error("refused by us:", r.Verdict)
		}
		chain := tls.Chain
		tls.Unparsed, tls.Chain = true, nil
		if r := w.judged(); r.Verdict != CannotTell {
			t.Error("refused by us, and nothing read:", r.Verdict)
		}
		tls.Chain = chain // read from the wire
		if r := w.judged(); r.Verdict != Protected {
			t.Error("read from the wire:", r.Verdict)
		}
		look := *w.sessions[0]
		look.Look, look.TLS = evidence.LookTap, tls
		w.sessions[0].TLS = &evidence.Handshake{Stage: evidence.StageFailed, Failure: evidence.Protocol}
		w.sessions = append(w.sessions, &look)
		if r := w.judged(); r.Verdict != Protected || len(r.Hosts[0].Addresses[0].Looks) != 1 {
			t.Error("read in a second look:", r.Verdict)
		}
	})
}

// TestJudge: the same through the real view and validator.
func TestJudge(t *testing.T) {
	start := evidence.Item{ID: 1, Start: &evidence.Start{Kind: evidence.KindDomain, Name: "example.org.", Wall: noon()}}
	for _, c := range []struct {
		name string
		in   evidence.Case
		want Verdict
	}{
		{"nothing at all", evidence.Case{Complete: true}, CannotTell},
		{"not begun", evidence.Case{}, Checking},
		{"begun", evidence.Case{Items: []evidence.Item{start}}, Checking},
		{"ended without an answer", evidence.Case{Items: []evidence.Item{start}, Complete: true}, CannotTell},
	} {
		r := Judge(view.New(c.in), Policy{Policy: dnssec.Policy{Anchors: dnssec.BuiltinAnchors()}})
		if r.Verdict != c.want {
			t.Errorf("%s: %q, want %q", c.name, r.Verdict, c.want)
		}
		if len(c.in.Items) > 0 && !r.At.Equal(noon()) {
			t.Errorf("%s: judged at %s", c.name, r.At)
		}
	}
}

func TestOtherTargets(t *testing.T) {
	certs := newPKI(t)
	t.Run("address literal", func(t *testing.T) {
		w := newWorld(t, certs, "")
		w.start.Literal, w.start.Name = "192.0.2.1", ""
		if r := w.judged(); r.MX.Kind != MXLiteral || r.Verdict != NotProtected {
			t.Error(r.MX.Kind, r.Verdict)
		}
	})
	t.Run("no start item", func(t *testing.T) {
		w := newWorld(t, certs, "")
		w.start = evidence.Start{}
		if r := w.judged(); r.Verdict != CannotTell {
			t.Error(r.Verdict)
		}
	})
	for line, want := range map[string]Verdict{
		"example.org TXT hello":            Protected,
		"example.org TXT hello ; insecure": NotProtected,
		"example.org TXT hello ; bogus":    Blocked,
		"example.org TXT unasked":          CannotTell,
	} {
		w := newWorld(t, certs, line)
		w.start.Kind, w.start.Type = evidence.KindName, uint16(wire.TypeTXT)
		r := w.judged()
		if r.Resolve == nil || r.Verdict != want || len(r.Hosts) != 0 {
			t.Errorf("%s: %q, want %q", line, r.Verdict, want)
		}
	}
	w := newWorld(t, certs, "example.org MX 5 192.0.2.1.\nexample.org MX 6 1.example.net.")
	if got := shown(w.judged().MX.AddrLike); got != "192.0.2.1" {
		t.Errorf("targets like addresses: %q", got)
	}
}

func BenchmarkJudge(b *testing.B) {
	w := newWorld(b, newPKI(b), `
		example.org               MX   10 mx1.example.net.
		example.org               MX   20 mx2.example.net.
		mx1.example.net           A    198.18.0.1
		mx2.example.net           A    198.18.0.2
		_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
		_25._tcp.mx2.example.net  TLSA 2 1 1 $ca
		mx1.example.net           SMTP 198.18.0.1 leaf ca
		mx2.example.net           SMTP 198.18.0.2 domain ca`)
	for b.Loop() {
		if w.judged().Verdict != Protected {
			b.Fatal("not protected")
		}
	}
}
