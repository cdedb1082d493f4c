package lab

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

func chainVerbs() []verb {
	return []verb{
		{"unsigned", 1, 1, onZone(func(z *zone) { z.unsigned, z.keys = true, nil })},
		{"no-ds", 1, 1, onSigned(func(z *zone) { z.ds.none = true })},
		{"ds-but-unsigned", 1, 1, onSigned(func(z *zone) { z.unsigned = true })},
		{"ds-mismatch", 1, 1, onSigned(goneDS)},
		{"ds-stale", 1, 1, onSigned(func(z *zone) { z.ds.stale = true })},
		{"ds-digest", 2, -1, setDigests},
		{"ds-algorithm", 2, 2, setDSAlgorithm},
		{"dnskey-not-signed", 1, 1, onSigned(strangerSigns)},
		{"key-revoked", 1, 1, onSigned(onEntry(func(k *keySpec) { k.flags |= dns.REVOKE }))},
		{"key-no-zone-flag", 1, 1, onSigned(onEntry(func(k *keySpec) { k.flags &^= dns.ZONE }))},
		{"key-protocol", 2, 2, setProtocol},
		{"algorithm", 2, 3, setAlgorithm},
		{"algorithm-incomplete", 2, 2, incompleteAlgorithm},
		{"keys", 2, 2, setKeys},
		{"cds", 2, 2, setCDS},
		{"colocate", 2, 2, colocate},
		{"parent-ns", 2, -1, setParentNS},
		{"glue", 2, -1, setGlue},
	}
}

// onZone makes a verb of a change to one zone.
func onZone(edit func(*zone)) func(*change) error {
	return func(c *change) error {
		z, err := c.zone(0)
		if err != nil {
			return err
		}
		edit(z)
		return nil
	}
}

// onSigned is onZone for zones that have keys.
func onSigned(edit func(*zone)) func(*change) error {
	return func(c *change) error {
		z, err := c.zone(0)
		if err != nil {
			return err
		}
		if len(z.keys) == 0 {
			return fmt.Errorf("%s is not signed; hint: algorithm %s 13 in front", z.apex.Show(), z.apex.Show())
		}
		edit(z)
		return nil
	}
}

// onEntry changes the keys that a DS points to.
func onEntry(edit func(*keySpec)) func(*zone) {
	return func(z *zone) {
		for i := range z.keys {
			if z.keys[i].inDS {
				edit(&z.keys[i])
			}
		}
	}
}

// goneDS leaves a DS of a key that the zone does not have any more.
func goneDS(z *zone) {
	gone := z.keys[0]
	onEntry(func(k *keySpec) { k.inDS = false })(z)
	gone.role, gone.inDS, gone.published, gone.keySet, gone.data = roleGone, true, false, false, false
	z.keys = append(z.keys, gone)
}

// strangerSigns lets a key without DS sign the DNSKEY set.
func strangerSigns(z *zone) {
	stranger := z.keys[0]
	onEntry(func(k *keySpec) { k.keySet = false })(z)
	stranger.role, stranger.inDS, stranger.keySet, stranger.data = "new", false, true, false
	z.keys = append(z.keys, stranger)
}

func setDigests(c *change) error {
	var digests []uint8
	for i := 1; i < len(c.args); i++ {
		n, err := c.number(i, 255)
		if err != nil {
			return err
		}
		digests = append(digests, uint8(n))
	}
	return onSigned(func(z *zone) { z.ds.digests = digests })(c)
}

func setDSAlgorithm(c *change) error {
	n, err := c.number(1, 255)
	if err != nil {
		return err
	}
	return onSigned(func(z *zone) { z.ds.algorithm = uint8(n) })(c)
}

func setProtocol(c *change) error {
	n, err := c.number(1, 255)
	if err != nil {
		return err
	}
	return onSigned(onEntry(func(k *keySpec) { k.protocol = uint8(n) }))(c)
}

// knownAlgorithm refuses algorithms that the lab cannot sign with.
func knownAlgorithm(n uint8) error {
	known := []uint8{algRSASHA1, algRSASHA1NSEC3, algRSASHA256, algRSASHA512, algECDSAP256, algECDSAP384, algEd25519, algEd448}
	if !slices.Contains(known, n) {
		return fmt.Errorf("the lab cannot sign with algorithm %d; hint: %v", n, known)
	}
	return nil
}

