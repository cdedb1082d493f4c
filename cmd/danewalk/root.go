package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"danewalk/explain"
	"danewalk/probe"
)

const hintTarget = "danewalk example.org, danewalk anna@example.org, or danewalk demo"

// rootCommand makes the command line. It is cheap: what a command needs is made
// when it runs.
func (p *program) rootCommand() *cobra.Command {
	var o options
	var versionOnly bool
	root := &cobra.Command{
		Use:   "danewalk [TARGET]",
		Short: "Is mail to this domain protected by DANE, and if not, where does it break?",
		Long: `Danewalk walks the DNSSEC chain of trust from the root to the mail servers and
their TLSA records, talks to every mail server, and shows the link where it
breaks, who must fix it, and how. TARGET is a domain or an e-mail address; without
one, a screen asks for it, takes a bounce message too, and lists what was checked
before.

Without a terminal, the report is printed as text.`,
		Example: `  danewalk example.org
  danewalk anna@example.org --audience learner
  danewalk demo`,
		Args:              cobra.ArbitraryArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		RunE: func(c *cobra.Command, args []string) error {
			if versionOnly {
				_, err := io.WriteString(p.out, versionLine())
				return err
			}
			if len(args) > 1 {
				return usagef("danewalk check takes several targets; danewalk --help lists the commands", "one target at a time, got %d", len(args))
			}
			return p.walk(c.Context(), &o, args)
		},
	}
	root.SetOut(p.out)
	root.SetErr(p.errs)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usagef(c.CommandPath()+" --help lists the options", "%v", plainly(err))
	})
	// Not cobra's own: its template would keep every method of the program.
	root.Flags().BoolVarP(&versionOnly, "version", "v", false, "print the version")
	o.bindSource(root.Flags())
	o.bindWalk(root.Flags())
	o.bindSMTP(root.Flags())
	o.bindShow(root.Flags())
	o.bindForm(root.Flags())
	o.bindTeach(root.Flags())
	o.bindNotice(root.Flags())
	offerValues(root)
	root.AddCommand(p.checkCommand(), p.resolveCommand(), p.demoCommand(), p.explainCommand(), p.bounceCommand(), p.reportCommand(), p.tlsaCommand(), p.labCommand(), p.anchorsCommand(), p.versionCommand(),
		p.openCommand(), p.configCommand(), p.pathsCommand(), p.keysCommand(), p.manCommand())
	root.SetHelpCommand(helpCommand(root))
	strictCompletion(root)
	return root
}

// plainly says without the words of the language what is wrong with a value.
func plainly(err error) error {
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fmt.Errorf("--%s cannot be %s", wrong.GetFlag().Name, cited(wrong.GetValue()))
	}
	return err
}

// walk checks one target, on the screen if there is one. There, without a target,
// the start screen asks for it.
func (p *program) walk(ctx context.Context, o *options, args []string) error {
	j, err := p.prepare(o)
	if err != nil {
		return err
	}
	defer j.close()
	if err := p.class(o); err != nil {
		return err
	}
	if len(args) == 0 && j.target == nil && p.inTalk(o) {
		return p.talk(ctx, j, "", nil)
	}
	if len(args) == 0 && j.target == nil && p.onScreen(o) {
		return p.sit(ctx, j, "", nil)
	}
	targets, err := j.targets(args)
	if err != nil {
		return err
	}
	lookup := !targets[0].Name.IsZero() // of a name in a world: the screens are about mail
	if lookup && o.teach {
		return usagef("danewalk lab list shows the worlds", "this world is a lookup: it has no steps of mail to teach")
	}
	if lookup || !p.onScreen(o) && !p.inTalk(o) {
		return p.report(ctx, j, targets)
	}
	if p.inTalk(o) {
		return p.talk(ctx, j, "", &targets[0])
	}
	return p.sit(ctx, j, "", &targets[0])
}

// targets reads what was typed. In a world without a target on the command
// line, it is the world's own.
func (j *job) targets(args []string) ([]probe.Target, error) {
	if len(args) == 0 {
		if j.target != nil {
			return []probe.Target{*j.target}, nil
		}
		return nil, usagef(hintTarget, "nothing to check")
	}
	var out []probe.Target
	for _, arg := range args {
		t, err := probe.ParseTarget(arg)
		if err != nil {
			return nil, mistake("", err, hintTarget)
		}
		out = append(out, t)
	}
	return out, nil
}

// report checks the targets one after the other and writes each result.
func (p *program) report(ctx context.Context, j *job, targets []probe.Target) error {
	var codes []int
	var done []*explain.Diagnosis // for the calendar
	for i, t := range targets {
		d, err := j.run(ctx, t)
		if d != nil {
			done = append(done, d)
			codes = append(codes, exit(d))
			if werr := p.write(j.o, d, i > 0); werr != nil {
				return werr
			}
		}
		if err != nil {
			return err
		}
	}
	p.code = gravest(codes)
	return writeCalendar(j.o.calendar, done)
}

// write writes one result in the form that was asked for.
func (p *program) write(o *options, d *explain.Diagnosis, another bool) error {
	if another && !o.json {
		if _, err := p.out.Write([]byte("\n")); err != nil {
			return err
		}
	}
	return o.document(p.out, d, p.render(o))
}

// noArgs refuses arguments.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef(c.CommandPath()+" --help", "%s takes no arguments, got %q", c.CommandPath(), args[0])
	}
	return nil
}
