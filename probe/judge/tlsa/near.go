package tlsa

import (
	"crypto/sha1" // to recognise a digest that somebody made, not to protect anything
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/pem"
	"strings"

	"danewalk/probe/wire"
)

// nearMiss is a wrong value that we know how somebody came to.
type nearMiss struct {
	depth    int
	selector uint8
	kind     Why // EmptyInput, PEMInput, OtherHash, OtherInput; empty for a proper value
	detail   string
	guess    GuessKind
}

// guessed is the miss as data.
func (n nearMiss) guessed() Guess { return Guess{Kind: n.guess, Depth: max(n.depth, 0)} }

// properGuess says what a proper value of the chain is that a record has in the
// wrong place.
func properGuess(t wire.TLSA, depth int, selector uint8) GuessKind {
	switch ta := t.Usage == usageTA || t.Usage == usagePKIXTA; {
	case depth == 0 && ta:
		return GuessOwnLeaf
	case depth > 0 && !ta:
		return GuessAuthority
	case selector != t.Selector:
		return GuessOwnSelector
	}
	return GuessHash
}

// why tells what is wrong with a record that has the value.
func (n nearMiss) why(t wire.TLSA) Why {
	switch {
	case n.kind != "":
		return n.kind
	case n.selector != t.Selector && (t.Usage == usageTA || t.Usage == usagePKIXTA || n.depth == 0):
		return OtherSelector
	case n.depth > 0 && (t.Usage == usageEE || t.Usage == usagePKIXEE):
		return CAUnderEE
	}
	return OtherHash
}

// nearMisses lists the values that people publish by mistake for this chain, so
// that each record costs one look-up. The first entry of a value stays: proper
// values before odd ones, the server's own certificate before the others.
func nearMisses(chain []Certificate) map[string]nearMiss {
	out := map[string]nearMiss{}
	add := func(value []byte, miss nearMiss) {
		if _, taken := out[string(value)]; !taken && len(value) > 0 {
			out[string(value)] = miss
		}
	}
	eachHash(nil, func(value []byte, hash string) {
		add(value, nearMiss{depth: -1, kind: EmptyInput, detail: hash + " of nothing", guess: GuessEmpty})
	})
	for depth, cert := range chain {
		for selector, what := range subjects() {
			input := cert.Input(uint8(selector))
			if input == nil {
				continue
			}
			for matching := range uint8(matchSHA512 + 1) {
				add(Value(matching, input), nearMiss{depth: depth, selector: uint8(selector), detail: properHash(matching) + " of the " + what})
			}
		}
	}
	for depth, cert := range chain {
		addOdd(add, depth, selectorCert, cert.DER, "certificate", "CERTIFICATE")
		if cert.SPKI != nil {
			addOdd(add, depth, selectorSPKI, cert.SPKI, "public key", "PUBLIC KEY")
		}
	}
	return out
}

// addOdd adds what comes out of the right thing in the wrong form.
func addOdd(add func([]byte, nearMiss), depth int, selector uint8, input []byte, what, label string) {
	eachHash(input, func(value []byte, hash string) {
		add(value, nearMiss{depth, selector, OtherHash, hash + " of the " + what, GuessHash})
	})
	sum := sha256.Sum256(input)
	add([]byte(hex.EncodeToString(sum[:])), nearMiss{depth, selector, OtherHash, "SHA-256 of the " + what + ", written as hexadecimal twice", GuessDigestText})
	text := pem.EncodeToMemory(&pem.Block{Type: label, Bytes: input})
	for _, form := range [][]byte{
		text, []byte(strings.TrimSuffix(string(text), "\n")), []byte(strings.ReplaceAll(string(text), "\n", "\r\n")),
	} {
		add(form, nearMiss{depth, selector, PEMInput, "PEM text of the " + what, GuessPEM})
		eachHash(form, func(value []byte, hash string) {
			add(value, nearMiss{depth, selector, PEMInput, hash + " of the PEM text of the " + what, GuessPEM})
		})
	}
}

// eachHash calls f with the digests that fit a record's length and those that
// people cut or take by mistake.
func eachHash(input []byte, f func(value []byte, hash string)) {
	s256, s512, s384 := sha256.Sum256(input), sha512.Sum512(input), sha512.Sum384(input)
	s1 := sha1.Sum(input)
	f(s256[:], "SHA-256")
	f(s512[:], "SHA-512")
	f(s512[:sha256.Size], "SHA-512, cut to 32 octets,")
	f(s384[:sha256.Size], "SHA-384, cut to 32 octets,")
	f(s384[:], "SHA-384")
	f(s1[:], "SHA-1")
}

// properHash names a matching type.
func properHash(matching uint8) string {
	return [...]string{"the whole", "SHA-256", "SHA-512"}[matching]
}
