package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/render"
	"danewalk/probe"
)

// maxDomains is how many domains of one text are checked: a log of a day names
// hundreds, and each check asks some hundred questions.
const maxDomains = 10

// bounceOptions is what was typed behind bounce.
type bounceOptions struct {
	options
	noCheck bool
}

func (p *program) bounceCommand() *cobra.Command {
	var o bounceOptions
	c := &cobra.Command{
		Use:   "bounce [FILE|-]",
		Short: "Read a bounce or log lines, then check the domain",
		Long: `Read a message about failed delivery, or lines of a mail system's log, from FILE
or standard input, and say what they mean. Reading is done here: nothing leaves
this computer. Then the recipient's domain is checked as danewalk check does, and
held against what the text says: still broken, changed, or fixed. What is asked
is printed before; --no-check leaves it out. Of several domains 10 are checked.

The exit code is that of danewalk check. Without a check it is 0 if the text was
understood, and 4 if not, or if it names no domain that could be checked.`,
		Example: `  danewalk bounce message.eml
  danewalk bounce --no-check < message.eml
  grep 4Zk1aB2cD3 /var/log/mail.log | danewalk bounce`,
		RunE: func(c *cobra.Command, args []string) error {
			return p.bounce(c.Context(), &o, c.InOrStdin(), args)
		},
	}
	o.bindSource(c.Flags())
	o.bindWalk(c.Flags())
	o.bindSMTP(c.Flags())
	o.bindShow(c.Flags())
	c.Flags().BoolVar(&o.noCheck, "no-check", false, "only read the text: no packet is sent")
	offerValues(c)
	return c
}

// bounce reads, says what it read, and checks.
func (p *program) bounce(ctx context.Context, o *bounceOptions, stdin io.Reader, args []string) error {
	if err := p.check(&o.options); err != nil {
		return err
	}
	data, err := p.pasted(&o.options, stdin, args)
	if err != nil {
		return err
	}
	r := bounce.Read(data)
	domains, rest := worthwhile(r)
	if o.noCheck {
		domains, rest = nil, nil
	}
	if !o.json {
		if err := render.BounceText(p.out, r, p.render(&o.options)); err != nil {
			return err
		}
	}
	if len(domains) == 0 {
		return p.onlyRead(o, r)
	}
	if err := p.announce(o, domains, rest); err != nil {
		return err
	}
	return p.bounceChecks(ctx, o, r, domains, rest)
}

// pasted is the text: of a file, or of standard input.
func (p *program) pasted(o *options, stdin io.Reader, args []string) ([]byte, error) {
	const hint = "danewalk bounce message.eml, or danewalk bounce < message.eml"
	switch {
	case len(args) > 1:
		return nil, usagef(hint, "one file at a time, got %d", len(args))
	case len(args) == 1 && args[0] != "-":
		f, err := os.Open(args[0])
		if err != nil {
			return nil, usagef("check the name of the file and whether you may read it", "%v", err)
		}
		defer func() { _ = f.Close() }()
		stdin = f
	case p.terminal:
		words, err := p.words(o)
		if err != nil {
			return nil, err
		}
		if _, err := fmt.Fprintln(p.errs, words.Say("Paste the message, then press Ctrl+D on a line of its own.")); err != nil {
			return nil, err
		}
	}
	data, err := io.ReadAll(io.LimitReader(stdin, bounce.MaxBytes+1))
	if err != nil {
		return nil, usagef(hint, "%v", err)
	}
	return data, nil
}

// worthwhile are the domains that a check can say something about, and those
// that are too many.
func worthwhile(r bounce.Reading) (domains, rest []string) {
	var about bounce.Reading
	for _, b := range r.Bounces {
		if b.Kind != bounce.NotAboutDANE && b.Kind != bounce.NoFailure {
			about.Bounces = append(about.Bounces, b)
		}
	}
	domains = about.Domains()
	if len(domains) > maxDomains {
		domains, rest = domains[:maxDomains], domains[maxDomains:]
	}
	return domains, rest
}

