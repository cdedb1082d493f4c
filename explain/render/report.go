package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/tlsrpt"
	"danewalk/probe/evidence"
)

// shownDays is how many days of a trend are shown to people: two weeks tell it.
const shownDays = 14

// ReportText writes what reports say together.
func ReportText(w io.Writer, s tlsrpt.Summary, list []tlsrpt.Report, o Options) error {
	p := &printer{w: w, o: o}
	head := fmt.Sprintf("%s read", plural(s.Reports, "TLS report"))
	if s.Duplicates > 0 {
		head += fmt.Sprintf(", %d more given twice", s.Duplicates)
	}
	p.line("%s (nothing leaves this computer by reading)", head)
	for _, d := range s.Domains {
		if err := p.reportDomain(d); err != nil {
			return err
		}
	}
	return p.reportNotes(list)
}

func (p *printer) reportDomain(d tlsrpt.Domain) error {
	name := d.Name
	if name == "" {
		name = "A domain that the reports do not name"
	} else if u := explain.Unicode(name); u != "" {
		name += " (" + u + ")"
	}
	p.line("")
	p.line("%s  %s", name, counted(d.Count))
	span := ""
	if !d.Begin.IsZero() {
		span = minute(d.Begin) + " to " + minute(d.End) + " (UTC)"
	}
	p.labelled("reported", span)
	var who []string
	for _, s := range d.Senders {
		who = append(who, fmt.Sprintf("%s (%s, %s)", s.Name, plural(s.Reports, "report"), counted(s.Count)))
	}
	p.labelled("by", strings.Join(who, ", "))
	trend, err := d.Trend("")
	if err != nil {
		return err
	}
	p.labelled("trend", trend)
	for _, day := range d.Days[max(0, len(d.Days)-shownDays):] {
		p.line("    %s  %s", day.Date.Format(time.DateOnly), counted(day.Count))
	}
	for _, h := range d.Hosts {
		if err := p.reportHost(d.Name, h); err != nil {
			return err
		}
	}
	return nil
}

func (p *printer) reportHost(domain string, h tlsrpt.Host) error {
	name := h.Name
	if name == "" {
		name = "no mail server in particular"
	}
	p.line("")
	p.line("  %s  %s", name, counted(h.Count))
	if len(h.Results) > 0 && len(h.Days) > 1 {
		for _, day := range h.Days[max(0, len(h.Days)-shownDays):] {
			p.line("    %s  %s", day.Date.Format(time.DateOnly), counted(day.Count))
		}
	}
	for _, r := range h.Results {
		words, err := tlsrpt.Explain(domain, h.Name, r, "")
		if err != nil {
			return err
		}
		p.line("")
		p.line("  %s  [%s, %s]", words.Title, r.Type, plural(int(r.Count), "session"))
		if !r.Last.IsZero() {
			p.labelled("reported", minute(r.First)+" to "+minute(r.Last)+" (UTC)")
		}
		p.labelled("by", strings.Join(r.Senders, ", "))
		p.labelled("in words", words.What)
		p.labelled("who acts", words.Who)
		if p.audience() != explain.Helpdesk {
			p.labelled("closer", words.Expert)
		}
		var at []string
		for _, a := range r.Addresses {
			at = append(at, a.String())
		}
		p.labelled("addresses", strings.Join(at[:min(len(at), 8)], ", "))
		p.labelled("reason", strings.Join(r.Reasons[:min(len(r.Reasons), 3)], "; "))
		p.labelled("points to", pointList(bounce.Bounce{Points: r.Points()}, p.audience()))
	}
	return nil
}

// reportNotes says where reports were not as they should be: in words for
// experts, for others only that it was so.
func (p *printer) reportNotes(list []tlsrpt.Report) error {
	total := 0
	for _, r := range list {
		total += len(r.Notes)
	}
	if total == 0 {
		return p.err
	}
	p.line("")
	if p.audience() != explain.Expert {
		p.wrap("", fmt.Sprintf("Not all is as RFC 8460 has it (%s), and was read all the same; --audience expert lists it.", plural(total, "note")))
		return p.err
	}
	p.line("Read although not as RFC 8460 has it:")
	for _, r := range list {
		for _, n := range r.Notes {
			said, err := n.Say("")
			if err != nil {
				return err
			}
			p.wrap("  ", evidence.Escape(r.File, evidence.WildMax)+": "+said)
		}
	}
	return p.err
}

// ReportAsks says what is asked next, and which domains are left out.
func ReportAsks(w io.Writer, domains, rest []string, servers bool, o Options) error {
	p := &printer{w: w, o: o}
	visits := " and visits the mail servers on port 25; no message is sent"
	if !servers {
		visits = ""
	}
	p.line("")
	p.wrap("", fmt.Sprintf("Checking now: %s. This asks the DNS%s.", strings.Join(domains, ", "), visits))
	if len(rest) > 0 {
		p.wrap("", fmt.Sprintf("Not checked, because %d domains are enough for once: %s.", len(domains), strings.Join(rest, ", ")))
	}
	return p.err
}

// ReportNow writes what became of the failures of a domain.
func ReportNow(w io.Writer, s tlsrpt.Summary, domain string, d *explain.Diagnosis, o Options) error {
	p := &printer{w: w, o: o}
	p.line("")
	for _, about := range s.Domains {
		if about.Name != domain {
			continue
		}
		for _, h := range about.Hosts {
			for _, r := range h.Results {
				said, err := tlsrpt.Compare(h.Name, r, d).Say(r, "")
				if err != nil {
					return err
				}
				name := h.Name
				if name == "" {
					name = domain
				}
				p.wrap("NOW  ", fmt.Sprintf("%s, %s: %s", name, r.Type, said))
			}
		}
		if about.Bad == 0 {
			p.wrap("NOW  ", domain+": no failure was reported.")
		}
	}
	return p.err
}

func counted(c tlsrpt.Count) string { return fmt.Sprintf("%d good, %d failed", c.Good, c.Bad) }

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// plural counts things.
func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
