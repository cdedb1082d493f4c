package dnssec

import (
	"crypto/sha256"
	"sync"
)

// Memo remembers which signatures verify from one judgement to the next: a
// growing case, a what-if or another clock ask for the same checks again. What
// it holds depends on the bytes of key, signature and data alone, so that it may
// serve any case and policy. It may be used by several goroutines at once.
type Memo struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte]bool
}

// NewMemo makes an empty memo.
func NewMemo() *Memo { return &Memo{known: map[[sha256.Size]byte]bool{}} }
