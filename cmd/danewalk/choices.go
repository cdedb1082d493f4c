package main

import (
	"cmp"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/tui"
	"danewalk/tui/theme"
)

// options are those of the screens: what was typed goes before the environment,
// and that before the configuration.
func (d *desk) options(c *config) tui.Options {
	symbols, colours := c.value(setSymbols), cmp.Or(d.o.theme, c.value(setTheme))
	return tui.Options{
		Book: d.book(), Keys: c.bound, Audience: explain.Audience(d.o.audience), Env: d.p.env,
		NoColor: d.o.noColor, Palette: palette(colours),
		ASCII: d.o.ascii || symbols == isASCII, Unicode: symbols == isUnicode,
		NoMouse: d.o.noMouse || c.value(setMouse) == isOff, NoSpin: d.o.noSpin || c.value(setAnimation) == isOff,
	}
}

// palette is the choice of colours behind a value of the setting.
func palette(value string) theme.Palette {
	switch p := theme.Palette(value); p {
	case theme.Mono, theme.HighContrast, theme.Deuteranopia:
		return p
	}
	return theme.Auto
}

// settings are those that the screen of the settings shows, as they are now, and
// the file they are kept in.
func (d *desk) settings() ([]tui.Setting, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.p.configuration()
	var out []tui.Setting
	for _, s := range settings() {
		value := c.value(s.name)
		if s.name == setAudience {
			value = d.o.audience
		}
		out = append(out, tui.Setting{Name: s.name, Label: s.label, Value: value, Choices: s.choices, Words: settingWords(), Fixed: d.fixed(s.name)})
	}
	return out, d.p.places().config
}

// fixed says why a setting has no effect now: something goes before it.
func (d *desk) fixed(name string) text.Phrase {
	switch {
	case name == setTheme && (d.o.noColor || d.o.theme != ""), name == setSymbols && d.o.ascii, name == setMouse && d.o.noMouse,
		name == setAnimation && d.o.noSpin:
		return text.Phrase("set by an option for this time")
	case name == setTheme && theme.MonoByEnv(d.p.env):
		return text.Phrase("set by NO_COLOR")
	}
	return ""
}

// remember keeps a choice, for this time and for the next, and returns what the
// screens look like with it.
func (d *desk) remember(name, value string) (tui.Look, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.p.remember(name, value)
	switch name {
	case setAudience:
		d.o.audience = value
	case setLanguage:
		d.o.language = "" // what was chosen last counts
	}
	return d.options(d.p.configuration()).Look(), err
}
