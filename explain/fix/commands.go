package fix

import (
	"fmt"
	"strings"

	"danewalk/explain/text"
)

// Task is something to be done with a product, in the same words everywhere.
type Task string

// The tasks.
const (
	SignAgain     Task = "sign-again"
	ShowKeys      Task = "show-keys"
	PrintDS       Task = "print-ds"
	DSPublished   Task = "ds-published"
	NSEC3         Task = "nsec3"
	StartSigning  Task = "start-signing"
	GoUnsigned    Task = "go-unsigned"
	CheckZone     Task = "check-zone"
	Transfer      Task = "transfer"
	Flush         Task = "flush"
	Exception     Task = "exception" // a negative trust anchor (RFC 7646)
	NoException   Task = "no-exception"
	ExchangeDANE  Task = "exchange-dane"
	ExchangeState Task = "exchange-state"
)

// Command is one line for one product.
type Command struct {
	Task    Task   `json:"task"`
	Product string `json:"product"`
	Line    string `json:"line"`
	// Config: the line belongs into the configuration of the product, and is
	// nothing to run.
	Config bool `json:"config,omitempty"`
	// Memory: nobody compared the line with the manual of the product.
	Memory bool `json:"fromMemory,omitempty"`
}

// Place is what the lines are filled in with.
type Place struct {
	Zone      string // without final dot, as wire.Name.Show has it
	Tag       uint16 // of the key that the DS names or should name; 0: none
	Algorithm uint8  // of that key
	New       uint16 // of the key whose DS is on its way to the parent; 0: none is known
}

// Names of products.
const (
	bind     = "BIND 9"
	knot     = "Knot DNS 3"
	power    = "PowerDNS"
	power5   = "PowerDNS 5" // pdnsutil zone VERB
	power4   = "PowerDNS 4" // pdnsutil VERB-zone
	recursor = "PowerDNS Recursor"
	unbound  = "Unbound"
	resolver = "Knot Resolver"
	route53  = "Amazon Route 53"
	google   = "Google Cloud DNS"
	azure    = "Azure DNS"
	flare    = "Cloudflare"
	exchange = "Exchange Online PowerShell"
)

// Commands returns the lines for a task: complete, with the real name, and safe
// to paste whatever the name is. What only the operator knows stands in capitals.
func Commands(t Task, p Place) []Command {
	z, w := Quote(p.Zone), writer{t}
	switch t {
	case SignAgain:
		return []Command{
			w.line(bind, "rndc sign %s", z), w.line(knot, "knotc zone-sign %s", z),
			w.line(power5, "pdnsutil zone rectify %s", z), w.line(power4, "pdnsutil rectify-zone %s", z),
			w.line(power, "pdns_control purge %s", Quote(p.Zone+"$")),
		}
	case ShowKeys:
		return []Command{
			w.line(bind, "rndc dnssec -status %s", z), w.line(knot, "keymgr %s list", z),
			w.line(power5, "pdnsutil zone show %s", z), w.line(power4, "pdnsutil show-zone %s", z),
		}
	case PrintDS:
		return w.printDS(p)
	case DSPublished:
		return w.published(p)
	case NSEC3:
		return []Command{
			w.config(bind, "nsec3param iterations 0 optout no salt-length 0;"),
			w.config(knot, "nsec3: on"), w.config(knot, "nsec3-iterations: 0"), w.config(knot, "nsec3-salt-length: 0"), w.config(knot, "nsec3-opt-out: off"),
			w.line(power5, "pdnsutil zone set-nsec3 %s '1 0 0 -'", z), w.line(power4, "pdnsutil set-nsec3 %s '1 0 0 -'", z),
		}
	case StartSigning:
		return append([]Command{
			w.config(bind, "dnssec-policy default; inline-signing yes;"), w.config(knot, "dnssec-signing: on"), w.config(knot, "algorithm: ecdsap256sha256"),
			w.line(power5, "pdnsutil zone secure %s", z), w.line(power4, "pdnsutil secure-zone %s", z),
		}, w.clouds(z)...)
	case GoUnsigned:
		return []Command{
			w.config(bind, "dnssec-policy insecure;"), w.config(knot, "cds-cdnskey-publish: delete-dnssec"),
			w.line(power5, "pdnsutil zone dnssec-disable %s", z), w.line(power4, "pdnsutil disable-dnssec %s", z),
		}
	case CheckZone:
		return []Command{
			w.line(bind, "dnssec-verify -o %s ZONEFILE", z), w.line(knot, "kzonecheck -o %s --dnssec on ZONEFILE", z),
			w.line(power5, "pdnsutil zone check %s", z), w.line(power4, "pdnsutil check-zone %s", z),
		}
	case Transfer:
		return []Command{w.line(bind, "rndc retransfer %s", z), w.line(knot, "knotc zone-refresh %s", z), w.line(power, "pdns_control retrieve %s", z)}
	}
	return w.others(p)
}

