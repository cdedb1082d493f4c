package main

import (
	"time"

	"github.com/spf13/cobra"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// checkSet is what was typed behind tlsa check.
type checkSet struct {
	options
	chain   string
	records []string
	names   []string
}

func (p *program) tlsaCheckCommand() *cobra.Command {
	var o checkSet
	c := &cobra.Command{
		Use:   "check --chain FILE --tlsa 'U S M HEX'...",
		Short: "Hold TLSA records against the certificates of a file",
		Long: `Hold a set of TLSA records against a chain of certificates as a mail server that
sends would do (RFC 7672), and say of each record what became of it. Nothing is
looked up. FILE is PEM or DER, the server's own certificate first. For usage 2,
--name is what the certificate must be made out to. The exit code is the verdict:

  0 match   2 mismatch   3 no record is usable   4 undecided (a limit of danewalk)
  64 wrong usage`,
		Example: `  danewalk tlsa check --chain fullchain.pem --tlsa '3 1 1 8d02...'
  danewalk tlsa check --chain fullchain.pem --tlsa '2 1 1 67ad...' --name mx.example.org --at 2026-12-24T18:00:00Z --json`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := given(c, args); err != nil {
				return err
			}
			return p.checkSet(&o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.chain, "chain", "", "certificates of the server in `FILE` (PEM or DER), its own first")
	f.StringArrayVar(&o.records, "tlsa", nil, "a `RECORD` of the set: 'USAGE SELECTOR MATCHING HEX' (may be repeated)")
	f.StringArrayVar(&o.names, "name", nil, "`NAME` that a certificate may have for usage 2: the mail server's, or the domain's (may be repeated)")
	f.StringVar(&o.at, "at", "", "judge as if it were `TIME` (RFC 3339, or seconds since 1970)")
	f.BoolVar(&o.json, "json", false, "print one JSON document on one line")
	f.BoolVar(&o.ascii, "ascii", false, "ASCII characters only")
	o.bindLanguage(f)
	offerValues(c)
	return c
}

// checkSet judges and prints.
func (p *program) checkSet(o *checkSet) error {
	if err := o.spoken(); err != nil {
		return err
	}
	set, err := o.judged()
	if err != nil {
		return err
	}
	if set.Words, err = p.words(&o.options); err != nil {
		return err
	}
	if set.NeedsName() {
		return usagef(hintServerName, "usage 2 needs the name that the certificate must have")
	}
	p.code = exitOfSet(set.Verdict)
	if !o.json {
		return render.TLSASetText(p.out, set, p.render(&o.options))
	}
	doc, err := render.TLSASetJSON(set)
	if err == nil {
		_, err = p.out.Write(append(doc, '\n'))
	}
	return err
}

// judged reads what was typed and compares.
func (o *checkSet) judged() (explain.TLSASet, error) {
	var none explain.TLSASet
	const hint = "danewalk tlsa check --chain fullchain.pem --tlsa '3 1 1 8d02...'"
	if o.chain == "" || len(o.records) == 0 {
		return none, usagef(hint, "tlsa check needs --chain and at least one --tlsa")
	}
	chain, err := readChain(o.chain)
	if err != nil {
		return none, err
	}
	set := &wire.RRset{Type: wire.TypeTLSA}
	for _, s := range o.records {
		rdata, err := parseRecord(s)
		if err != nil {
			return none, err
		}
		set.RRs = append(set.RRs, wire.RR{Type: wire.TypeTLSA, Class: wire.ClassIN, RData: rdata})
	}
	peer := tlsa.Peer{Chain: chain, At: time.Now()}
	if peer.Names, err = serverNames(o.names); err != nil {
		return none, err
	}
	if o.at != "" {
		if peer.At, err = parseTime(o.at); err != nil {
			return none, err
		}
	}
	return explain.CheckTLSA(tlsa.Parse(set), peer), nil
}

// exitOfSet is the exit code of a verdict about a set: what it would mean for
// mail to a server with it.
func exitOfSet(v explain.SetVerdict) int {
	switch v {
	case explain.SetMatch:
		return exitProtected
	case explain.SetMismatch:
		return exitBlocked
	case explain.SetUnusable:
		return exitNotProtected
	}
	return exitCannotTell
}
