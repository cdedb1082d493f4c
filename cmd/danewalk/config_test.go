package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/explain/text"
	"danewalk/probe/collect"
	"danewalk/tui/command"
)

// atHome is a program of a person with a home folder, and a configuration if there
// is one.
func atHome(t *testing.T, config string) (*program, string) {
	t.Helper()
	home := t.TempDir()
	p, _, errs := session(map[string]string{"HOME": home, "AppData": home, "LocalAppData": home})
	file := p.places().config
	if config != "" {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("standard error: %s", errs)
		}
	})
	return p, file
}

func TestPlaces(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the paths of this table are not absolute there")
	}
	for _, c := range []struct {
		goos          string
		env           map[string]string
		dot           bool
		config, cases string
	}{
		{"linux", map[string]string{"HOME": "/h"}, false, "/h/.config/danewalk/config.toml", "/h/.local/state/danewalk/cases"},
		{"linux", map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"}, false, "/c/danewalk/config.toml", "/s/danewalk/cases"},
		{"linux", map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "not/absolute"}, false, "/h/.config/danewalk/config.toml", "/h/.local/state/danewalk/cases"},
		{"linux", nil, false, "", ""},
		{"darwin", map[string]string{"HOME": "/h"}, false, "/h/Library/Application Support/danewalk/config.toml", "/h/Library/Application Support/danewalk/cases"},
		{"darwin", map[string]string{"HOME": "/h"}, true, "/h/.config/danewalk/config.toml", "/h/.local/state/danewalk/cases"},
		{"darwin", map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "/c"}, false, "/c/danewalk/config.toml", "/h/Library/Application Support/danewalk/cases"},
		{"windows", map[string]string{"AppData": "/r", "LocalAppData": "/l"}, false, "/r/danewalk/config.toml", "/l/danewalk/cases"},
		{"windows", map[string]string{"AppData": "/r"}, false, "/r/danewalk/config.toml", "/r/danewalk/cases"},
	} {
		got := placesFor(func(name string) string { return c.env[name] }, c.goos, func(string) bool { return c.dot })
		if got.config != c.config || got.cases != c.cases {
			t.Errorf("%s %v: %+v", c.goos, c.env, got)
		}
	}
}

// What is wrong in a configuration is told with a hint, and the rest counts.
func TestWrongConfiguration(t *testing.T) {
	for content, want := range map[string]string{
		`colour = "red"`:                           `there is no setting "colour"`,
		`audience = "everybody"`:                   `audience cannot be "everybody": it is left at helpdesk`,
		"mouse = 3":                                `mouse cannot be "3"`,
		`audience = ["helpdesk"]`:                  "audience cannot be",
		"[limits]\nwalk = \"soon\"":                `limit walk cannot be "soon": it is left at 60s`,
		"[limits]\nwalk = -1":                      "limit walk cannot be",
		"[limits]\nlunch = \"1h\"":                 `there is no limit "lunch"`,
		"[keys]\nfly = [\"f\"]":                    `there is no command "fly"`,
		"[keys]\ncopy = [1]":                       `keys of "copy" are not a list`,
		"[keys]\ncopy = [\"q\"]":                   `"q" means`,
		"[keys]\nzoom = [\"pagedown\"]":            `no key is called "pagedown"`,
		"[keys]\ninterrupt = []":                   "no key would quit any more",
		"audience = ":                              "line 1: not TOML",
		"[colours]\nred = 1":                       `there is no setting "colours"`,
		"keys = 5":                                 `keys is a table, not "5"`,
		"limits = \"60s\"":                         `limits is a table, not "60s"`,
		"[[keys]]\ncopy = \"c\"":                   "keys is a table",
		"[audience]\nx = 1":                        "audience cannot be",
		"language = \"de\"\n\x00":                  "not TOML",
		"x = \"\x1b]52;c;AAAA\a\"":                 "not TOML",
		"\"\\u001b[2J\" = 1":                       `there is no setting "\x1b[2J"`,
		strings.Repeat("a = {b = ", 5000):          "",
		"audience = 'expert'\naudience = 'expert'": "not TOML",
	} {
		c := readConfig("config.toml", "theme = \"mono\"\n"+content)
		if want != "" && (len(c.faults) != 1 || !strings.Contains(c.faults[0].what, want) && !strings.Contains(c.faults[0].what, strings.Replace(want, "line 1", "line 2", 1))) {
			t.Errorf("%.40q: %+v, want %s", content, c.faults, want)
		}
		for _, f := range c.faults {
			if f.hint == "" || !strings.HasPrefix(f.what, "config.toml:") {
				t.Errorf("%.40q: %+v", content, f)
			}
			if strings.Contains(f.what, "not TOML") == (c.value(setTheme) == isMono) {
				t.Errorf("%.40q: theme %s beside %q", content, c.value(setTheme), f.what)
			}
		}
		if c.bound == nil || c.bound.Find(command.InWalk, "y") != command.Copy {
			t.Errorf("%.40q: the keys are gone", content)
		}
	}
}

// What is no file, or has no end, is not waited for.
func TestConfigurationThatIsNoFile(t *testing.T) {
	large := filepath.Join(t.TempDir(), "large.toml")
	if err := os.WriteFile(large, make([]byte, 4*maxFile), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{t.TempDir(), os.DevNull} {
		if data, err := readSmall(file); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %d octets, %v", file, len(data), err)
		}
	}
	if data, err := readSmall(large); err != nil || len(data) != maxFile+1 {
		t.Errorf("%d octets of %d, %v", len(data), 4*maxFile, err)
	}
}

