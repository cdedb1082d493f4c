package main

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"danewalk/explain"
	"danewalk/explain/fix"
	"danewalk/explain/text"
	"danewalk/probe/collect"
	"danewalk/probe/collect/starttls"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// makeSet is what was typed behind tlsa make.
type makeSet struct {
	said options // the language
	cert string
	host string
	name string
	port uint16
	// of HOST: addresses of one family only
	only4, only6 bool
}

const hintMake = "danewalk tlsa make --cert fullchain.pem --name mx.example.org, or --host mx.example.org"

func (p *program) tlsaMakeCommand() *cobra.Command {
	var o makeSet
	c := &cobra.Command{
		Use:   "make --cert FILE | --host HOST[:PORT]",
		Short: "Print the TLSA records to publish for a mail server",
		Long: `Print TLSA records for a zone file: 3 1 1 of the server's own key, and 2 1 1 of
each certificate above it. One kind is enough; a record that would not work is
printed as a comment with the reason. FILE is PEM or DER, the server's own
certificate first. HOST is asked over SMTP with STARTTLS; nothing vouches for
what it shows, so compare the digest with the server's own file.`,
		Example: `  danewalk tlsa make --cert fullchain.pem --name mx.example.org
  danewalk tlsa make --host mx.example.org -4
  danewalk tlsa make --host 192.0.2.25:587 --name mx.example.org`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := given(c, args); err != nil {
				return err
			}
			if c.Flags().Changed("port") && o.port == 0 {
				return usagef("ports go from 1 to 65535", "port 0 is not valid")
			}
			return p.makeSet(c.Context(), &o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.cert, "cert", "", "certificates of the server in `FILE` (PEM or DER), its own first")
	f.StringVar(&o.host, "host", "", "take the certificates from the mail server `HOST[:PORT]` (port 25)")
	f.StringVar(&o.name, "name", "", "`NAME` of the mail server, for the owner of the records (default: HOST, or the only name in the certificate)")
	f.Uint16Var(&o.port, "port", 0, "`PORT` of the mail server, for the owner of the records (default: that of HOST, else 25)")
	f.BoolVarP(&o.only4, "ipv4", "4", false, "with --host: IPv4 only")
	f.BoolVarP(&o.only6, "ipv6", "6", false, "with --host: IPv6 only")
	o.said.bindLanguage(f)
	offerValues(c)
	return c
}

// shown is a chain and who showed it.
type shown struct {
	chain []tlsa.Certificate
	by    []string // addresses; none for a file
}

// makeSet reads the certificates, from where was said, and prints records.
func (p *program) makeSet(ctx context.Context, o *makeSet) error {
	if err := o.said.spoken(); err != nil {
		return err
	}
	var name wire.Name
	if o.name != "" {
		names, err := serverNames([]string{o.name})
		if err != nil {
			return err
		}
		name = names[0]
	}
	switch {
	case o.cert != "" && o.host != "":
		return usagef(hintMake, "--cert does not go with --host")
	case o.only4 && o.only6:
		return usagef("leave one of them out", "-4 and -6 exclude each other")
	case o.host == "" && (o.only4 || o.only6):
		return usagef(hintMake, "-4 and -6 need --host")
	case o.host != "":
		return p.makeFromHost(ctx, o, name)
	case o.cert == "":
		return usagef(hintMake, "tlsa make needs --cert or --host")
	}
	chain, err := readChain(o.cert)
	if err != nil {
		return err
	}
	if who, misplaced := explain.Misplaced(chain); misplaced {
		return usagef("give the file with the server's own certificate first (fullchain.pem, not chain.pem)",
			"the first certificate in %s is that of an authority: %s", o.cert, who)
	}
	return p.printSet(&o.said, name, cmp.Or(o.port, wire.SMTPPort), []shown{{chain: chain}})
}

// makeFromHost asks every address of a server.
func (p *program) makeFromHost(ctx context.Context, o *makeSet, name wire.Name) error {
	host, port, err := splitHost(o.host)
	if err != nil {
		return err
	}
	addrs, target, err := hostAddresses(ctx, host)
	if err != nil {
		return err
	}
	if addrs = o.family(addrs); len(addrs) == 0 {
		return usagef("leave -4 and -6 out", "%s has no address of that family", host)
	}
	addrs = addrs[:min(len(addrs), collect.DefaultLimits().HostAddrs)]
	if name.IsZero() {
		name = target // zero for an address
	}
	var seen []shown
	var failed []string
	for _, a := range addrs {
		chain, why := showing(ctx, collect.Options{Port: port}, name, a)
		if chain == nil {
			failed = append(failed, fmt.Sprintf("%s: %s", netip.AddrPortFrom(a, port), why))
			continue
		}
		seen = gather(seen, chain, a.String())
	}
	if ctx.Err() != nil {
		return errInterrupted
	}
	for _, f := range failed {
		p.complain(f, "")
	}
	if len(seen) == 0 {
		p.complain("no certificate was seen at "+o.host, "many networks close port 25: try from another machine, or use --cert FILE")
		p.code = exitCannotTell
		return nil
	}
	return p.printSet(&o.said, name, cmp.Or(o.port, port), seen)
}

// gather puts addresses that show the same chain together.
func gather(all []shown, chain []tlsa.Certificate, by string) []shown {
	for i := range all {
		if slices.EqualFunc(all[i].chain, chain, func(a, b tlsa.Certificate) bool { return string(a.DER) == string(b.DER) }) {
			all[i].by = append(all[i].by, by)
			return all
		}
	}
	return append(all, shown{chain, []string{by}})
}

// splitHost reads HOST[:PORT]; an IPv6 address with a port stands in brackets.
func splitHost(s string) (host string, port uint16, err error) {
	host, port = s, wire.SMTPPort
	bare := s
	if inside, ok := strings.CutPrefix(s, "["); ok && strings.HasSuffix(inside, "]") {
		bare = strings.TrimSuffix(inside, "]")
	}
	if _, err := netip.ParseAddr(bare); err == nil {
		return bare, port, nil
	}
	if h, digits, err := net.SplitHostPort(s); err == nil {
		n, err := strconv.ParseUint(digits, 10, 16)
		if err != nil || n == 0 {
			return "", 0, usagef("ports go from 1 to 65535", "host %q has no valid port", s)
		}
		host, port = h, uint16(n)
	}
	return host, port, nil
}

// hostAddresses returns the addresses of a host, from the system's resolver,
// and its name; no name for an address.
func hostAddresses(ctx context.Context, host string) ([]netip.Addr, wire.Name, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a.Unmap()}, wire.Name{}, nil
	}
	names, err := serverNames([]string{host})
	if err != nil {
		return nil, wire.Name{}, err
	}
	limited, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	addrs, err := net.DefaultResolver.LookupNetIP(limited, "ip", names[0].Show())
	if err != nil {
		return nil, wire.Name{}, usagef("give an address and --name, or use --cert FILE", "the address of %s could not be found: %v", host, err)
	}
	for i, a := range addrs {
		addrs[i] = a.Unmap()
	}
	slices.SortStableFunc(addrs, netip.Addr.Compare)
	return slices.Compact(addrs), names[0], nil
}

