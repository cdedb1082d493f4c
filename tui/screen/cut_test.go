package screen

import (
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/theme"
)

// TestOnlyNamesAreCut: at the usual size our own words fit in every language:
// titles, labels and states, messages, the footer. A name may be cut.
func TestOnlyNamesAreCut(t *testing.T) {
	cut := regexp.MustCompile(`[^\s│]*~`)
	for _, language := range text.Languages() {
		l := lookOf(theme.Options{Mono: true}, inLanguage(t, language))
		for i, world := range hung()[:3] {
			p := pictureOf(t, world)
			names := namesIn(p)
			for _, s := range []stage{running, finished, saved} {
				if (i > 0 || coarse) && s != finished {
					continue
				}
				w := p.walk(l, s)
				w.Resize(80, 24)
				look := func(key string) {
					for _, line := range strings.Split(ansi.Strip(strings.Join(w.Lines(), "\n")), "\n") {
						for _, c := range cut.FindAllString(line, -1) {
							if c = strings.TrimSuffix(c, "~"); !strings.Contains(names, " "+c) {
								t.Errorf("%s, %s, stage %d, after %s: %s", language, world, s, key, line)
							}
						}
					}
				}
				for _, key := range strings.Fields("1 n 2 3 4 5 a a a y tab q esc") {
					press(w, key)
					look(key)
				}
				for _, c := range keysOf(l).In(command.InWalk) {
					w.Do(c.Name)
					look(string(c.Name))
				}
			}
		}
	}
}

// namesIn are the names and addresses of a check, each behind a space.
func namesIn(p *picture) string {
	var out []string
	for _, it := range p.whole.Items {
		if q := it.Query; q != nil {
			out = append(out, q.Name, q.ServerName, q.Server.String())
		}
		if d := it.Dial; d != nil {
			out = append(out, d.Host, d.Address.Addr().String())
		}
	}
	return " " + strings.Join(out, " ")
}
