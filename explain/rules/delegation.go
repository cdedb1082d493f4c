package rules

import (
	"golang.org/x/net/publicsuffix"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// inside names the parent of a zone that lies below a registered domain
// ("example.org" for sub.example.org): there the DNS operator of the parent enters
// the DS record, and neither registrar nor registry can. Empty for registered
// domains and for everything above them.
func inside(z *dnssec.Zone) string {
	if z == nil || z.Parent == nil {
		return ""
	}
	parent := z.Parent.Name.Show()
	if _, err := publicsuffix.EffectiveTLDPlusOne(parent); err != nil {
		return "" // the parent is a public suffix itself
	}
	return parent
}

// delegated sets who changes the DS record of a zone, and the argument "inside".
// registered is the owner for a zone that a registry delegates to somebody.
func delegated(f *finding.Finding, z *dnssec.Zone, registered finding.Owner) {
	f.Args["inside"] = inside(z)
	switch {
	case f.Args["inside"] != "":
		f.Owner, f.OwnerOf = finding.OwnerDNS, f.Args["inside"]
	case f.Args["registry"] == "":
		f.Owner = registered
	}
}
