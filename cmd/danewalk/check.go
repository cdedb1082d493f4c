package main

import "github.com/spf13/cobra"

func (p *program) checkCommand() *cobra.Command {
	var o options
	c := &cobra.Command{
		Use:   "check TARGET...",
		Short: "Check domains and print the report",
		Long: `Check domains or e-mail addresses and print a report of each, as text or as one
JSON document on one line. The exit code is the verdict:

  0 protected   1 at risk   2 blocked   3 not protected   4 cannot tell   5 no mail
  64 wrong usage   70 fault of the program   130 interrupted

Of several targets it is the first of 2, 1, 4, 3, 5, 0 that occurs.`,
		Example: `  danewalk check example.org
  danewalk check example.org example.net --json
  danewalk check example.org --ics dates.ics
  danewalk check example.org --at 2026-12-24T18:00:00Z --no-smtp`,
		RunE: func(c *cobra.Command, args []string) error {
			j, err := p.prepare(&o)
			if err != nil {
				return err
			}
			defer j.close()
			targets, err := j.targets(args)
			if err != nil {
				return err
			}
			return p.report(c.Context(), j, targets)
		},
	}
	o.bindSource(c.Flags())
	o.bindWalk(c.Flags())
	o.bindSMTP(c.Flags())
	o.bindShow(c.Flags())
	o.bindForm(c.Flags())
	o.bindNotice(c.Flags())
	c.Flags().StringVar(&o.calendar, "ics", "", "write what breaks next as a calendar to `FILE` (RFC 5545)")
	offerValues(c)
	return c
}
