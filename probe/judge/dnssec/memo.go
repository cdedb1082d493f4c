package dnssec

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"

	"danewalk/probe/judge/view"
)

// maxMemo is how many checks a Memo holds: thirty cases that reach their budget,
// in about 4 MiB. A full one starts anew.
const maxMemo = 1 << 16

// Memo remembers which signatures verify from one judgement to the next: a
// growing case, a what-if or another clock ask for the same checks again. What
// it holds depends on the bytes of key, signature and data alone, so that it may
// serve any case and policy. It may be used by several goroutines at once.
type Memo struct {
	mu      sync.Mutex
	known   map[checkID]bool
	answers *view.Memo
}

// NewMemo makes an empty memo.
func NewMemo() *Memo { return &Memo{known: map[checkID]bool{}, answers: view.NewMemo()} }

// Answers is what goes with the memo to view.Again; nil for a nil memo.
func (m *Memo) Answers() *view.Memo {
	if m == nil {
		return nil
	}
	return m.answers
}

// checkID names one signature check by its bytes.
type checkID [sha256.Size]byte

// newCheckID hashes key, signature and data, each with its length in front, so
// that no octet can move from one to the next.
func newCheckID(key, signature, data []byte) checkID {
	buf := make([]byte, 0, len(key)+len(signature)+len(data)+3*4)
	for _, part := range [][]byte{key, signature, data} {
		buf = append(binary.BigEndian.AppendUint32(buf, uint32(len(part))), part...)
	}
	return sha256.Sum256(buf)
}

// get tells whether the signature verified, if it was checked before. A nil memo
// remembers nothing.
func (m *Memo) get(id checkID) (valid, known bool) {
	if m == nil {
		return false, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	valid, known = m.known[id]
	return valid, known
}

func (m *Memo) put(id checkID, valid bool) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.known) >= maxMemo {
		clear(m.known)
	}
	m.known[id] = valid
}
