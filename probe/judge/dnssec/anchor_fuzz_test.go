package dnssec

import (
	"bytes"
	"fmt"
	"testing"
	"unicode"

	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/wire"
)

// FuzzParseAnchors: a file is refused with its name in the message, or gives
// anchors that are all usable: a digest or a key that may sign, at a name.
func FuzzParseAnchors(f *testing.F) {
	_, base64, _ := bytes.Cut([]byte(ksk2017), []byte(" 8 "))
	f.Add([]byte(ksk2017 + "\n" + ksk2024))
	f.Add([]byte("example.org. DS 1 13 2 (\n 00112233445566778899aabbccddeeff\n 00112233445566778899aabbccddeeff ) ; mine"))
	f.Add(fmt.Appendf(nil, rootAnchorsXML, ""))
	f.Add(fmt.Appendf(nil, rootAnchorsXML, "<PublicKey>"+string(base64)+"</PublicKey><Flags>257</Flags>"))
	f.Add([]byte("\xef\xbb\xbf<TrustAnchor><Zone>a</Zone><KeyDigest><Digest>00</Digest></KeyDigest></TrustAnchor>"))
	f.Add([]byte("$ORIGIN org.\n. DS 1 8 2 00\n)("))
	f.Fuzz(func(t *testing.T, data []byte) {
		anchors, err := ParseAnchors(data, "file")
		if (err == nil) != (len(anchors) > 0) || len(anchors) > maxAnchors {
			t.Fatalf("%d anchors, %v", len(anchors), err)
		}
		if err != nil && !bytes.Contains([]byte(err.Error()), []byte("file")) {
			t.Fatalf("which file? %v", err)
		}
		for _, a := range anchors {
			if a.Zone.IsZero() || (a.DS == nil) == (a.DNSKEY == nil) || !printable(a.Source) {
				t.Fatalf("%+v", a)
			}
			if a.DS != nil && len(a.DS.Digest) == 0 {
				t.Fatalf("anchor without digest: %+v", a)
			}
			if k := a.DNSKEY; k != nil && (!k.IsZone() || k.IsRevoked()) {
				t.Fatalf("anchor that may not sign: %+v", k)
			}
			_ = a.ValidAt(forge.At())
			if _, err := wire.ParseName(a.Zone.String()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func printable(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