// onlyRead ends without a check.
func (p *program) onlyRead(o *bounceOptions, r bounce.Reading) error {
	p.code = exitCannotTell
	if o.noCheck && r.Recognised() {
		p.code = exitProtected
	}
	if o.json {
		return p.writeBounce(o, r, nil, nil, nil)
	}
	words, err := p.words(&o.options)
	if err != nil {
		return err
	}
	said := words.Say("Nothing was checked: the text names no domain to check for this.")
	if o.noCheck {
		said = words.Say("Nothing was checked, as you asked.")
	}
	_, err = fmt.Fprintf(p.out, "\n%s\n", said)
	return err
}

// announce says what will be asked before anything is.
func (p *program) announce(o *bounceOptions, domains, rest []string) error {
	where := p.out
	if o.json {
		where = p.errs
	}
	return render.BounceAsks(where, domains, rest, !o.noSMTP, p.render(&o.options))
}

// bounceChecks checks each domain and compares.
func (p *program) bounceChecks(ctx context.Context, o *bounceOptions, r bounce.Reading, domains, rest []string) error {
	now := make([]*render.BounceNow, len(r.Bounces))
	var docs []json.RawMessage
	err := p.checkEach(ctx, &o.options, domains, func(domain string, d *explain.Diagnosis) error {
		if err := compare(now, r, domain, d); err != nil {
			return err
		}
		if !o.json {
			return p.writeNow(o, r, now, domain, d)
		}
		doc, err := render.JSON(d)
		docs = append(docs, doc)
		return err
	})
	if err == nil && o.json {
		err = p.writeBounce(o, r, now, docs, rest)
	}
	return err
}

// checkEach checks domains that a text named, one after the other, and sets the
// exit code. Of an interrupted check what is known is handed on.
func (p *program) checkEach(ctx context.Context, o *options, domains []string, then func(string, *explain.Diagnosis) error) error {
	j, err := p.prepare(o)
	if err != nil {
		return err
	}
	defer j.close()
	var codes []int
	for _, domain := range domains {
		t, err := probe.ParseTarget(domain)
		if err != nil {
			return mistake("", err, "danewalk check --help")
		}
		d, err := j.run(ctx, t)
		if d == nil {
			return err
		}
		codes = append(codes, exit(d))
		if terr := then(domain, d); terr != nil {
			return terr
		}
		if err != nil {
			return err
		}
	}
	p.code = gravest(codes)
	return nil
}

// compare fills in what became of the bounces of a domain.
func compare(now []*render.BounceNow, r bounce.Reading, domain string, d *explain.Diagnosis) error {
	for i, b := range r.Bounces {
		if b.Domain != domain {
			continue
		}
		n := render.BounceNow{Now: bounce.Compare(b, d), Domain: domain}
		said, err := n.Say(d.Words)
		if err != nil {
			return err
		}
		n.Says = said
		now[i] = &n
	}
	return nil
}

// writeNow writes the comparisons of a domain, and the report of its check.
func (p *program) writeNow(o *bounceOptions, r bounce.Reading, now []*render.BounceNow, domain string, d *explain.Diagnosis) error {
	var list []render.BounceNow
	for i, b := range r.Bounces {
		if b.Domain == domain && now[i] != nil {
			list = append(list, *now[i])
		}
	}
	if _, err := fmt.Fprintln(p.out); err != nil {
		return err
	}
	if err := render.BounceNowText(p.out, list, p.render(&o.options)); err != nil {
		return err
	}
	return p.write(&o.options, d, true)
}

func (p *program) writeBounce(o *bounceOptions, r bounce.Reading, now []*render.BounceNow, docs []json.RawMessage, rest []string) error {
	doc, err := render.BounceJSON(p.render(&o.options).Words, r, now, docs, rest)
	if err == nil {
		_, err = p.out.Write(append(doc, '\n'))
	}
	return err
}
