package main

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// maxCertificates of a file: chains have two to four; a store of authorities,
// given by mistake, has more than a hundred.
const maxCertificates = 20

func (p *program) tlsaCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "tlsa",
		Short: "Make TLSA records, or hold them against certificates",
		Example: `  danewalk tlsa make --cert fullchain.pem --name mx.example.org
  danewalk tlsa check --chain fullchain.pem --tlsa '3 1 1 8d02...'`,
		RunE: func(_ *cobra.Command, args []string) error {
			const hint = "danewalk tlsa make --cert FILE, or danewalk tlsa check --chain FILE --tlsa 'U S M HEX'"
			if len(args) > 0 {
				return usagef(hint, "there is no command tlsa %s", args[0])
			}
			return usagef(hint, "tlsa needs make or check")
		},
	}
	c.AddCommand(p.tlsaMakeCommand(), p.tlsaCheckCommand())
	return c
}

// given refuses options with nothing in them, as an unset variable of a script
// leaves them, and arguments.
func given(c *cobra.Command, args []string) error {
	o := options{flags: c.Flags()}
	if name := o.emptied(); name != "" {
		return usagef("leave --"+name+" away, or give it a value", "--%s has no value", name)
	}
	return noArgs(c, args)
}

// readChain reads the certificates of a file, PEM or DER, in their order.
func readChain(file string) ([]tlsa.Certificate, error) {
	const hint = "give the file that the mail server uses, with its own certificate first: PEM (BEGIN CERTIFICATE) or DER; " +
		"openssl takes certificates out of .pfx, .p12 and .p7b files"
	data, err := readFile(file)
	if err != nil {
		return nil, err
	}
	ders, err := certificates(data)
	switch {
	case err != nil:
		return nil, usagef(hint, "%s: %v", file, err)
	case len(ders) == 0:
		return nil, usagef(hint, "%s has no certificate%s", file, instead(data))
	case len(ders) > maxCertificates:
		return nil, usagef(hint, "%s has %d certificates, a chain has a few", file, len(ders))
	}
	chain := tlsa.ReadChain(ders)
	for i, c := range chain {
		if c.SPKI == nil {
			return nil, usagef(hint, "certificate %d in %s is damaged", i+1, file)
		}
	}
	return chain, nil
}

// certificates splits a file. Other PEM blocks, as the private key that Postfix
// wants in the same file, are passed over.
func certificates(data []byte) ([][]byte, error) {
	const begin = "-----BEGIN "
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // editors on Windows mark UTF-8 text so
	text := string(data)
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return nil, fmt.Errorf("the file is UTF-16 text: save it as ASCII")
	}
	if !strings.Contains(text, begin) {
		return derCertificates(data)
	}
	var ders [][]byte
	blocks := 0
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		blocks++
		if block.Type == "CERTIFICATE" || block.Type == "X509 CERTIFICATE" {
			ders = append(ders, block.Bytes)
		}
	}
	// The decoder leaves damaged blocks out, and the next certificate would
	// pass for the server's own.
	if blocks != strings.Count(text, begin) {
		return nil, fmt.Errorf("a PEM block is damaged")
	}
	return ders, nil
}

// instead names what a PEM file has in place of a certificate, never what is in it.
func instead(data []byte) string {
	if block, _ := pem.Decode(data); block != nil {
		return ", but a block of type " + evidence.Escape(block.Type, maxBlockType)
	}
	return ""
}

// maxBlockType is how much of the type of a PEM block is shown, characters.
const maxBlockType = 40

// derCertificates splits certificates that follow each other without text.
func derCertificates(data []byte) ([][]byte, error) {
	all, err := x509.ParseCertificates(data)
	if err != nil {
		if tlsa.Frame(data).SPKI != nil {
			return [][]byte{data}, nil // one that the library dislikes has a key all the same
		}
		return nil, fmt.Errorf("neither PEM nor DER of certificates")
	}
	var ders [][]byte
	for _, c := range all {
		ders = append(ders, c.Raw)
	}
	return ders, nil
}

const hintRecord = "write 'USAGE SELECTOR MATCHING HEX', as in '3 1 1 8d02...'; colons and 0x do not belong into a zone file"

