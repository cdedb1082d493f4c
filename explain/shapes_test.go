package explain_test

import (
	"fmt"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"danewalk/explain"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab/rig"
)

// shape is a way in which the TLSA record of a mail server can come about.
type shape struct {
	name   string
	lines  string
	want   mail.Verdict
	optOut mail.Verdict // where the zone's gaps may hide unsigned names (RFC 5155 6)
}

func shapes() []shape {
	const (
		yes, no, never = mail.Protected, mail.NotProtected, mail.Blocked
		record         = " TLSA 3 1 1 leaf@mail.example.org\n"
		cut            = "newzone _tcp.mail.example.org %d\nzone _tcp.mail.example.org\n    _25._tcp.mail.example.org" + record
		together       = "set colocate example.org _tcp.mail.example.org\n"
	)
	own := func(owner string) string { return "zone example.org\n    " + owner + record }
	alias := func(target string) string {
		return "fault cname _25._tcp.mail.example.org " + target + "\n"
	}
	return []shape{
		{"the record itself", own("_25._tcp.mail.example.org"), yes, yes},
		{"a wildcard at _tcp", own("*._tcp.mail.example.org"), yes, no},
		{"a wildcard two labels above", own("*.mail.example.org"), yes, no},
		{"a wildcard that the host hides", own("*.example.org"), no, no},
		{"a wildcard without its proof", own("*._tcp.mail.example.org") + "fault wildcard-proof-missing mail.example.org\n", never, never},
		{"an empty non-terminal", own("x._25._tcp.mail.example.org"), no, no},
		{"a signed zone at _tcp", fmt.Sprintf(cut, 15), yes, yes},
		{"a signed zone at _tcp, same servers", fmt.Sprintf(cut, 15) + together, yes, yes},
		{"an unsigned zone at _tcp", fmt.Sprintf(cut, 0), no, no},
		{"an unsigned zone at _tcp, same servers", fmt.Sprintf(cut, 0) + together, no, no},
		{"a broken zone at _tcp, same servers", fmt.Sprintf(cut, 15) + together + "fault ds-mismatch _tcp.mail.example.org\n", never, never},
		{"an alias to a signed zone", "zone example.nl\n    _dane.example.nl" + record + alias("_dane.example.nl"), yes, yes},
		{"an alias by way of an unsigned zone", "zone example.nl\n    _dane.example.nl" + record +
			"zone plain.org\n    hop.plain.org CNAME _dane.example.nl\n" + alias("hop.plain.org"), no, no},
		{"an alias to nothing", alias("_dane.example.nl"), no, no},
		{"an alias to nothing, without proof", alias("_dane.example.nl") + "fault denial-missing _dane.example.nl\n", never, never},
	}
}

// However the record comes about, and however the zone denies names, mail is
// protected only if every link is proven, and blocked only if one is broken. The
// name servers and a resolver lead to the same.
func TestShapesOfTheWayToTLSA(t *testing.T) {
	worlds := fstest.MapFS{}
	type row struct {
		file, what string
		want       mail.Verdict
	}
	var rows []row
	for _, denial := range []string{"nsec", "nsec3", "nsec3 opt-out", "compact-denial"} {
		for _, s := range shapes() {
			for _, resolver := range []string{"no", "yes"} {
				r := row{fmt.Sprintf("w%d", len(rows)), denial + ", " + s.name + ", resolver " + resolver, s.want}
				verb, option := denial, ""
				if denial == "nsec3 opt-out" {
					r.want, verb, option = s.optOut, "nsec3", " opt-out"
				}
				worlds[r.file+".lab"] = &fstest.MapFile{Data: fmt.Appendf(nil, "title: T\nstory: S\ntarget: example.org\nresolver: %s\n"+
					"set %s example.org%s\nzone example.org\n    remove example.org MX\n    @ MX 10 mail.example.org\n    mail.example.org A 198.18.10.25\n"+
					"mailhost mail.example.org 198.18.10.25\n%sexpect verdict %s\n", resolver, verb, option, s.lines, r.want)}
				rows = append(rows, r)
			}
		}
	}
	for i, row := range rows {
		if turn := i / (2 * len(shapes())); (i+turn)%3 != 0 && !allWorlds() { // each shape, in two or three of its ways
			continue
		}
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			var r rig.Result
			synctest.Test(t, func(t *testing.T) {
				var err error
				if r, err = rig.Check(t.Context(), worlds, row.file, inTests(), nil); err != nil {
					t.Fatal(err)
				}
			})
			if d := explain.Diagnose(r.Case, judgedBy(t, r)); d.Verdict != row.want {
				t.Errorf("%s, want %s", d.Verdict, row.want)
			}
		})
	}
}
