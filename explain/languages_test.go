package explain_test

import (
	"crypto/x509"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"danewalk/explain"
	"danewalk/explain/text"
)

// books are the words of the other languages, one book each for all worlds.
var books = sync.OnceValues(func() (map[string]*text.Book, error) {
	out := map[string]*text.Book{"qps": text.Pseudo()}
	for _, language := range text.Languages()[1:] {
		b, err := text.NewBook(language)
		if err != nil {
			return nil, err
		}
		out[language] = b
	}
	return out, nil
})

func book(t *testing.T, language string) *text.Book {
	t.Helper()
	all, err := books()
	if err != nil {
		t.Fatal(err)
	}
	return all[language]
}

// said are diagnoses in other languages, by world and language.
var said sync.Map

// inLanguage is the diagnosis of a world in another language, made once. Nobody
// may change it.
func inLanguage(t *testing.T, name, language string) *explain.Diagnosis {
	t.Helper()
	if language == text.English {
		return diagnosed(t, name)
	}
	r := check(t, name)
	made, _ := said.LoadOrStore(name+" "+language, sync.OnceValue(func() *explain.Diagnosis {
		o := judgedBy(t, r)
		o.Words = book(t, language)
		return explain.Diagnose(r.Case, o)
	}))
	return made.(func() *explain.Diagnosis)()
}

// In every language every finding of every world has its words, they are
// complete, plain and short, and the headline fits its line.
func TestWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range text.Languages()[1:] {
		t.Run(language, func(t *testing.T) {
			t.Run("each", func(t *testing.T) {
				for _, s := range list {
					if !sampled(s.Name) {
						continue
					}
					t.Run(s.Name, func(t *testing.T) {
						t.Parallel()
						d := inLanguage(t, s.Name, language)
						headlineFits(t, d)
						sameJudgement(t, diagnosed(t, s.Name), d)
						for _, f := range d.Findings {
							words(t, d.Words, f)
						}
					})
				}
			})
			for _, p := range book(t, language).Missing() {
				t.Errorf("no %s for %q", language, p)
			}
		})
	}
}

// sameJudgement checks that a language changes nothing but words.
func sameJudgement(t *testing.T, a, b *explain.Diagnosis) {
	t.Helper()
	shape := func(d *explain.Diagnosis) (out []string) {
		out = append(out, fmt.Sprint(d.Verdict, d.Break, len(d.Links)))
		for _, f := range d.Findings {
			out = append(out, fmt.Sprint(f.Code, f.Link, f.Weight, f.ConsequenceOf, len(f.Answers[explain.Helpdesk]), len(f.Answers[explain.Expert])))
		}
		for _, l := range d.Links {
			out = append(out, fmt.Sprint(l.ID, l.State, l.Seal, l.Break, len(l.Facts), l.Note == ""))
		}
		return out
	}
	if diff := difference(shape(a), shape(b)); diff != "" {
		t.Errorf("another judgement in another language:\n%s", diff)
	}
}

// headlineCells is the room for the headline: a line of 80 with the verdict's
// sign in front.
const headlineCells = 74

func headlineFits(t *testing.T, d *explain.Diagnosis) {
	t.Helper()
	if n := len([]rune(d.Headline)); n == 0 || n > headlineCells {
		t.Errorf("the headline has %d cells, at most %d: %q", n, headlineCells, d.Headline)
	}
}

// forbidden are words that a helpdesk need not know, in any language, and what
// other languages make of them.
func forbidden(language string) []string {
	all := []string{"DNSKEY", "RRSIG", "DS", "NSEC", "NSEC3", "SPKI", "bogus"}
	switch language {
	case text.German:
		return append(all, "ungültig (bogus)", "DS-Eintrag", "DS-Record")
	case text.Dutch:
		return append(all, "DS-record", "onbetrouwbaar (bogus)")
	}
	return all
}

