package tlsrpt

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"path"
	"strings"

	"danewalk/explain/bounce"
)

// isMail tells whether a text begins with a header field (RFC 5322 2.2), or like
// a mailbox file.
func isMail(text []byte) bool {
	line, _, _ := bytes.Cut(text[:min(len(text), 998)], []byte("\n")) // RFC 5322 2.1.1
	name, _, ok := bytes.Cut(line, []byte(":"))
	return bytes.HasPrefix(line, []byte("From ")) || ok && len(name) > 0 && !bytes.ContainsAny(name, " \t<>[]{}\"") && isASCII(name)
}

func isASCII(s []byte) bool {
	return !bytes.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// mails reads a mail, or all mails of a mailbox file (RFC 4155).
func (r *reader) mails(d document, text []byte, depth int) error {
	if !bytes.HasPrefix(text, []byte("From ")) {
		return r.mail(d, text, depth)
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	for one := range bytes.SplitSeq(append([]byte("\n"), text...), []byte("\nFrom ")) {
		if _, rest, ok := bytes.Cut(one, []byte("\n")); ok && len(bytes.TrimSpace(rest)) > 0 {
			if err := r.mail(d, rest, depth); err != nil {
				return err
			}
		}
	}
	return nil
}

// mail reads one mail (RFC 8460 5.3).
func (r *reader) mail(d document, text []byte, depth int) error {
	m, err := mail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		return r.fail("it looks like a mail, and its header is broken", "save the mail again as a file (.eml), whole")
	}
	body, err := io.ReadAll(m.Body)
	if err != nil {
		return r.fail("the mail breaks off", "save the mail again as a file (.eml), whole")
	}
	d.domain = cmp.Or(bounce.DomainName(strings.TrimSpace(m.Header.Get("TLS-Report-Domain"))), domainOfSubject(m.Header.Get("Subject")), d.domain)
	before := len(r.docs) + len(r.errs)
	if err := r.entity(d, textproto.MIMEHeader(m.Header), body, depth); err != nil {
		return err
	}
	if len(r.docs)+len(r.errs) == before {
		return r.fail("the mail has no report attached", "save the mail with its attachments, or give the attachment")
	}
	return nil
}

// entity reads a mail or a part of it (RFC 2045 2.4).
func (r *reader) entity(d document, header textproto.MIMEHeader, body []byte, depth int) error {
	if depth > maxDepth {
		return r.fail("mails are nested in it too deeply", "give the attachment alone")
	}
	typ, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil && typ == "" {
		typ, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(header.Get("Content-Type"))), ";")
	}
	if strings.HasPrefix(typ, "multipart/") {
		return r.parts(d, params["boundary"], body, depth)
	}
	body = decoded(body, header.Get("Content-Transfer-Encoding"))
	if typ == "message/rfc822" {
		return r.mail(d, bytes.TrimLeft(body, "\r\n"), depth+1)
	}
	_, about, _ := mime.ParseMediaType(header.Get("Content-Disposition"))
	name := path.Base(strings.ReplaceAll(cmp.Or(about["filename"], params["name"]), `\`, "/"))
	if !attached(typ, name, body) {
		return nil
	}
	if name != "." && name != "/" {
		d.name += "/" + name
		d.domain = cmp.Or(d.domain, domainOfFile(name))
	}
	d.data = body
	return r.part(d, depth)
}

// parts reads a multipart. One without its last line is read as far as it goes.
func (r *reader) parts(d document, boundary string, body []byte, depth int) error {
	if boundary == "" {
		return r.fail("the parts of the mail cannot be told apart", "save the mail again as a file (.eml), whole")
	}
	m := multipart.NewReader(bytes.NewReader(body), boundary)
	for range maxParts {
		p, err := m.NextRawPart()
		if err != nil {
			return nil
		}
		inner, _ := io.ReadAll(p) // what came before a break is still read
		if err := r.entity(d, p.Header, inner, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// attached tells whether a part is a report, as far as its outside tells.
func attached(typ, name string, body []byte) bool {
	switch typ {
	case "application/tlsrpt+gzip", "application/tlsrpt+json": // RFC 8460 6.4, 6.5
		return true
	case "application/gzip", "application/x-gzip", "application/json", "application/zip", "application/x-zip-compressed":
		return true
	}
	for _, end := range []string{".json", ".gz", ".gzip", ".zip"} {
		if strings.HasSuffix(strings.ToLower(name), end) {
			return true
		}
	}
	body = bytes.TrimSpace(body)
	return bytes.HasPrefix(body, []byte("{")) && bytes.Contains(body, []byte(`"policies"`))
}

// decoded undoes a transfer encoding (RFC 2045 6). What is broken is kept as far
// as it goes: the report inside tells whether it is whole.
func decoded(body []byte, encoding string) []byte {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		clean := bytes.Map(func(r rune) rune {
			if r <= ' ' || r > 'z' {
				return -1 // RFC 2045 6.8: ignored
			}
			return r
		}, body)
		plain, _ := io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(clean)))
		return plain
	case "quoted-printable":
		plain, _ := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
		return plain
	}
	return body
}

// domainOfSubject is that of "Report Domain: D Submitter: S Report-ID: <I>" (RFC 8460 5.3).
func domainOfSubject(s string) string {
	words := strings.Fields(s)
	for i := 2; i < len(words); i++ {
		if strings.EqualFold(words[i-2], "report") && strings.EqualFold(words[i-1], "domain:") {
			return bounce.DomainName(words[i])
		}
	}
	return ""
}

// domainOfFile is that of "SENDER!DOMAIN!BEGIN!END[!ID].json[.gz]" (RFC 8460 5.1).
func domainOfFile(name string) string {
	fields := strings.Split(path.Base(strings.ReplaceAll(name, `\`, "/")), "!")
	if len(fields) < 4 {
		return ""
	}
	return bounce.DomainName(fields[1])
}
