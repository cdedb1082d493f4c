package render

import (
	"encoding/hex"
	"time"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

type zoneJSON struct {
	Zone       string      `json:"zone"`
	Status     string      `json:"status"`
	Reason     string      `json:"reason,omitempty"`
	Why        *whyJSON    `json:"why,omitempty"`
	Inherits   bool        `json:"inherits,omitempty"`
	Anchor     string      `json:"anchor,omitempty"`
	TrustKey   *anchorJSON `json:"trustAnchor,omitempty"`
	Delegation string      `json:"delegation"`
	DS         []dsJSON    `json:"ds"`
	DSTTL      uint32      `json:"dsTtl"`
	Keys       []keyJSON   `json:"keys"`
	KeyTTL     uint32      `json:"keyTtl"`
	Signatures []sigJSON   `json:"signatures"`
	Proof      *proofJSON  `json:"proof,omitempty"`
	NS         []string    `json:"ns"`
	Servers    []servJSON  `json:"servers"`
}

type dsJSON struct {
	Tag        uint16 `json:"tag"`
	Algorithm  uint8  `json:"algorithm"`
	DigestType uint8  `json:"digestType"`
	Digest     string `json:"digest"`
	Supported  bool   `json:"supported"`
	Ignored    bool   `json:"ignored"`
	Matches    bool   `json:"matches"`
	TagOnly    bool   `json:"tagOnly"`
	Signs      bool   `json:"signs"`
	Reason     string `json:"reason,omitempty"`
}

type keyJSON struct {
	Tag       uint16 `json:"tag"`
	Algorithm uint8  `json:"algorithm"`
	Flags     uint16 `json:"flags"`
	Bits      int    `json:"bits,omitempty"`
	Role      string `json:"role"`
	Revoked   bool   `json:"revoked"`
	Entry     bool   `json:"entry"`
	Signs     bool   `json:"signs"`
	Trusted   bool   `json:"trusted"`
}

type servJSON struct {
	Name    string `json:"name,omitempty"`
	Address string `json:"address"`
}

// zonesOf tells the zones of the chain, the root first.
func zonesOf(d *explain.Diagnosis) []zoneJSON {
	out := []zoneJSON{}
	for _, z := range d.Zones {
		out = append(out, zoneOf(d.Words, z, d.At))
	}
	return out
}

func zoneOf(b *text.Book, z *dnssec.Zone, at time.Time) zoneJSON {
	j := zoneJSON{
		Zone: z.Name.Show(), Status: z.Status.String(), Reason: string(z.Reason), Inherits: z.Inherits, Delegation: delegationWord(z),
		DS: dsOf(z), DSTTL: z.DSTTL, Keys: keysOf(z), KeyTTL: z.KeyTTL, Signatures: []sigJSON{}, NS: namesOf(z.NS), Servers: []servJSON{},
	}
	if z.Reason != "" {
		why := explain.Why(b, z.Reason)
		j.Why = &whyJSON{why.Text, why.Source}
	}
	if z.Anchor != nil {
		tag, algorithm := explain.AnchorKey(*z.Anchor)
		j.Anchor, j.TrustKey = z.Anchor.Source, &anchorJSON{tag, algorithm, z.Anchor.Source}
	}
	if l := z.DSLookup; l != nil {
		j.Signatures, j.Proof = sigsOf(explain.AnswerSignatures(l), at), proofOf(l.Proof)
	}
	j.Signatures = append(j.Signatures, sigsOf(explain.KeySignatures(z), at)...)
	for _, s := range z.Servers {
		j.Servers = append(j.Servers, servJSON{s.Name.Show(), s.Addr.Addr().String()})
	}
	return j
}

// delegationWord says what leads to a zone: a trust anchor, signed key entries,
// or the proof that there are none.
func delegationWord(z *dnssec.Zone) string {
	switch l := z.DSLookup; {
	case z.Anchor != nil || z.Parent == nil:
		return "anchor"
	case z.Inherits || l == nil:
		return "not-checked"
	case l.Outcome == dnssec.Found && l.Status == dnssec.Secure:
		return "signed"
	case l.Proof != nil && l.Proof.Kind == denial.NoDS && l.OptOut:
		return "opt-out"
	case l.Proof != nil && l.Proof.Kind == denial.NoDS:
		return "unsigned"
	}
	return "unproven"
}

func dsOf(z *dnssec.Zone) []dsJSON {
	out := []dsJSON{}
	for _, d := range z.DS {
		out = append(out, dsJSON{
			Tag: d.DS.Tag, Algorithm: d.DS.Algorithm, DigestType: d.DS.DigestType, Digest: hex.EncodeToString(d.DS.Digest),
			Supported: d.Supported, Ignored: d.Ignored, Matches: d.Matches, TagOnly: d.TagOnly, Signs: d.Signs, Reason: string(d.Reason),
		})
	}
	return out
}

func keysOf(z *dnssec.Zone) []keyJSON {
	out := []keyJSON{}
	for _, k := range z.Keys {
		out = append(out, keyJSON{
			Tag: k.Tag, Algorithm: k.DNSKEY.Algorithm, Flags: k.DNSKEY.Flags, Bits: k.Bits, Role: explain.KeyRole(z, k),
			Revoked: k.DNSKEY.IsRevoked(), Entry: k.Entry, Signs: k.Signs, Trusted: k.Trusted,
		})
	}
	return out
}

func namesOf(names []wire.Name) []string {
	out := []string{}
	for _, n := range names {
		out = append(out, n.Show())
	}
	return out
}
