package delivery

import (
	"time"

	"danewalk/explain"
	"danewalk/explain/sender"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
)

// Views tells what becomes of mail, sender by sender. Where the verdict was taken
// back because our own side spoiled it, so is this. None without a report.
func Views(d *explain.Diagnosis) []sender.View {
	switch {
	case d.Report == nil:
		return nil
	case d.Verdict == mail.CannotTell && d.Report.Verdict != mail.CannotTell:
		return sender.Blind(d.Report)
	}
	return sender.Views(d.Report)
}

// Becomes is the fate of a mail as people read it, with code and time.
func Becomes(b *text.Book, v sender.View) string {
	switch v.Fate {
	case sender.Authenticated:
		if v.Why == sender.STSMatch {
			return b.Say("delivered, server proven by MTA-STS")
		}
		return b.Say("delivered, server proven")
	case sender.Encrypted:
		return b.Say("delivered, encrypted, server not proven")
	case sender.Clear:
		return b.Say("delivered in clear text")
	case sender.Deferred:
		return b.Say("waits, comes back after %s", span(b, v.GivesUp)) + coded(v)
	case sender.Bounced:
		return b.Say("comes back at once") + coded(v)
	case sender.Pending:
		return b.Say("not known yet")
	}
	return unknown(b, v)
}

// unknown says why nothing can be said: nobody saw it, or nobody knows.
func unknown(b *text.Book, v sender.View) string {
	switch {
	case v.Why == sender.OwnSide:
		return b.Say("cannot be told, our own side is in the way")
	case v.Why == sender.NotSeen:
		return b.Say("[a delivery] cannot be told from here")
	case v.Why == sender.Varies:
		return b.Say("delivered at times: it depends on the path")
	case v.Code != "":
		return b.Say("not known, may be refused: %s", v.Code)
	case v.Certainty == sender.Verified && (v.Why == sender.MXBogus || v.Why == sender.AddressBogus):
		return b.Say("does not validate: not stopped by the DNS")
	case v.Text != "":
		return b.Say("not known, may be refused")
	}
	return b.Say("not known, not documented")
}

func coded(v sender.View) string {
	if v.Code == "" {
		return ""
	}
	return ": " + v.Code
}

// span is a time in the words of mail administrators.
func span(b *text.Book, d time.Duration) string {
	const day = 24 * time.Hour
	if d > day && d%day == 0 {
		return b.Say("[after] %d days", int(d/day))
	}
	return b.Say("[after] %d hours", int(d/time.Hour))
}

// Beside is what qualifies a result. Experts read the text of the bounce and how
// certain the behaviour is, too.
func Beside(b *text.Book, v sender.View, to explain.Audience) []string {
	var out []string
	if v.Mixed {
		out = append(out, b.Say("better if another address is tried first"))
	}
	if v.Unseen {
		out = append(out, b.Say("some addresses were not seen from here"))
	}
	if after, ok := failedBefore(v); ok {
		out = append(out, b.Say("by %s after %s did not", v.Host.Show(), after))
	}
	if to != explain.Expert {
		return out
	}
	if v.Text != "" {
		out = append(out, b.Say("[a quotation] \"%s\"", v.Text))
	}
	switch v.Certainty {
	case sender.Secondary:
		out = append(out, b.Say("not documented in full"))
	case sender.Assumed:
		out = append(out, b.Say("assumed"))
	}
	return out
}

// Source is where a behaviour is described; empty where nowhere.
func Source(b *text.Book, v sender.View) string {
	if v.Source == "" {
		return ""
	}
	return b.Say(v.Source)
}

// failedBefore names the first host that does not take the mail which another
// one takes then.
func failedBefore(v sender.View) (string, bool) {
	if v.Fate != sender.Authenticated && v.Fate != sender.Encrypted && v.Fate != sender.Clear {
		return "", false
	}
	for _, s := range v.Steps {
		if s.Host == v.Host {
			return "", false
		}
		if s.Fate == sender.Deferred || s.Fate == sender.Bounced {
			return s.Host.Show(), true
		}
	}
	return "", false
}
