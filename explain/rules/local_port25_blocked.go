package rules

import (
	"fmt"
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
)

// localPort25Blocked: no mail server could be reached on port 25 from here, while
// DNS works; or over one address family none.
func localPort25Blocked() Rule {
	return Rule{
		Code: "local.port25-blocked", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 5321 4.5.4.1"},
		Detect: detectLocalPort25Blocked,
	}
}

func detectLocalPort25Blocked(c *Case) []finding.Finding {
	r := c.Report
	if !r.Complete || !r.Reached || len(r.Hosts) == 0 {
		return nil
	}
	switch {
	case r.SMTPOpen == view.No:
		return c.port25(c.ordinary(), "")
	case c.mute():
		return c.port25(c.ordinary(), "")
	case r.Closed != "":
		return c.port25(c.ordinary(), r.Closed)
	}
	return nil
}

// port25 makes the finding about these sessions and those with controls, all of
// them or those of one family.
func (c *Case) port25(sessions []*view.Session, family string) []finding.Finding {
	r := c.Report
	f := c.domainFinding(nil)
	f.Subject, f.Link, f.OwnerOf = c.Words.Say("port %d from this computer", r.Port), LinkMX, ""
	f.Evidence = nil
	f.Args["host"], f.Args["port"] = r.Hosts[0].Name.Show(), fmt.Sprint(r.Port)
	f.Args["family"], f.Args["mute"], f.Args["controls"] = family, finding.Flag(c.mute()), ""
	f.Args["proxy"], f.Args["waited"] = evidence.Escape(c.View.Start().Vantage.Proxy, evidence.WildMax), ""
	f.Args["closed"] = finding.Flag(c.failedWith(view.ConnectNoRoute))
	if family != "" {
		f.Subject, f.Weight = c.Words.Say("port %d over %s from this computer", r.Port, family), finding.Info
	}
	for _, s := range sessions {
		if family == "" || overFamily(s, family) {
			f.Link = LinkHost(s.Host, StepConnect)
			f.Evidence = append(f.Evidence, s.ID)
		}
	}
	if len(f.Evidence) == 0 {
		return nil
	}
	f.Args["controls"] = c.Words.List(c.controlHosts(func(s *view.Session) bool {
		return family == "" || overFamily(s, family)
	}))
	for _, s := range r.Controls {
		f.Evidence = append(f.Evidence, s.ID)
	}
	for _, l := range r.Limits {
		if l.Name == limitSilence {
			f.Args["waited"] = fmt.Sprint(l.Value)
		}
	}
	return []finding.Finding{f}
}

// limitSilence is the limit on silence of mail servers, as in evidence.Limit.
const limitSilence = "smtp-silence"

// ordinary returns the ordinary sessions of the report.
func (c *Case) ordinary() (out []*view.Session) {
	for i := range c.Report.Hosts {
		for j := range c.Report.Hosts[i].Addresses {
			if s := c.Report.Hosts[i].Addresses[j].Session; s != nil {
				out = append(out, s)
			}
		}
	}
	return out
}

// mute tells whether connections stood, and not one mail server said a word, nor
// did a control: something near us may have taken them in the servers' name.
func (c *Case) mute() bool {
	if c.Report.SMTPOpen != view.Yes || !c.Report.Complete {
		return false
	}
	silent := 0
	for _, s := range append(c.ordinary(), c.Report.Controls...) {
		switch s.Trouble {
		case view.BannerTimeout, view.BannerClosed:
			silent++
		case view.ConnectTimeout, view.ConnectRefused, view.ConnectNoRoute, view.ConnectOther, view.NotFinished:
		default:
			return false
		}
	}
	return silent > 0 && len(c.Report.Controls) > 0
}

// throughDeadProxy tells whether the proxy carried no session with a mail server:
// what broke off there, the proxy may have broken off.
func (c *Case) throughDeadProxy() bool {
	return c.View.Start().Vantage.Proxy != "" && c.Report.SMTPOpen != view.Yes
}

// failedWith tells whether every ordinary session ended in a trouble.
func (c *Case) failedWith(t view.Trouble) bool {
	for _, s := range c.ordinary() {
		if s.Trouble != t {
			return false
		}
	}
	return true
}

func overFamily(s *view.Session, family string) bool {
	return s.Addr.Addr().Unmap().Is4() == (family == "IPv4")
}

// controlHosts names the controls with a session of a kind, each once.
func (c *Case) controlHosts(is func(*view.Session) bool) (out []string) {
	for _, s := range c.Report.Controls {
		if name := s.Host.Show(); is(s) && !strings.Contains(strings.Join(out, " ")+" ", name+" ") {
			out = append(out, name)
		}
	}
	return out
}

// reachedControls names the controls that were reached.
func (c *Case) reachedControls() []string {
	return c.controlHosts(func(s *view.Session) bool { return s.Connected > 0 })
}