func setAlgorithm(c *change) error {
	n, err := c.number(1, 255)
	if err != nil {
		return err
	}
	if err := knownAlgorithm(uint8(n)); err != nil {
		return err
	}
	bits := 2048
	if len(c.args) == 3 {
		if bits, err = c.number(2, 2048); err != nil || bits != 1024 && bits != 2048 {
			return fmt.Errorf("the lab has RSA keys of 1024 and 2048 bits")
		}
	}
	return onZone(func(z *zone) {
		if len(z.keys) == 0 {
			z.layout(false, uint8(n), bits)
		}
		for i := range z.keys {
			z.keys[i].algorithm, z.keys[i].bits = uint8(n), bits
		}
	})(c)
}

// incompleteAlgorithm announces an algorithm that nothing is signed with (RFC
// 6840 5.11: an error of the signer, but no reason to fail).
func incompleteAlgorithm(c *change) error {
	n, err := c.number(1, 255)
	if err != nil {
		return err
	}
	if err := knownAlgorithm(uint8(n)); err != nil {
		return err
	}
	return onSigned(func(z *zone) {
		second := keySpec{role: "second", algorithm: uint8(n), bits: 2048, flags: dns.ZONE | dns.SEP, protocol: 3, published: true, inDS: true}
		z.keys = append(z.keys, second)
	})(c)
}

func setKeys(c *change) error {
	if err := oneOf(c.args[1], []string{"single", "split", "rollover", "waiting", "two-tags", "retired"}); err != nil {
		return err
	}
	return onSigned(func(z *zone) {
		first := z.keys[0]
		switch c.args[1] {
		case "single":
			z.layout(false, first.algorithm, first.bits)
		case "split":
			z.layout(true, first.algorithm, first.bits)
		case "rollover":
			first.role = "new"
			z.keys = append(z.keys, first)
		case "waiting":
			first.role, first.data, first.inDS = "new", false, false
			z.keys = append(z.keys, first)
		case "two-tags":
			first.role, first.flags, first.keySet, first.data, first.inDS = "spare", dns.ZONE, false, false, false
			z.keys = append(z.keys, first)
		case "retired": // RFC 5011 2.1: a revoked key signs the set that revokes it
			first.role, first.flags, first.data, first.inDS = roleRetired, first.flags|dns.REVOKE, false, false
			z.keys = append(z.keys, first)
		}
	})(c)
}

func setCDS(c *change) error {
	if err := oneOf(c.args[1], []string{"match", "mismatch", "delete"}); err != nil {
		return err
	}
	return onSigned(func(z *zone) { z.cds = c.args[1] })(c)
}

// colocate puts a child zone on the servers of its parent: no referral is ever
// seen between them.
func colocate(c *change) error {
	if err := c.nowhere(); err != nil {
		return err
	}
	parent, err := c.zone(0)
	if err != nil {
		return err
	}
	child, err := c.zone(1)
	if err != nil {
		return err
	}
	if c.parentOf(child) != parent {
		return fmt.Errorf("%s is not the parent of %s", parent.apex.Show(), child.apex.Show())
	}
	for _, ns := range child.servers {
		s := c.servers[ns]
		s.serves = slices.DeleteFunc(s.serves, func(n wire.Name) bool { return n == child.apex })
	}
	child.servers, child.parentNS = slices.Clone(parent.servers), nil
	for _, ns := range child.servers {
		c.servers[ns].serves = append(c.servers[ns].serves, child.apex)
	}
	return nil
}

func setParentNS(c *change) error {
	names, err := c.names(1)
	if err != nil {
		return err
	}
	return onZone(func(z *zone) { z.parentNS = names })(c)
}

func setGlue(c *change) error {
	if err := c.nowhere(); err != nil {
		return err
	}
	s, err := c.server(0)
	if err != nil {
		return err
	}
	if c.args[1] == "none" {
		s.glue = []netip.Addr{}
		return nil
	}
	s.glue, err = c.addresses(1)
	return err
}
