package whatif

import (
	"errors"
	"fmt"
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Limits on what a person tries at once.
const (
	MaxEdits = 64       // a mail domain has about twenty records
	maxLine  = 16 << 10 // octets; a full certificate in a TLSA record has about 4 KiB in hexadecimal
)

// Types that only questions have, and messages (RFC 6895 3.1).
const firstMeta, lastMeta = 128, 255

// Parse reads edits, one a line: "publish RECORD", "replace RECORD" or "remove
// RECORD", where RECORD is a line of a zone file with the whole owner name. A line
// without such a word publishes. "remove NAME TYPE" removes the whole set. Empty
// lines and comments are passed over. The error names the line.
func Parse(text string) ([]finding.Edit, error) {
	var edits []finding.Edit
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, ";") || strings.HasPrefix(line, "#") {
			continue
		}
		e := finding.Edit{Do: finding.Publish, Record: line}
		word, rest, _ := strings.Cut(line, " ")
		switch do := finding.Do(strings.ToLower(word)); do {
		case finding.Publish, finding.Replace, finding.Remove:
			e = finding.Edit{Do: do, Record: strings.TrimSpace(rest)}
		}
		if _, err := read(e); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		edits = append(edits, e)
	}
	if len(edits) == 0 {
		return nil, errors.New("no edit in the text\nhint: write `publish`, `replace` or `remove`, and a record as it stands in a zone file")
	}
	return edits, nil
}

// Read turns edits into what is laid over a case. Several that replace the same
// set make it together.
func Read(edits []finding.Edit) ([]view.Edit, error) {
	if len(edits) > MaxEdits {
		return nil, fmt.Errorf("%d edits are too many: at most %d at once", len(edits), MaxEdits)
	}
	var out []view.Edit
	for _, e := range edits {
		v, err := read(e)
		if err != nil {
			return nil, err
		}
		if i := cleared(out, v); v.Clear && len(v.Add) > 0 && i >= 0 {
			out[i].Add = append(out[i].Add, v.Add...)
			continue
		}
		out = append(out, v)
	}
	return out, nil
}

// cleared returns the edit before that replaces the same set; -1 for none.
func cleared(before []view.Edit, e view.Edit) int {
	for i, b := range before {
		if b.Clear && len(b.Add) > 0 && b.Name == e.Name && b.Type == e.Type && b.Delegation == e.Delegation {
			return i
		}
	}
	return -1
}

// read reads one edit.
func read(e finding.Edit) (view.Edit, error) {
	if len(e.Record) > maxLine {
		return view.Edit{}, fmt.Errorf("a record of %d octets is too long", len(e.Record))
	}
	v, err := readRecord(e)
	if err == nil {
		err = editable(v)
	}
	if err != nil {
		return view.Edit{}, fmt.Errorf("%s: %w", evidence.Escape(e.Record, evidence.WildMax), err)
	}
	v.Delegation = e.Delegation
	return v, nil
}

func readRecord(e finding.Edit) (view.Edit, error) {
	if f := strings.Fields(e.Record); e.Do == finding.Remove && len(f) >= 2 && len(f) <= 3 && (len(f) == 2 || strings.EqualFold(f[1], "IN")) {
		name, err := wire.ParseName(f[0])
		if err != nil {
			return view.Edit{}, err
		}
		kind, err := wire.ParseType(f[len(f)-1])
		return view.Edit{Name: name, Type: kind, Clear: true}, err
	}
	rr, err := wire.RRFromText(e.Record)
	if err != nil {
		return view.Edit{}, fmt.Errorf("not a record in zone file form (%w)\nhint: owner, TTL, class, type and data: mx1.example.org. 3600 IN A 192.0.2.1", err)
	}
	v := view.Edit{Name: rr.Name, Type: rr.Type, Clear: e.Do == finding.Replace}
	if rr.Class != wire.ClassIN {
		return v, errors.New("only records of the class IN can be tried")
	}
	if e.Do == finding.Remove {
		v.Remove = []wire.RR{rr}
	} else {
		v.Add = []wire.RR{rr}
	}
	return v, nil
}

// editable tells what cannot be tried.
func editable(v view.Edit) error {
	switch v.Type {
	case wire.TypeRRSIG, wire.TypeNSEC, wire.TypeNSEC3, wire.TypeNSEC3PARAM, wire.TypeDNSKEY, wire.TypeSOA:
		return fmt.Errorf("a %s record cannot be tried: only the signer of the zone can make it", v.Type)
	case wire.TypeDNAME:
		return errors.New("a DNAME record cannot be tried: it changes every name below it")
	}
	if v.Type == wire.TypeOPT || v.Type >= firstMeta && v.Type <= lastMeta {
		return fmt.Errorf("%s is no type of record that a zone has", v.Type)
	}
	if v.Name.IsWildcard() {
		return errors.New("a wildcard cannot be tried: write the name it should answer for")
	}
	return nil
}
