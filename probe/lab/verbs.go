package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// verb is a word of the fault language. Verbs are found in the groups below;
// a new one is one entry in its group and one line of the documentation.
type verb struct {
	name  string
	least int // arguments at least
	most  int // at most; -1 for any number
	do    func(*change) error
}

// change is a statement while it is done.
type change struct {
	*design
	args []string
	body []bodyLine
	ns   wire.Name  // "at NS": only this name server
	addr netip.Addr // "at ADDRESS": only this address
}

func verbs() []verb {
	return slices.Concat(worldVerbs(), recordVerbs(), tlsaVerbs(), chainVerbs(), signatureVerbs(), denialVerbs(), serverVerbs(), mailVerbs(), hostileVerbs(), webVerbs(), localVerbs())
}

// do does one statement. The error begins with its line.
func (d *design) do(s statement) error {
	all := verbs()
	i := slices.IndexFunc(all, func(v verb) bool { return v.name == s.verb })
	if i < 0 {
		return fmt.Errorf("%d: unknown verb %q%s", s.line, s.verb, near(all, s.verb))
	}
	c := &change{design: d, args: slices.Clone(s.args), body: s.body}
	if err := c.scope(); err != nil {
		return fmt.Errorf("%d: %s: %w", s.line, s.verb, err)
	}
	if v := all[i]; len(c.args) < v.least || v.most >= 0 && len(c.args) > v.most {
		return fmt.Errorf("%d: %s: %d arguments are not what it takes", s.line, s.verb, len(c.args))
	}
	if err := all[i].do(c); err != nil {
		return fmt.Errorf("%d: %s: %w", s.line, s.verb, err)
	}
	return nil
}

// near names verbs with a common beginning.
func near(all []verb, word string) string {
	for n := len(word); n >= 3; n-- {
		var like []string
		for _, v := range all {
			if strings.HasPrefix(v.name, word[:n]) {
				like = append(like, v.name)
			}
		}
		if len(like) > 0 {
			return "; hint: " + strings.Join(like, ", ")
		}
	}
	return ""
}

// scope takes "at NS" or "at ADDRESS" off the end.
func (c *change) scope() error {
	n := len(c.args)
	if n < 2 || c.args[n-2] != "at" {
		return nil
	}
	where := c.args[n-1]
	c.args = c.args[:n-2]
	if a, err := netip.ParseAddr(where); err == nil {
		c.addr = a.Unmap()
		return nil
	}
	name, err := wire.ParseName(where)
	if err != nil {
		return err
	}
	if c.servers[name] == nil {
		return fmt.Errorf("there is no name server %s", where)
	}
	c.ns = name
	return nil
}

// nowhere refuses a scope that means nothing here.
func (c *change) nowhere() error {
	if !c.ns.IsZero() || c.addr.IsValid() {
		return fmt.Errorf(`"at" means nothing here`)
	}
	return nil
}

func (c *change) name(i int) (wire.Name, error) { return wire.ParseName(c.args[i]) }

// zone returns the zone whose apex is argument i, as it is to be changed.
func (c *change) zone(i int) (*zone, error) {
	name, err := c.name(i)
	if err != nil {
		return nil, err
	}
	z := c.zones[name]
	if z == nil {
		return nil, fmt.Errorf("%s is not a zone of this world", name.Show())
	}
	return c.scoped(z)
}

func (c *change) scoped(z *zone) (*zone, error) {
	if c.addr.IsValid() {
		return nil, fmt.Errorf("records are the same at every address; hint: at NS")
	}
	return c.variant(c.ns, z)
}

// home returns a name and the zone that holds it.
func (c *change) home(i int) (wire.Name, *zone, error) {
	name, err := c.name(i)
	if err != nil {
		return name, nil, err
	}
	z, err := c.scoped(c.zoneOf(name))
	return name, z, err
}

// rrtype reads a record type; "*" is every type.
func (c *change) rrtype(i int) (uint16, error) {
	if c.args[i] == "*" {
		return dns.TypeANY, nil
	}
	t, err := wire.ParseType(c.args[i])
	return uint16(t), err
}

func (c *change) number(i, most int) (int, error) {
	n, err := strconv.Atoi(c.args[i])
	if err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("%q is not a number up to %d", c.args[i], most)
	}
	return n, nil
}

func (c *change) host(i int) (*mailHost, error) {
	name, err := c.name(i)
	if err != nil {
		return nil, err
	}
	h := c.hosts[name]
	if h == nil {
		return nil, fmt.Errorf("%s is not a mail host of this world", name.Show())
	}
	if c.addr.IsValid() && !slices.Contains(h.addrs, c.addr) {
		return nil, fmt.Errorf("%s is not an address of %s", c.addr, name.Show())
	}
	return h, nil
}

// span reads a length of time: a Go duration, or days like "2d".
func span(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.ParseFloat(days, 64)
		if err == nil && n > -36500 && n < 36500 {
			return time.Duration(n * float64(day)), nil
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a length of time like 90s, 5m, 36h or 2d", text)
	}
	return d, nil
}

// oneOf refuses words that are not in a list.
func oneOf(word string, list []string) error {
	if slices.Contains(list, word) {
		return nil
	}
	return fmt.Errorf("unknown word %q; hint: %s", word, strings.Join(list, " "))
}
