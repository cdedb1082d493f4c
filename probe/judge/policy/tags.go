package policy

import (
	"strings"

	"danewalk/probe/evidence"
)

// Limits on remote text. Real records have a few tags, real policies a few lines.
const (
	maxTags     = 64    // of a record
	maxLines    = 16384 // of a policy file: as many as a policy of 64 KiB can hold, so that none is refused for our sake
	maxPatterns = maxLines
	maxProblems = 16 // that are told of one record or file
)

// tag is one part of a record such as "v=STSv1; id=1": RFC 8461 3.1, RFC 8460 3
// and RFC 9989 4.7 write them alike.
type tag struct {
	Name, Value string
	OK          bool // it has the form name=value
}

// tags splits a record at semicolons. Empty parts are left out; a semicolon at
// the end is allowed everywhere.
func tags(text string) (out []tag, whole bool) {
	for part := range strings.SplitSeq(text, ";") {
		part = strings.Trim(part, " \t")
		if part == "" {
			continue
		}
		if len(out) == maxTags {
			return out, false
		}
		name, value, ok := strings.Cut(part, "=")
		out = append(out, tag{strings.TrimRight(name, " \t"), strings.TrimLeft(value, " \t"), ok && tagName(strings.TrimRight(name, " \t"))})
	}
	return out, true
}

// value returns the first value of a tag: RFC 8461 3.2 has duplicates ignored.
func value(ts []tag, name string) (string, bool) {
	for _, t := range ts {
		if t.OK && t.Name == name {
			return t.Value, true
		}
	}
	return "", false
}

// tagName tells whether a word is a name as RFC 8461 3.1 writes it: a letter or
// digit, then up to 31 letters, digits, "_", "-" and ".".
func tagName(s string) bool {
	if s == "" || len(s) > 32 || !alphanumeric(s[0]) {
		return false
	}
	for i := range len(s) {
		if !alphanumeric(s[i]) && s[i] != '_' && s[i] != '-' && s[i] != '.' {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// digits tells whether s is a number of at most n digits, and not empty.
func digits(s string, n int) bool {
	return s != "" && len(s) <= n && strings.Trim(s, "0123456789") == ""
}

// problems collects what is wrong, up to a limit.
type problems []Problem

func (ps *problems) add(kind, detail string) {
	if len(*ps) < maxProblems {
		*ps = append(*ps, Problem{kind, evidence.Wild(clip(detail))})
	}
}

// maxDetail is how much of remote text a problem keeps.
const maxDetail = 200

func clip(s string) string { return s[:min(len(s), maxDetail)] }
