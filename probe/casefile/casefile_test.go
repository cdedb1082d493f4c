package casefile

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"danewalk/probe/evidence"
)

// wild draws bytes that no one would send, since someone will.
func wild(t *rapid.T) evidence.Wild {
	return evidence.Wild(rapid.OneOf(
		rapid.StringN(0, 20, -1),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 20), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{`\x41`, `a\`, "\x1b[2J", "\u202e", "\xff\xfe", "<&>\u2028"}),
	).Draw(t, "wild"))
}

func octets(t *rapid.T) []byte {
	if b := rapid.SliceOfN(rapid.Byte(), 0, 30).Draw(t, "bytes"); len(b) > 0 {
		return b
	}
	return nil
}

func wait(t *rapid.T) time.Duration {
	return time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "ns"))
}

func addrPort(t *rapid.T) netip.AddrPort {
	ip := rapid.SampledFrom([]string{"192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "fe80::1%eth0"}).Draw(t, "ip")
	return netip.AddrPortFrom(netip.MustParseAddr(ip), rapid.Uint16().Draw(t, "port"))
}

func failure(t *rapid.T) evidence.Failure {
	return rapid.SampledFrom([]evidence.Failure{"", evidence.Timeout, evidence.TLSAlert}).Draw(t, "failure")
}

// anyItem draws an item of any kind, with any content.
func anyItem(t *rapid.T, id int) evidence.Item {
	it := evidence.Item{ID: evidence.ID(id), Parent: evidence.ID(rapid.IntRange(0, id-1).Draw(t, "parent")), At: wait(t)}
	flag := rapid.Bool()
	switch rapid.IntRange(0, 8).Draw(t, "kind") {
	case 0:
		it.Start = &evidence.Start{
			Kind: evidence.KindName, Typed: wild(t), Name: "example.org.", Type: rapid.Uint16().Draw(t, "type"), Version: "1",
			Wall:    time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "wall"), 5).UTC(),
			Vantage: evidence.Vantage{IPv4: flag.Draw(t, "4"), IPv6: flag.Draw(t, "6"), SMTP: true, Hints: 13, World: "demo", EHLO: "x"},
		}
	case 1:
		it.Step = &evidence.Step{Name: "zone", Subject: "org.", Ends: evidence.ID(rapid.IntRange(0, 9).Draw(t, "ends"))}
	case 2:
		it.Query = &evidence.Exchange{
			Server: addrPort(t), ServerName: "ns.example.", Zone: ".", Resolver: flag.Draw(t, "resolver"),
			Own: flag.Draw(t, "own"), MadeUp: flag.Draw(t, "made up"), Transport: evidence.TCP,
			Try: 2, Name: "example.org.", Type: 52, Question: octets(t), Answer: octets(t), Failure: failure(t), Detail: wild(t), RTT: wait(t),
		}
	case 3:
		it.Dial = &evidence.Dial{Host: "mx.example.", Address: addrPort(t), Look: "x", Failure: failure(t), Detail: wild(t), RTT: wait(t)}
	case 4:
		it.Line = &evidence.Line{
			Session: 3, Client: flag.Draw(t, "client"), Phase: evidence.PhaseEHLO2, Text: wild(t), Cut: flag.Draw(t, "cut"),
			Failure: failure(t), Detail: wild(t), Wait: wait(t),
		}
	case 5:
		it.TLS = &evidence.Handshake{
			Session: 3, Stage: evidence.StageDone, SNI: "mx.example", Version: 0x304, Suite: 0x1301, Group: 29,
			Chain: [][]byte{append(octets(t), 1), append(octets(t), 2)}, Unparsed: flag.Draw(t, "unparsed"), Relaxed: "legacy",
			Alert: 41, AskedCert: flag.Draw(t, "asked"), Failure: failure(t), Detail: wild(t), Took: wait(t),
		}
	case 6:
		it.HTTP = &evidence.Fetch{
			URL: "https://mta-sts.example/", Host: "mta-sts.example.", Address: addrPort(t), Stage: evidence.FetchBody, Status: 200, Type: wild(t), Location: wild(t),
			Date: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "date"), 0).UTC(), Version: 0x304, Chain: [][]byte{append(octets(t), 1)},
			Body: octets(t), Failure: failure(t), Detail: wild(t), Took: wait(t),
		}
	case 7:
		it.Limit = &evidence.Limit{Name: "queries", Where: "example.org.", Value: 600}
	case 8:
		it.Turn = &evidence.Turn{Resolver: "tls://dns.example@192.0.2.53:853", Why: wild(t)}
	}
	return it
}

// raw compares network text byte by byte, not as it is shown.
var raw = cmp.Options{
	cmp.Comparer(func(a, b evidence.Wild) bool { return a.Raw() == b.Raw() }),
	cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b }),
	cmpopts.EquateEmpty(),
}

// TestRoundTrip: a loaded case is the saved one, whatever is in it.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := evidence.Case{Complete: rapid.Bool().Draw(t, "complete")}
		for id := range rapid.IntRange(0, 12).Draw(t, "items") {
			want.Items = append(want.Items, anyItem(t, id+1))
		}
		var file bytes.Buffer
		if err := Save(&file, want); err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(file.Bytes(), []byte("\n")); lines != len(want.Items)+1 {
			t.Fatalf("%d lines for %d items", lines, len(want.Items))
		}
		got, err := Load(&file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, raw); diff != "" {
			t.Fatalf("loaded (-saved +loaded):\n%s", diff)
		}
	})
}

const (
	head = `{"danewalk":"case/1"}` + "\n"
	one  = `{"id":1,"at":0,"limit":{"name":"queries","where":"x","value":1}}` + "\n"
)

func TestLoadRefuses(t *testing.T) {
	for want, file := range map[string]string{
		"line 1: the file is empty":                 "",
		"line 1: it does not begin with":            one,
		"line 1: it does not begin":                 "PK\x03\x04\n",
		`line 1: the format is "case/0"`:            `{"danewalk":"case/0"}`,
		`line 1: the format is "case/02"`:           `{"danewalk":"case/02"}`,
		"its format is 9, this program reads up to": `{"danewalk":"case/9","of-the-future":{}}` + "\n" + `{"id":1,"at":0,"of-the-future":1}`,
		"line 2: item has number 2, expected 1":     head + strings.Replace(one, `"id":1`, `"id":2`, 1),
		"line 3: item has number 1, expected 2":     head + one + one,
		"line 2: item holds 0 facts":                head + `{"id":1,"at":0}`,
		"line 2: item holds 2 facts":                head + `{"id":1,"at":0,"step":{"name":"a"},"limit":{"name":"b","where":"","value":1}}`,
		"line 2: item belongs to item 1":            head + strings.Replace(one, `"at"`, `"parent":1,"at"`, 1),
		"line 2: item belongs to item -1":           head + strings.Replace(one, `"at"`, `"parent":-1,"at"`, 1),
		"line 2: json: unknown field":               head + strings.Replace(one, "where", "wherever", 1),
		"line 2: more than one value":               head + strings.TrimSpace(one) + one,
		"line 2: unexpected EOF":                    head + one[:20],
		"line 3: EOF":                               head + one + "\n" + one,
		"line 2: longer than 16 MiB":                head + strings.Repeat("x", maxLine+1),
		`line 2: json: unknown field "\x1b[2J`:      head + `{"\u001b[2J":1}`,
		"line 2: json: cannot unmarshal string":     head + strings.Replace(one, `"value":1`, `"value":"1"`, 1),
		"line 2: ParseAddr(\"nonsense\"): unable":   head + `{"id":1,"at":0,"dial":{"host":"x","address":"nonsense:1","rtt":0}}`,
		"line 2: escaped byte":                      head + `{"id":1,"at":0,"line":{"session":1,"client":true,"phase":"ehlo","text":"\\xzz"}}`,
		"line 2: json: cannot unmarshal number 1e":  head + strings.Replace(one, `"value":1`, `"value":1e99`, 1),
	} {
		_, err := Load(strings.NewReader(file))
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
			continue
		}
		if text := err.Error(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "\nhint: ") {
			t.Errorf("not one line and a hint: %q", text)
		}
	}
}

// A case of a newer program is no damage and no strange file; within our format a
// field that is not known is damage.
func TestWhoSavedIt(t *testing.T) {
	for file, want := range map[string]struct {
		newer   int
		damaged bool
	}{
		`{"danewalk":"case/2"}` + "\n" + one:                     {2, false},
		`{"danewalk":"case/10","of-the-future":1}`:               {10, false},
		`{"danewalk":"case/-2"}`:                                 {0, false},
		`{"danewalk":"case/99999999999999999999"}`:               {0, false},
		head + strings.Replace(one, "where", "of-the-future", 1): {0, true},
	} {
		_, err := Load(strings.NewReader(file))
		newer, _ := errors.AsType[Newer](err)
		if newer.Format != want.newer || errors.Is(err, ErrDamaged) != want.damaged || !errors.Is(err, ErrFormat) || errors.Is(err, ErrVersion) == want.damaged {
			t.Errorf("%s: %v", file, err)
		}
		if not := strings.Contains(err.Error(), "not a case file"); not && (want.newer > 0 || want.damaged) {
			t.Errorf("it is called no case: %v", err)
		}
	}
}

// The fields of an item belong to the number of the format: a program that does not
// know one calls the file damaged.
func TestFieldsOfTheFormat(t *testing.T) {
	var got []string
	fieldsOf(reflect.TypeFor[evidence.Item](), "", &got)
	slices.Sort(got)
	name := filepath.Join("testdata", fmt.Sprintf("format-%d.txt", Format))
	want, err := os.ReadFile(name)
	if said := strings.Join(got, "\n") + "\n"; err != nil || said != string(want) {
		t.Errorf("the fields of an item are not those of format %d (%v). Whoever changes them raises Format, still reads the old one, and lists the fields in %s:\n%s", Format, err, name, said)
	}
}

// fieldsOf lists the names of all fields in JSON, with the path to them.
func fieldsOf(t reflect.Type, path string, out *[]string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || !strings.HasSuffix(t.PkgPath(), "evidence") {
		return
	}
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		*out = append(*out, path+name)
		fieldsOf(f.Type, path+name+".", out)
	}
}

