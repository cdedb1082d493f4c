package main

import (
	"bytes"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/text"
	"danewalk/probe"
	"danewalk/probe/judge/dnssec"
	"danewalk/tui/theme"
)

// maxFile is the largest file of hints or anchors that is read: the root hints
// have 3 KiB, root-anchors.xml 2 KiB.
const maxFile = 1 << 20

// options are the options as they were typed.
type options struct {
	hints    string
	anchors  []string
	at       string
	resolver string
	compare  string
	only4    bool
	only6    bool
	timeout  string
	world    string
	mailOptions

	sha1       string
	algorithms string
	digests    string
	negative   []string

	audience string
	language string // empty: that of the computer
	noColor  bool
	noMouse  bool
	noSpin   bool
	theme    string
	ascii    bool
	plain    bool
	json     bool
	teach    bool // what is opened is played as a lesson

	format     string // empty: text; see settle
	accessible bool
	notice     bool   // a note to forward instead of the report
	calendar   string // file for what breaks next; empty: none

	flags *pflag.FlagSet // what was typed; nil where nothing was
}

// bindSource adds the options that say where the truth is looked for.
func (o *options) bindSource(f *pflag.FlagSet) {
	f.StringVar(&o.hints, "root-hints", "", "root servers from `FILE` (form of named.root)")
	f.StringArrayVar(&o.anchors, "trust-anchor", nil, "trust the keys in `FILE` instead of the built-in ones (DS or DNSKEY lines, or root-anchors.xml; may be repeated)")
	f.StringVar(&o.resolver, "resolver", "", "ask only this `RESOLVER` and judge its answers ourselves: ADDR[:PORT], system, tls://HOST[:PORT], https://HOST[/PATH]")
	f.StringVar(&o.compare, "compare", "", "ask this `RESOLVER` beside the name servers and compare: the same forms, or none (default system)")
	f.StringVar(&o.world, "lab", "", "look at `WORLD` inside the program instead of the network")
}

// bindWalk adds the options that say how the walk is done and judged.
func (o *options) bindWalk(f *pflag.FlagSet) {
	o.flags = f
	f.StringVar(&o.at, "at", "", "judge as if it were `TIME` (RFC 3339, or seconds since 1970)")
	f.StringVar(&o.sha1, "sha1", "", "`secure|insecure`: whether signatures with SHA-1 count (default insecure, RFC 9905)")
	f.StringVar(&o.algorithms, "algorithms", "", "judge as if only the key algorithms in `LIST` existed (8,13 or names)")
	f.StringVar(&o.digests, "digests", "", "judge as if only the DS digests in `LIST` existed (2,4 or names)")
	f.StringArrayVar(&o.negative, "negative-anchor", nil, "do not validate at and below `NAME` (RFC 7646; may be repeated)")
	f.BoolVarP(&o.only4, "ipv4", "4", false, "use IPv4 only")
	f.BoolVarP(&o.only6, "ipv6", "6", false, "use IPv6 only")
	f.StringVar(&o.timeout, "timeout", "", "end the walk after `DURATION` (90s, 2m; default 60s)")
}

