package starttls

import "encoding/binary"

// Numbers of the TLS record and handshake protocols (RFC 8446 4 and 5.1; the
// same in RFC 5246).
const (
	recordChangeCipher = 20
	recordAlert        = 21
	recordHandshake    = 22
	recordData         = 23

	helloClient       = 1
	helloServer       = 2
	messageCert       = 11
	messageKeyXchange = 12

	alertFatal = 2

	extVersions = 43 // supported_versions
	extKeyShare = 51
)

// maxRecord is the longest record of any version: 2^14 octets and 2048 of
// expansion (RFC 5246 6.2.3). Anything longer is not TLS.
const maxRecord = 1<<14 + 2048

// maxMessage is how much of one handshake message is kept beyond the limit for
// a chain: the hello messages are far smaller, and the rest is list lengths.
const maxMessage = 4 << 10

// serverHello is what the tap reads from the ServerHello.
type serverHello struct {
	version uint16
	suite   uint16
	group   uint16 // of the key share; zero before TLS 1.3
	retry   bool   // HelloRetryRequest: the real ServerHello is still to come
}

// tapParser reads the server's half of a handshake from the bytes as they pass
// by. It never fails: when the bytes are not what it expects, it stops looking.
type tapParser struct {
	maxCerts int
	maxBytes int

	onHello func(serverHello)
	onGroup func(group uint16) // key exchange group of TLS 1.2
	onChain func(der [][]byte, cut bool)
	onAlert func(code uint8)

	done   bool
	hello  bool // a ServerHello was seen that is not a retry
	head   []byte
	kind   byte // of the record under way
	left   int  // octets of it still to come
	alert  []byte
	msg    []byte // header and body of the message under way, as far as kept
	remain int    // octets of it still to come, once its header is complete
}

// feed takes the next bytes from the server.
func (t *tapParser) feed(b []byte) {
	for len(b) > 0 && !t.done {
		if t.left == 0 {
			b = t.header(b)
			continue
		}
		n := min(t.left, len(b))
		t.left -= n
		t.payload(b[:n])
		b = b[n:]
	}
}

// header collects the five octets of a record header.
func (t *tapParser) header(b []byte) []byte {
	n := min(5-len(t.head), len(b))
	t.head = append(t.head, b[:n]...)
	if len(t.head) < 5 {
		return b[n:]
	}
	t.kind, t.left = t.head[0], int(binary.BigEndian.Uint16(t.head[3:]))
	t.head, t.alert = t.head[:0], t.alert[:0]
	if t.kind < recordChangeCipher || t.kind > recordData || t.left > maxRecord {
		t.done = true
	}
	// What follows ChangeCipherSpec or comes as data is encrypted. Before the
	// ServerHello proper it only pleases middle boxes (RFC 8446 D.4).
	if t.hello && t.kind == recordChangeCipher || t.kind == recordData {
		t.done = true
	}
	return b[n:]
}

// payload takes a piece of the record under way.
func (t *tapParser) payload(b []byte) {
	switch t.kind {
	case recordAlert:
		t.alert = append(t.alert, b[:min(len(b), 2-len(t.alert))]...)
		// Warnings (a name that the server does not know) do not end a
		// handshake; close_notify does (RFC 5246 7.2).
		if len(t.alert) == 2 && (t.alert[0] == alertFatal || t.alert[1] == 0) {
			t.done = true
			t.onAlert(t.alert[1])
		}
	case recordHandshake:
		t.handshake(b)
	}
}

// handshake cuts the stream of handshake records into messages, which may
// share a record or span several (RFC 8446 5.1).
func (t *tapParser) handshake(b []byte) {
	for len(b) > 0 && !t.done {
		if len(t.msg) < 4 {
			n := min(4-len(t.msg), len(b))
			t.msg = append(t.msg, b[:n]...)
			b = b[n:]
			if len(t.msg) == 4 {
				t.remain = int(t.msg[1])<<16 | int(t.msg[2])<<8 | int(t.msg[3])
				t.finishMessage()
			}
			continue
		}
		n := min(t.remain, len(b))
		keep := min(n, max(0, t.maxBytes+maxMessage-len(t.msg)))
		t.msg = append(t.msg, b[:keep]...)
		t.remain -= n
		b = b[n:]
		t.finishMessage()
	}
}

// finishMessage reads the message when all of it has come.
func (t *tapParser) finishMessage() {
	if t.remain > 0 {
		return
	}
	body := reader{t.msg[4:]}
	switch t.msg[0] {
	case helloServer:
		t.serverHello(body)
	case messageCert:
		der, cut := certificates(body, t.maxCerts, t.maxBytes)
		t.onChain(der, cut)
	case messageKeyXchange:
		if body.uint8() == 3 { // named_curve (RFC 8422 5.4)
			t.onGroup(body.uint16())
		}
	}
	t.msg = t.msg[:0]
}

func (t *tapParser) serverHello(body reader) {
	sh, ok := parseServerHello(body)
	if !ok {
		t.done = true
		return
	}
	if sh.retry {
		return
	}
	t.hello = true
	t.onHello(sh)
	if sh.version >= 0x0304 {
		t.done = true // the rest is encrypted
	}
}

// parseServerHello reads a ServerHello (RFC 8446 4.1.3, RFC 5246 7.4.1.3).
func parseServerHello(r reader) (sh serverHello, ok bool) {
	sh.version = r.uint16()
	sh.retry = string(r.take(32)) == retryRandom
	r.take(int(r.uint8()))
	sh.suite = r.uint16()
	r.take(1) // compression
	if r.b == nil {
		return sh, false
	}
	exts := reader{r.take(int(r.uint16()))}
	for len(exts.b) >= 4 {
		kind := exts.uint16()
		ext := reader{exts.take(int(exts.uint16()))}
		switch kind {
		case extVersions:
			sh.version = ext.uint16()
		case extKeyShare:
			sh.group = ext.uint16()
		}
	}
	return sh, true
}

// retryRandom marks a ServerHello as a HelloRetryRequest (RFC 8446 4.1.3).
const retryRandom = "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91" +
	"\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"

// certificates reads a Certificate message up to TLS 1.2 (RFC 5246 7.4.2). It
// stops at the limits, and at the first certificate that is not complete.
func certificates(r reader, maxCerts, maxBytes int) (der [][]byte, cut bool) {
	total := r.uint24()
	list := reader{r.b[:min(total, len(r.b))]}
	cut = total > len(list.b)
	size := 0
	for len(list.b) > 0 {
		n := list.uint24()
		one := list.take(n)
		if len(one) < n || n == 0 || len(der) == maxCerts || size+n > maxBytes {
			return der, true
		}
		size += n
		der = append(der, append([]byte(nil), one...))
	}
	return der, cut
}

// reader takes numbers off a slice. Past the end it gives zeros and becomes nil.
type reader struct{ b []byte }

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.b = nil
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) uint8() uint8 {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uint16() uint16 { return uint16(r.uint8())<<8 | uint16(r.uint8()) }

func (r *reader) uint24() int { return int(r.uint16())<<8 | int(r.uint8()) }
