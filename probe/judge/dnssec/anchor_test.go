package dnssec

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/wire"
)

// The published keys of the root (IANA).
const (
	ksk2024 = `. 172800 IN DNSKEY 257 3 8 AwEAAa96jeuknZlaeSrvyAJj6ZHv28hhOKkx3rLGXVaC6rXTsDc449/cidltpkyGwCJNnOAlFNKF2jBosZBU5eeHspaQWOmOElZsjICMQMC3aeHbGiShvZsx4wMYSjH8e7Vrhbu6irwCzVBApESjbUdpWWmEnhathWu1jo+siFUiRAAxm9qyJNg/wOZqqzL/dL/q8PkcRU5oUKEpUge71M3ej2/7CPqpdVwuMoTvoB+ZOT4YeGyxMvHmbrxlFzGOHOijtzN+u1TQNatX2XBuzZNQ1K+s2CXkPIZo7s6JgZyvaBevYtxPvYLw4z9mR7K2vaF18UYH9Z9GNUUeayffKC73PYc=`
	ksk2017 = `. 172800 IN DNSKEY 257 3 8 AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQlNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b58Da+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU=`
)

func TestBuiltinAnchors(t *testing.T) {
	anchors := BuiltinAnchors()
	if len(anchors) != 2 {
		t.Fatalf("%d anchors", len(anchors))
	}
	for i, line := range []string{ksk2017, ksk2024} {
		key, err := forge.RRs(line)[0].DNSKEY()
		if err != nil {
			t.Fatal(err)
		}
		made, _ := key.DS(wire.Root(), wire.DigestSHA256)
		if made.String() != anchors[i].DS.String() {
			t.Errorf("%s is %s, the published key makes %s", anchors[i].Source, anchors[i].DS, made)
		}
		if !fits(*anchors[i].DS, key, wire.Root()) {
			t.Errorf("%s does not fit", anchors[i].Source)
		}
		key.Flags |= 0x80
		if want := []uint16{20454, 38824}[i]; key.Tag() != want {
			t.Errorf("revoked tag %d, want %d", key.Tag(), want)
		}
	}
}

const rootAnchorsXML = `<?xml version="1.0" encoding="UTF-8"?>
<TrustAnchor id="1" source="http://data.iana.org/root-anchors/root-anchors.xml">
<Zone>.</Zone>
<KeyDigest id="Kjqmt7v" validFrom="2010-07-15T00:00:00+00:00" validUntil="2019-01-11T00:00:00+00:00">
<KeyTag>19036</KeyTag><Algorithm>8</Algorithm><DigestType>2</DigestType>
<Digest>49AAC11D7B6F6446702E54A1607371607A1A41855200FD2CE1CDDE32F24E8FB5</Digest>
</KeyDigest>
<KeyDigest id="Klajeyz" validFrom="2017-02-02T00:00:00+00:00">
<KeyTag>20326</KeyTag><Algorithm>8</Algorithm><DigestType>2</DigestType>
<Digest>E06D44B80B8F1D39A95C0B0D7C65D084
58E880409BBC683457104237C7F8EC8D</Digest><Novelty>x</Novelty>
%s</KeyDigest>
</TrustAnchor>`

func TestParseAnchorsXML(t *testing.T) {
	anchors, err := ParseAnchors(fmt.Appendf(nil, rootAnchorsXML, ""), "root-anchors.xml")
	if err != nil || len(anchors) != 2 {
		t.Fatalf("%v, %d anchors", err, len(anchors))
	}
	if anchors[0].ValidAt(forge.At()) || !anchors[0].ValidAt(time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Error("KSK-2010 ended in 2019")
	}
	if !anchors[1].ValidAt(forge.At()) || anchors[1].ValidAt(time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Error("KSK-2017 is valid from 2017 on")
	}
	if anchors[1].DS.String() != BuiltinAnchors()[0].DS.String() || !strings.Contains(anchors[1].Source, "Klajeyz") {
		t.Errorf("%+v", anchors[1])
	}
	_, base64, _ := strings.Cut(ksk2017, " 8 ")
	if _, err := ParseAnchors(fmt.Appendf(nil, rootAnchorsXML, "<PublicKey>"+base64+"</PublicKey><Flags>257</Flags>"), "x"); err != nil {
		t.Errorf("with its public key: %v", err)
	}
	_, base64, _ = strings.Cut(ksk2024, " 8 ")
	if _, err := ParseAnchors(fmt.Appendf(nil, rootAnchorsXML, "<PublicKey>"+base64+"</PublicKey>"), "x"); err == nil {
		t.Error("a public key that is not the digest's is accepted")
	}
}

