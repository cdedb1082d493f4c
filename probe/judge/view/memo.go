package view

import (
	"sync"

	"danewalk/probe/evidence"
)

// maxMemo is how many answers a Memo holds: several cases that used up their
// questions. A full one starts anew.
const maxMemo = 4096

// Memo keeps the answers that were read, from one look at a growing case to the
// next. An exchange that was added to a log is never changed, so that it is its
// own key; one that was copied is read again. It may be used by several
// goroutines at once.
type Memo struct {
	mu   sync.Mutex
	read map[*evidence.Exchange]*Answer
}

// NewMemo makes an empty memo.
func NewMemo() *Memo { return &Memo{read: map[*evidence.Exchange]*Answer{}} }

// answer is readAnswer, done once for an exchange. What it returns is the
// caller's own, but for the message and the sets, which nobody changes. A nil
// memo remembers nothing.
func (m *Memo) answer(it evidence.Item) (*Answer, bool) {
	if m == nil {
		return readAnswer(it)
	}
	if a := m.get(it); a != nil {
		return a, true
	}
	a, ok := readAnswer(it)
	if ok {
		own := *a
		m.put(it.Query, &own)
	}
	return a, ok
}

func (m *Memo) get(it evidence.Item) *Answer {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.read[it.Query]
	if a == nil || a.ID != it.ID || a.At != it.At {
		return nil
	}
	own := *a
	return &own
}

func (m *Memo) put(x *evidence.Exchange, a *Answer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.read) >= maxMemo {
		clear(m.read)
	}
	m.read[x] = a
}