func TestConfigurationCounts(t *testing.T) {
	p, _ := atHome(t, "audience = \"expert\"\nlanguage = \"nl\"\n[limits]\nwalk = \"20s\"\nconnect = 7\n[keys]\ncopy = \"c\"\nquit = []\n")
	o := options{}
	c := p.rootCommand()
	if err := c.ParseFlags(nil); err != nil {
		t.Fatal(err)
	}
	o.bindWalk(c.InheritedFlags())
	o.bindAudience(c.InheritedFlags())
	o.flags = c.InheritedFlags()
	j, err := p.prepare(&o)
	if err != nil {
		t.Fatal(err)
	}
	defer j.close()
	if o.audience != "expert" || p.language(&o) != text.Dutch {
		t.Errorf("audience %s, language %s", o.audience, p.language(&o))
	}
	if l := j.collect.Limits; l.Walk != 20*time.Second || l.Connect != 7*time.Second {
		t.Errorf("%+v", l)
	}
	keys := p.configuration().bound
	if keys.Find(command.InWalk, "c") != command.Copy || keys.Find(command.InWalk, "q") != "" {
		t.Error("the keys are as they are built in")
	}
	typed := options{language: text.German, timeout: "5s"}
	if p.language(&typed) != text.German {
		t.Error("the configuration goes before an option")
	}
	if j, err := p.prepare(&options{audience: "helpdesk", timeout: "5s"}); err != nil || j.collect.Limits.Walk != 5*time.Second {
		t.Errorf("%v: the configuration goes before --timeout", err)
	}
	asJSON := options{json: true}
	if p.language(&asJSON) != text.English {
		t.Error("what programs read speaks another language for one person")
	}
}

func TestBuiltInConfigurationReadsAsItself(t *testing.T) {
	content := written(readConfig("", ""), true)
	if c := readConfig("built-in", content); len(c.faults) > 0 || len(c.values) > 0 || len(c.keys) > 0 {
		t.Errorf("all of it should be comments: %+v", c)
	}
	bare := written(readConfig("", ""), false)
	c := readConfig("bare", bare)
	if len(c.faults) > 0 {
		t.Fatalf("%+v\n%s", c.faults, bare)
	}
	if again := written(c, false); again != bare {
		t.Errorf("%s\nbecame\n%s", bare, again)
	}
	var l collect.Limits
	if c.limitsOver(&l); l.Walk != collect.DefaultLimits().Walk {
		t.Errorf("walk %v", l.Walk)
	}
}

func TestRemembering(t *testing.T) {
	for before, want := range map[string]string{
		"":                       "audience = \"expert\"\n",
		"# mine\n":               "# mine\naudience = \"expert\"\n",
		"audience = \"learner\"": "audience = \"expert\"\n",
		"theme = \"mono\" # eyes\n\n[keys]\ncopy = [\"c\"] # y\n": "theme = \"mono\" # eyes\naudience = \"expert\"\n\n[keys]\ncopy = [\"c\"] # y\n",
		"  audience='helpdesk'\nlanguage = \"de\"\n":              "audience = \"expert\"\nlanguage = \"de\"\n",
		"[keys]\ncopy = [\"c\"]\n":                                "audience = \"expert\"\n[keys]\ncopy = [\"c\"]\n",
	} {
		p, file := atHome(t, before)
		if err := p.remember(setAudience, "expert"); err != nil {
			t.Errorf("%q: %v", before, err)
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil || string(data) != want {
			t.Errorf("%q became %q, want %q (%v)", before, data, want, err)
		}
		if info, err := os.Stat(file); err == nil && runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%q: %v", before, info.Mode())
		}
		if p.configuration().value(setAudience) != "expert" {
			t.Error("it does not count at once")
		}
	}
}

// A file that is not understood is the person's own: it stays as it is.
func TestRememberingLeavesWhatItDoesNotUnderstand(t *testing.T) {
	const broken = "audience = \nlanguage = \"de\"\n"
	p, file := atHome(t, broken)
	const hint = hintMark + "the choice holds for this time only"
	if err := p.remember(setMouse, isOff); err == nil || !strings.HasSuffix(err.Error(), "config.toml is not understood"+hint) {
		t.Errorf("%v", err)
	}
	if data, _ := os.ReadFile(file); string(data) != broken {
		t.Errorf("it became %q", data)
	}
	if p.configuration().value(setMouse) != isOff {
		t.Error("it does not hold for this time")
	}
	nowhere, _, _ := session(nil)
	if err := nowhere.remember(setMouse, isOff); err == nil || !strings.HasSuffix(err.Error(), hint) {
		t.Errorf("without a home: %v", err)
	}
}

// Every setting that the screen offers can be written and read again.
func TestEverySettingIsRemembered(t *testing.T) {
	for _, s := range settings() {
		p, file := atHome(t, "")
		for _, v := range slices.Backward(s.choices) {
			if err := p.remember(s.name, v); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(file)
			if got := readConfig(file, string(data)); err != nil || got.value(s.name) != v || len(got.faults) > 0 {
				t.Errorf("%s = %s became %q: %+v", s.name, v, data, got.faults)
			}
		}
	}
}

func FuzzReadConfig(f *testing.F) {
	f.Add("audience = \"expert\"\n[keys]\ncopy = [\"c\"]\n[limits]\nwalk = 5\n")
	f.Add(written(readConfig("", ""), false))
	f.Fuzz(func(t *testing.T, content string) {
		c := readConfig("config.toml", content)
		if c.bound == nil {
			t.Fatal("no keys")
		}
		for _, s := range settings() {
			if !slices.Contains(s.choices, c.value(s.name)) {
				t.Errorf("%s is %q", s.name, c.value(s.name))
			}
		}
	})
}