func TestParseAnchorLines(t *testing.T) {
	text := "; my anchors\n" + ksk2024 + " ; the root\n\nexample.org. DS 1 13 2 (\n  00112233445566778899aabbccddeeff\n 00112233445566778899aabbccddeeff )\nExample.NET. 300 IN DS 2 8 1 00112233445566778899aabbccddeeff00112233\n"
	anchors, err := ParseAnchors([]byte(text), "file")
	if err != nil || len(anchors) != 3 {
		t.Fatalf("%v, %d anchors", err, len(anchors))
	}
	if anchors[0].DNSKEY == nil || anchors[1].DS == nil || anchors[1].DS.Tag != 1 || len(anchors[1].DS.Digest) != 32 {
		t.Errorf("%+v", anchors)
	}
	if got := anchors[2].Zone.String(); got != "example.net." {
		t.Errorf("zone %s", got)
	}
}

func TestParseAnchorsRefuses(t *testing.T) {
	for _, text := range []string{
		"", "; nothing\n", "example.org. A 192.0.2.1\n", "example.org. DS 1 13 2\n", "$INCLUDE /etc/passwd\n",
		"example.org. DS 1 13 2 (\n00\n", strings.Replace(ksk2017, "257", "385", 1), strings.Replace(ksk2017, "257", "1", 1),
		"<html></html>", "<TrustAnchor><Zone>.</Zone></TrustAnchor>",
		"<TrustAnchor><Zone>.</Zone><KeyDigest validFrom='soon'><Digest>00</Digest></KeyDigest></TrustAnchor>",
		"<TrustAnchor><Zone>.</Zone><KeyDigest><Digest>zz</Digest></KeyDigest></TrustAnchor>",
	} {
		if anchors, err := ParseAnchors([]byte(text), "file"); err == nil || !strings.Contains(err.Error(), "file") {
			t.Errorf("%q: %v, %d anchors", text, err, len(anchors))
		}
	}
}

// The embedded keys are the published ones, with the dates of root-anchors.xml,
// and only the newest one may stand alone.
func TestRootKeys(t *testing.T) {
	published, err := ParseAnchors([]byte(ksk2017+"\n"+ksk2024), "keys")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for i, k := range RootKeys() {
		if !k.Names(published[i]) || k.Names(published[1-i]) || !k.Names(BuiltinAnchors()[i]) {
			t.Errorf("%s is not the published key", k.Name)
		}
		if want := []string{"20326 2017-02-02", "38696 2024-07-18"}[i]; fmt.Sprintf("%d %s", k.DS.Tag, k.From.Format(time.DateOnly)) != want {
			t.Errorf("%s is %d, valid from %s; IANA says %s", k.Name, k.DS.Tag, k.From, want)
		}
	}
	other := forge.NewKey(15, "a private root").DNSKEY
	for _, row := range []struct {
		name    string
		anchors []Anchor
		old     bool
	}{
		{"built in", BuiltinAnchors(), false},
		{"the old one", published[:1], true},
		{"the old one as a digest", BuiltinAnchors()[:1], true},
		{"the new one", published[1:], false},
		{"a private root", []Anchor{{Zone: wire.Root(), DNSKEY: &other}}, false},
		{"the old one and a private root", []Anchor{published[0], {Zone: wire.Root(), DNSKEY: &other}}, false},
		{"an island only", []Anchor{{Zone: wire.MustName("example.org."), DNSKEY: &other}}, false},
	} {
		if got := (Policy{Anchors: row.anchors, At: now}).OnlyOldRootKey(); got != row.old {
			t.Errorf("%s: only the old key: %v", row.name, got)
		}
	}
}
