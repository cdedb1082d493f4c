package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	mailop "danewalk/probe/judge/operator"
	"danewalk/probe/wire"
)

// dnssecUnsignedMxZone: the zone of a mail server, or one above it, is provably
// unsigned, so DANE does not apply there.
func dnssecUnsignedMxZone() Rule {
	return Rule{
		Code: "dnssec.unsigned-mx-zone", Severity: finding.Lost, Layer: finding.LayerDNS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2.2", "RFC 4035 5.2", "RFC 5155 8.9"},
		Causes: []finding.Code{"dnssec.signed-but-no-ds", "exo.legacy-mx", "exo.both-mx", "exo.unsupported-domain"},
		Detect: detectDnssecUnsignedMxZone,
	}
}

func detectDnssecUnsignedMxZone(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, p := range c.Faults(dnssec.UnsignedDelegation, dnssec.OptOutDelegation, dnssec.InsecureIterations) {
		if !p.Own() || c.target().Under(p.Zone.Name) {
			continue // the domain itself lies in it: dnssec.unsigned-domain
		}
		hosts := c.hostsUnder(p.Zone.Name)
		if len(hosts) == 0 {
			continue // an alias leads there: dnssec.alias-target-insecure
		}
		f := p.Finding()
		if f.Args["registry"] == "" {
			f.Owner = finding.OwnerMail
		}
		f.Args["hosts"], f.Args["first"] = c.Words.List(hosts), hosts[0]
		f.Args["domain"] = c.Report.Domain.Show()
		f.Args["ignored"] = ignoredProof(p)
		f.Args["wait"] = waitDS(c.Words, p.Zone)
		f.Args["provider"], f.Args["consumer"] = c.providerUnder(p.Zone.Name)
		out = append(out, f)
	}
	return out
}

// hostsUnder names the mail servers in or below a zone. One without an address takes
// no mail, protected or not.
func (c *Case) hostsUnder(zone wire.Name) []string {
	var out []string
	for i := range c.Report.Hosts {
		if h := &c.Report.Hosts[i]; h.Name.Under(zone) && h.Gate != mail.GateNoAddress {
			out = append(out, h.Name.Show())
		}
	}
	return out
}

// providerUnder is the big operator that runs the mail servers in or below a zone,
// if all of them are one's, and whether its users are people without a domain of
// their own: what customers can do depends on it.
func (c *Case) providerUnder(zone wire.Name) (name, consumer string) {
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		if !h.Name.Under(zone) || h.Gate == mail.GateNoAddress {
			continue
		}
		o := mailop.Classify(h.Name)
		if !o.Known() || name != "" && name != o.Name {
			return "", ""
		}
		name, consumer = o.Name, finding.Flag(o.Kind == mailop.OutlookCom)
	}
	return name, consumer
}
