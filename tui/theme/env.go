package theme

import "strings"

// Env looks up an environment variable, as os.Getenv does.
type Env func(name string) string

// MonoByEnv tells whether the environment asks for no colour: NO_COLOR with
// any value that is not empty (https://no-color.org).
func MonoByEnv(env Env) bool { return env("NO_COLOR") != "" }

// ASCIIByEnv tells whether only ASCII is safe to show: a terminal without
// more, a locale that is not UTF-8, or an East Asian locale, where our signs
// would be two cells wide. goos is runtime.GOOS: Windows sets no locale
// variables and its console takes Unicode.
func ASCIIByEnv(env Env, goos string) bool {
	term := env("TERM")
	if term == "dumb" || strings.HasPrefix(term, "vt") {
		return true
	}
	locale := ""
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} { // POSIX 8.2: the first one that is set counts
		if locale = env(name); locale != "" {
			break
		}
	}
	if locale == "" && goos == "windows" {
		return false
	}
	locale = strings.ToLower(locale)
	if !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8") {
		return true
	}
	for _, language := range []string{"zh", "ja", "ko"} {
		if strings.HasPrefix(locale, language) {
			return true
		}
	}
	return false
}
