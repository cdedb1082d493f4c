package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"danewalk/tui/command"
)

func (p *program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Print the manual page",
		Long:    "Print the manual page, in the form that man(1) reads (man(7)).",
		Example: "  danewalk man | man -l -\n  danewalk man > /usr/local/share/man/man1/danewalk.1",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := p.out.Write([]byte(manual(c.Root())))
			return err
		},
	}
}

// page is a manual page while it is written. The generator of cobra is not used:
// its templates would keep every method of the program.
type page struct{ strings.Builder }

// manual is the page of the whole program, from the commands and the keys as they
// are built in.
func manual(root *cobra.Command) string {
	var m page
	fmt.Fprintf(&m, ".TH DANEWALK 1 \"\" \"danewalk %s\"\n", roff(version()))
	m.section("NAME")
	m.line("danewalk \\- " + roff(strings.TrimSuffix(root.Short, "?")))
	m.section("SYNOPSIS")
	m.line(".B danewalk")
	m.line("[TARGET] [options]")
	m.line(".br")
	m.line(".B danewalk")
	m.line("COMMAND [options] [arguments]")
	m.section("DESCRIPTION")
	m.text(root.Long)
	m.section("OPTIONS")
	m.flags(root.Flags())
	m.section("COMMANDS")
	m.commands(root)
	m.keys()
	m.section("EXIT STATUS")
	m.text("0 protected, 1 at risk, 2 blocked, 3 not protected, 4 cannot tell, 5 takes no mail; 64 wrong usage, 70 fault of the program, 130 interrupted.")
	m.environment()
	m.section("FILES")
	m.tagged("$XDG_CONFIG_HOME/danewalk/config.toml", "the configuration; danewalk config \\-\\-print\\-default shows what can stand there")
	m.tagged("$XDG_STATE_HOME/danewalk/cases", "the last checks of the screens, readable by their owner only; danewalk paths prints where they are")
	return m.String()
}

// roff keeps the signs that the formatter would take for its own.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}

func (m *page) line(s string) { m.WriteString(s + "\n") }

func (m *page) section(name string) { m.line(".SH " + name) }

// text writes paragraphs; lines that are indented stay as they are.
func (m *page) text(s string) {
	verbatim := false
	for line := range strings.SplitSeq(strings.TrimSpace(s), "\n") {
		indented := strings.HasPrefix(line, "  ")
		switch {
		case indented && !verbatim:
			m.line(".nf")
		case !indented && verbatim:
			m.line(".fi")
		}
		verbatim = indented
		if line == "" {
			m.line(".PP")
			continue
		}
		m.line(roff(line))
	}
	if verbatim {
		m.line(".fi")
	}
}

// tagged writes a term and what it means.
func (m *page) tagged(term, meaning string) {
	m.line(".TP")
	m.line(`\fB` + term + `\fR`)
	m.line(meaning)
}

func (m *page) flags(f *pflag.FlagSet) {
	f.VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		term := roff("--" + f.Name)
		if f.Shorthand != "" {
			term = roff("-"+f.Shorthand) + `\fR, \fB` + term
		}
		if value != "" {
			term += `\fR \fI` + roff(value)
		}
		m.tagged(term, roff(usage))
	})
}

// commands lists the commands with what they alone understand.
func (m *page) commands(root *cobra.Command) {
	for _, c := range root.Commands() {
		if c.Hidden {
			continue
		}
		m.command(root, c)
		for _, sub := range c.Commands() {
			m.command(root, sub)
		}
	}
}

func (m *page) command(root, c *cobra.Command) {
	m.line(".SS danewalk " + roff(strings.TrimPrefix(c.UseLine(), "danewalk ")))
	m.text(cmp.Or(c.Long, c.Short))
	c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if root.Flags().Lookup(f.Name) != nil || f.Name == "help" {
			return
		}
		one := pflag.NewFlagSet("", pflag.ContinueOnError)
		one.AddFlag(f)
		m.flags(one)
	})
}

// keys lists the keys of every place.
func (m *page) keys() {
	m.section("KEYS")
	keys, _ := command.NewKeys(nil) // as they are built in: a test holds that they are right
	for _, at := range keyPlaces() {
		m.line(".SS " + roff(string(at.name)))
		for _, row := range keyRows(keys, at.place, nil) {
			m.tagged(roff(row.keys), roff(strings.TrimSpace(row.sentence+" ("+row.name+")")))
		}
	}
}

func (m *page) environment() {
	m.section("ENVIRONMENT")
	m.tagged("NO_COLOR", "with any value: no colours")
	m.tagged("ACCESSIBLE", "1: sentences for screen readers in place of screens")
	m.tagged("LC_ALL, LC_MESSAGES, LANG", "the language, unless the configuration or an option says another one")
	m.tagged("XDG_CONFIG_HOME, XDG_STATE_HOME", "where the configuration and the saved checks are")
}
