package words

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
	what, hint := Wrong(book, err)
	if hint != "" {
		what += ": " + hint
	}
	return what
}

// Wrong is what an error says is wrong and what to do about it, a line each; the
// second one may be empty.
func Wrong(book *text.Book, err error) (what, hint string) {
	what, hint, _ = strings.Cut(err.Error(), "\nhint: ")
	newer, saved := errors.AsType[casefile.Newer](err)
	switch e, ok := errors.AsType[*fs.PathError](err); {
	case saved:
		return book.Say("saved by a newer danewalk (case format %d, this one reads up to %d)", newer.Format, casefile.Format), book.Say("update danewalk, or open it with the one that saved it")
	case errors.Is(err, casefile.ErrVersion):
		return book.Say("saved by another version of danewalk"), book.Say("open it with that one, or a newer one")
	case errors.Is(err, casefile.ErrDamaged):
		return book.Say("this case file is damaged"), book.Say("save the case again")
	case errors.Is(err, casefile.ErrFormat):
		return book.Say("this is no case file of danewalk"), ""
	case ok:
		what = e.Path + ": " + e.Err.Error()
	}
	what, _, _ = strings.Cut(what, "\n")
	hint, _, _ = strings.Cut(hint, "\n")
	return translated(book, what, append(wrongs(), reasons()...)), translated(book, hint, hints())
}

// WhyNot says why a text is no target, without the text.
func WhyNot(book *text.Book, err error) string {
	said, _, _ := strings.Cut(err.Error(), "\n")
	if i := strings.LastIndex(said, `": `); i >= 0 {
		said = said[i+len(`": `):]
	}
	return translated(book, said, reasons())
}

// reasons are why a text is no target, as package probe says it.
func reasons() []text.Phrase {
	return []text.Phrase{
		"nothing to check", "not text in UTF-8", "too long for a domain or an e-mail address",
		"there is nothing before the @, or its quotes are not closed", "an IP address has no mail domain", "there is no domain",
		"a single word is no domain; add a final dot if a top-level domain is meant", "two dots with nothing between them",
		"this is more than one address", "spaces cannot be in a domain name", "cannot be in a domain name", "is not allowed in a domain name",
		"a part between dots has 1 to 63 octets, the whole at most 255", "asks for that port of a server; here it is about port 25",
		"not an address literal: they look like [192.0.2.1] or [IPv6:2001:db8::1]",
	}
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
		"no such file or directory", "permission denied", "not a directory", "is a directory", "not a file", "file exists", "no space left on device",
		"disk quota exceeded", "read-only file system", "file name too long", "is a folder", "there is no home folder", "is not understood",
	}
}

// hints are what can be done about it.
func hints() []text.Phrase {
	return []text.Phrase{
		"name a file in a folder that exists", "add the name of a file", "name another file", "the folder does not exist; name a file in one that does",
		"you may not write there; name a file in a folder of yours", "nothing was written; make room, or name a file elsewhere", "type a domain (example.org) or an e-mail address (anna@example.org)", "the choice holds for this time only",
	}
}
