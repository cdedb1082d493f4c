package explain

import (
	"cmp"
	"slices"
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/sender"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// otherwise says what happens if nobody does anything, and when: from the weight
// of a finding, what senders do with mail that is sent now, and the dates that
// were seen. Empty where nothing happens.
func otherwise(d *Diagnosis, f finding.Finding) string {
	b := d.Words
	switch {
	case d.Report.Port != wire.SMTPPort || d.Report.Resolve != nil:
		return "" // nobody sends mail there
	case f.Weight == finding.Good, f.Weight == finding.Info, d.Verdict == mail.NoMail:
		return ""
	case f.Weight == finding.Local:
		return b.Say("As long as it is so, what this network sees of %s says little about %s.", d.Domain, d.Domain)
	case f.Layer == finding.LayerBeside:
		return b.Say("Nothing changes for senders with DANE. What stands beside DANE goes on as it is now.")
	}
	switch f.Weight {
	case finding.Fatal:
		return whileBroken(d, f)
	case finding.Risk:
		return sooner(d, f)
	case finding.Lost:
		return b.Say("Mail goes on arriving, without this protection: whoever stands on the way can redirect or read it, and nobody notices.")
	case finding.Hygiene:
		return b.Say("Nothing stops today. It makes the next fault more likely, or harder to find.")
	}
	return ""
}

// whileBroken is about mail that does not arrive: when it comes back.
func whileBroken(d *Diagnosis, f finding.Finding) string {
	b := d.Words
	var back []string
	for _, v := range returning(d.Report) {
		when := fix.Moment(d.At.Add(v.GivesUp))
		switch name := b.Say(v.Name); {
		case v.GivesUp == 0:
			back = append(back, b.Say("%s at once", name))
		case v.Code != "":
			back = append(back, b.Say("%s at %s (%s)", name, when, final(v.Code)))
		default:
			back = append(back, b.Say("[mail comes back] %s at %s", name, when))
		}
	}
	switch {
	case len(back) > 0:
		return b.Say("Mail that is sent now waits, and goes back to its sender: %s.", b.List(back))
	case f.Host != "" && len(d.Report.Hosts) > 1:
		return b.Say("Mail takes the other servers. When only %s answers, senders that check cannot deliver.", f.Host)
	}
	return b.Say("Mail that still arrives may stop at any time.")
}

// returning are the senders whose mail goes back, the first ones first: of each
// product its ordinary form.
func returning(r *mail.Report) (out []sender.View) {
	for _, v := range sender.Views(r) {
		usual := v.Sender == sender.ExchangeOnline || v.Sender == sender.Exim || v.Sender == sender.PostfixDANE || v.Sender == sender.Opportunistic
		if usual && (v.Fate == sender.Deferred || v.Fate == sender.Bounced) && !v.Mixed {
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, func(a, b sender.View) int { return cmp.Compare(a.GivesUp, b.GivesUp) })
	return out
}

// final is the status code of the mail that goes back, for one that waits: the
// class changes, the rest does not (RFC 3463 2).
func final(code string) string {
	if len(code) > 1 && code[0] == '4' {
		return "5" + code[1:]
	}
	return code
}

// sooner is about what endangers mail that arrives today: by its date, if it has
// one.
func sooner(d *Diagnosis, f finding.Finding) string {
	b := d.Words
	if ends := f.Args["ends"]; f.Code == "dnssec.rrsig-expiring-soon" && ends != "" {
		return b.Say("From %s on senders that check can no longer deliver: what is signed counts as forged.", ends)
	}
	if end, ok := certificateEnd(d.Report, f); ok {
		return b.Say("It holds until the key or the certificate of %s changes. The certificate ends on %s; if no record fits the next one, senders that check cannot deliver from then on.",
			f.Host, fix.Moment(end))
	}
	return b.Say("Mail arrives today. When what still works fails too, senders that check cannot deliver.")
}

// certificateEnd is when the certificate of a host ends, for findings that the
// next one turns into a fault.
func certificateEnd(r *mail.Report, f finding.Finding) (end time.Time, ok bool) {
	switch f.Code {
	case "tlsa.no-rollover-record", "tlsa.selector0-fragile", "tlsa.ca-backup-missing", "tlsa.ta-root-pin", "tlsa.copied-from-provider", "tlsa.shared-key":
	default:
		return end, false
	}
	for i := range r.Hosts {
		if r.Hosts[i].Name.Show() != f.Host {
			continue
		}
		for _, a := range r.Hosts[i].Addresses {
			if a.Leaf != nil && (!ok || a.Leaf.NotAfter.Before(end)) {
				end, ok = a.Leaf.NotAfter, true
			}
		}
	}
	return end, ok && end.After(r.At)
}
