package whole

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

// saying writes a text.
func saying(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// numbered are a.txt, a-2.txt, a-3.txt in a folder.
func numbered(dir string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for n := 1; n <= 3; n++ {
			name := "a.txt"
			if n > 1 {
				name = fmt.Sprintf("a-%d.txt", n)
			}
			if !yield(filepath.Join(dir, name)) {
				return
			}
		}
	}
}

// holds are the names in a folder, with what is in the files.
func holds(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(data)
	}
	return out
}

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	for _, content := range []string{"one", "two"} {
		if err := Replace(path, saying(content)); err != nil {
			t.Fatal(err)
		}
		if got := holds(t, dir); len(got) != 1 || got["a.txt"] != content {
			t.Errorf("%v", got)
		}
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

// A path that is taken is left alone, also by a link to nowhere; the path that was
// free has all of it.
func TestCreate(t *testing.T) {
	dir := t.TempDir()
	for i, want := range []string{"a.txt", "a-2.txt", "a-3.txt"} {
		path, err := Create(numbered(dir), saying(fmt.Sprint(i)))
		if err != nil || filepath.Base(path) != want {
			t.Errorf("%s, %v; want %s", path, err, want)
		}
	}
	if path, err := Create(numbered(dir), saying("more")); path != "" || !errors.Is(err, fs.ErrExist) {
		t.Errorf("%s, %v", path, err)
	}
	if got := holds(t, dir); len(got) != 3 || got["a.txt"] != "0" || got["a-3.txt"] != "2" {
		t.Errorf("%v", got)
	}
}

// A link that leads nowhere has a name that is taken, too.
func TestCreateBesideALink(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("nowhere", filepath.Join(dir, "a.txt")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	if path, err := Create(numbered(dir), saying("x")); err != nil || filepath.Base(path) != "a-2.txt" {
		t.Errorf("%s, %v", path, err)
	}
}

// While a file is being written nothing of it stands under its name, nor afterwards
// if that failed; and the error is about that name.
func TestWhollyOrNotAtAll(t *testing.T) {
	full := errors.New("no space left on device")
	for name, write := range map[string]func(path string, w func(io.Writer) error) error{
		"replace": Replace,
		"create": func(path string, w func(io.Writer) error) error {
			_, err := Create(slices.Values([]string{path}), w)
			return err
		},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "a.txt")
		err := write(path, func(w io.Writer) error {
			if err := saying("half of it")(w); err != nil {
				return err
			}
			if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: it stands there before it is whole: %v", name, err)
			}
			return full
		})
		var about *fs.PathError
		if !errors.Is(err, full) || !errors.As(err, &about) || about.Path != path {
			t.Errorf("%s: %v", name, err)
		}
		if got := holds(t, dir); len(got) != 0 {
			t.Errorf("%s leaves %v", name, got)
		}
		missing := filepath.Join(dir, "no", "a.txt")
		if err := write(missing, saying("x")); !errors.Is(err, fs.ErrNotExist) || !errors.As(err, &about) || about.Path != missing {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a program left that was killed while it wrote is taken away: only what is
// ours, and only when nobody can be writing it any more.
func TestTidy(t *testing.T) {
	dir := t.TempDir()
	old, fresh := time.Now().Add(-2*abandoned), time.Now().Add(-abandoned/2)
	for name, at := range map[string]time.Time{
		".danewalk-123": old, ".case-4": old, ".danewalk-5": fresh, ".case-6": fresh,
		".danewalk-": old, ".danewalk-mine": old, ".case-7.case": old, "danewalk-8": old, ".casein": old, "b.case": old,
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, ".danewalk-9", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Replace(filepath.Join(dir, "a.txt"), saying("x")); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if want := []string{".case-6", ".case-7.case", ".casein", ".danewalk-", ".danewalk-5", ".danewalk-9", ".danewalk-mine", "a.txt", "b.case", "danewalk-8"}; !slices.Equal(left, want) {
		t.Errorf("left: %q, want %q", left, want)
	}
}
