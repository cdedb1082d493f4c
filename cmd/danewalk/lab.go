package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"danewalk/explain/rules"
	"danewalk/probe/lab"
)

func (p *program) labCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "lab",
		Short:   "The worlds inside the program",
		Example: "  danewalk lab list\n  danewalk demo null-mx",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("danewalk lab list", "unknown command %q", "lab "+args[0])
			}
			return usagef("danewalk lab list", "lab needs a command")
		},
	}
	c.AddCommand(p.labListCommand())
	return c
}

func (p *program) labListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the worlds",
		Long: `List the worlds: name, the verdict that a check comes to, and what it shows.
Look at one with danewalk demo NAME, or with danewalk check --lab NAME.`,
		Example: "  danewalk lab list",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			worlds, err := lab.List(rules.Worlds())
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
			for _, w := range worlds {
				verdict := w.Verdict
				if verdict == "" {
					verdict = "-" // a lookup has none
				}
				if _, err := fmt.Fprintf(table, "%s\t%s\t%s\n", w.Name, verdict, w.Title); err != nil {
					return err
				}
			}
			return table.Flush()
		},
	}
}
