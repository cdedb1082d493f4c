package tlsrpt

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"danewalk/explain/bounce"
	"danewalk/probe/evidence"
)

// Read reads the reports in a file: JSON, gzip, zip, a mail, a mailbox. The name
// is for messages, and may name the domain (RFC 8460 5.1).
//
// Of several attachments some may be broken: then the reports of the others come
// with an error. Every error is an *Error, or several joined.
func Read(name string, data []byte) ([]Report, error) {
	r := &reader{name: name, left: MaxUnpacked}
	if len(data) > MaxBytes {
		return nil, r.tooLarge()
	}
	if err := r.unpack(document{name: name, domain: domainOfFile(name), data: data}, 0); err != nil {
		return nil, err
	}
	var out []Report
	for _, d := range r.docs {
		list, err := d.reports()
		out = append(out, list...)
		if err != nil {
			r.errs = append(r.errs, err)
		}
	}
	return out, errors.Join(r.errs...)
}

// reports reads the JSON texts of a document, one behind the other.
func (d document) reports() ([]Report, error) {
	var out []Report
	dec := json.NewDecoder(bytes.NewReader(d.data))
	trailing := false
	for len(out) < maxReports {
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			trailing = true
			if len(out) == 0 {
				return nil, &Error{Name: d.name, What: "its JSON is broken: " + evidence.Escape(err.Error(), 100), Hint: "save the attachment again; a report that is cut short cannot be read"}
			}
			break
		}
		for _, one := range listed(raw) {
			if rep, ok := d.report(one); ok && len(out) < maxReports {
				out = append(out, rep)
			} else if !ok {
				trailing = true
			}
		}
	}
	if len(out) == 0 {
		return nil, &Error{Name: d.name, What: "this is JSON, but no TLS report", Hint: `a report has "organization-name" and "policies" (RFC 8460 4.4)`}
	}
	for i := range out {
		if len(out) > 1 {
			out[i].Notes = append(out[i].Notes, Note{Kind: NoteSeveral})
		}
		if trailing {
			out[i].Notes = append(out[i].Notes, Note{Kind: NoteTrailing})
		}
	}
	return out, nil
}

// listed are the members of a list, or the value alone.
func listed(raw json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil && list != nil {
		return list
	}
	return []json.RawMessage{raw}
}

// report reads one report (RFC 8460 4.4); false if it is none.
func (d document) report(raw json.RawMessage) (Report, bool) {
	t := &taker{}
	o := t.object(raw, "")
	if o == nil || !o.has("policies") && !o.has("date-range") {
		return Report{}, false
	}
	r := Report{File: d.name, Organisation: o.text("organization-name"), Contact: o.text("contact-info"), ID: o.text("report-id")}
	if dates := o.child("date-range"); dates != nil {
		r.Begin, r.End = dates.time("start-datetime"), dates.time("end-datetime")
	}
	if !r.Begin.IsZero() && r.End.Before(r.Begin) {
		if !r.End.IsZero() {
			t.note(NoteTime, "date-range/end-datetime", "")
		}
		r.End = r.Begin
	}
	if r.Begin.IsZero() {
		r.Begin = r.End
	}
	for _, p := range o.list("policies", maxPolicies) {
		r.Policies = append(r.Policies, p.policy())
	}
	r.Domain = d.domain
	if r.Domain == "" {
		r.Domain = ownDomain(r)
	}
	r.Notes = append(append(r.Notes, d.notes...), t.notes...)
	return r, true
}

// ownDomain is what the report itself says about its domain: the policy domain of
// MTA-STS or of no policy, or what stands behind the plus of the report's ID. That
// of a TLSA policy is the mail server, and leads nowhere.
func ownDomain(r Report) string {
	for _, p := range r.Policies {
		if p.Type != TLSA && p.Domain != "" {
			return p.Domain
		}
	}
	if _, after, ok := strings.Cut(r.ID.String(), "+"); ok {
		return bounce.DomainName(strings.Trim(after, "<> "))
	}
	return ""
}

func (o *object) policy() Policy {
	var p Policy
	inner := o.child("policy")
	if inner == nil {
		inner = o // some leave the level out
	}
	p.Said = inner.text("policy-type")
	switch kind := PolicyType(strings.ToLower(strings.TrimSpace(p.Said.String()))); kind {
	case TLSA, STS, NoPolicy:
		p.Type = kind
	default:
		p.Type = NoPolicy
		o.t.note(NoteUnknownType, inner.path+"policy-type", p.Said)
	}
	p.Strings = inner.texts("policy-string")
	p.MX = inner.texts("mx-host", "mx-host-pattern")
	if inner.has("policy-domain") {
		p.Domain = inner.name("policy-domain", bounce.DomainName)
	} else {
		o.t.note(NoteNoDomain, inner.path+"policy-domain", "")
	}
	if sum := o.child("summary"); sum != nil {
		p.Good, p.Bad = sum.count("total-successful-session-count"), sum.count("total-failure-session-count")
	}
	var rows int64
	for _, f := range o.list("failure-details", maxFailures) {
		row := f.failure()
		rows += row.Count
		p.Failures = append(p.Failures, row)
	}
	if rows != p.Bad && len(p.Failures) > 0 {
		o.t.note(NoteCounts, o.path+"failure-details", "")
	}
	return p
}

func (o *object) failure() Failure {
	f := Failure{
		Said: o.text("result-type"), Helo: o.optional("receiving-mx-helo"), Host: o.name("receiving-mx-hostname", bounce.HostName),
		Count: o.count("failed-session-count"), Information: o.optional("additional-information", "additional-info-uri"),
		Reason: o.optional("failure-reason-code", "failure-error-code"),
	}
	f.Sender = o.optional("sending-mta-ip")
	f.Address = o.address("receiving-ip")
	if f.Sender != "" {
		_ = o.address("sending-mta-ip") // only to note what it is if it is none
	}
	f.Type = ResultType(strings.ToLower(strings.TrimSpace(f.Said.String())))
	if !registered(f.Type) {
		f.Type = Other
		o.t.note(NoteUnknownType, o.path+"result-type", f.Said)
	}
	return f
}

// registered tells whether a type is in the registry of RFC 8460 6.6.
func registered(t ResultType) bool {
	for _, known := range ResultTypes() {
		if t == known {
			return t != Other && t != Unspecified
		}
	}
	return false
}
