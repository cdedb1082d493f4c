package explain

import (
	"fmt"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/wire"
)

// textEdits are the TXT records that the words of a finding propose, as edits.
// What a policy says is written in its text, and the text is what people paste.
// A record of a policy is alone at its name; one of SPF comes instead of the
// others of its kind, beside what else the domain says about itself.
func textEdits(d *Diagnosis, f finding.Finding, proposed string) (out []finding.Edit) {
	if len(f.Edits) > 0 {
		return f.Edits
	}
	for _, line := range text.Lines(proposed) {
		rr, err := wire.RRFromText(line)
		if err != nil || rr.Type != wire.TypeTXT {
			continue
		}
		if f.Code != "dmarc.spf-missing" {
			out = append(out, finding.Edit{Do: finding.Replace, Record: line})
			continue
		}
		out = append(out, finding.Edit{Do: finding.Publish, Record: line})
		if l := d.Report.Policies.SPF.TXT.Lookup; l != nil && l.Set != nil {
			out = append(out, spfGoes(l.Set)...)
		}
	}
	return out
}

// spfGoes removes the SPF records of a set (RFC 7208 4.5: one is allowed).
func spfGoes(set *wire.RRset) (out []finding.Edit) {
	for _, rr := range set.RRs {
		if t := strings.Trim(rr.Text(), `"`); strings.HasPrefix(strings.ToLower(t), "v=spf1") {
			out = append(out, finding.Edit{Do: finding.Remove, Record: fmt.Sprintf("%s %d IN TXT %s", rr.Name, rr.TTL, rr.Text())})
		}
	}
	return out
}