// writer writes lines for a task.
type writer struct{ task Task }

func (w writer) line(product, format string, values ...any) Command {
	return Command{Task: w.task, Product: product, Line: fmt.Sprintf(format, values...)}
}

func (w writer) config(product, words string) Command {
	return Command{Task: w.task, Product: product, Line: words, Config: true}
}

// printDS prints the DS record of a key: from its file, where the number of the
// key is known, else from what the zone publishes for its parent.
func (w writer) printDS(p Place) (out []Command) {
	z := Quote(p.Zone)
	if p.Tag != 0 {
		file := fmt.Sprintf("K%s.+%03d+%05d.key", strings.TrimSuffix(p.Zone, "."), p.Algorithm, p.Tag)
		out = append(out, w.line(bind, "dnssec-dsfromkey -2 %s", Quote(file)))
	}
	return append(out, w.line(bind, "dig +short %s CDS", z), w.line(knot, "keymgr %s ds", z),
		w.line(power5, "pdnsutil zone show %s", z), w.line(power4, "pdnsutil show-zone %s", z))
}

// published tells a signer that the parent has the DS of the new key. It retires
// the old one then: told too early, it breaks the chain.
func (w writer) published(p Place) []Command {
	z, tag := Quote(p.Zone), "NEWTAG"
	if p.New != 0 {
		tag = fmt.Sprint(p.New)
	}
	return []Command{w.line(bind, "rndc dnssec -checkds -key %s published %s", tag, z), w.line(knot, "knotc zone-ksk-submitted %s", z)}
}

// clouds sign at the push of a button. Nobody compared these with a manual.
func (w writer) clouds(zone string) []Command {
	out := []Command{
		w.line(route53, "aws route53 enable-hosted-zone-dnssec --hosted-zone-id ID"),
		w.line(route53, "aws route53 get-dnssec --hosted-zone-id ID"),
		w.line(google, "gcloud dns managed-zones update NAME --dnssec-state on"),
		w.line(google, "gcloud dns dns-keys list --zone NAME"),
		w.line(azure, "az network dns dnssec-config create -g GROUP -z %s", zone),
	}
	const call = `curl -X PATCH https://api.cloudflare.com/client/v4/zones/ID/dnssec -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"status":"active"}'`
	out = append(out, w.line(flare, "%s", call))
	for i := range out {
		out[i].Memory = true
	}
	return out
}

// others are the tasks of resolvers, and of mail.
func (w writer) others(p Place) []Command {
	z, d := Quote(p.Zone), QuotePowerShell(p.Zone)
	switch w.task {
	case Flush:
		return []Command{
			w.line(unbound, "unbound-control flush_zone %s", z), w.line(bind, "rndc flushtree %s", z),
			w.line(recursor, "rec_control wipe-cache %s", Quote(p.Zone+"$")), w.line(resolver, "kresctl cache clear %s", z),
		}
	case Exception:
		return []Command{w.line(bind, "rndc nta %s", z), w.line(recursor, "rec_control add-nta %s 'broken at the registry'", z)}
	case NoException:
		return []Command{
			w.line(bind, "rndc nta -remove %s", z), w.line(recursor, "rec_control clear-nta %s", z), w.line(unbound, "unbound-control insecure_remove %s", z),
		}
	case ExchangeDANE:
		return []Command{
			w.line(exchange, "Connect-ExchangeOnline"), w.line(exchange, "Enable-DnssecForVerifiedDomain -DomainName %s", d),
			w.line(exchange, "Get-DnssecStatusForVerifiedDomain -DomainName %s", d), w.line(exchange, "Enable-SmtpDaneInbound -DomainName %s", d),
			w.line(exchange, "Get-SmtpDaneInboundStatus -DomainName %s", d),
		}
	case ExchangeState:
		return []Command{
			w.line(exchange, "Connect-ExchangeOnline"), w.line(exchange, "Get-DnssecStatusForVerifiedDomain -DomainName %s", d),
			w.line(exchange, "Get-SmtpDaneInboundStatus -DomainName %s", d), w.line(exchange, "Get-MxRecordReport -Domain %s", d),
		}
	}
	return nil
}

