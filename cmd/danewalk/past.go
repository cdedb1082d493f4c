package main

import (
	"cmp"
	"errors"
	"io/fs"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe"
	"danewalk/probe/casefile"
	"danewalk/probe/judge/mail"
	"danewalk/tui"
	"danewalk/tui/words"
)

// pastOf is a saved case as lists show it.
func pastOf(e casefile.Entry, book *text.Book, now time.Time) tui.Past {
	domain := e.Domain.String()
	if u := explain.Unicode(domain); u != "" {
		domain = u
	}
	out := tui.Past{
		Path: e.Path, Typed: e.Typed.String(), Domain: cmp.Or(domain, e.Typed.String()),
		Verdict: mail.Verdict(e.Verdict.String()), Says: saysOf(e, book), Age: ageOf(e.At, now, book),
	}
	if _, err := probe.ParseTarget(e.Typed.String()); err != nil || e.Fault != nil {
		out.Once = book.Say("not possible: the file does not tell what was checked")
	}
	if e.World != "" {
		out.Says = book.Say("[a world of the lab] lab %s: %s", e.World, out.Says)
	}
	return out
}

// saysOf is what was found, in a few words of the language of now: the title of
// the rule that was the break, or the verdict.
func saysOf(e casefile.Entry, book *text.Book) string {
	if e.Fault != nil {
		err := e.Fault
		if path, ok := errors.AsType[*fs.PathError](err); ok { // the list says of which
			err = path.Err
		}
		what, _ := words.Wrong(book, err)
		return what
	}
	if e.Unsettled {
		e.Unsettled = false
		return book.Say("%s, so far", saysOf(e, book))
	}
	if code := finding.Code(e.Break.String()); code != "" {
		if _, known := rules.Find(code); known {
			entry, err := book.Load(rules.Texts(), "", rules.Stem(code))
			if err == nil {
				title, err := entry.Fill("title", nil)
				if err == nil && e.Subject != "" && e.Subject != e.Domain {
					title = book.Say("[a title and whom it is about] %s (%s)", title, e.Subject)
				}
				if err == nil {
					return title
				}
			}
		}
		return string(code)
	}
	phrases := map[mail.Verdict]text.Phrase{
		mail.Protected: "every mail server passes", mail.AtRisk: "mail arrives now, and something will break it",
		mail.Blocked: "senders that check DANE cannot deliver", mail.NotProtected: "mail works, without DANE",
		mail.CannotTell: "it could not be told from here", mail.NoMail: "takes no mail",
	}
	if p, ok := phrases[mail.Verdict(e.Verdict.String())]; ok {
		return book.Say(p)
	}
	return book.Say("stopped before its end")
}

// ageOf is when something was, as people say it.
func ageOf(at, now time.Time, book *text.Book) string {
	at, now = at.Local(), now.Local()
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	switch day(now).Sub(day(at)) {
	case 0:
		return book.Say("today %s", at.Format("15:04"))
	case 24 * time.Hour:
		return book.Say("yesterday %s", at.Format("15:04"))
	}
	return at.Format("2006-01-02")
}