// saysForbidden finds a word in a text as a word, or as a part of a word with
// hyphens: "DS-Eintrag".
func saysForbidden(language, said string) string {
	fields := strings.FieldsFunc(said, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, w := range forbidden(language) {
		if slices.Contains(fields, w) || strings.ContainsAny(w, " -") && strings.Contains(said, w) {
			return w
		}
	}
	return ""
}

// saysTLSA tells whether a sentence says TLSA, which the second one may.
func saysTLSA(sentence string) bool {
	return slices.Contains(strings.FieldsFunc(sentence, func(r rune) bool { return !unicode.IsLetter(r) }), "TLSA")
}

// What nobody translated is what still stands in plain letters in a language
// whose every word is written in wide ones.
func TestNothingIsForgottenInTranslation(t *testing.T) {
	t.Parallel()
	for _, w := range sample(distinct(t)) {
		t.Run(w.Name, func(t *testing.T) {
			t.Parallel()
			d := inLanguage(t, w.Name, "qps")
			f := forgotten{t, heardIn(d), map[string]bool{}}
			f.look("headline", d.Headline)
			for _, x := range d.Findings {
				about := string(x.Code) + " "
				f.look(about+"title", x.Title)
				f.look(about+"what", x.What)
				f.look(about+"who", x.Who)
				for _, step := range x.Fix {
					f.look(about+"fix", step)
				}
				for _, blocks := range x.Answers {
					f.blocks(about, blocks)
				}
			}
			for _, blocks := range d.Answers {
				f.blocks("verdict ", blocks)
			}
			for _, l := range d.Links {
				f.look("label of "+l.ID, l.Label)
				f.look("note of "+l.ID, l.Note)
				for _, fact := range l.Facts {
					f.look("fact of "+l.ID, fact.Label)
				}
			}
			for _, s := range explain.Stations(d) {
				f.look("station", s.Title)
				f.look("status of "+s.Title, s.Status)
				f.look("why of "+s.Title, s.Why.Text)
				for _, p := range s.Points {
					f.look("point of "+s.Title, p.Label)
					if !p.Exact {
						f.look("point of "+s.Title, p.Text)
					}
				}
			}
		})
	}
}

// forgotten looks for plain prose.
type forgotten struct {
	*testing.T
	heard map[string]bool // words that came from the network
	told  map[string]bool
}

func (f forgotten) blocks(about string, blocks []explain.Block) {
	for _, b := range blocks {
		f.look(about+"heading", b.Heading)
		if b.Code {
			continue // records and commands
		}
		for _, p := range b.Paras {
			f.look(about+b.Part, p)
		}
	}
}

func (f forgotten) look(where, s string) {
	f.Helper()
	for word := range strings.FieldsSeq(command.ReplaceAllString(s, " ")) {
		if w := strings.Trim(word, `.,;:!?()[]"'„“”<>`); prose(w) && !f.heard[w] && !f.told[where+s] {
			f.told[where+s] = true
			f.Errorf("%s: %q is not translated: %s", where, w, s)
		}
	}
}

// command is a command with its arguments, or what a mail server answers with a
// number, or a library of ours says, up to the next word that was translated.
var command = regexp.MustCompile(`(?:\b(?:dig|openssl|delv|kdig|danewalk|rndc|unbound-control|postconf|postqueue|date|timedatectl|w32tm|keytool|pdnsutil|knotc|certbot)|\d\.\d\.\d+|x509:|tls:|read tcp) [ -~]*`)

// prose tells whether a word is one that could be translated: letters alone, in
// lower case but for the first. A name has dots, a value digits, an abbreviation
// capitals.
func prose(w string) bool {
	if len(w) < 2 || slices.Contains(termsOfProtocols(), w) {
		return false
	}
	for i, r := range w {
		if !('a' <= r && r <= 'z' || r == '-' && i > 0 || r == '\'' || i == 0 && 'A' <= r && r <= 'Z') {
			return false
		}
	}
	return true
}

// termsOfProtocols are words that are the same in every language, because a
// standard or a program has them.
func termsOfProtocols() []string {
	return []string{
		"danewalk", "localhost", "flags", "bit", "ms",
		"enforce", "Postfix", "Exim", "OpenSSL", "Microsoft", "Exchange", "Online", "Google", "Cisco", "Secure", "Email", "Yahoo", "Mimecast",
		"pct",   // a tag of DMARC
		"Nov",   // in the date of a greeting, as the server wrote it (RFC 5322 3.3)
		"match", // how a record of a proof serves, as the judge names it for experts
	}
}

// heardIn collects the words of a diagnosis that others wrote: the labels of
// names, and what certificates and trust anchors are called.
func heardIn(d *explain.Diagnosis) map[string]bool {
	out := map[string]bool{}
	take := func(s string) {
		for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
			out[w] = true
		}
	}
	take(d.Typed)
	for _, z := range d.Report.Zones {
		take(z.Name.Show())
		if z.Anchor != nil {
			take(z.Anchor.Source)
		}
	}
	if o := d.Report.Opinion; o != nil {
		for _, row := range o.Rows {
			for _, e := range row.EDE {
				take(string(e.Text))
			}
		}
	}
	for _, h := range d.Report.Hosts {
		for _, a := range h.Addresses {
			for _, der := range a.ChainDER {
				if c, err := x509.ParseCertificate(der); err == nil {
					take(c.Subject.String() + " " + c.Issuer.String())
				}
			}
		}
	}
	return out
}
