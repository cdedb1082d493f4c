package lab

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

func tlsaVerbs() []verb {
	return []verb{
		{"tlsa", 2, -1, setTLSA},
		{"tlsa-many", 2, 2, manyTLSA},
	}
}

// tlsaSet empties the TLSA set of a mail host and returns where it goes.
func (c *change) tlsaSet() (owner wire.Name, z *zone, err error) {
	h, err := c.host(0)
	if err != nil {
		return owner, nil, err
	}
	if owner, err = wire.TLSAName(h.name, portSMTP); err != nil {
		return owner, nil, err
	}
	if z, err = c.scoped(c.zoneOf(owner)); err != nil {
		return owner, nil, err
	}
	delete(z.records, rrsetKey{owner, dns.TypeTLSA})
	delete(z.records, rrsetKey{owner, dns.TypeCNAME})
	return owner, z, nil
}

func setTLSA(c *change) error {
	owner, z, err := c.tlsaSet()
	if err != nil || len(c.args) == 2 && c.args[1] == "none" {
		return err
	}
	for data := range strings.SplitSeq(strings.Join(c.args[1:], " "), ",") {
		source, err := c.parseTLSA(strings.Fields(data), hostOfOwner(owner))
		if err != nil {
			return err
		}
		z.put(tlsaRecord(owner, z.ttl, source))
	}
	return nil
}

// mostTLSA bounds a set: more do not fit into a message of 64 KiB.
const mostTLSA = 1000

func manyTLSA(c *change) error {
	owner, z, err := c.tlsaSet()
	if err != nil {
		return err
	}
	n, err := c.number(1, mostTLSA)
	if err != nil {
		return err
	}
	host := hostOfOwner(owner)
	for i := range n {
		s := tlsaSource{usage: 3, selector: 1, matching: 1, what: "leaf", host: host}
		if i > 0 {
			s.what = hex.EncodeToString(c.keys.digest(fmt.Sprintf("%s/many/%d", owner, i)))
		}
		z.put(tlsaRecord(owner, z.ttl, s))
	}
	return nil
}
