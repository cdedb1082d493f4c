package lab

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

func denialVerbs() []verb {
	return []verb{
		{"nsec", 1, 1, onSigned(func(z *zone) { z.denial.nsec3, z.denial.compact = false, false })},
		{"nsec3", 1, -1, setNSEC3},
		{"compact-denial", 1, 1, onSigned(func(z *zone) { z.denial.nsec3, z.denial.compact = false, true })},
		{"denial-missing", 1, 1, onProofs(func(d *denialPlan, n wire.Name) { d.missing = append(d.missing, n) })},
		{"denial-wrong", 1, 1, onProofs(func(d *denialPlan, n wire.Name) { d.wrong = append(d.wrong, n) })},
		{"bitmap-wrong", 2, 2, wrongBitmap},
		{"ent-nxdomain", 1, 1, entNXDomain},
		{"wildcard-proof-missing", 1, 1, onProofs(func(d *denialPlan, n wire.Name) { d.wildcards = append(d.wildcards, n) })},
	}
}

// onProofs changes the proofs about a name: those of the zone that holds it
// and, at a cut, those of the parent.
func onProofs(edit func(*denialPlan, wire.Name)) func(*change) error {
	return func(c *change) error {
		name, z, err := c.home(0)
		if err != nil {
			return err
		}
		edit(&z.denial, name)
		parent := c.parentOf(z)
		if z.apex != name || parent == nil {
			return nil
		}
		if parent, err = c.scoped(parent); err == nil {
			edit(&parent.denial, name)
		}
		return err
	}
}

// setNSEC3 reads "ZONE [iterations N] [salt HEX] [opt-out] [hash N] [flags N]".
func setNSEC3(c *change) error {
	p := denialPlan{nsec3: true, hash: dns.SHA1}
	for i := 1; i < len(c.args); i++ {
		word := c.args[i]
		if word == "opt-out" {
			p.optOut = true
			continue
		}
		if i++; i == len(c.args) {
			return fmt.Errorf("%s what?", word)
		}
		if err := p.parameter(word, c.args[i]); err != nil {
			return err
		}
	}
	return onSigned(func(z *zone) {
		z.denial.nsec3, z.denial.compact, z.denial.optOut = true, false, p.optOut
		z.denial.hash, z.denial.flags, z.denial.iterations, z.denial.salt = p.hash, p.flags, p.iterations, p.salt
	})(c)
}

func (p *denialPlan) parameter(word, value string) error {
	if word == "salt" {
		octets, err := hex.DecodeString(value)
		if err != nil || len(octets) > 255 {
			return fmt.Errorf("%q is not a salt in hexadecimal", value)
		}
		p.salt = strings.ToUpper(value)
		return nil
	}
	bits := map[string]int{"iterations": 16, "hash": 8, "flags": 8}[word]
	if bits == 0 {
		return fmt.Errorf("unknown word %q; hint: iterations, salt, opt-out, hash, flags", word)
	}
	n, err := strconv.ParseUint(value, 10, bits)
	if err != nil {
		return fmt.Errorf("%q is not a number of %d bits", value, bits)
	}
	switch word {
	case "iterations":
		p.iterations = uint16(n)
	case "hash":
		p.hash = uint8(n)
	case "flags":
		p.flags = uint8(n)
	}
	return nil
}

func wrongBitmap(c *change) error {
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	t, err := wire.ParseType(c.args[1])
	if err != nil {
		return err
	}
	if parent := c.parentOf(z); t == wire.TypeDS && z.apex == name && parent != nil {
		if z, err = c.scoped(parent); err != nil {
			return err
		}
	} else if !z.has(name) && name != z.apex {
		return fmt.Errorf("%s has no records, so no type list", name.Show())
	}
	z.denial.bitmaps[rrsetKey{name, uint16(t)}] = true
	return nil
}

func entNXDomain(c *change) error {
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	below := false
	for k := range z.records {
		below = below || k.name.Below(name)
	}
	if z.has(name) || !below || slices.Contains(z.denial.ent, name) {
		return fmt.Errorf("%s is not an empty non-terminal: it needs names below and no records", name.Show())
	}
	z.denial.ent = append(z.denial.ent, name)
	return nil
}
