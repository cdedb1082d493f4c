package screen

import (
	"errors"
	"io/fs"
	"strings"

	"danewalk/explain/text"
	"danewalk/probe/casefile"
)

// Complaint is an error with its hint in one line, in the language of the screen as
// far as it is one that is known: errors of the system speak that of the system.
func Complaint(book *text.Book, err error) string {
	what, hint, _ := strings.Cut(err.Error(), "\nhint: ")
	switch e, ok := errors.AsType[*fs.PathError](err); {
	case errors.Is(err, casefile.ErrFormat):
		return book.Say("this is no case file of danewalk")
	case ok:
		what = e.Path + ": " + e.Err.Error()
	}
	what, _, _ = strings.Cut(what, "\n")
	out := translated(book, what, wrongs())
	if said := translated(book, hint, hints()); hint != "" {
		out += ": " + said
	}
	return out
}

// translated says the end of an error that is known; what stands before it is a
// path or the like.
func translated(book *text.Book, said string, known []text.Phrase) string {
	for _, p := range known {
		if before, ok := strings.CutSuffix(said, string(p)); ok {
			return before + book.Say(p)
		}
	}
	return said
}

// wrongs are what can be wrong with files, as Unix and the program say it.
func wrongs() []text.Phrase {
	return []text.Phrase{
		"no such file or directory", "permission denied", "not a directory", "is a directory", "file exists", "no space left on device",
		"read-only file system", "file name too long", "is a folder", "it is not remembered: there is no home folder", "is not understood",
	}
}

// hints are what can be done about it.
func hints() []text.Phrase {
	return []text.Phrase{
		"name a file in a folder that exists", "add the name of a file", "name another file", "the folder does not exist; name a file in one that does",
		"you may not write there; name a file in a folder of yours",
	}
}
