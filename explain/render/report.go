package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/tlsrpt"
	"danewalk/probe/evidence"
)

// shownDays is how many days of a trend are shown to people: two weeks tell it.
const shownDays = 14

// ReportText writes what reports say together.
func ReportText(w io.Writer, s tlsrpt.Summary, list []tlsrpt.Report, o Options) error {
	p := &printer{w: w, o: o, words: o.Words}
	head := p.words.Count(s.Reports, "1 TLS report read", "%d TLS reports read")
	if s.Duplicates > 0 {
		head = p.say("%s, %d more given twice", head, s.Duplicates)
	}
	p.line("%s", p.say("%s (nothing leaves this computer by reading)", head))
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
		name = p.say("A domain that the reports do not name")
	} else if u := explain.Unicode(name); u != "" {
		name += " (" + u + ")"
	}
	p.line("")
	p.line("%s  %s", name, p.counted(d.Count))
	span := ""
	if !d.Begin.IsZero() {
		span = p.say("%s to %s (UTC)", minute(d.Begin), minute(d.End))
	}
	p.labelled(p.say("[a label] reported"), span)
	var who []string
	for _, s := range d.Senders {
		who = append(who, fmt.Sprintf("%s (%s, %s)", p.reporter(s.Name), p.words.Count(s.Reports, "1 report", "%d reports"), p.counted(s.Count)))
	}
	p.labelled(p.say("[a label] by"), strings.Join(who, ", "))
	trend, err := d.Trend(p.words)
	if err != nil {
		return err
	}
	p.labelled(p.say("[a label] trend"), trend)
	for _, day := range d.Days[max(0, len(d.Days)-shownDays):] {
		p.line("    %s  %s", day.Date.Format(time.DateOnly), p.counted(day.Count))
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
		name = p.say("no mail server in particular")
	}
	p.line("")
	p.line("  %s  %s", name, p.counted(h.Count))
	if len(h.Results) > 0 && len(h.Days) > 1 {
		for _, day := range h.Days[max(0, len(h.Days)-shownDays):] {
			p.line("    %s  %s", day.Date.Format(time.DateOnly), p.counted(day.Count))
		}
	}
	for _, r := range h.Results {
		words, err := tlsrpt.Explain(domain, h.Name, r, p.words)
		if err != nil {
			return err
		}
		p.line("")
		p.line("  %s  [%s, %s]", words.Title, r.Type, p.words.Count(int(r.Count), "1 session", "%d sessions"))
		if !r.Last.IsZero() {
			p.labelled(p.say("[a label] reported"), p.say("%s to %s (UTC)", minute(r.First), minute(r.Last)))
		}
		p.labelled(p.say("[a label] by"), strings.Join(p.reporters(r.Senders), ", "))
		p.labelled(p.say("[a label] in words"), words.What)
		p.labelled(p.say("[a label] who acts"), words.Who)
		if p.audience() != explain.Helpdesk {
			p.labelled(p.say("[a label] closer"), words.Expert)
		}
		var at []string
		for _, a := range r.Addresses {
			at = append(at, a.String())
		}
		p.labelled(p.say("[a label] addresses"), strings.Join(at[:min(len(at), 8)], ", "))
		p.labelled(p.say("[a label] reason"), strings.Join(r.Reasons[:min(len(r.Reasons), 3)], "; "))
		p.labelled(p.say("[a label] points to"), p.pointList(r.Points()))
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
		p.wrap("", p.say("Not all is as RFC 8460 has it (%s), and was read all the same; --audience expert lists it.", p.words.Count(total, "1 note", "%d notes")))
		return p.err
	}
	p.line("%s", p.say("Read although not as RFC 8460 has it:"))
	for _, r := range list {
		for _, n := range r.Notes {
			said, err := n.Say(p.words)
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
	p := &printer{w: w, o: o, words: o.Words}
	p.asks(domains, rest, servers, "")
	return p.err
}

// ReportNow writes what became of the failures of a domain.
func ReportNow(w io.Writer, s tlsrpt.Summary, domain string, d *explain.Diagnosis, o Options) error {
	p := &printer{w: w, o: o, words: o.Words}
	p.line("")
	for _, about := range s.Domains {
		if about.Name != domain {
			continue
		}
		for _, h := range about.Hosts {
			for _, r := range h.Results {
				said, err := tlsrpt.Compare(h.Name, r, d).Say(r, p.words)
				if err != nil {
					return err
				}
				name := h.Name
				if name == "" {
					name = domain
				}
				p.wrap(p.say("NOW")+"  ", fmt.Sprintf("%s, %s: %s", name, r.Type, said))
			}
		}
		if about.Bad == 0 {
			p.wrap(p.say("NOW")+"  ", p.say("%s: no failure was reported.", domain))
		}
	}
	return p.err
}

func (p *printer) counted(c tlsrpt.Count) string {
	return p.say("%d good, %d failed", c.Good, c.Bad)
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// reporter is the name of one who reported.
func (p *printer) reporter(name string) string {
	if name == tlsrpt.NotNamed {
		return p.say("[one who reports] not named")
	}
	return name
}

func (p *printer) reporters(names []string) (out []string) {
	for _, name := range names {
		out = append(out, p.reporter(name))
	}
	return out
}