// family keeps the addresses of the family that was asked for.
func (o *makeSet) family(addrs []netip.Addr) []netip.Addr {
	return slices.DeleteFunc(slices.Clone(addrs), func(a netip.Addr) bool { return o.only4 && !a.Is4() || o.only6 && !a.Is6() })
}

// showing holds a session with a server and returns its certificates, or why
// there are none.
func showing(ctx context.Context, o collect.Options, name wire.Name, addr netip.Addr) ([]tlsa.Certificate, string) {
	sni := ""
	if !name.IsZero() {
		sni = name.Show()
	}
	log := evidence.NewLog(time.Now)
	starttls.Probe(ctx, o, name, addr, sni, log)
	log.Close()
	why := "no session"
	for _, s := range view.New(log.Case()).Sessions() {
		if s.TLS != nil && len(s.TLS.Chain) > 0 {
			return tlsa.ReadChain(s.TLS.Chain), ""
		}
		why = strings.TrimSuffix(fmt.Sprintf("%s: %s", s.Trouble, s.Detail), ": ")
	}
	return nil, why
}

// printSet prints the records for what was shown.
func (p *program) printSet(o *options, name wire.Name, port uint16, seen []shown) error {
	if name.IsZero() {
		var err error
		if name, err = onlyName(seen[0].chain[0]); err != nil {
			return err
		}
	}
	owner, err := wire.TLSAName(name, int(port))
	if err != nil {
		return mistake("", err, hintServerName)
	}
	words, err := p.words(o)
	if err != nil {
		return err
	}
	var lines []string
	printed := map[string]bool{}
	for _, s := range seen {
		lines = append(lines, setLines(words, owner, name, s, time.Now(), printed)...)
	}
	return p.lines(lines)
}

