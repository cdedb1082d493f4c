package main

import (
	"context"

	"github.com/spf13/cobra"

	"danewalk/explain"
	"danewalk/probe/casefile"
	"danewalk/probe/evidence"
)

func (p *program) openCommand() *cobra.Command {
	var o options
	c := &cobra.Command{
		Use:   "open FILE",
		Short: "Open a saved check, without network",
		Long: `Open a saved check. It is judged again, as of the time when it was recorded, and
nothing is asked of the network. On a terminal it is shown as a check is, elsewhere
the report is printed. Checks on the screen are saved by themselves; their path is
printed when the screen is left, and danewalk paths tells where they are.`,
		Example: "  danewalk open 20261121T220400-example.org.case\n  danewalk open mx2.case --audience expert --plain",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("danewalk open FILE; danewalk paths tells where the saved checks are", "open needs one file, got %d", len(args))
			}
			return p.open(c.Context(), &o, args[0])
		},
	}
	o.bindWalk(c.Flags())
	o.bindShow(c.Flags())
	o.bindForm(c.Flags())
	o.bindTeach(c.Flags())
	offerValues(c)
	return c
}

// open shows a saved check on the screen, or prints its report.
func (p *program) open(ctx context.Context, o *options, path string) error {
	if err := p.class(o); err != nil {
		return err
	}
	c, err := casefile.LoadFile(path)
	if err != nil {
		return mistake("", err, "danewalk paths tells where the saved checks are")
	}
	inWorld := *o
	inWorld.world = c.Start().Vantage.World
	if lookup := c.Start().Kind == evidence.KindName; !lookup && (p.onScreen(o) || p.inTalk(o)) { // the screens are about mail
		j, err := p.prepare(o) // what is checked from there is real
		if err != nil {
			return err
		}
		defer j.close()
		if p.inTalk(o) {
			return p.talk(ctx, j, path, nil)
		}
		return p.sit(ctx, j, path, nil)
	}
	j, err := p.prepare(&inWorld)
	if err != nil {
		return err
	}
	defer j.close()
	j.judge.Stopped = !c.Complete
	d := explain.Diagnose(c, j.judge)
	p.code = exit(d)
	return p.write(j.o, d, false)
}
