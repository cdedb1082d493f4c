package tlsrpt_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"danewalk/explain/tlsrpt"
)

// sample reads a file of testdata.
func sample(t testing.TB, name string) ([]tlsrpt.Report, error) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return tlsrpt.Read(name, data)
}

// short is a report on a line: who, about whom, from when, each policy with its
// failures, the notes.
func short(r tlsrpt.Report) string {
	day := "-"
	if !r.Begin.IsZero() {
		day = r.Begin.Format(time.DateOnly)
	}
	words := []string{strings.ReplaceAll(r.Organisation.String(), " ", "_"), dash(r.Domain), day}
	for _, p := range r.Policies {
		s := fmt.Sprintf("%s:%s:%d:%d", p.Type, dash(p.Domain), p.Good, p.Bad)
		for _, f := range p.Failures {
			addr := "-"
			if f.Address.IsValid() {
				addr = f.Address.String()
			}
			s += fmt.Sprintf("{%s %s %s %d}", f.Type, dash(f.Host), addr, f.Count)
		}
		words = append(words, s)
	}
	var notes []string
	for _, n := range r.Notes {
		if !slices.Contains(notes, string(n.Kind)) {
			notes = append(notes, string(n.Kind))
		}
	}
	slices.Sort(notes)
	return strings.Join(words, " ") + " [" + strings.Join(notes, " ") + "]"
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// TestSamples reads every file of testdata, the good and the bad.
func TestSamples(t *testing.T) {
	want := expected()
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	good := 0
	for _, f := range files {
		if f.IsDir() {
			continue // of the fuzzer
		}
		t.Run(f.Name(), func(t *testing.T) {
			list, err := sample(t, f.Name())
			var got []string
			for _, r := range list {
				got = append(got, short(r))
			}
			if err != nil {
				checkError(t, err)
				got = append(got, "error "+strings.Split(err.Error(), "\n")[0])
			} else {
				good++
			}
			if !slices.Equal(got, want[f.Name()]) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want[f.Name()], "\n\t"))
			}
		})
	}
	if good < 15 {
		t.Errorf("%d files were read whole, want 15 at least", good)
	}
}

// checkError wants words and a hint for each thing that is wrong.
func checkError(t *testing.T, err error) {
	t.Helper()
	list := []error{err}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		list = several.Unwrap()
	}
	for _, e := range list {
		own, ok := errors.AsType[*tlsrpt.Error](e)
		if !ok || len(own.What) < 10 || len(own.Hint) < 10 || strings.Contains(own.What, "\n") {
			t.Errorf("%q has no clear words or no hint", e)
		}
	}
}

// TestNothingIsLost checks the fields that the summary of TestSamples leaves out.
func TestNothingIsLost(t *testing.T) {
	list, err := sample(t, "mail-ru.json")
	if err != nil {
		t.Fatal(err)
	}
	p := list[0].Policies[0]
	if p.Failures[0].Reason.String() != "bad https response code: 404" || len(p.MX) != 1 || p.MX[0].String() != "mx1.example.nl" {
		t.Errorf("%+v", p)
	}
	list, err = sample(t, "draft-fields.json")
	if err != nil {
		t.Fatal(err)
	}
	if f := list[0].Policies[0].Failures[0]; f.Reason.String() != "X509_V_ERR" || f.Information.String() != "https://draft.example/x" {
		t.Errorf("%+v", f)
	}
	list, err = sample(t, "policy-string-text.json")
	if err != nil || len(list[0].Policies[0].Strings) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestManyRows checks that a report of rows without end is cut, and says so.
func TestManyRows(t *testing.T) {
	rows := strings.Repeat("{},", 200_000) + "{}"
	list, err := tlsrpt.Read("x", []byte(`{"organization-name":"x","policies":[`+rows+`]}`))
	if err != nil || len(list) != 1 || len(list[0].Policies) != 1000 || len(list[0].Notes) > 100 {
		t.Fatalf("%d reports, %v", len(list), err)
	}
	if !slices.ContainsFunc(list[0].Notes, func(n tlsrpt.Note) bool { return n.Kind == tlsrpt.NoteTooMany }) {
		t.Errorf("%+v", list[0].Notes)
	}
	if _, err := tlsrpt.Read("x", []byte(`{"policies":"`+strings.Repeat("x", tlsrpt.MaxUnpacked)+`"}`)); err == nil {
		t.Error("a report of 10 MiB was read")
	}
}

// TestOrderOfFiles checks that a summary is the same however the files are ordered.
func TestOrderOfFiles(t *testing.T) {
	var all []tlsrpt.Report
	for name := range expected() {
		list, _ := sample(t, name)
		all = append(all, list...)
	}
	all = append(all, all[:5]...)
	want := fmt.Sprintf("%+v", tlsrpt.Sum(all))
	rapid.Check(t, func(rt *rapid.T) {
		if got := fmt.Sprintf("%+v", tlsrpt.Sum(rapid.Permutation(all).Draw(rt, "order"))); got != want {
			rt.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

// TestTwice counts a report once that came as a mail and as a file.
func TestTwice(t *testing.T) {
	list, err := sample(t, "mail-forwarded.eml")
	if err != nil {
		t.Fatal(err)
	}
	again := list[0]
	again.Domain, again.File = "", "x.json"
	if s := tlsrpt.Sum(append(list, again)); s.Reports != 1 || s.Duplicates != 1 || len(s.Domains) != 1 || s.Domains[0].Name != "example.nl" {
		t.Errorf("%+v", s)
	}
}

// TestSum adds three days of one sender up.
func TestSum(t *testing.T) {
	var all []tlsrpt.Report
	for _, name := range []string{"sender.example!example.nl!1763596800!1763683199!001.json", "sender.example!example.nl!1763683200!1763769599!002.json.gz", "mail-gzip.eml"} {
		list, err := sample(t, name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, list...)
	}
	s := tlsrpt.Sum(all)
	if len(s.Domains) != 1 {
		t.Fatalf("%+v", s)
	}
	d := s.Domains[0]
	var days []string
	for _, day := range d.Days {
		days = append(days, fmt.Sprintf("%s %d/%d", day.Date.Format(time.DateOnly), day.Good, day.Bad))
	}
	if got := strings.Join(days, ", "); got != "2025-11-20 15/2, 2025-11-21 12/0, 2025-11-22 4/6" || d.Good != 31 || d.Bad != 8 || d.Course() != tlsrpt.More {
		t.Errorf("%s; %+v, %s", got, d.Count, d.Course())
	}
	if len(d.Hosts) != 2 || d.Hosts[1].Name != "mx2.example.nl" || d.Hosts[1].Bad != 8 || len(d.Hosts[1].Results) != 1 {
		t.Fatalf("%+v", d.Hosts)
	}
	if r := d.Hosts[1].Results[0]; r.Type != tlsrpt.TLSAInvalid || r.Count != 8 || r.Last.Format(time.RFC3339) != "2025-11-22T23:59:59Z" || len(r.Addresses) != 1 {
		t.Errorf("%+v", r)
	}
}

// FuzzRead wants an end, bounds, and an error or a report, whatever comes.
func FuzzRead(f *testing.F) {
	for name := range expected() {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := tlsrpt.Read("x", data)
		if err == nil && len(list) == 0 {
			t.Fatal("neither a report nor an error")
		}
		for _, r := range list {
			for _, p := range r.Policies {
				if p.Good < 0 || p.Bad < 0 {
					t.Fatalf("%+v", p)
				}
			}
		}
		tlsrpt.Sum(list)
	})
}
