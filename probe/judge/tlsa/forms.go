package tlsa

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"slices"
	"strings"
)

// Limits on what a hostile chain can make us compute.
const (
	maxFormDepth  = 3       // certificates: a leaf and the authorities that servers send
	maxFormOctets = 1 << 15 // of one of them; real ones have a few thousand
)

// form is a certificate or key, or its digest, written in another way.
type form struct {
	kind   GuessKind
	octets []byte
	detail string
}

// forms is a list of ways to write one thing.
type forms []form

func (f *forms) add(kind GuessKind, octets []byte, detail string) {
	if len(octets) > 0 {
		*f = append(*f, form{kind, octets, detail})
	}
}

// distantMisses lists the values that come out of other forms of the chain under
// one matching type. They cost more than nearMisses and are made only when those
// have not the value.
func distantMisses(chain []Certificate, matching uint8) map[string]nearMiss {
	out := map[string]nearMiss{}
	add := func(value []byte, miss nearMiss) {
		if _, taken := out[string(value)]; !taken {
			out[string(value)] = miss
		}
	}
	put := func(depth int, selector uint8, all forms) {
		for _, f := range all {
			detail := properHash(matching) + " of the " + f.detail
			add(Value(matching, f.octets), nearMiss{depth, selector, OtherInput, detail, f.kind})
		}
	}
	for depth, cert := range chain[:min(len(chain), maxFormDepth)] {
		if len(cert.DER) > maxFormOctets {
			continue
		}
		for selector, what := range subjects() {
			input := cert.Input(uint8(selector))
			if input == nil {
				continue
			}
			for _, f := range digestForms(input, what) {
				add(f.octets, nearMiss{depth, uint8(selector), OtherInput, f.detail, f.kind})
			}
			put(depth, uint8(selector), textForms(input, what))
		}
		put(depth, selectorSPKI, keyForms(cert.SPKI))
	}
	put(0, selectorCert, fileForms(chain))
	return out
}

// digestForms are digests in another form: what panels and scripts make of them
// when they are pasted.
func digestForms(input []byte, what string) (out forms) {
	s256, s512 := sha256.Sum256(input), sha512.Sum512(input)
	for _, sum := range []struct {
		hash  string
		value []byte
	}{{"SHA-256", s256[:]}, {"SHA-512", s512[:]}} {
		of := sum.hash + " of the " + what
		back := slices.Clone(sum.value)
		slices.Reverse(back)
		out.add(GuessReversed, back, of+", from the end")
		for _, text := range hexForms(sum.value) {
			out.add(GuessDigestText, []byte(text), of+", as letters and not as octets")
		}
		out.add(GuessDigestText, []byte(base64.StdEncoding.EncodeToString(sum.value)), of+", as base64 text")
	}
	return out
}

// textForms are a certificate or key as text, or with something added, and its
// digest, which somebody digested again.
func textForms(input []byte, what string) (out forms) {
	flat := base64.StdEncoding.EncodeToString(input)
	for _, text := range []string{flat, flat + "\n", lines(flat, 64), lines(flat, 76)} {
		out.add(GuessBase64, []byte(text), "base64 text of the "+what)
	}
	for _, text := range hexForms(input) {
		out.add(GuessHexText, []byte(text), "hexadecimal text of the "+what)
		out.add(GuessHexText, []byte(text+"\n"), "hexadecimal text of the "+what)
	}
	out.add(GuessNewline, append(bytes.Clone(input), '\n'), what+" with a line feed behind it")
	s256, s512 := sha256.Sum256(input), sha512.Sum512(input)
	for _, sum := range [][]byte{s256[:], s512[:]} {
		out.add(GuessDigestTwice, sum, "digest of the "+what)
		for _, text := range hexForms(sum) {
			out.add(GuessDigestTwice, []byte(text), "text of the digest of the "+what)
			out.add(GuessDigestTwice, []byte(text+"\n"), "text of the digest of the "+what)
		}
		digits := hex.EncodeToString(sum) // as openssl dgst prints it, old and new
		for _, before := range []string{"(stdin)= ", "SHA2-256(stdin)= ", "SHA2-512(stdin)= ", "SHA256(stdin)= ", "SHA512(stdin)= "} {
			out.add(GuessDigestTwice, []byte(before+digits+"\n"), "text of the digest of the "+what)
		}
	}
	return out
}

