package policy

import (
	"strconv"
	"strings"
	"time"

	"danewalk/probe/wire"
)

// maxAge is the longest life of a policy: a year (RFC 8461 3.2).
const maxAge = 31557600 * time.Second

// ParseSTSPolicy reads a policy file of a media type (RFC 8461 3.2). Unknown
// fields are ignored; of a repeated one the first counts, but for mx.
func ParseSTSPolicy(body []byte, media string) *STSPolicy {
	f := policyFile{first: map[string]string{}}
	f.media(media)
	f.read(string(body))
	return f.policy()
}

// policyFile is a policy file being read.
type policyFile struct {
	first map[string]string
	mx    []string
	ps    problems
}

// media: parameters are of no matter (RFC 8461 3.2).
func (f *policyFile) media(header string) {
	kind, _, _ := strings.Cut(header, ";")
	if !strings.EqualFold(strings.Trim(kind, " \t"), "text/plain") {
		f.ps.add("media-type", header)
	}
}

func (f *policyFile) read(body string) {
	lines := 0
	for line := range strings.SplitSeq(body, "\n") {
		if lines++; lines > maxLines {
			f.ps.add("too-many-lines", strconv.Itoa(maxLines))
			return
		}
		line = strings.Trim(strings.TrimSuffix(line, "\r"), " \t")
		if line == "" {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || !tagName(strings.TrimRight(name, " \t")) {
			f.ps.add("bad-line", line)
			continue
		}
		f.field(strings.TrimRight(name, " \t"), strings.Trim(value, " \t"))
	}
}

func (f *policyFile) field(name, value string) {
	switch name {
	case "mx":
		f.pattern(value)
	case "version", "mode", "max_age":
		if old, ok := f.first[name]; !ok {
			f.first[name] = value
		} else if old != value {
			f.ps.add("duplicate", name+": "+value)
		}
	}
}

// pattern reads an mx value: a domain, or "*." and a domain.
func (f *policyFile) pattern(value string) {
	switch {
	case !goodPattern(value):
		f.ps.add("bad-mx", value)
	case len(f.mx) == maxPatterns:
		f.ps.add("too-many-mx", strconv.Itoa(maxPatterns))
	default:
		f.mx = append(f.mx, strings.ToLower(value))
	}
}

func goodPattern(value string) bool {
	domain := strings.TrimPrefix(value, "*.")
	if domain == "" || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") {
		return false
	}
	for i := range len(domain) {
		if c := domain[i]; !alphanumeric(c) && c != '-' && c != '.' && c != '_' {
			return false
		}
	}
	_, err := wire.ParseName(domain)
	return err == nil
}

// policy draws the conclusion: what a sender can use.
func (f *policyFile) policy() *STSPolicy {
	p := &STSPolicy{Valid: true, MX: f.mx}
	refuse := func(kind, detail string) {
		p.Valid = false
		f.ps.add(kind, detail)
	}
	switch v, ok := f.first["version"]; {
	case !ok:
		refuse("no-version", "")
	case v != "STSv1":
		refuse("bad-version", v)
	}
	mode, ok := f.first["mode"]
	switch {
	case !ok:
		refuse("no-mode", "")
	case mode != "enforce" && mode != "testing" && mode != "none":
		refuse("bad-mode", mode)
	default:
		p.Mode = mode
	}
	switch age, ok := f.first["max_age"]; {
	case !ok:
		refuse("no-max-age", "")
	case !digits(age, 10):
		refuse("bad-max-age", age)
	default:
		n, _ := strconv.Atoi(age) // ten digits fit, but as nanoseconds they do not
		if n > int(maxAge/time.Second) {
			f.ps.add("max-age-too-long", age)
		}
		p.MaxAge = time.Duration(min(n, int(maxAge/time.Second))) * time.Second
	}
	if len(p.MX) == 0 && mode != "none" {
		refuse("no-mx", "")
	}
	p.Problems = f.ps
	return p
}

// MatchMX tells whether a pattern of a policy covers a mail server (RFC 8461 4.1,
// RFC 6125 6.4): the very name, or one label in the place of "*".
func MatchMX(pattern string, host wire.Name) bool {
	domain, wild := strings.CutPrefix(pattern, "*.")
	name, err := wire.ParseName(domain)
	if err != nil || name.IsRoot() || host.IsRoot() || host.IsZero() {
		return false
	}
	if wild {
		return host.Parent() == name
	}
	return host == name
}
