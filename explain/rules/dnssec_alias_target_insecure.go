package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// dnssecAliasTargetInsecure: an alias is signed, but what it leads to is not, so
// the whole answer counts as unsigned.
func dnssecAliasTargetInsecure() Rule {
	return Rule{
		Code: "dnssec.alias-target-insecure", Severity: finding.Lost, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 7672 2.1.3", "RFC 7672 2.2.2"}, Detect: detectDnssecAliasTargetInsecure,
	}
}

func detectDnssecAliasTargetInsecure(c *Case) []finding.Finding {
	var out []finding.Finding
	seen := map[string]bool{}
	for _, a := range c.Lookups() {
		l := a.Lookup
		alias, ok := lastSecure(l)
		key := alias.From.String()
		if !ok || l.Status != dnssec.Insecure || seen[key] {
			continue
		}
		seen[key] = true
		p := Place{
			Fault: dnssec.Fault{Reason: dnssec.InsecureAlias, Zone: alias.Zone, Name: alias.From, Type: aliasType(alias), Evidence: l.Evidence},
			Host:  a.Host, Link: a.Link, Depth: c.zoneDepth(alias.Zone), words: c.Words,
		}
		f := p.Finding()
		f.Args["target"], f.Args["asked"] = alias.To.Show(), l.Name.Show()+" "+l.Type.String()
		if a.Host != nil && a.Host.Mode == mail.ModeDANE {
			f.Weight = finding.Info // RFC 7672 2.2.2: the name as written has the TLSA record
		}
		out = append(out, f)
	}
	return out
}

// lastSecure returns the last alias of the unbroken signed beginning of a chain.
func lastSecure(l *dnssec.Lookup) (last dnssec.Alias, ok bool) {
	for _, a := range l.Aliases {
		if a.Status != dnssec.Secure {
			break
		}
		last, ok = a, true
	}
	return last, ok
}

// aliasType is the type of the record that makes the alias.
func aliasType(a dnssec.Alias) wire.Type {
	if a.DNAME {
		return wire.TypeDNAME
	}
	return wire.TypeCNAME
}
