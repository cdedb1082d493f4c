package mail

import (
	"strings"

	"danewalk/probe/judge/view"
)

// Postponement returns the 4xx reply that put a session off before TLS, and
// whether there was one. Senders come back after such a reply (RFC 5321 4.5.4.1).
func Postponement(s *view.Session) (view.Reply, bool) {
	for _, r := range []view.Reply{s.Banner, s.EHLO, s.Start} {
		if r.Code/100 == 4 {
			return r, true
		}
	}
	return view.Reply{}, false
}

// Greylisted tells whether a session was put off in the words of greylisting
// (RFC 6647 2): whoever is not known yet shall come back later. It is nobody's
// fault, and shows nothing of what a sender that comes back will find.
func Greylisted(s *view.Session) bool {
	r, ok := Postponement(s)
	if !ok {
		return false
	}
	for _, l := range r.Lines {
		text := strings.ToLower(l.String())
		for _, w := range []string{"greylist", "graylist", "grey-list", "gray-list", "grey list", "gray list", "postgrey"} {
			if strings.Contains(text, w) {
				return true
			}
		}
	}
	return false
}

// Limited returns the first session that was told 421 after the same address had
// served an earlier one: it finds that we come too often (RFC 5321 3.8). It is nil
// where that did not happen.
func (a *Address) Limited() *view.Session {
	all := a.Sessions()
	for _, s := range all {
		if r, ok := Postponement(s); !ok || r.Code != 421 || Greylisted(s) {
			continue
		}
		for _, before := range all {
			if before.EHLO.Code/100 == 2 && before != s && before.Begin < s.Begin {
				return s
			}
		}
	}
	return nil
}

// Withheld returns a session that was offered no STARTTLS by an address that
// offers it to others: withheld for one client or for some time. Both are nil
// where it is always so. An offer that was overwritten on the way is not counted.
func (a *Address) Withheld() (without, with *view.Session) {
	for _, s := range a.Sessions() {
		switch {
		case s.STARTTLS == view.Yes && with == nil:
			with = s
		case s.Trouble == view.NoSTARTTLS && !s.Mangled && without == nil:
			without = s
		}
	}
	if with == nil || without == nil {
		return nil, nil
	}
	return without, with
}