// keyForms are a public key without its SubjectPublicKeyInfo: what the bit
// string in it holds (RFC 8017 A.1.1 for RSA, RFC 5480 2.2 for elliptic curves),
// and parts of that.
func keyForms(spki []byte) (out forms) {
	bits, rsa := keyBits(spki)
	if len(bits) == 0 {
		return nil
	}
	if !rsa {
		out.add(GuessBareKey, bits, "bare key, without its SubjectPublicKeyInfo")
		if half := len(bits) / 2; bits[0] == 4 && len(bits)%2 == 1 && half > 0 { // an uncompressed point (SEC 1 2.3.3)
			out.add(GuessBareKey, bits[1:], "bare point of the key")
			out.add(GuessBareKey, append([]byte{2 + bits[len(bits)-1]&1}, bits[1:1+half]...), "compressed point of the key")
		}
		return out
	}
	out.add(GuessBareKey, bits, "RSA key in PKCS#1 form")
	text := pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: bits})
	out.add(GuessPEM, text, "PEM text of the RSA key in PKCS#1 form")
	body, _, ok := sequence(bits)
	if modulus, _, tag, read := element(body); ok && read && tag == tagInteger {
		modulus = bytes.TrimLeft(modulus, "\x00")
		out.add(GuessModulus, modulus, "modulus of the RSA key")
		digits := strings.ToUpper(hex.EncodeToString(modulus))
		out.add(GuessModulus, []byte("Modulus="+digits+"\n"), "modulus of the RSA key, as text")
		out.add(GuessModulus, []byte(digits), "modulus of the RSA key, as text")
	}
	return out
}

// keyBits returns the content of the bit string of a SubjectPublicKeyInfo, and
// whether it is an RSA key.
func keyBits(spki []byte) (bits []byte, rsa bool) {
	body, _, ok := sequence(spki)
	if !ok {
		return nil, false
	}
	algorithm, rest, ok := sequence(body)
	if !ok {
		return nil, false
	}
	var oid asn1.ObjectIdentifier
	if _, err := asn1.Unmarshal(algorithm, &oid); err != nil {
		return nil, false
	}
	content, _, tag, ok := element(rest)
	if !ok || tag != tagBitString || len(content) < 2 || content[0] != 0 { // the first octet counts unused bits
		return nil, false
	}
	return content[1:], oid.Equal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}) // RFC 8017 A.1
}

// fileForms are the files that hold several certificates.
func fileForms(chain []Certificate) (out forms) {
	var whole, above []byte
	for depth, cert := range chain[:min(len(chain), maxFormDepth)] {
		if len(cert.DER) > maxFormOctets {
			return nil
		}
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.DER})
		whole = append(whole, text...)
		if depth > 0 {
			above = append(above, text...)
		}
		if depth > 0 {
			out.add(GuessChainFile, bytes.Clone(whole), "file with the whole chain")
		}
		if depth > 1 {
			out.add(GuessChainFile, bytes.Clone(above), "file with the authorities of the chain")
		}
	}
	return out
}

// hexForms writes octets as hexadecimal text in the usual ways.
func hexForms(data []byte) []string {
	plain := hex.EncodeToString(data)
	var colons strings.Builder
	colons.Grow(3 * len(data))
	for i := 0; i < len(plain); i += 2 {
		if i > 0 {
			colons.WriteByte(':')
		}
		colons.WriteString(plain[i : i+2])
	}
	return []string{plain, strings.ToUpper(plain), colons.String(), strings.ToUpper(colons.String())}
}

// lines breaks a text into lines of a width.
func lines(text string, width int) string {
	var b strings.Builder
	for len(text) > 0 {
		n := min(width, len(text))
		b.WriteString(text[:n])
		b.WriteByte('\n')
		text = text[n:]
	}
	return b.String()
}

// request recognises a certificate signing request in the data of a record. Its
// digest cannot be recognised: who holds the certificate alone cannot make the
// request anew, because its owner signed it (RFC 2986 4.2).
func request(data []byte, chain []Certificate) (nearMiss, bool) {
	der := data
	if block, _ := pem.Decode(data); block != nil {
		der = block.Bytes
	}
	r, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nearMiss{}, false
	}
	miss := nearMiss{depth: -1, kind: OtherInput, guess: GuessCSR, detail: "certificate signing request of another key"}
	for depth, cert := range chain {
		if bytes.Equal(cert.SPKI, r.RawSubjectPublicKeyInfo) {
			miss.depth, miss.detail = depth, "certificate signing request of the key"
			break
		}
	}
	return miss, true
}
