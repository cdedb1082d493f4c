package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe"
	"danewalk/probe/collect"
	"danewalk/tui/command"
	"danewalk/tui/theme"
)

// Names of settings.
const (
	setAudience  = "audience"
	setLanguage  = "language"
	setTheme     = "theme"
	setSymbols   = "symbols"
	setMouse     = "mouse"
	setAnimation = "animation"
)

// Values of settings.
const (
	isAuto    = "auto"
	isMono    = string(theme.Mono)
	isUnicode = "unicode"
	isASCII   = "ascii"
	isOn      = "true"
	isOff     = "false"
)

// setting is one that can be chosen on the screen too. The first choice is how it
// is built in.
type setting struct {
	name    string
	label   text.Phrase
	choices []string
	comment string // in the file
}

// settings are all of them, in the order of the file.
func settings() []setting {
	onOff := []string{isOn, isOff}
	return []setting{
		{setAudience, text.Phrase("words for"), audiences(), "whom the words are for: helpdesk, learner or expert"},
		{setLanguage, text.Phrase("[the setting] language"), append([]string{isAuto}, text.Languages()...), "auto (as LANG says), en, de or nl"},
		{setTheme, text.Phrase("colours"), themes(), "auto, mono (as with NO_COLOR), high-contrast or deuteranopia"},
		{setSymbols, text.Phrase("symbols"), []string{isAuto, isUnicode, isASCII}, "auto (as terminal and locale can), unicode or ascii"},
		{setMouse, text.Phrase("[the setting] mouse"), onOff, "false leaves the mouse to the terminal"},
		{setAnimation, text.Phrase("animation"), onOff, "false: nothing moves by itself"},
	}
}

// themes are the choices of colours.
func themes() []string {
	return []string{isAuto, isMono, string(theme.HighContrast), string(theme.Deuteranopia)}
}

// settingWords are the values in words.
func settingWords() map[string]text.Phrase {
	return map[string]text.Phrase{
		isAuto: "automatic", isMono: "none", string(theme.HighContrast): "high contrast", string(theme.Deuteranopia): "red-green colour blindness", isOn: "on", isOff: "off", text.English: "English", text.German: "Deutsch", text.Dutch: "Nederlands",
		string(explain.Helpdesk): "[an audience] helpdesk", string(explain.Learner): "[an audience] learner", string(explain.Expert): "[an audience] expert",
	}
}

// limit is a limit of a check that the configuration may change.
type limit struct {
	name    string
	of      func(*probe.Limits) *time.Duration
	comment string
}

func limits() []limit {
	return []limit{
		{"walk", func(l *probe.Limits) *time.Duration { return &l.Walk }, "the whole check"},
		{"dns", func(l *probe.Limits) *time.Duration { return &l.DNSTry }, "one try to ask a name server"},
		{"connect", func(l *probe.Limits) *time.Duration { return &l.Connect }, "a connection to a mail server"},
		{"reply", func(l *probe.Limits) *time.Duration { return &l.Reply }, "a greeting or reply of a mail server"},
		{"tls", func(l *probe.Limits) *time.Duration { return &l.TLS }, "a TLS handshake"},
	}
}

// config is what the configuration says.
type config struct {
	values map[string]string // of settings, only those that are set
	limits map[string]time.Duration
	keys   map[string][]string
	bound  *command.Keys // with the changes
	faults []usage       // what is wrong in it; the rest counts
}

// value is the value of a setting: as it is set, or as it is built in.
func (c *config) value(name string) string {
	if v, ok := c.values[name]; ok {
		return v
	}
	for _, s := range settings() {
		if s.name == name {
			return s.choices[0]
		}
	}
	return ""
}

// readConfig reads a configuration. It never fails: what is wrong is told in
// faults and left out.
func readConfig(file, content string) *config {
	c := &config{values: map[string]string{}, limits: map[string]time.Duration{}, keys: map[string][]string{}}
	var raw map[string]any
	if _, err := toml.Decode(content, &raw); err != nil {
		why, line := err.Error(), ""
		if p, ok := errors.AsType[toml.ParseError](err); ok {
			why, line = p.Message, fmt.Sprintf(" line %d:", p.Position.Line)
		}
		c.fault(file+":"+line, "danewalk config --print-default shows how it is written; until then nothing in the file counts", "not TOML: %s", why)
	}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		c.take(file, name, raw[name])
	}
	c.bind(file)
	return c
}

