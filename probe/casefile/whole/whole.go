package whole

import (
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Names of files that are being written: a sign of ours and a number.
const (
	mark = ".danewalk-"
	past = ".case-" // as cases were called while they were written, once
)

// abandoned is when nobody writes a file any more: writing takes a moment, and a
// clock that was set does not jump by days.
const abandoned = 24 * time.Hour

// Replace writes a file that only its owner may read, in the place of what has its
// path. Errors are of type *fs.PathError with that path.
func Replace(path string, write func(io.Writer) error) error {
	err := beside(path, write, func(ours string) error { return os.Rename(ours, path) })
	return about(path, err)
}

// Create writes a file that only its owner may read under the first path that
// nobody has, and returns it. The paths lie in one folder. If all are taken the
// error is fs.ErrExist; errors are of type *fs.PathError with the first path.
func Create(paths iter.Seq[string], write func(io.Writer) error) (string, error) {
	next, stop := iter.Pull(paths)
	defer stop()
	first, ok := next()
	if !ok {
		return "", fs.ErrInvalid
	}
	path := first
	err := beside(first, write, func(ours string) error {
		for ok {
			if err := give(ours, path); !errors.Is(err, fs.ErrExist) {
				return err
			}
			path, ok = next()
		}
		return fs.ErrExist
	})
	if err != nil {
		return "", about(first, err)
	}
	return path, nil
}

// give gives a file a name that nobody has, and takes its own one away.
func give(ours, path string) error {
	err := os.Link(ours, path)
	switch {
	case err == nil:
		_ = os.Remove(ours)
		return nil
	case errors.Is(err, fs.ErrExist):
		return err
	}
	// Some file systems know no links (FAT, some of the network): there a name is
	// taken by an empty file first, which is there for a moment.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err = f.Close(); err == nil {
		err = os.Rename(ours, path)
	}
	if err != nil {
		_ = os.Remove(path) // it is empty, and ours
	}
	return err
}

// beside writes a file of ours into the folder of a path and has it named.
func beside(path string, write func(io.Writer) error, name func(ours string) error) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, mark+"*") // for nobody else to read
	if err != nil {
		return err
	}
	if err = write(f); err == nil {
		err = synced(f)
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = name(f.Name())
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	tidy(dir, time.Now())
	return nil
}

// synced brings a file to the disk: some report only then that there is no room. Not
// every file system can.
func synced(f *os.File) error {
	err := f.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}

// tidy takes away what programs left that were killed while they wrote. What cannot
// be taken away harms nobody.
func tidy(dir string, now time.Time) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if !ours(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// ours tells whether a name is one that os.CreateTemp makes for us.
func ours(name string) bool {
	for _, before := range []string{mark, past} {
		if number, ok := strings.CutPrefix(name, before); ok {
			return number != "" && strings.Trim(number, "0123456789") == ""
		}
	}
	return false
}

// about makes an error one about the path that was asked for: our own name says
// nothing to anybody.
func about(path string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	} else if e, ok := errors.AsType[*os.LinkError](err); ok {
		err = e.Err
	}
	return &fs.PathError{Op: "write", Path: path, Err: err}
}
