package casefile

import (
	"bytes"
	"context"
	"os"

	"danewalk/probe/evidence"
)

// Recording writes a check onto the shelf while it runs.
type Recording struct {
	shelf *Shelf
	log   *evidence.Log
	stop  context.CancelFunc
	done  chan struct{}

	// Of the goroutine that writes, until done is closed.
	path string
	err  error
}

// Record begins to write what a log holds and will hold. The caller ends it with
// Finish.
func (s *Shelf) Record(log *evidence.Log) *Recording {
	ctx, stop := context.WithCancel(context.Background())
	r := &Recording{shelf: s, log: log, stop: stop, done: make(chan struct{})}
	go func() {
		defer close(r.done)
		r.err = r.follow(ctx)
	}()
	return r
}

// follow writes until the log ends or ctx does. A file exists from the first item
// on, which is the start.
func (r *Recording) follow(ctx context.Context) error {
	items, ok := r.log.Next(ctx, 0)
	if !ok {
		return nil
	}
	path, f, err := r.shelf.create(evidence.Case{Items: items}.Start())
	if err != nil {
		return err
	}
	r.path = path
	err = writeLine(f, header{Danewalk: Version})
	for cursor := 0; ok && err == nil; items, ok = r.log.Next(ctx, cursor) {
		err = appendItems(f, items)
		cursor += len(items)
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// appendItems writes items in one go, so that a file ends with a whole line even
// when the program is killed.
func appendItems(f *os.File, items []evidence.Item) error {
	var lines bytes.Buffer
	if err := writeItems(&lines, items); err != nil {
		return err
	}
	_, err := f.Write(lines.Bytes())
	return err
}

// Finish ends the recording: the file is written again, with the summary in front
// and with whether the check came to its end. It returns the path; empty if
// nothing was seen at all.
func (r *Recording) Finish(complete bool, sum Summary) (string, error) {
	r.stop()
	<-r.done
	if r.path == "" {
		return "", r.err
	}
	c := r.log.Case()
	c.Complete = complete
	return r.path, r.shelf.replace(r.path, c, &sum)
}
