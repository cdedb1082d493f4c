package main

import (
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

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
	const hint = "give the file that the mail server uses, with its own certificate first: PEM (BEGIN CERTIFICATE) or DER"
	data, err := readFile(file)
	if err != nil {
		return nil, err
	}
	ders, err := certificates(data)
	switch {
	case err != nil:
		return nil, usagef(hint, "%s: %v", file, err)
	case len(ders) == 0:
		return nil, usagef(hint, "%s has no certificate", file)
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
	text := string(data)
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

// parseRecord reads a record as a zone file has it, with or without what stands
// before its numbers, and returns its RDATA.
func parseRecord(s string) ([]byte, error) {
	const hint = "write 'USAGE SELECTOR MATCHING HEX', as in '3 1 1 8d02...'"
	fields := strings.Fields(strings.NewReplacer("(", " ", ")", " ", `"`, " ").Replace(s))
	for i, f := range fields {
		if strings.EqualFold(f, "TLSA") {
			fields = fields[i+1:]
			break
		}
	}
	if len(fields) < 4 {
		return nil, usagef(hint, "TLSA record %q has not three numbers and a value", s)
	}
	var rdata []byte
	for _, f := range fields[:3] {
		n, err := strconv.ParseUint(f, 10, 8)
		if err != nil {
			return nil, usagef(hint, "TLSA record %q: %q is no number from 0 to 255", s, f)
		}
		rdata = append(rdata, byte(n))
	}
	value, err := hex.DecodeString(strings.Join(fields[3:], ""))
	if err != nil {
		return nil, usagef(hint, "TLSA record %q: the value is not hexadecimal: %v", s, err)
	}
	if len(rdata)+len(value) > maxRDATA {
		return nil, usagef(hint, "TLSA record: a value of %d octets does not fit into a record", len(value))
	}
	return append(rdata, value...), nil
}

// maxRDATA is what the length of a record can say (RFC 1035 3.2.1).
const maxRDATA = 1<<16 - 1

// serverNames reads names of mail servers.
func serverNames(typed []string) ([]wire.Name, error) {
	var out []wire.Name
	for _, s := range typed {
		n, err := lookupName(s)
		if err != nil {
			return nil, mistake(fmt.Sprintf("name %q: ", s), err, hintServerName)
		}
		if n.IsRoot() {
			return nil, usagef(hintServerName, "name %q is the root", s)
		}
		out = append(out, n)
	}
	return out, nil
}

const hintServerName = "the name of the mail server, as in --name mx.example.org"
