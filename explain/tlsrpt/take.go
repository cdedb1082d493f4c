package tlsrpt

import (
	"encoding/json"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"danewalk/probe/evidence"
)

// taker takes values out of JSON and remembers what was not as it should be.
type taker struct{ notes []Note }

func (t *taker) note(kind NoteKind, field string, said evidence.Wild) {
	n := Note{kind, field, said}
	for _, old := range t.notes {
		if old == n {
			return
		}
	}
	if len(t.notes) < maxNotes {
		t.notes = append(t.notes, n)
	}
}

// object is a JSON object on the way; path ends with a slash, or is empty.
type object struct {
	t    *taker
	path string
	m    map[string]json.RawMessage
}

// object reads a value that must be an object; nil if it is none.
func (t *taker) object(raw json.RawMessage, path string) *object {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil || m == nil {
		return nil
	}
	return &object{t, path, m}
}

func (o *object) has(key string) bool { _, ok := o.m[key]; return ok }

func isNull(raw json.RawMessage) bool { return string(raw) == "null" }

// value finds a field by its name, or by the names that it had in drafts.
func (o *object) value(keys []string) (json.RawMessage, string) {
	for i, key := range keys {
		if raw, ok := o.m[key]; ok {
			if i > 0 {
				o.t.note(NoteOldField, o.path+key, "")
			}
			return raw, key
		}
	}
	return nil, keys[0]
}

// child is the object in a field; nil if there is none.
func (o *object) child(key string) *object {
	raw, ok := o.m[key]
	if !ok {
		o.t.note(NoteMissing, o.path+key, "")
		return nil
	}
	c := o.t.object(raw, o.path+key+"/")
	if c == nil {
		o.t.note(NoteKindMismatch, o.path+key, "")
	}
	return c
}

// list are the objects in a field; one alone counts as a list of one.
func (o *object) list(key string, most int) []*object {
	raw, ok := o.m[key]
	switch {
	case !ok && key == "failure-details":
		return nil // RFC 8460 4.4: there may be none
	case !ok:
		o.t.note(NoteMissing, o.path+key, "")
		return nil
	case isNull(raw):
		o.t.note(NoteNull, o.path+key, "")
		return nil
	}
	items := listed(raw)
	if len(items) == 1 && len(raw) > 0 && raw[0] == '{' {
		o.t.note(NoteList, o.path+key, "")
	}
	if len(items) > most {
		o.t.note(NoteTooMany, o.path+key, "")
		items = items[:most]
	}
	var out []*object
	for _, item := range items {
		if c := o.t.object(item, o.path+key+"/"); c != nil {
			out = append(out, c)
		} else {
			o.t.note(NoteKindMismatch, o.path+key, "")
		}
	}
	return out
}

// text is a text that must be there.
func (o *object) text(key string) evidence.Wild {
	if !o.has(key) {
		o.t.note(NoteMissing, o.path+key, "")
	}
	return o.optional(key)
}

// optional is a text that may be missing. Where a list stands, its first text counts.
func (o *object) optional(keys ...string) evidence.Wild {
	raw, key := o.value(keys)
	var s string
	switch {
	case raw == nil:
		return ""
	case isNull(raw):
		o.t.note(NoteNull, o.path+key, "")
		return ""
	case json.Unmarshal(raw, &s) == nil:
		if s == "" {
			o.t.note(NoteEmpty, o.path+key, "")
		}
		return evidence.Wild(s)
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
		o.t.note(NoteList, o.path+key, "")
		return evidence.Wild(strings.Join(list, " "))
	}
	o.t.note(NoteKindMismatch, o.path+key, "")
	return evidence.Wild(raw)
}

// texts are a list of texts, or one alone (RFC 8460 erratum 6241).
func (o *object) texts(keys ...string) []evidence.Wild {
	raw, key := o.value(keys)
	if raw == nil {
		return nil
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil || list == nil {
		s := o.optional(key)
		if s == "" {
			return nil // said by optional
		}
		o.t.note(NoteList, o.path+key, "")
		return []evidence.Wild{s}
	}
	var out []evidence.Wild
	for i, item := range list {
		var s string
		if i == maxStrings {
			o.t.note(NoteTooMany, o.path+key, "")
			break
		}
		switch err := json.Unmarshal(item, &s); {
		case err != nil || isNull(item):
			o.t.note(NoteKindMismatch, o.path+key, "")
		case s == "":
			o.t.note(NoteEmpty, o.path+key, "")
		default:
			out = append(out, evidence.Wild(s))
		}
	}
	return out
}

// name is a domain or host name in the form that as gives it.
func (o *object) name(key string, as func(string) string) string {
	said := o.optional(key)
	name := as(strings.TrimSpace(said.String()))
	if said != "" && name == "" {
		o.t.note(NoteName, o.path+key, said)
	}
	return name
}

func (o *object) address(key string) netip.Addr {
	said := o.optional(key)
	if said == "" {
		return netip.Addr{}
	}
	a, err := netip.ParseAddr(strings.Trim(strings.TrimSpace(said.String()), "[]"))
	if err != nil || a.Zone() != "" {
		o.t.note(NoteAddress, o.path+key, said)
		return netip.Addr{}
	}
	return a.Unmap()
}

// count is a number of sessions, zero or more.
func (o *object) count(key string) int64 {
	raw, ok := o.m[key]
	switch {
	case !ok:
		o.t.note(NoteMissing, o.path+key, "")
		return 0
	case isNull(raw):
		o.t.note(NoteNull, o.path+key, "")
		return 0
	}
	text := string(raw)
	var s string
	if json.Unmarshal(raw, &s) == nil {
		o.t.note(NoteNumber, o.path+key, evidence.Wild(s))
		text = strings.TrimSpace(s)
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > maxCount || n != math.Trunc(n) {
		o.t.note(NoteBadNumber, o.path+key, evidence.Wild(text))
		return 0
	}
	return int64(n)
}

// time is a moment. RFC 8460 4.4 has RFC 3339; Microsoft left the zone out for
// long, and days in UTC are what the RFC wants anyway (4.1).
func (o *object) time(key string) time.Time {
	raw := o.m[key]
	var n json.Number
	if len(raw) > 0 && raw[0] != '"' && json.Unmarshal(raw, &n) == nil && n != "" {
		if sec, err := n.Int64(); err == nil && sec > 0 && sec < 1<<33 {
			o.t.note(NoteTime, o.path+key, evidence.Wild(n))
			return time.Unix(sec, 0).UTC()
		}
	}
	said := o.text(key)
	text := strings.TrimSpace(said.String())
	if at, err := time.Parse(time.RFC3339, text); err == nil && at.Year() >= 1970 {
		return at.UTC()
	}
	for _, form := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02"} {
		if at, err := time.Parse(form, text); err == nil && at.Year() >= 1970 {
			o.t.note(NoteNoZone, o.path+key, said)
			return at
		}
	}
	for _, form := range []string{"2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 MST"} {
		if at, err := time.Parse(form, text); err == nil && at.Year() >= 1970 {
			o.t.note(NoteTime, o.path+key, said)
			return at.UTC()
		}
	}
	o.t.note(NoteTime, o.path+key, said)
	return time.Time{}
}
