package lab

import (
	"fmt"
	"slices"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

func signatureVerbs() []verb {
	const usual = 2 * day
	return []verb{
		{"rrsig-expired", 1, 3, timedRule(usual, func(p *sigPlan, at time.Time, d time.Duration) {
			p.expiration = at.Add(-d)
			p.inception = p.expiration.Add(-sigBefore - sigAfter)
		})},
		{"rrsig-not-yet-valid", 1, 3, timedRule(usual, func(p *sigPlan, at time.Time, d time.Duration) {
			p.inception = at.Add(d)
			p.expiration = p.inception.Add(sigBefore + sigAfter)
		})},
		{"rrsig-expiring", 2, 3, timedRule(0, func(p *sigPlan, at time.Time, d time.Duration) { p.expiration = at.Add(d) })},
		{"rrsig-since", 2, 3, timedRule(0, func(p *sigPlan, at time.Time, d time.Duration) { p.inception = at.Add(-d) })},
		{"rrsig-lifetime", 2, 3, timedRule(0, func(p *sigPlan, at time.Time, d time.Duration) {
			p.inception = at.Add(-time.Hour)
			p.expiration = p.inception.Add(d)
		})},
		{"rrsig-missing", 1, 2, plainRule(func(p *sigPlan) { p.missing = true })},
		{"rrsig-invalid", 1, 2, plainRule(func(p *sigPlan) { p.damaged = true })},
		{"rrsig-wrong-signer", 1, 3, wrongSigner},
		{"rrsig-unknown-key", 1, 2, plainRule(func(p *sigPlan) { p.unknownKey = true })},
		{"rrsig-flood", 2, 3, floodRule},
	}
}

// sigTarget reads ZONE or NAME TYPE, takes it off the arguments and returns the
// zone and a rule without an edit.
func (c *change) sigTarget() (*zone, sigRule, error) {
	if len(c.args) > 1 {
		if t, err := wire.ParseType(c.args[1]); err == nil {
			return c.setTarget(uint16(t))
		}
	}
	z, err := c.zone(0)
	if err != nil {
		return nil, sigRule{}, fmt.Errorf("%w; hint: ZONE, or NAME TYPE", err)
	}
	c.args = c.args[1:]
	return z, sigRule{}, signedOnly(z)
}

func (c *change) setTarget(typ uint16) (*zone, sigRule, error) {
	name, err := c.name(0)
	if err != nil {
		return nil, sigRule{}, err
	}
	home := c.zoneOf(name)
	if typ == dns.TypeDS && home.apex == name && c.parentOf(home) != nil {
		home = c.parentOf(home) // DS records are the parent's (RFC 4034 5)
	}
	z, err := c.scoped(home)
	if err != nil {
		return nil, sigRule{}, err
	}
	made := []uint16{dns.TypeSOA, dns.TypeNS, dns.TypeDNSKEY, dns.TypeDS, dns.TypeNSEC, dns.TypeNSEC3PARAM, dns.TypeCDS, dns.TypeCDNSKEY}
	if len(z.records[rrsetKey{name, typ}]) == 0 && !slices.Contains(made, typ) {
		return nil, sigRule{}, fmt.Errorf("there is no %s %s in %s", name.Show(), c.args[1], z.apex.Show())
	}
	c.args = c.args[2:]
	return z, sigRule{name: name, typ: typ}, signedOnly(z)
}

func signedOnly(z *zone) error {
	if z.unsigned {
		return fmt.Errorf("%s is not signed", z.apex.Show())
	}
	return nil
}

func plainRule(edit func(*sigPlan)) func(*change) error {
	return func(c *change) error {
		z, rule, err := c.sigTarget()
		if err != nil {
			return err
		}
		if len(c.args) > 0 {
			return fmt.Errorf("%q is too much", c.args[0])
		}
		rule.edit = edit
		z.sigRules = append(z.sigRules, rule)
		return nil
	}
}

// timedRule is a rule with a length of time as its last argument.
func timedRule(usual time.Duration, edit func(*sigPlan, time.Time, time.Duration)) func(*change) error {
	return func(c *change) error {
		z, rule, err := c.sigTarget()
		if err != nil {
			return err
		}
		d := usual
		switch {
		case len(c.args) == 1:
			if d, err = span(c.args[0]); err != nil {
				return err
			}
		case len(c.args) > 1 || usual == 0:
			return fmt.Errorf("a length of time is missing, or there is too much")
		}
		at := c.at
		rule.edit = func(p *sigPlan) { edit(p, at, d) }
		z.sigRules = append(z.sigRules, rule)
		return nil
	}
}

func wrongSigner(c *change) error {
	z, rule, err := c.sigTarget()
	if err != nil {
		return err
	}
	signer := z.apex.Parent()
	if len(c.args) > 0 {
		if signer, err = c.name(0); err != nil {
			return err
		}
	}
	if signer.IsZero() {
		return fmt.Errorf("the root has no parent; hint: name the signer")
	}
	rule.edit = func(p *sigPlan) { p.signer = signer }
	z.sigRules = append(z.sigRules, rule)
	return nil
}

// mostFlood bounds false signatures: more do not fit into a message.
const mostFlood = 300

func floodRule(c *change) error {
	z, rule, err := c.sigTarget()
	if err != nil {
		return err
	}
	if len(c.args) != 1 {
		return fmt.Errorf("the number of signatures is missing")
	}
	n, err := c.number(0, mostFlood)
	rule.edit = func(p *sigPlan) { p.flood = n }
	z.sigRules = append(z.sigRules, rule)
	return err
}
