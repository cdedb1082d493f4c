package tlsrpt

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"

	"danewalk/probe/evidence"
)

// document is one JSON text with what is known of it from around.
type document struct {
	name   string // file, and attachment
	domain string // that the mail or file name says
	data   []byte
	notes  []Note
}

// reader unpacks one file.
type reader struct {
	name string
	left int // octets that may still be unpacked
	docs []document
	errs []error // of parts that could not be read
}

func (r *reader) fail(what, hint string) error { return &Error{Name: r.name, What: what, Hint: hint} }

func (r *reader) tooLarge() error {
	return &Error{
		Name: r.name, What: fmt.Sprintf("unpacked it is larger than %d MiB", MaxUnpacked>>20),
		Hint: "a report has some kilobytes; look at who sent this before you open it with anything else", Large: true,
	}
}

// unpack finds the documents in data. The kind is told by the octets: names and
// media types are often wrong.
func (r *reader) unpack(d document, depth int) error {
	if depth > maxDepth {
		return r.fail("it is packed in itself too often", "unpack it, and give the report alone")
	}
	d = unmarked(d)
	text := bytes.TrimLeft(d.data, " \t\r\n")
	switch {
	case bytes.HasPrefix(d.data, []byte{0x1f, 0x8b}): // RFC 1952 2.3.1
		return r.gunzip(d, depth)
	case bytes.HasPrefix(d.data, []byte("PK\x03\x04")):
		return r.unzip(d, depth)
	case len(text) == 0:
		return r.fail("it is empty", "save the report again; a mail must be saved whole, with its attachments")
	case text[0] == '{' || text[0] == '[':
		if len(r.docs) >= maxReports {
			return r.fail(fmt.Sprintf("it has more than %d reports", maxReports), "split it into smaller files")
		}
		if len(text) > MaxUnpacked {
			return r.tooLarge()
		}
		d.data = text
		r.docs = append(r.docs, d)
		return nil
	case bytes.HasPrefix(text, []byte("H4sI")) || bytes.HasPrefix(text, []byte("eyJ")): // base64 of gzip, and of {"
		plain, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(text)))
		if err != nil && len(plain) == 0 {
			return r.fail("it begins like base64 and is not", "save the attachment again")
		}
		d.data = plain
		return r.unpack(d, depth+1)
	case isMail(text):
		return r.mails(d, text, depth)
	}
	return r.fail("this is no TLS report", "give the JSON file, the .gz or .zip of it, or the whole mail saved as a file")
}

// gunzip unpacks gzip. What is cut short may still hold a whole report.
func (r *reader) gunzip(d document, depth int) error {
	in := bytes.NewReader(d.data)
	z, err := gzip.NewReader(in)
	if err != nil {
		return r.fail("its gzip header is broken", "save the attachment again")
	}
	z.Multistream(false) // what follows is not part of the report
	plain, err := io.ReadAll(io.LimitReader(z, int64(r.left)+1))
	switch {
	case len(plain) > r.left:
		return r.tooLarge()
	case err != nil && len(plain) == 0:
		return r.fail("it cannot be unpacked", "save the attachment again")
	case err != nil:
		d.notes = append(d.notes, Note{Kind: NoteCutShort, Said: evidence.Wild(err.Error())})
	case in.Len() > 0:
		d.notes = append(d.notes, Note{Kind: NoteTrailing, Field: "gzip"})
	}
	r.left -= len(plain)
	d.data = plain
	return r.unpack(d, depth+1)
}

// unzip unpacks each file of a zip. What the directory says about sizes is not
// believed.
func (r *reader) unzip(d document, depth int) error {
	z, err := zip.NewReader(bytes.NewReader(d.data), int64(len(d.data)))
	if err != nil || len(z.File) > maxParts {
		return r.fail("the zip is broken, or has too many files", "unpack it, and give the reports alone")
	}
	found := false
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		in, err := f.Open()
		if err != nil {
			return r.fail("a file in the zip cannot be unpacked", "unpack it, and give the reports alone")
		}
		plain, err := io.ReadAll(io.LimitReader(in, int64(r.left)+1))
		_ = in.Close()
		if len(plain) > r.left {
			return r.tooLarge()
		}
		r.left -= len(plain)
		inner := document{name: d.name + "/" + f.Name, domain: cmp.Or(d.domain, domainOfFile(f.Name)), data: plain}
		if err != nil {
			inner.notes = []Note{{Kind: NoteCutShort, Field: "zip"}}
		}
		if err := r.part(inner, depth); err != nil {
			return err
		}
		found = true
	}
	if !found {
		return r.fail("the zip has no files", "save the attachment again")
	}
	return nil
}

// part unpacks one of several parts: one that fails does not hide the others,
// unless it is a bomb.
func (r *reader) part(d document, depth int) error {
	outer := r.name
	r.name = d.name
	err := r.unpack(d, depth+1)
	r.name = outer
	if e, ok := errors.AsType[*Error](err); ok && e.Large {
		return err
	}
	if err != nil {
		r.errs = append(r.errs, err)
	}
	return nil
}

// unmarked takes a byte order mark off, and UTF-16 with it.
func unmarked(d document) document {
	big := bytes.HasPrefix(d.data, []byte{0xfe, 0xff})
	switch {
	case bytes.HasPrefix(d.data, []byte("\xef\xbb\xbf")): // RFC 8259 8.1: must not be there, may be ignored
		d.data = d.data[3:]
	case big || bytes.HasPrefix(d.data, []byte{0xff, 0xfe}):
		units := make([]uint16, 0, len(d.data)/2)
		for i := 2; i+1 < len(d.data); i += 2 {
			a, b := uint16(d.data[i]), uint16(d.data[i+1])
			if big {
				a, b = b, a
			}
			units = append(units, a|b<<8)
		}
		d.data = []byte(string(utf16.Decode(units)))
	default:
		return d
	}
	d.notes = append(d.notes, Note{Kind: NoteBOM})
	return d
}
