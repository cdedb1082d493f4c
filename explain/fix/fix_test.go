package fix

import (
	"testing"
	"time"

	"danewalk/explain/text"
	"danewalk/probe/wire"
)

func TestRecords(t *testing.T) {
	host := wire.MustName("mx1.example.org")
	rows := []struct{ what, got, want string }{
		{
			"3 1 1 of a key", TLSA311(host, 25, 1800, []byte("key")),
			"_25._tcp.mx1.example.org. 1800 IN TLSA 3 1 1 2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683",
		},
		{
			"a key that could not be read", TLSA311(host, 25, 1800, nil),
			"_25._tcp.mx1.example.org. 1800 IN TLSA 3 1 1 <SHA-256 of the server's public key>",
		},
		{"a TTL when none is known", TLSA(host, 25, 0, 2, 0, 1, []byte{0xab}), "_25._tcp.mx1.example.org. 3600 IN TLSA 2 0 1 ab"},
		{
			"DS", DS(wire.MustName("example.org"), 300, wire.DS{Tag: 4711, Algorithm: 13, DigestType: 2, Digest: []byte{1, 2}}),
			"example.org. 300 IN DS 4711 13 2 0102",
		},
	}
	for _, r := range rows {
		if r.got != r.want {
			t.Errorf("%s: %s, want %s", r.what, r.got, r.want)
		}
	}
	for _, line := range []string{rows[0].got, rows[2].got, rows[3].got} {
		if _, err := wire.RRFromText(line); err != nil {
			t.Errorf("%s is not a record: %v", line, err)
		}
	}
}

func TestDuration(t *testing.T) {
	for seconds, want := range map[uint32]string{
		0: "0 seconds", 1: "1 second", 59: "59 seconds", 60: "1 minute", 61: "2 minutes", 3600: "1 hour", 5400: "90 minutes", 7200: "2 hours",
		86400: "24 hours", 172800: "2 days", 200000: "2 days",
	} {
		if got := Duration(nil, seconds); got != want {
			t.Errorf("%d: %s, want %s", seconds, got, want)
		}
	}
}

func TestMoments(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	rows := []struct {
		then time.Time
		want string
	}{
		{now.Add(-5 * time.Hour), "5 hours ago"},
		{now.Add(-72 * time.Hour), "3 days ago"},
		{now.Add(-90 * time.Second), "90 seconds ago"},
		{now.Add(30 * time.Minute), "in 30 minutes"},
	}
	for _, r := range rows {
		if got := Ago(nil, r.then, now); got != r.want {
			t.Errorf("%s: %s, want %s", r.then, got, r.want)
		}
	}
	if got := Moment(now.In(time.FixedZone("CET", 3600))); got != "2026-11-21 12:00 UTC" {
		t.Error(got)
	}
}

func TestWords(t *testing.T) {
	var none *text.Book // speaks English
	if got := none.List([]string{"a", "b", "c"}); got != "a, b and c" {
		t.Error(got)
	}
	if got := none.List(nil) + none.List([]string{"a"}); got != "a" {
		t.Error(got)
	}
	if got := Short("9f2c00000000000000e01a"); got != "9f2c...e01a" {
		t.Error(got)
	}
	if got := Short("9f2c"); got != "9f2c" {
		t.Error(got)
	}
}