// parseRecord reads a record as a zone file has it, with or without what stands
// before its numbers and the comment behind it, and returns its RDATA. What dig
// prints for a type that it does not know is read as well (RFC 3597 5).
func parseRecord(s string) ([]byte, error) {
	text, _, _ := strings.Cut(s, ";")
	fields := strings.Fields(strings.NewReplacer("(", " ", ")", " ", `"`, " ").Replace(text))
	for i, f := range slices.Backward(fields) {
		if strings.EqualFold(f, "TLSA") || strings.EqualFold(f, "TYPE52") {
			fields = fields[i+1:]
			break
		}
	}
	if len(fields) >= 2 && fields[0] == `\#` {
		return genericRecord(s, fields[1], fields[2:])
	}
	if len(fields) < 4 {
		return nil, usagef(hintRecord, "TLSA record %s has not three numbers and a value", cited(s))
	}
	var rdata []byte
	for _, f := range fields[:3] {
		n, err := strconv.ParseUint(f, 10, 8)
		if err != nil {
			return nil, usagef(hintRecord, "TLSA record %s: %s is no number from 0 to 255", cited(s), cited(f))
		}
		rdata = append(rdata, byte(n))
	}
	value, err := hexadecimal(s, fields[3:])
	if err != nil {
		return nil, err
	}
	if len(rdata)+len(value) > maxRDATA {
		return nil, usagef(hintRecord, "TLSA record: a value of %d octets does not fit into a record", len(value))
	}
	return append(rdata, value...), nil
}

// genericRecord reads the form for unknown types: length and octets.
func genericRecord(s, length string, octets []string) ([]byte, error) {
	rdata, err := hexadecimal(s, octets)
	if err != nil {
		return nil, err
	}
	if n, err := strconv.ParseUint(length, 10, 16); err != nil || int(n) != len(rdata) {
		return nil, usagef(hintRecord, "TLSA record %s: it has %d octets and says %s", cited(s), len(rdata), cited(length))
	}
	return rdata, nil
}

// hexadecimal reads octets that may be written in several pieces.
func hexadecimal(s string, pieces []string) ([]byte, error) {
	digits := strings.Join(pieces, "")
	if wrong := strings.TrimLeft(digits, "0123456789abcdefABCDEF"); wrong != "" {
		r, _ := utf8.DecodeRuneInString(wrong)
		return nil, usagef(hintRecord, "TLSA record %s: the value is not hexadecimal: it has %q", cited(s), r)
	}
	value, err := hex.DecodeString(digits)
	if err != nil {
		return nil, usagef(hintRecord, "TLSA record %s: the value is not hexadecimal: %d digits are no whole octets", cited(s), len(digits))
	}
	return value, nil
}

// maxCited is how much of what was typed an error repeats, octets.
const maxCited = 160

// cited repeats what was typed, safe and short.
func cited(s string) string {
	if len(s) > maxCited {
		return fmt.Sprintf("%q (%d octets)", s[:maxCited]+"...", len(s))
	}
	return strconv.Quote(s)
}

// maxRDATA is what the length of a record can say (RFC 1035 3.2.1).
const maxRDATA = 1<<16 - 1

// serverNames reads names of mail servers.
func serverNames(typed []string) ([]wire.Name, error) {
	var out []wire.Name
	for _, s := range typed {
		if _, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
			return nil, usagef(hintServerName, "name %q is an address: certificates and TLSA records are for names", s)
		}
		n, err := lookupName(s)
		if err != nil {
			return nil, mistake(fmt.Sprintf("name %q: ", s), err, hintServerName)
		}
		if n.IsRoot() {
			return nil, usagef(hintServerName, "name %q is the root", s)
		}
		if !hostName(n) {
			return nil, usagef(hintServerName, "name %q is no name of a server: letters, digits and hyphens, without port, _25._tcp or *", s)
		}
		out = append(out, n)
	}
	return out, nil
}

// hostName tells whether a name can be that of a server (RFC 1123 2.1). An
// underscore is borne within a label: such names exist.
func hostName(n wire.Name) bool {
	for i := range n.Labels() {
		label := n.Label(i)
		if strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" || strings.HasPrefix(label, "_") {
			return false
		}
	}
	return true
}

const hintServerName = "the name of the mail server, as in --name mx.example.org"
