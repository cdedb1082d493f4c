package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

// demoWorld is what the demonstration shows when no other world is named: two
// mail servers of which one is broken, so that there is something to find.
const demoWorld = "demo"

func (p *program) demoCommand() *cobra.Command {
	var o options
	c := &cobra.Command{
		Use:   "demo [WORLD]",
		Short: "Walk a world inside the program, without network",
		Long: `Walk a world inside the program: signed zones, name servers and mail servers in
memory, no network and no rights needed. On a terminal the walk is shown live,
elsewhere the report is printed. The exit code is 0 when the demonstration ran;
the one that check would end with is printed.

The worlds are listed by: danewalk lab list`,
		Example: `  danewalk demo
  danewalk demo null-mx
  danewalk demo --plain --audience expert`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("danewalk lab list shows the worlds", "one world at a time, got %d", len(args))
			}
			o.world = append(args, demoWorld)[0]
			return p.demo(c.Context(), &o)
		},
	}
	o.bindWalk(c.Flags())
	o.bindSMTP(c.Flags())
	o.bindShow(c.Flags())
	o.bindForm(c.Flags())
	o.bindTeach(c.Flags())
	o.bindNotice(c.Flags())
	c.ValidArgsFunction = completeWorlds
	offerValues(c)
	return c
}

// demo walks a world. That it finds something broken is its success.
func (p *program) demo(ctx context.Context, o *options) error {
	if err := p.walk(ctx, o, nil); err != nil {
		return err
	}
	where := p.out
	if o.json {
		where = p.errs // the output stays one JSON document
	}
	code := p.code
	p.code = 0
	words, err := p.words(o)
	switch {
	case err != nil:
	case p.hidden:
		_, err = fmt.Fprintln(where, "\n"+words.Say("This was a demonstration."))
	default:
		_, err = fmt.Fprintln(where, "\n"+words.Say("This was a demonstration; danewalk check would end with exit code %d.", code))
	}
	return err
}
