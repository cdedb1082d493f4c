package tlsa

import (
	"net/netip"

	"danewalk/probe/wire"
)

// GuessKind is what the value of a record that does not fit turned out to be.
type GuessKind string

// The kinds of guess. Each was computed and found equal: none is a likeness.
const (
	GuessOwnSelector  GuessKind = "other-selector"     // whole certificate instead of key, or the reverse
	GuessOwnLeaf      GuessKind = "own-leaf"           // the server's own certificate, under a usage for authorities
	GuessAuthority    GuessKind = "authority"          // a certificate further up in the chain
	GuessHash         GuessKind = "other-hash"         // the right octets under another or a cut hash
	GuessPEM          GuessKind = "pem"                // the PEM text
	GuessChainFile    GuessKind = "chain-file"         // the PEM text of several certificates
	GuessBase64       GuessKind = "base64"             // the base64 text
	GuessHexText      GuessKind = "hex-text"           // the hexadecimal text, with or without colons
	GuessNewline      GuessKind = "newline"            // the right octets and a line feed
	GuessBareKey      GuessKind = "bare-key"           // the key without its SubjectPublicKeyInfo: PKCS#1, EC point
	GuessModulus      GuessKind = "modulus"            // the modulus of an RSA key, alone
	GuessDigestTwice  GuessKind = "digest-of-digest"   // the digest was digested again
	GuessDigestText   GuessKind = "digest-as-text"     // the letters of the digest in place of its octets
	GuessReversed     GuessKind = "reversed"           // the octets of the digest from the end
	GuessCSR          GuessKind = "csr"                // a certificate signing request
	GuessEmpty        GuessKind = "empty"              // the digest of nothing
	GuessOtherHost    GuessKind = "other-host"         // what another mail server of this check shows
	GuessOtherAddress GuessKind = "other-address"      // what the same host shows at another address
	GuessOtherSession GuessKind = "other-session"      // what the same address shows to another client
	GuessIssuer       GuessKind = "well-known-issuer"  // the key of a well-known CA
	GuessSample       GuessKind = "documented-example" // a value of a manual, or a typed pattern
)

// Guess says what a value is that does not fit. The zero Guess says that nobody
// knows.
type Guess struct {
	Kind   GuessKind
	Depth  int        // of the certificate within the chain that was shown, 0 is the server's own
	Host   wire.Name  // of GuessOther...: who shows that certificate
	Addr   netip.Addr // of GuessOther...: and where
	Issuer Issuer     // of GuessIssuer
}

// Labelled is a chain that was shown elsewhere in the same check: the records of
// two servers may have been swapped.
type Labelled struct {
	Kind  GuessKind // GuessOtherHost, GuessOtherAddress or GuessOtherSession
	Host  wire.Name
	Addr  netip.Addr
	Chain []Certificate
}

// Limits on the search in other chains.
const (
	maxOthers     = 64 // chains: more servers than any domain has
	maxOtherDepth = 4  // certificates of each: a leaf and the authorities that servers send
)

// elsewhere finds out what a value is that has nothing to do with the chain: of
// another server, of a well-known CA, of a manual.
func (c *comparer) elsewhere(t wire.TLSA) (Guess, string) {
	if c.others == nil {
		c.others = foreignValues(c.peer.Others)
	}
	if found, ok := c.others[string(t.Data)]; ok {
		return found.guess, found.detail
	}
	if ca, ok := IssuerOf(t); ok {
		return Guess{Kind: GuessIssuer, Issuer: ca}, "public key of " + ca.Words()
	}
	if from, ok := Sample(t.Data); ok {
		return Guess{Kind: GuessSample}, from
	}
	return Guess{}, ""
}

// foreign is a value that belongs to another chain.
type foreign struct {
	guess  Guess
	detail string
}

// foreignValues lists the proper values of other chains. The first entry of a
// value stays: servers before the authorities that they have in common.
func foreignValues(others []Labelled) map[string]foreign {
	out := map[string]foreign{}
	others = others[:min(len(others), maxOthers)]
	for depth := range maxOtherDepth {
		for _, o := range others {
			if depth >= len(o.Chain) {
				continue
			}
			for selector, what := range subjects() {
				input := o.Chain[depth].Input(uint8(selector))
				for matching := range uint8(matchSHA512 + 1) {
					value := string(Value(matching, input))
					if _, taken := out[value]; !taken && value != "" {
						detail := properHash(matching) + " of the " + what + whose(o, depth)
						out[value] = foreign{Guess{Kind: o.Kind, Depth: depth, Host: o.Host, Addr: o.Addr}, detail}
					}
				}
			}
		}
	}
	return out
}

// whose says to whom a certificate of another chain belongs.
func whose(o Labelled, depth int) string {
	by := o.Host.Show()
	switch o.Kind {
	case GuessOtherAddress:
		by += " at " + o.Addr.String()
	case GuessOtherSession:
		by += " in another session"
	}
	if depth > 0 {
		return " of an authority in the chain of " + by
	}
	return " of " + by
}

// subjects names what the selectors pick (RFC 6698 2.1.2).
func subjects() [2]string { return [2]string{"certificate", "public key"} }
