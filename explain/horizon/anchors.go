package horizon

import (
	"fmt"
	"slices"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/upkeep"
)

// anchors makes the events of the trust anchors that counted: those that end, and
// the keys of the root that IANA revokes.
func anchors(d *explain.Diagnosis) []Event {
	var out []Event
	for _, z := range d.Zones {
		if z.Anchor == nil {
			continue
		}
		if !z.Anchor.Until.IsZero() {
			out = append(out, Event{
				Kind: Anchor, At: z.Anchor.Until, Where: []string{place(z.Name)}, Owner: finding.OwnerUs, Severity: finding.Local,
				Args: finding.Args{"identity": anchorTag(z.Anchor)}, Evidence: slices.Clone(z.Evidence),
			})
		}
		if z.Name.IsRoot() {
			out = append(out, rootKeys(d, z)...)
		}
	}
	return out
}

// anchorTag is the tag of the key that an anchor names.
func anchorTag(a *dnssec.Anchor) string {
	switch {
	case a.DS != nil:
		return fmt.Sprint(a.DS.Tag)
	case a.DNSKEY != nil:
		return fmt.Sprint(a.DNSKEY.Tag())
	}
	return ""
}

// rootKeys are the planned revocations, where the root is the one that IANA signs:
// that of a lab or of a private network has keys of its own.
func rootKeys(d *explain.Diagnosis, root *dnssec.Zone) []Event {
	keys := dnssec.RootKeys()
	if !slices.ContainsFunc(keys, func(k dnssec.RootKey) bool { return k.Names(*root.Anchor) }) {
		return nil
	}
	var out []Event
	for _, k := range keys {
		if k.Revoked.IsZero() {
			continue
		}
		e := Event{
			Kind: RootKey, At: k.Revoked, Where: []string{place(root.Name)}, Owner: finding.OwnerNobody, Severity: finding.Info,
			Args:     finding.Args{"key": k.Name, "tag": fmt.Sprint(k.DS.Tag), "next": keys[len(keys)-1].Name, "only": "", "identity": k.Name},
			Evidence: slices.Clone(root.Evidence),
		}
		if d.Policy.OnlyOldRootKey() {
			e.Owner, e.Severity, e.Args["only"] = finding.OwnerUs, finding.Local, "yes"
		}
		out = append(out, e)
	}
	return out
}

// requests makes an event of each zone of the chain that asks its parent for
// another DS set (RFC 7344, RFC 8078). The parent decides when, and whether.
func requests(d *explain.Diagnosis) []Event {
	var out []Event
	for _, u := range d.Report.Upkeep {
		i := slices.IndexFunc(d.Zones, func(z *dnssec.Zone) bool { return z.Name == u.Name })
		if i < 0 || !u.CDS.Seen || !u.CDS.Differs() && !u.CDS.Delete {
			continue
		}
		out = append(out, request(d.Zones[i], u.CDS))
	}
	return out
}

func request(z *dnssec.Zone, c upkeep.CDS) Event {
	e := Event{
		Kind: Request, Where: []string{z.Name.Show()}, Owner: finding.OwnerNobody, OwnerOf: z.Name.Show(), Severity: finding.Info,
		Evidence: slices.Clone(c.Evidence), Args: finding.Args{"delete": finding.Flag(c.Delete), "unsound": "", "parent": "", "inconsistent": finding.Flag(c.Inconsistent)},
	}
	if z.Parent != nil {
		e.Args["parent"] = place(z.Parent.Name)
	}
	kept, _ := rules.SoundRequests(z, c.Records)
	switch {
	case c.Inconsistent: // RFC 7344 4: the parent must not follow it
		e.Owner, e.Severity = ownerOfZone(z.Name), finding.Hygiene
	case c.Delete:
		e.Owner, e.Severity = ownerOfZone(z.Name), finding.Lost
	case len(kept) == 0:
		e.Owner, e.Severity, e.Args["unsound"] = ownerOfZone(z.Name), finding.Fatal, "yes"
	}
	return e
}
