package main

import (
	"strings"

	"github.com/spf13/cobra"

	"danewalk/probe"
	"danewalk/probe/wire"
)

func (p *program) resolveCommand() *cobra.Command {
	var o options
	c := &cobra.Command{
		Use:   "resolve NAME TYPE",
		Short: "Look up one DNS name through the same walk and judgement",
		Long: `Look up one name and type from the root down, and say whether the answer is
secure, insecure, bogus or indeterminate, and why. The way is told zone by zone:
trust anchor, key entries (DS), keys, signatures with what is left of them, and
the proof where there is no record. No mail server is contacted.
The exit code is 0, 3, 2 or 4, as the same answer would mean for mail.`,
		Example: `  danewalk resolve _25._tcp.mx1.example.net TLSA
  danewalk resolve example.org TYPE52 --json`,
		RunE: func(c *cobra.Command, args []string) error {
			targets, err := lookupTarget(args, o.world != "")
			if err != nil {
				return err
			}
			o.noSMTP = true
			j, err := p.prepare(&o)
			if err != nil {
				return err
			}
			defer j.close()
			if targets == nil {
				targets, err = j.ownLookup()
				if err != nil {
					return err
				}
			}
			return p.report(c.Context(), j, targets)
		},
	}
	o.bindSource(c.Flags())
	o.bindWalk(c.Flags())
	o.bindShow(c.Flags())
	o.bindForm(c.Flags())
	offerValues(c)
	return c
}

// lookupTarget reads NAME and TYPE. In a world both may be missing.
func lookupTarget(args []string, inWorld bool) ([]probe.Target, error) {
	const hint = "danewalk resolve _25._tcp.mx1.example.net TLSA"
	if len(args) == 0 && inWorld {
		return nil, nil
	}
	if len(args) != 2 {
		return nil, usagef(hint, "expected a name and a type, got %d", len(args))
	}
	name, err := lookupName(args[0])
	if err != nil {
		return nil, mistake("", err, hint)
	}
	typ, err := wire.ParseType(args[1])
	if err != nil {
		return nil, usagef("write a mnemonic (MX, TLSA) or a number (TYPE52)", "unknown record type %q", args[1])
	}
	if !judged(typ) {
		return nil, usagef("ask for one type of record: "+args[0]+" MX", "%s is no type of record that can be signed, so its answer cannot be judged", strings.ToUpper(args[1]))
	}
	return []probe.Target{{Typed: strings.Join(args, " "), Name: name, Type: typ}}, nil
}

// judged tells whether records of a type are signed, so that an answer can be
// judged: signatures themselves are not (RFC 4035 2.2), questions for several
// types at once have no one answer (RFC 8482), and the types of OPT and 128 to
// 255 are no data of a zone (RFC 6895 3.1).
func judged(t wire.Type) bool {
	return t != wire.TypeRRSIG && t != wire.TypeOPT && t != 0 && (t < 128 || t > 255)
}

// lookupName reads a name as it stands in a zone file, or one in another script
// as mail domains are read.
func lookupName(s string) (wire.Name, error) {
	if strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
		t, err := probe.ParseTarget(s)
		return t.Domain, err
	}
	return wire.ParseName(s)
}

// ownLookup is the lookup that the world is about.
func (j *job) ownLookup() ([]probe.Target, error) {
	if j.target == nil || j.target.Name.IsZero() {
		return nil, usagef("danewalk check --lab "+j.o.world, "the world %s is about a domain, not about a lookup", j.o.world)
	}
	return []probe.Target{*j.target}, nil
}
