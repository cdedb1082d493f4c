package lab

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/probe/wire"
)

func mailVerbs() []verb {
	return []verb{
		{"smtp", 2, 3, setSMTP},
		{"tls", 2, 2, setTLS},
		{"certificate", 2, -1, setCertificate},
		{"certificate-without-sni", 2, -1, setBare},
	}
}

func setSMTP(c *change) error {
	h, err := c.host(0)
	if err != nil {
		return err
	}
	m := serverMode{how: c.args[1], addr: c.addr}
	if err := oneOf(m.how, smtpWays()); err != nil {
		return err
	}
	if err := c.amount(&m); err != nil {
		return err
	}
	h.modes = append(h.modes, m)
	return nil
}

// amount reads what stands behind the word, where something belongs there.
func (c *change) amount(m *serverMode) (err error) {
	given := len(c.args) == 3
	switch counted := slices.Contains(countedWays(), m.how); {
	case m.how == "slow" && given, m.how == "dated" && given:
		m.wait, err = span(c.args[2])
	case counted && given:
		m.count, err = c.number(2, 1000)
	case counted:
		return fmt.Errorf("%s needs a number of sessions", m.how)
	case m.how == "slow" || given:
		return fmt.Errorf("a length of time belongs to slow and dated, and to nothing else")
	}
	return err
}

func setTLS(c *change) error {
	h, err := c.certified(0)
	if err != nil {
		return err
	}
	if err := oneOf(c.args[1], tlsWays()); err != nil {
		return err
	}
	h.modes = append(h.modes, serverMode{how: "tls " + c.args[1], addr: c.addr})
	return nil
}

// otherName is on a certificate that is for somebody else.
const otherName = "mail.other.example"

func setCertificate(c *change) error {
	h, err := c.certified(0)
	if err != nil {
		return err
	}
	plan, err := c.worded(h.planAt(c.addr))
	if err != nil {
		return err
	}
	if c.addr.IsValid() {
		h.plans = append(h.plans, addressPlan{c.addr, plan})
	} else {
		h.plan = plan
	}
	return nil
}

// setBare gives a host another certificate for clients that name no server.
func setBare(c *change) error {
	h, err := c.certified(0)
	if err != nil {
		return err
	}
	if c.addr.IsValid() {
		return fmt.Errorf(`"at" means nothing here`)
	}
	plan, err := c.worded(h.plan)
	if err == nil {
		h.bare = &plan
	}
	return err
}

// worded adds the words of a statement to a plan.
func (c *change) worded(plan certPlan) (certPlan, error) {
	plan.words = slices.Clone(plan.words)
	for _, word := range c.args[1:] {
		word, name, named := strings.Cut(word, "=")
		if err := oneOf(word, certWords()); err != nil {
			return plan, err
		}
		if word == "other-name" {
			plan.other = otherName
		}
		if word == "key-of" {
			plan.owner = wire.MustName("other.invalid")
		}
		if named {
			n, err := wire.ParseName(name)
			if err != nil || word != "other-name" && word != "key-of" || strings.ContainsAny(n.Show(), `\`) {
				return plan, fmt.Errorf("%q is not understood", word+"="+name)
			}
			if word == "key-of" {
				plan.owner = n
			} else {
				plan.other = n.Show()
			}
		}
		plan.words = append(plan.words, word)
	}
	return plan, nil
}