func (c *config) fault(file, hint, format string, args ...any) {
	c.faults = append(c.faults, usage{file + " " + fmt.Sprintf(format, args...), hint})
}

// take takes one entry of the file.
func (c *config) take(file, name string, value any) {
	const list = "danewalk config --print-default lists what can be set"
	if of, ok := map[string]func(file, key string, value any){"limits": c.takeLimit, "keys": c.takeKeys}[name]; ok {
		table, ok := value.(map[string]any)
		if !ok {
			c.fault(file+":", "write ["+name+"] on a line of its own, and a line for each below it", "%s is a table, not %s", name, cited(fmt.Sprint(value)))
		}
		for _, key := range slices.Sorted(maps.Keys(table)) {
			of(file, key, table[key])
		}
		return
	}
	for _, s := range settings() {
		if s.name != name {
			continue
		}
		if v := fmt.Sprint(value); slices.Contains(s.choices, v) {
			c.values[name] = v
			return
		}
		c.fault(file+":", "choose "+strings.Join(s.choices, ", "), "%s cannot be %s: it is left at %s", name, cited(fmt.Sprint(value)), s.choices[0])
		return
	}
	c.fault(file+":", list, "there is no setting %s", cited(name))
}

func (c *config) takeLimit(file, name string, value any) {
	at := slices.IndexFunc(limits(), func(l limit) bool { return l.name == name })
	if at < 0 {
		c.fault(file+":", "danewalk config --print-default lists the limits", "there is no limit %s", cited(name))
		return
	}
	d, err := parseTimeout(fmt.Sprint(value))
	if err != nil {
		built := collect.DefaultLimits()
		of := limits()[at].of
		c.fault(file+":", `write "90s" or "2m"`, "the limit %s cannot be %s: it is left at %s", name, cited(fmt.Sprint(value)), spoken(*of(&built)))
		return
	}
	c.limits[name] = d
}

func (c *config) takeKeys(file, name string, value any) {
	list, ok := value.([]any)
	if s, single := value.(string); single {
		list, ok = []any{s}, true
	}
	keys := []string{}
	for _, k := range list {
		s, is := k.(string)
		ok = ok && is && s != ""
		keys = append(keys, s)
	}
	if !ok {
		c.fault(file+":", `write copy = ["y"], or copy = [] for none`, "the keys of %s are not a list of keys", cited(name))
		return
	}
	if !slices.ContainsFunc(command.All(), func(k command.Command) bool { return string(k.Name) == name }) {
		c.fault(file+":", "danewalk keys lists the commands", "there is no command %s", cited(name))
		return
	}
	c.keys[name] = keys
}

// bind makes the keys with the changes of the configuration. Changes that
// contradict each other are all left out, and the first one is told.
func (c *config) bind(file string) {
	keys, err := command.NewKeys(c.keys)
	if err != nil {
		what, hint, _ := strings.Cut(err.Error(), hintMark)
		c.fault(file+":", hint, "[keys] does not count: %s", what)
		keys, _ = command.NewKeys(nil) // as they are built in: a test holds that they are right
	}
	c.bound = keys
}

// limitsOver are limits with those of the configuration.
func (c *config) limitsOver(l *probe.Limits) {
	for _, known := range limits() {
		if d, ok := c.limits[known.name]; ok {
			*known.of(l) = d
		}
	}
}

// readSmall reads a file up to a little more than the largest configuration. What is
// no file may have no end, or never begin.
func readSmall(file string) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a file")
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// configuration reads the file of this person, once; what is wrong in it is told
// on standard error.
func (p *program) configuration() *config {
	if p.config != nil {
		return p.config
	}
	file := p.places().config
	p.config = readConfig(file, "")
	if file == "" {
		return p.config
	}
	data, err := readSmall(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		p.config.fault(file+":", "without it danewalk works as it is built in", "cannot be read: %v", err)
	case len(data) > maxFile:
		p.config.fault(file+":", "it has some hundred lines at most", "larger than %d KiB", maxFile>>10)
	default:
		p.config = readConfig(file, string(data))
	}
	for _, f := range p.config.faults {
		p.complain(f.what, f.hint)
	}
	return p.config
}