// bindShow adds the options that say how the result is shown.
func (o *options) bindShow(f *pflag.FlagSet) {
	o.bindAudience(f)
	f.BoolVar(&o.noColor, "no-color", false, "no colours (also with NO_COLOR set)")
	f.StringVar(&o.theme, "theme", "", "colours of the screens: `auto|mono|high-contrast|deuteranopia`")
	f.BoolVar(&o.ascii, "ascii", false, "ASCII characters only")
	f.BoolVar(&o.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	f.BoolVar(&o.noSpin, "no-animation", false, "nothing on the screen moves by itself")
	f.BoolVar(&o.plain, "plain", false, "print the report, even on a terminal")
	f.BoolVar(&o.json, "json", false, "print one JSON document on one line")
}

// bindForm adds the options that say in which form a result is written.
func (o *options) bindForm(f *pflag.FlagSet) {
	f.StringVar(&o.format, "format", "", "print the result as `text|json|markdown|accessible`")
	f.BoolVar(&o.accessible, "accessible", false, "print sentences without symbols, for screen readers (also with ACCESSIBLE=1)")
}

// bindTeach adds the option for a class.
func (o *options) bindTeach(f *pflag.FlagSet) {
	f.BoolVar(&o.teach, "teach", false, "for a class: play it step by step, and hide everything until it is revealed")
}

// bindNotice adds the option for a note about mail; a single name has none.
func (o *options) bindNotice(f *pflag.FlagSet) {
	f.BoolVar(&o.notice, "notice", false, "print a note to forward: a paragraph for the user, one for those who can mend it")
}

func (o *options) bindAudience(f *pflag.FlagSet) {
	f.StringVar(&o.audience, "audience", string(explain.Helpdesk), "whom the words are for: `helpdesk|learner|expert`")
	o.bindLanguage(f)
}

func (o *options) bindLanguage(f *pflag.FlagSet) {
	f.StringVar(&o.language, "language", "", "speak `en|de|nl` (default: as LANG says; with --json: en)")
}

// audiences are the values of --audience.
func audiences() []string {
	return []string{string(explain.Helpdesk), string(explain.Learner), string(explain.Expert)}
}

// collect turns the options into those of the collectors, but for the world.
func (o *options) collect() (probe.Options, error) {
	c := probe.Options{NoIPv4: o.only6, NoIPv6: o.only4, Version: version(), Hints: probe.RootHints()}
	if o.only4 && o.only6 {
		return c, usagef("leave one of them away, or both to use IPv4 and IPv6", "options -4 and -6 exclude each other")
	}
	err := o.mail(&c)
	if err != nil {
		return c, err
	}
	if o.hints != "" {
		if c.Hints, err = readHints(o.hints); err != nil {
			return c, err
		}
	}
	if c.Resolver, c.Beside, err = o.resolvers(o.finder()); err != nil {
		return c, err
	}
	if o.timeout != "" {
		c.Limits.Walk, err = parseTimeout(o.timeout)
	}
	return c, err
}

// judge turns the options into those of the diagnosis. What a world asks for,
// a setting each, holds unless the person asks for something else.
func (o *options) judge(words *text.Book, world ...string) (explain.Options, error) {
	out := explain.Options{Words: words}
	for _, line := range world {
		name, value, _ := strings.Cut(line, " ")
		if err := out.Set(name, strings.TrimSpace(value)); err != nil {
			return out, err
		}
	}
	if err := o.policy(&out); err != nil {
		return out, err
	}
	for _, file := range o.anchors {
		data, err := readFile(file)
		if err != nil {
			return out, err
		}
		anchors, err := dnssec.ParseAnchors(data, file)
		if err != nil {
			return out, mistake("", err, "a trust anchor file has DS or DNSKEY lines, or is root-anchors.xml of IANA")
		}
		out.Anchors = append(out.Anchors, anchors...)
	}
	if o.at != "" {
		at, err := parseTime(o.at)
		if err != nil {
			return out, err
		}
		out.At = at
	}
	return out, nil
}

// policy sets what counts as supported, and what is not validated at all.
func (o *options) policy(out *explain.Options) error {
	type setting struct{ name, value string }
	settings := []setting{ // sha1 last: it decides about what the list of algorithms implies
		{explain.SetAlgorithms, o.algorithms}, {explain.SetDigests, o.digests}, {explain.SetSHA1, o.sha1},
	}
	settings = slices.DeleteFunc(settings, func(s setting) bool { return s.value == "" })
	for _, n := range o.negative {
		settings = append(settings, setting{explain.SetNegative, n})
	}
	for _, s := range settings {
		if err := out.Set(s.name, s.value); err != nil {
			return mistake("--"+s.name+": ", err, "danewalk check --help lists the options")
		}
	}
	return nil
}

// emptied returns an option that was given with nothing in it, as an unset
// variable of a script does: to go on without it would answer another question.
func (o *options) emptied() (name string) {
	if o.flags == nil {
		return ""
	}
	o.flags.Visit(func(f *pflag.Flag) {
		if f.Value.Type() == "string" && f.Value.String() == "" {
			name = f.Name
		}
	})
	return name
}

// check tells of options that are wrong in themselves.
func (o *options) check() error {
	if name := o.emptied(); name != "" {
		return usagef("leave --"+name+" away, or give it a value", "--%s has no value", name)
	}
	if !slices.Contains(audiences(), o.audience) {
		return usagef("choose helpdesk, learner or expert", "unknown audience %q", o.audience)
	}
	if o.format != "" && !slices.Contains(formats(), o.format) {
		return usagef("choose text, json, markdown or accessible", "no format %q", o.format)
	}
	if o.theme != "" && !slices.Contains(themes(), o.theme) {
		return usagef("choose "+strings.Join(themes(), ", "), "no theme %q", o.theme)
	}
	return o.spoken()
}

// spoken tells of a language that there is not.
func (o *options) spoken() error {
	if o.language != "" && !slices.Contains(text.Languages(), o.language) {
		return usagef("choose en, de or nl", "no language %q", o.language)
	}
	return nil
}

// render turns the options into those of the text report.
func (p *program) render(o *options) render.Options {
	words, _ := p.words(o) // nil speaks English; options.check has refused other languages
	width := 80
	if p.width > 0 {
		width = min(p.width, 120) // longer lines are hard to read
	}
	return render.Options{
		Audience: explain.Audience(o.audience), Width: width,
		Words: words, Color: p.width > 0 && !o.noColor && o.theme != isMono && !theme.MonoByEnv(p.env) && p.env("TERM") != "dumb", ASCII: o.ascii || theme.ASCIIByEnv(p.env, runtime.GOOS),
	}
}

// onScreen tells whether the walk is shown live: only where somebody sits at a
// terminal that can show it, and did not ask for text.
func (p *program) onScreen(o *options) bool {
	return p.terminal && !o.plain && !o.json && !o.accessible && !o.notice && o.format == "" && p.env("TERM") != "dumb"
}

// class tells that a lesson needs somebody who reveals it.
func (p *program) class(o *options) error {
	if o.teach && !p.onScreen(o) && !p.inTalk(o) {
		return usagef("leave --teach away, or use it on a terminal, alone or with --accessible", "--teach needs a terminal: a report tells everything at once")
	}
	return nil
}

func readHints(file string) ([]probe.Hint, error) {
	data, err := readFile(file)
	if err != nil {
		return nil, err
	}
	hints, err := probe.ParseHints(bytes.NewReader(data))
	if err != nil {
		return nil, mistake(file+": ", err, "take https://www.internic.net/domain/named.root as an example")
	}
	return hints, nil
}

// readFile reads a small file that the person named.
func readFile(name string) ([]byte, error) {
	const hint = "check the name of the file and whether you may read it"
	f, err := os.Open(name)
	if err != nil {
		return nil, usagef(hint, "%v", err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, usagef(hint, "%v", err)
	}
	if len(data) > maxFile {
		return nil, usagef("a file of root servers, trust anchors or certificates has a few kilobytes", "%s is larger than %d KiB", name, maxFile>>10)
	}
	return data, nil
}

// parseTime reads a moment.
func parseTime(s string) (time.Time, error) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n >= 0 && n < 1<<32 { // RRSIG times have 32 bits (RFC 4034 3.1.5)
		return time.Unix(n, 0).UTC(), nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, usagef("write 2026-11-21T12:00:00Z, or seconds since 1970", "time %q is not understood", s)
	}
	return at.UTC(), nil
}

// parseTimeout reads a duration; a bare number counts seconds.
func parseTimeout(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if n, nerr := strconv.ParseUint(s, 10, 32); nerr == nil {
		d, err = time.Duration(n)*time.Second, nil
	}
	if err != nil || d <= 0 {
		return 0, usagef("write 90s or 2m", "timeout %q is not a duration above zero", s)
	}
	return d, nil
}
