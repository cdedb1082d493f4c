package fix

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"danewalk/probe/wire"
)

// tasks lists every task.
func tasks() (out []Task) {
	for t := range taskWords() {
		out = append(out, t)
	}
	slices.Sort(out)
	return out
}

func TestCommands(t *testing.T) {
	for _, task := range tasks() {
		list := Commands(task, Place{Zone: "example.org", Tag: 4711, Algorithm: 13})
		if len(list) == 0 {
			t.Errorf("%s: no command", task)
		}
		for _, c := range list {
			if c.Task != task || c.Product == "" || strings.Contains(c.Line, "%!") || strings.Contains(c.Line, "\n") {
				t.Errorf("%s: %+v", task, c)
			}
		}
	}
	for line, task := range map[string]Task{
		"dnssec-dsfromkey -2 Kexample.org.+013+04711.key": PrintDS, "rndc dnssec -checkds -key NEWTAG published example.org": DSPublished,
		"pdnsutil zone set-nsec3 example.org '1 0 0 -'": NSEC3, "pdnsutil rectify-zone example.org": SignAgain, "pdnsutil zone rectify example.org": SignAgain,
		"pdns_control purge 'example.org$'": SignAgain, "rndc nta example.org": Exception, "Enable-SmtpDaneInbound -DomainName example.org": ExchangeDANE,
	} {
		if !slices.ContainsFunc(Commands(task, Place{Zone: "example.org", Tag: 4711, Algorithm: 13}), func(c Command) bool { return c.Line == line }) {
			t.Errorf("%s: there is no %q", task, line)
		}
	}
	// The signer is told of the key whose DS is new, never of the one that it replaces.
	if got := Commands(DSPublished, Place{Zone: "example.org", Tag: 4711, New: 815}); got[0].Line != "rndc dnssec -checkds -key 815 published example.org" {
		t.Errorf("%+v", got)
	}
}

// What a shell makes of a command with a hostile name is the name, as one word.
func TestHostileNames(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	for _, name := range []string{
		"$(id).example", "`id`.example", "a;id", "a|id", "a&&id", "a b", "'a'", `"a"`, "a\nid", ">x", "*", "~", "#", "{a,b}", "!a", "a\\", `'"'"'`, "=a",
	} {
		for _, task := range []Task{SignAgain, PrintDS, Flush, Exception, CheckZone} {
			for _, c := range Commands(task, Place{Zone: name, Tag: 1, Algorithm: 13}) {
				script := "set -f; words() { printf '%s\\n--\\n' \"$@\"; }; words " + c.Line
				out, err := exec.Command(shell, "-c", script).Output()
				if err != nil || !strings.Contains(string(out), name) || strings.Contains(string(out), "uid=") {
					t.Errorf("%s: %v, %q", c.Line, err, out)
				}
			}
		}
	}
	hostile := wire.MustName(`-f/etc/passwd\;x`)
	for _, c := range Commands(SignAgain, Place{Zone: hostile.Show()}) {
		if strings.Contains(c.Line, " -f") || strings.Contains(c.Line, "/etc") {
			t.Error(c.Line)
		}
	}
	if got := QuotePowerShell("a;b’c'd"); got != "'a;b’’c''d'" {
		t.Error(got)
	}
	if got := Quote("-x"); got != `'\045x'` {
		t.Error(got)
	}
}

// Lines of the texts name hosts and zones too: each is one word to a shell, and what
// goes into a zone file stays as it is.
func TestShell(t *testing.T) {
	for line, want := range map[string]string{
		`dig +dnssec example.org MX`:                                 `dig +dnssec example.org MX`,
		`dig +dnssec \036\040id\041.example.org MX`:                  `dig +dnssec '\036\040id\041.example.org' MX`,
		`openssl s_client -connect \096id\096.example:25 </dev/null`: `openssl s_client -connect '\096id\096.example:25' </dev/null`,
		`posttls-finger -c -l dane "[\036.example]"`:                 `posttls-finger -c -l dane "[\036.example]"`,
		`printf 'EHLO test\r\n' | nc \036.example 25`:                `printf 'EHLO test\r\n' | nc '\036.example' 25`,
		`_25._tcp.\036.example. 3600 IN TLSA 3 1 1 00ff`:             `_25._tcp.\036.example. 3600 IN TLSA 3 1 1 00ff`,
		`_25._tcp.\036.example. 3600 IN TLSA 3 1 1 <SHA-256>`:        `_25._tcp.\036.example. 3600 IN TLSA 3 1 1 <SHA-256>`,
	} {
		if got := Shell(line); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
	if got := Argument("-f.example.org"); got != `\045f.example.org` {
		t.Error(got)
	}
	if got := Argument("-starttls smtp "); got != "-starttls smtp " {
		t.Error(got)
	}
}

func TestLines(t *testing.T) {
	got := strings.Join(Lines(nil, Commands(NSEC3, Place{Zone: "example.org"})), "\n")
	want := `# BIND 9, NSEC3 as RFC 9276 has it (in its configuration)
nsec3param iterations 0 optout no salt-length 0;
# Knot DNS 3, NSEC3 as RFC 9276 has it (in its configuration)
nsec3: on
nsec3-iterations: 0
nsec3-salt-length: 0
nsec3-opt-out: off
# PowerDNS 5, NSEC3 as RFC 9276 has it
pdnsutil zone set-nsec3 example.org '1 0 0 -'
# PowerDNS 4, NSEC3 as RFC 9276 has it
pdnsutil set-nsec3 example.org '1 0 0 -'`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if cloud := strings.Join(Lines(nil, Commands(StartSigning, Place{Zone: "example.org"})), "\n"); !strings.Contains(cloud, "Google Cloud DNS, begin to sign (from memory: compare it with the manual)") {
		t.Error(cloud)
	}
}
