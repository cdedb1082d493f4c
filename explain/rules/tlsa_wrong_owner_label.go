package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/wire"
)

// tlsaWrongOwnerLabel: the TLSA records of a mail server stand under the port of another service.
func tlsaWrongOwnerLabel() Rule {
	return Rule{
		Code: "tlsa.wrong-owner-label", Severity: finding.Lost, Layer: finding.LayerTLSA, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 6698 3", "RFC 7672 2.2.3"},
		Detect: detectTlsaWrongOwnerLabel,
	}
}

// detectTlsaWrongOwnerLabel asks for more than records at another port: they may
// be right there, for a web server or for submission. Only where they fit what
// port 25 shows may they be meant for it; and where they stand under several
// ports, somebody writes them service by service, and leaves out port 25 knowingly.
func detectTlsaWrongOwnerLabel(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.tlsaFree() {
		var here []finding.Finding
		for _, port := range wire.StrayPorts() {
			owner, err := wire.TLSAName(h.Name, port)
			if err != nil {
				continue
			}
			ids, found := c.tlsaAt(owner)
			if len(found) == 0 || !c.fitsShown(h, found) || c.fromWildcard(owner) {
				continue
			}
			f := c.strayFinding(h, owner, ids, found)
			f.Evidence = append(f.Evidence, sessionIDs(h)...)
			f.Args["port"] = fmt.Sprint(port)
			here = append(here, f)
		}
		if len(here) == 1 {
			out = append(out, here...)
		}
	}
	return out
}
