package screen

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/feed"
	"danewalk/tui/theme"
)

// TestNothingIsLeftInEnglish shows every screen in a language that nobody speaks,
// in which all that can be translated is written in wide letters. A word in narrow
// letters came from the network, is a name of a key or of a protocol, or was
// forgotten.
func TestNothingIsLeftInEnglish(t *testing.T) {
	l := lookOf(theme.Options{Mono: true}, text.Pseudo())
	words := regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9._:/+=@*-]*`)
	forgotten := map[string]string{} // by word, where
	see := func(where string, s Screen, known map[string]bool) {
		sizes := [][2]int{{200, 70}, {80, 24}} // what is wide, and what takes its place where there is no room
		if strings.HasSuffix(where, again) {
			sizes = sizes[1:]
		}
		for _, size := range sizes {
			s.Resize(size[0], size[1])
			shown := ansi.Strip(strings.Join(s.Lines(), "\n"))
			for _, w := range narrow(words, shown+"\n"+s.Message()+"\n"+s.Place()) {
				if !known[w] && forgotten[w] == "" && !cutOf(w, known) {
					forgotten[w] = fmt.Sprintf("%s, %dx%d", where, size[0], size[1])
				}
			}
		}
	}
	for i, world := range hung()[:3] {
		p := pictureOf(t, world)
		known := knownWords(words, p)
		for s := range stages {
			if (i > 0 || coarse) && s != finished { // each world has its own words at the end
				continue
			}
			everyWay(l, p, s, i == 0 && (s == running || s == finished), func(where string, shown Screen) { see(fmt.Sprintf("%s, stage %d, %s", world, s, where), shown, known) })
		}
	}
	for name, s := range screens(t, l) {
		for _, keys := range []string{"", "x y z", "enter", "down enter", "ctrl+c"} {
			press(s, strings.Fields(keys)...)
			see(name+" "+keys, s, knownWords(words, nil))
		}
	}
	for _, w := range slices.Sorted(maps.Keys(forgotten)) {
		t.Errorf("%q is not translated: %s", w, forgotten[w])
	}
}

// again marks what is shown a second time.
const again = " again"

// everyWay shows a check in every view, after every command, and the screens that
// these lead to.
func everyWay(l Look, p *picture, s stage, commands bool, see func(where string, shown Screen)) {
	for _, view := range []string{"1", "2", "3", "4", "5", "a 1", "a a 1", "home", "tab"} {
		w := p.walk(l, s)
		press(w, strings.Fields(view)...)
		see(view, w)
	}
	w := p.walk(l, s)
	seen := map[command.Name]bool{}
	for _, c := range keysOf(l).In(command.InWalk) {
		if seen[c.Name] || !commands {
			continue
		}
		seen[c.Name] = true
		if c.Name == command.Form { // the other forms are those of dig and of the wire
			continue
		}
		if e := w.Do(c.Name); e.Screen != nil {
			everyStep(e.Screen, func(where string, shown Screen) { see(string(c.Name)+" "+where, shown) })
		}
		see(string(c.Name), w)
		w.Do(c.Name) // the second time it may say why not
		see(string(c.Name)+again, w)
	}
	see("palette", NewPalette(l, p.walk(l, s)))
}

func keysOf(l Look) *command.Keys {
	b := newBase(l)
	return b.keys
}

// everyStep shows a screen above the walk after keys that are pressed in it.
func everyStep(s Screen, see func(where string, shown Screen)) {
	s.Resize(240, 120)
	see("", s)
	for range 3 {
		press(s, "space")
		see("space", s)
	}
	for _, keys := range []string{"t", "d", "esc", "enter", "esc", "+", "-", "-", "end", "space", "y", "home", "left", "down", "zzz"} {
		press(s, keys)
		see(keys, s)
	}
}

// narrow are the words in ASCII letters of a text: no names, no numbers.
func narrow(words *regexp.Regexp, shown string) []string {
	const letters = "-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	var out []string
	for _, w := range words.FindAllString(shown, -1) {
		w = strings.TrimRight(w, ".:-")
		if len(w) < 2 || strings.Trim(w, "SUBN") == "" || // letters of answers, in a row
			strings.Trim(w, letters) != "" {
			continue
		}
		out = append(out, w)
	}
	return out
}

// cutOf tells whether a word is a known one that was cut at the edge of a pane.
func cutOf(w string, known map[string]bool) bool {
	for k := range known {
		if strings.HasPrefix(k, w) || strings.HasSuffix(k, w) {
			return true
		}
	}
	return false
}

// sameEverywhere are the words that all languages share: keys, protocols with
// their records and messages, products, units.
const sameEverywhere = `danewalk Enter Esc Tab Space PgUp PgDn Home End Up Down Left Right Ctrl Shift Alt Del
	DNS DNSSEC DANE TLS TLSA SMTP ESMTP STARTTLS EHLO QUIT UDP TCP EDNS AA HTTPS OSC UTC RFC ms
	MX NS DS DNSKEY RRSIG NSEC SOA IN TTL KSK ZSK CSK RSA ECDSA NOERROR NXDOMAIN
	Exchange Online Postfix tlsa-invalid starttls-not-supported certificate-expired dnssec-invalid dane-required
	Server certificate not trusted verified lookup error AAAA
	Host or domain name not found. Name service error for type Host not found, try again delivery did not complete
	key of the lab Root xyz be tdyzzz`

// knownWords are those that stand on a screen in every language: what was said and
// seen, and commands and records to copy.
func knownWords(words *regexp.Regexp, p *picture) map[string]bool {
	out := map[string]bool{}
	add := func(said string) {
		for _, w := range narrow(words, said) {
			out[w] = true
		}
	}
	add(sameEverywhere)
	if p == nil {
		for _, c := range pastCases() {
			add(c.Typed + " " + c.Domain + " " + c.Says + " " + c.Age)
		}
		for _, s := range someSettings() {
			add(strings.Join(s.Choices, " "))
		}
		return out
	}
	add(p.name)
	var talk feed.Talk
	talk.Fold(p.whole.Items)
	for _, s := range talk.Sessions {
		for _, said := range s.Said {
			add(said.Text)
		}
	}
	for _, it := range p.whole.Items {
		switch { // how the network put it: the records have it
		case it.Dial != nil:
			add(it.Dial.Detail.String())
		case it.Line != nil:
			add(it.Line.Detail.String())
		}
		if q := it.Query; q != nil {
			add(strings.ReplaceAll(q.Name+" "+q.Zone+" "+q.ServerName, ".", " ") + " " + string(q.Transport) + " " + q.Detail.String())
		}
	}
	for s := early; s < stages; s++ {
		for _, f := range p.diagnosis(text.Pseudo(), s).Findings {
			for _, blocks := range f.Answers {
				for _, b := range blocks {
					if b.Code {
						add(strings.Join(b.Paras, " "))
					}
				}
			}
		}
	}
	return out
}
