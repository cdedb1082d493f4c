package render_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/render"
)

// serverTable is the part of the expert's report about name servers.
func serverTable(t *testing.T, world string, o render.Options) string {
	t.Helper()
	o.Audience = explain.Expert
	var b bytes.Buffer
	if err := render.Text(&b, diagnose(t, world), o); err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(b.String(), "\nName servers\n")
	if !ok {
		t.Fatalf("%s: no table in\n%s", world, b.String())
	}
	table, _, _ := strings.Cut(after, "\n\n")
	return table + "\n"
}

func TestServers(t *testing.T) {
	for _, world := range []string{"healthy-3-1-1", "servers-one-drops-tlsa", "servers-stale-and-expired", "servers-one-no-tcp", "servers-one-address-dead"} {
		got := serverTable(t, world, render.Options{})
		golden(t, world+"-servers.txt", []byte(got))
		for line := range strings.Lines(got) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 {
				t.Errorf("%s: %d columns: %s", world, n, line)
			}
		}
		for _, c := range serverTable(t, world, render.Options{ASCII: true}) {
			if c >= utf8.RuneSelf {
				t.Errorf("%s: %q is no ASCII", world, c)
			}
		}
	}
}

// Only the expert's report has the table: the others name the guilty server.
func TestServersAreForExperts(t *testing.T) {
	d := diagnose(t, "servers-one-drops-tlsa")
	for _, a := range []explain.Audience{explain.Helpdesk, explain.Learner} {
		var b bytes.Buffer
		if err := render.Text(&b, d, render.Options{Audience: a}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "Name servers\n") {
			t.Errorf("%s has the table", a)
		}
	}
	var b bytes.Buffer
	if err := render.Text(&b, d, render.Options{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "ns4.example.net drops TLSA questions") {
		t.Errorf("the helpdesk is not told which server it is:\n%s", b.String())
	}
}

func TestServersInJSON(t *testing.T) {
	doc, err := render.JSON(diagnose(t, "servers-one-drops-tlsa"))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Servers []struct {
			Zone      string
			Questions []struct{ Name, Type string }
			Rows      []struct {
				Name, Address, UDP, TCP, EDNS, Authoritative string
				Serial                                       *uint32
				Answers                                      []struct{ Class, Rcode, Status string }
				Faults                                       []struct {
					Kind, What string
					Question   *struct{ Name, Type string }
					Evidence   []int
				}
			}
		}
	}
	if err := json.Unmarshal(doc, &got); err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, z := range got.Servers {
		for _, r := range z.Rows {
			if len(r.Answers) != len(z.Questions) {
				t.Errorf("%s %s: %d answers to %d questions", z.Zone, r.Address, len(r.Answers), len(z.Questions))
			}
			if r.Serial == nil || r.UDP != "yes" || r.TCP != "yes" || r.EDNS != "yes" || r.Authoritative != "yes" {
				t.Errorf("%s %s: %+v", z.Zone, r.Address, r)
			}
			for _, f := range r.Faults {
				if len(f.Evidence) == 0 {
					t.Errorf("%s %s: no evidence", r.Address, f.Kind)
				}
				told = append(told, r.Name+" "+r.Address+" "+f.Kind+" "+f.Question.Type+": "+f.What)
			}
		}
	}
	want := "ns4.example.net 198.18.12.2 drops TLSA: drops _25._tcp.mx1.example.nl TLSA\n" +
		"ns4.example.net 2001:2:0:12::2 drops TLSA: drops _25._tcp.mx1.example.nl TLSA"
	if strings.Join(told, "\n") != want || len(got.Servers) != 3 {
		t.Errorf("%d zones: %s", len(got.Servers), strings.Join(told, "\n"))
	}
}