// onlyName is the name in a certificate, if it has one and no wildcard.
func onlyName(leaf tlsa.Certificate) (wire.Name, error) {
	names := tlsa.Identifiers(leaf.X509)
	if len(names) == 1 {
		if n, err := lookupName(names[0]); err == nil && hostName(n) && n.Labels() > 1 {
			return n, nil
		}
	}
	return wire.Name{}, usagef(hintServerName, "the certificate does not say which mail server it is for: it has %d names, or one that is no server's", len(names))
}

// setLines are the lines for one chain. All that is no record is a comment, so
// that everything can be pasted; text of certificates is escaped and has no
// line ends.
func setLines(b *text.Book, owner, name wire.Name, s shown, at time.Time, printed map[string]bool) []string {
	var lines []string
	say := func(said string) { lines = append(lines, "; "+said) }
	if len(s.by) > 0 {
		say(b.Say("shown by %s; nothing vouches for it: compare with the server's own file", strings.Join(s.by, ", ")))
	}
	if issuer, missing := explain.MissingIssuer(s.chain, at); missing {
		say(b.Say("WARNING: the chain is not whole: %s, which issued the server's certificate, is not in it.", issuer))
		say(b.Say("No record of usage 2 can work until the server sends it. 3 1 1 needs no chain."))
	}
	if when := outOfDates(b, s.chain[0].X509, at); when != "" {
		say(b.Say("WARNING: the server's certificate %s. Usage 3 does not mind; some senders do, such as Exchange Online.", when))
	}
	for _, r := range explain.SuggestTLSA(b, tlsa.Peer{Chain: s.chain, Names: []wire.Name{name}, At: at}) {
		line := fmt.Sprintf("%s %d IN TLSA %s", owner, fix.DefaultTTL, r.TLSA)
		if printed[line] {
			continue
		}
		printed[line] = true
		say(place(b, r.Depth) + ": " + subject(b, s.chain[r.Depth]))
		for _, why := range slices.Concat(r.Fails, r.Notes) {
			say(b.Say("WARNING: %s", why.Text))
		}
		if ca, ok := tlsa.IssuerOf(r.TLSA); ok && ca.State != tlsa.IssuerRoot {
			say(b.Say("WARNING: %s. It may issue from another key at any time.", ca.Words()))
		}
		if len(r.Fails) > 0 {
			line = "; " + line
		}
		lines = append(lines, line)
	}
	return lines
}

// outOfDates says that a certificate has expired or is not valid yet, if so.
func outOfDates(b *text.Book, leaf *x509.Certificate, at time.Time) string {
	switch {
	case leaf == nil:
		return ""
	case at.After(leaf.NotAfter):
		return b.Say("[the certificate] expired on %s", leaf.NotAfter.UTC().Format(time.DateOnly))
	case at.Before(leaf.NotBefore):
		return b.Say("[the certificate] is not valid before %s", leaf.NotBefore.UTC().Format(time.DateOnly))
	}
	return ""
}

// place says whose certificate it is.
func place(b *text.Book, depth int) string {
	if depth == 0 {
		return b.Say("[of a record] the server's own key")
	}
	return b.Say("authority at depth %d, which the server must send", depth)
}

// subject names a certificate, safe to print.
func subject(b *text.Book, c tlsa.Certificate) string {
	if c.X509 == nil {
		return b.Say("a certificate that danewalk cannot read, but for its key")
	}
	return b.Say("%s, until %s", evidence.Escape(c.X509.Subject.String(), evidence.WildMax), c.X509.NotAfter.UTC().Format(time.DateOnly))
}