// Quote writes a value so that a shell of Unix takes it for one word, and no
// program for an option: names come from whoever wants them to be pasted.
func Quote(s string) string {
	if strings.HasPrefix(s, "-") {
		s = `\045` + s[1:] // RFC 1035 5.1: the same name
	}
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !plainInShells(r) }) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// Argument writes a value for a line that is run, so that no program takes it for
// an option. Options of our own have a value behind them.
func Argument(s string) string {
	if strings.HasPrefix(s, "-") && !strings.Contains(s, " ") {
		return `\045` + s[1:]
	}
	return s
}

// Shell writes a line of a text so that a shell leaves the names in it alone: a
// backslash (RFC 1035 5.1) means something there. Lines of a zone file stay.
func Shell(line string) string {
	if !strings.Contains(line, `\`) || strings.Contains(line, " IN ") {
		return line
	}
	words := strings.Split(line, " ")
	for i, w := range words {
		if strings.Contains(w, `\`) && !strings.ContainsAny(w, `'"`) && !strings.Contains(w, `\r`) {
			words[i] = "'" + w + "'"
		}
	}
	return strings.Join(words, " ")
}

// QuotePowerShell does the same for PowerShell, where a quotation mark is doubled
// and some others count as one too.
func QuotePowerShell(s string) string {
	if s != "" && !strings.HasPrefix(s, "-") && !strings.ContainsFunc(s, func(r rune) bool { return !plainInShells(r) }) {
		return s
	}
	return "'" + strings.NewReplacer("'", "''", "\u2018", "\u2018\u2018", "\u2019", "\u2019\u2019", "\u201a", "\u201a\u201a", "\u201b", "\u201b\u201b").Replace(s) + "'"
}

// plainInShells tells whether a character means nothing to any shell.
func plainInShells(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_/:+", r)
}

// Lines writes commands as a block to copy from: what each line is for stands
// above it in a comment.
func Lines(b *text.Book, commands []Command) (out []string) {
	last := ""
	for _, c := range commands {
		if head := "# " + c.head(b); head != last {
			out, last = append(out, head), head
		}
		out = append(out, c.Line)
	}
	return out
}

// head says for what product a line is, and what it does.
func (c Command) head(b *text.Book) string {
	does := b.Say(taskWords()[c.Task])
	switch {
	case c.Memory:
		return b.Say("%s, %s (from memory: compare it with the manual)", c.Product, does)
	case c.Config:
		return b.Say("%s, %s (in its configuration)", c.Product, does)
	}
	return fmt.Sprintf("%s, %s", c.Product, does)
}

// taskWords says what the tasks are.
func taskWords() map[Task]text.Phrase {
	return map[Task]text.Phrase{
		SignAgain: "sign the zone again", ShowKeys: "show the state of the keys", PrintDS: "print the DS record",
		DSPublished: "tell the signer, when the parent has the new DS", NSEC3: "NSEC3 as RFC 9276 has it", StartSigning: "begin to sign",
		GoUnsigned: "stop signing, only when the DS has been gone for its TTL", CheckZone: "check the whole zone",
		Transfer: "fetch the zone anew, at the name server that is behind", Flush: "forget what the resolver remembers",
		Exception: "do not validate for a while, on a resolver of your own", NoException: "validate again",
		ExchangeDANE: "switch on DNSSEC and DANE for incoming mail", ExchangeState: "show what Microsoft has for the domain",
	}
}
