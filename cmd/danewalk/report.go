package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/tlsrpt"
	"danewalk/probe"
)

// reportOptions is what was typed behind report.
type reportOptions struct {
	options
	check  bool   // --check
	domain string // that reports without a domain are about; empty: not known
}

func (p *program) reportCommand() *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:   "report FILE...",
		Short: "Sum up TLS reports (TLS-RPT) of mail systems",
		Long: `Read TLS reports (RFC 8460): JSON, gzip, zip, or whole mails with reports
attached, - for standard input. Sessions that worked and that failed are summed
up by domain, mail server and day, with what the failures mean. Reading is done
here: no packet is sent. With --check the domains are then checked as danewalk
check does, and held against what was reported: still wrong, and where, or
fixed. Of several domains 10 are checked.

The exit code is 0 if every file was read, 4 if some could not be; with --check
it is that of danewalk check.`,
		Example: `  danewalk report google.com!example.org!1763596800!1763683199!001.json.gz
  danewalk report --check reports/*.eml`,
		RunE: func(c *cobra.Command, args []string) error {
			return p.tlsReports(c.Context(), &o, c.InOrStdin(), args)
		},
	}
	o.bindSource(c.Flags())
	o.bindWalk(c.Flags())
	o.bindSMTP(c.Flags())
	o.bindShow(c.Flags())
	c.Flags().BoolVar(&o.check, "check", false, "check the domains now, and say what became of the failures")
	c.Flags().StringVar(&o.domain, "domain", "", "reports that do not name it are about `DOMAIN`")
	offerValues(c)
	return c
}

// tlsReports reads, sums up, and checks if asked to.
func (p *program) tlsReports(ctx context.Context, o *reportOptions, stdin io.Reader, args []string) error {
	const hint = "danewalk report FILE..., with reports as they came: .json, .json.gz, .zip or .eml"
	if err := p.check(&o.options); err != nil {
		return err
	}
	if len(args) == 0 {
		return usagef(hint, "report needs a file")
	}
	list, broken, err := readReports(stdin, args)
	if err != nil {
		return err
	}
	if err := o.named(list); err != nil {
		return err
	}
	if len(list) == 0 {
		return mistake("", broken[0], hint)
	}
	for _, e := range broken {
		u, _ := errors.AsType[usage](mistake("", e, hint))
		p.complain(u.what, u.hint)
		p.code = exitCannotTell
	}
	sum := tlsrpt.Sum(list)
	if !o.json {
		if err := render.ReportText(p.out, sum, list, p.render(&o.options)); err != nil {
			return err
		}
	}
	domains, rest := reported(sum)
	if !o.check || len(domains) == 0 {
		return p.onlySummed(o, sum, list, len(domains))
	}
	where := p.out
	if o.json {
		where = p.errs
	}
	if err := render.ReportAsks(where, domains, rest, !o.noSMTP, p.render(&o.options)); err != nil {
		return err
	}
	return p.reportChecks(ctx, o, sum, list, domains, rest)
}

// named tells the reports that name no domain which one they are about.
func (o *reportOptions) named(list []tlsrpt.Report) error {
	if o.domain == "" {
		return nil
	}
	t, err := probe.ParseTarget(o.domain)
	if err != nil {
		return mistake("--domain: ", err, "danewalk report --domain example.org FILE...")
	}
	for i := range list {
		if list[i].Domain == "" {
			list[i].Domain = t.Domain.Show()
		}
	}
	return nil
}

// readReports reads all files. What could not be read is told, and does not hide
// the others; a file that is not there is a mistake.
func readReports(stdin io.Reader, names []string) (list []tlsrpt.Report, broken []error, err error) {
	for _, name := range names {
		data, err := reportFile(stdin, name)
		if err != nil {
			return nil, nil, err
		}
		some, err := tlsrpt.Read(name, data)
		list = append(list, some...)
		if several, ok := err.(interface{ Unwrap() []error }); ok {
			broken = append(broken, several.Unwrap()...)
		} else if err != nil {
			broken = append(broken, err)
		}
	}
	return list, broken, nil
}

// reportFile reads a file, or standard input, as far as it is of use.
func reportFile(stdin io.Reader, name string) ([]byte, error) {
	const hint = "check the name of the file and whether you may read it"
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, usagef(hint, "%v", err)
		}
		defer func() { _ = f.Close() }()
		stdin = f
	}
	data, err := io.ReadAll(io.LimitReader(stdin, tlsrpt.MaxBytes+1))
	if err != nil {
		return nil, usagef(hint, "%v", err)
	}
	return data, nil
}

// reported are the domains that can be checked, those with failures first, and
// those that are too many.
func reported(s tlsrpt.Summary) (domains, rest []string) {
	for _, failing := range []bool{true, false} {
		for _, d := range s.Domains {
			if d.Name != "" && (d.Bad > 0) == failing {
				domains = append(domains, d.Name)
			}
		}
	}
	if len(domains) > maxDomains {
		domains, rest = domains[:maxDomains], domains[maxDomains:]
	}
	return domains, rest
}

// onlySummed ends without a check.
func (p *program) onlySummed(o *reportOptions, sum tlsrpt.Summary, list []tlsrpt.Report, domains int) error {
	if o.check && domains == 0 {
		p.code = exitCannotTell
	}
	if o.json {
		return p.writeReports(o, sum, list, nil, nil, nil)
	}
	if o.check {
		words, err := p.words(&o.options)
		if err == nil {
			_, err = fmt.Fprintln(p.out, "\n"+words.Say("Nothing was checked: the reports do not name the domain that they are about."))
		}
		return err
	}
	return nil
}

// reportChecks checks each domain and compares.
func (p *program) reportChecks(ctx context.Context, o *reportOptions, sum tlsrpt.Summary, list []tlsrpt.Report, domains, rest []string) error {
	unread := p.code
	now := map[string]*explain.Diagnosis{}
	var docs []json.RawMessage
	err := p.checkEach(ctx, &o.options, domains, func(domain string, d *explain.Diagnosis) error {
		now[domain] = d
		if o.json {
			doc, err := render.JSON(d)
			docs = append(docs, doc)
			return err
		}
		if err := render.ReportNow(p.out, sum, domain, d, p.render(&o.options)); err != nil {
			return err
		}
		return p.write(&o.options, d, true)
	})
	if err != nil {
		return err
	}
	p.code = gravest([]int{p.code, unread})
	if o.json {
		return p.writeReports(o, sum, list, now, docs, rest)
	}
	return nil
}

func (p *program) writeReports(o *reportOptions, sum tlsrpt.Summary, list []tlsrpt.Report, now map[string]*explain.Diagnosis, docs []json.RawMessage, rest []string) error {
	doc, err := render.ReportJSON(p.render(&o.options).Words, sum, list, now, docs, rest)
	if err == nil {
		_, err = p.out.Write(append(doc, '\n'))
	}
	return err
}
