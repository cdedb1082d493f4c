package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// webVerbs are about what a domain publishes beside DANE.
func webVerbs() []verb {
	return []verb{
		{"policies", 1, 1, givePolicies},
		{"policyhost", 2, -1, newPolicyHost},
		{"web", 2, 3, setWeb},
		{"sts", 2, -1, setPolicy},
	}
}

// webAddress is the last octet of the addresses of policy hosts.
const webAddress = 43

// addPolicies gives a name in a zone what a healthy mail domain has: MTA-STS, TLS
// reporting, DMARC and SPF. Reports about TLS go to another domain, so that they
// arrive when mail to this one does not (RFC 8460 3).
func (d *design) addPolicies(z *zone, name wire.Name) error {
	host, err := policyHostOf(name)
	if err != nil {
		return err
	}
	h := &webHost{mailHost: mailHost{name: host, addrs: addresses(z.number, webAddress)}, text: healthyPolicy()}
	for n := webAddress + 1; d.taken(h.addrs[0]); n++ {
		h.addrs = addresses(z.number, n)
	}
	d.webs[host] = h
	for _, a := range h.addrs {
		z.put(addressRecord(host, a, z.ttl))
	}
	domain, elsewhere := name.String(), "example.nl"
	if name == wire.MustName(elsewhere) {
		elsewhere = "example.net"
	}
	for owner, text := range map[string]string{
		domain:                 "v=spf1 mx -all",
		"_mta-sts." + domain:   "v=STSv1; id=" + d.at.UTC().Format("20060102T150405") + ";",
		"_smtp._tls." + domain: fmt.Sprintf("v=TLSRPTv1; rua=mailto:tls-reports@%s,https://tls-reports.%s/v1", elsewhere, elsewhere),
		"_dmarc." + domain:     "v=DMARC1; p=reject; rua=mailto:dmarc-reports@" + name.Show(),
	} {
		at, err := wire.ParseName(owner)
		if err != nil {
			return err
		}
		z.put(record{rr: &dns.TXT{Hdr: header(at, dns.TypeTXT, z.ttl), Txt: []string{text}}})
	}
	return nil
}

// maxAliases is how many aliases of a domain lead to its mail servers at most.
const maxAliases = 8

// exchangers are the mail servers of a domain, as its MX set has them. An alias
// has those of its target (RFC 5321 5.1).
func (d *design) exchangers(domain wire.Name) []string {
	var out []string
	for range maxAliases {
		alias := d.zoneOf(domain).records[rrsetKey{domain, dns.TypeCNAME}]
		if len(alias) == 0 {
			break
		}
		domain = nameOf(alias[0].rr.(*dns.CNAME).Target)
	}
	for _, r := range d.zoneOf(domain).records[rrsetKey{domain, dns.TypeMX}] {
		if mx, ok := r.rr.(*dns.MX); ok && mx.Mx != "." {
			out = append(out, nameOf(mx.Mx).Show())
		}
	}
	return out
}

// givePolicies makes a domain of the world's own, or a name in a zone, as healthy
// as those of the standard world.
func givePolicies(c *change) error {
	if err := c.nowhere(); err != nil {
		return err
	}
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	if host, err := policyHostOf(name); err != nil || c.webs[host] != nil || name.Labels() < 2 || z.apex.IsRoot() {
		return fmt.Errorf("%s has policies already, or cannot have any", name.Show())
	}
	return c.addPolicies(z, name)
}

func newPolicyHost(c *change) error {
	name, err := c.name(0)
	if err != nil {
		return err
	}
	addrs, err := c.addresses(1)
	if err != nil {
		return err
	}
	for _, h := range c.webs {
		if i := slices.IndexFunc(addrs, func(a netip.Addr) bool { return slices.Contains(h.addrs, a) }); i >= 0 && h.name != name {
			return fmt.Errorf("%s is the address of %s", addrs[i], h.name.Show())
		}
	}
	c.webs[name] = &webHost{mailHost: mailHost{name: name, addrs: addrs}, text: healthyPolicy()}
	return nil
}

// web returns the web server that argument i names.
func (c *change) web(i int) (*webHost, error) {
	name, err := c.name(i)
	if err != nil {
		return nil, err
	}
	h := c.webs[name]
	if h == nil {
		return nil, fmt.Errorf("%s is not a policy host of this world", name.Show())
	}
	if c.addr.IsValid() && !slices.Contains(h.addrs, c.addr) {
		return nil, fmt.Errorf("%s is not an address of %s", c.addr, name.Show())
	}
	return h, nil
}

// certified returns the host that argument i names, a mail server or a policy
// host: both have certificates.
func (c *change) certified(i int) (*mailHost, error) {
	h, err := c.host(i)
	if err == nil {
		return h, nil
	}
	w, other := c.web(i)
	if other != nil {
		return nil, err
	}
	return &w.mailHost, nil
}

func setWeb(c *change) error {
	h, err := c.web(0)
	if err != nil {
		return err
	}
	m := webMode{how: c.args[1], addr: c.addr}
	if err := oneOf(m.how, webWays()); err != nil {
		return err
	}
	if (m.how == "status" || m.how == "redirect" || m.how == "slow") != (len(c.args) == 3) {
		return fmt.Errorf("status N, redirect URL and slow T take a word more, and nothing else does")
	}
	switch m.how {
	case "tls-alert":
		h.modes = append(h.modes, serverMode{how: "tls alert", addr: c.addr})
		return nil
	case "slow":
		if m.wait, err = span(c.args[2]); err != nil {
			return err
		}
	case "status":
		if n, err := strconv.Atoi(c.args[2]); err != nil || n < 200 || n > 599 {
			return fmt.Errorf("%q is not a status", c.args[2])
		}
		m.arg = c.args[2]
	case "redirect":
		m.arg = c.args[2]
	}
	h.pages = append(h.pages, m)
	return nil
}

// setPolicy gives a domain another policy file: "LINE ; LINE", or "none".
func setPolicy(c *change) error {
	if err := c.nowhere(); err != nil {
		return err
	}
	domain, err := c.name(0)
	if err != nil {
		return err
	}
	host, err := policyHostOf(domain)
	if err != nil {
		return err
	}
	h := c.webs[host]
	if h == nil {
		return fmt.Errorf("%s is not a policy host of this world", host.Show())
	}
	text := strings.Join(c.args[1:], " ")
	if text == "none" {
		h.text = nil
		return nil
	}
	h.text = nil
	for line := range strings.SplitSeq(text, ";") {
		h.text = append(h.text, strings.TrimSpace(line))
	}
	return nil
}