// Nobody makes us read without end; what fits is read.
func TestLargeFile(t *testing.T) {
	file := head + one
	if _, err := load(strings.NewReader(file), int64(len(file))+1); err != nil {
		t.Error(err)
	}
	for size := range int64(len(file)) {
		if c, err := load(strings.NewReader(file), size+1); !errors.Is(err, ErrFormat) {
			t.Errorf("limit %d of %d: %+v, %v", size+1, len(file), c, err)
		}
	}
}

// TestUnfinished: what was written up to a crash can be read.
func TestUnfinished(t *testing.T) {
	c, err := Load(strings.NewReader(head + one))
	if err != nil || c.Complete || len(c.Items) != 1 {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestIOErrors(t *testing.T) {
	broken := errors.New("disk on fire")
	if _, err := Load(iotest.ErrReader(broken)); !errors.Is(err, broken) || errors.Is(err, ErrFormat) {
		t.Errorf("load: %v", err)
	}
	if err := Save(failing{broken}, evidence.Case{Items: []evidence.Item{{ID: 1, Limit: &evidence.Limit{}}}}); !errors.Is(err, broken) {
		t.Errorf("save: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// FuzzLoad: what loads can be saved and loads again as the same case.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(head + one))
	f.Add([]byte(head + `{"id":1,"at":5,"line":{"session":1,"client":true,"phase":"ehlo","text":"\\x1b"}}`))
	f.Add([]byte(head + `{"id":1,"at":5,"query":{"server":"[::1%x]:53","transport":"udp","try":1,"name":".","type":2,"question":"AAE=","rtt":1}}`))
	f.Add([]byte(head + `{"id":1,"at":5,"tls":{"session":1,"stage":"done","chain":["AA=="],"alert":3}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		c, err := Load(bytes.NewReader(file))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := Save(&again, c); err != nil {
			t.Fatalf("what was loaded cannot be saved: %v", err)
		}
		d, err := Load(&again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, d, raw); diff != "" {
			t.Fatalf("(-first +second):\n%s", diff)
		}
	})
}
