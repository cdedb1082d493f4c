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
	timed := m.how == "slow" || m.how == "dated" && len(c.args) == 3
	if timed != (len(c.args) == 3) {
		return fmt.Errorf("a length of time belongs to slow and dated, and to nothing else")
	}
	if timed {
		if m.wait, err = span(c.args[2]); err != nil {
			return err
		}
	}
	h.modes = append(h.modes, m)
	return nil
}

func setTLS(c *change) error {
	h, err := c.host(0)
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
	h, err := c.host(0)
	if err != nil {
		return err
	}
	plan := h.planAt(c.addr)
	plan.words = slices.Clone(plan.words)
	for _, word := range c.args[1:] {
		word, name, named := strings.Cut(word, "=")
		if err := oneOf(word, certWords()); err != nil {
			return err
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
				return fmt.Errorf("%q is not understood", word+"="+name)
			}
			if word == "key-of" {
				plan.owner = n
			} else {
				plan.other = n.Show()
			}
		}
		plan.words = append(plan.words, word)
	}
	if c.addr.IsValid() {
		h.plans = append(h.plans, addressPlan{c.addr, plan})
	} else {
		h.plan = plan
	}
	return nil
}
