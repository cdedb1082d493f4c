package explain_test

import (
	"slices"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/whatif"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab/rig"
	"danewalk/probe/wire"
)

// proposed are the lines of the expert's fix that are records, without gaps to be
// filled in.
func proposed(f explain.Explained) (records []string) {
	for _, b := range f.Answers[explain.Expert] {
		if b.Part != "expert.fix" {
			continue
		}
		for _, line := range b.Paras {
			if _, err := wire.RRFromText(line); err == nil && !strings.Contains(line, "<") {
				records = append(records, line)
			}
		}
	}
	return records
}

// needsMore are the repairs that are more than their records, with the reason.
func needsMore() map[finding.Code]string {
	const file = "the policy file changes too, and is fetched over HTTPS: no record does that (RFC 8461 3.3)"
	return map[finding.Code]string{
		"exo.mtasts-not-updated": file, "mtasts.mx-not-listed": file, "mtasts.policy-syntax": file, "mtasts.max-age-short": file,
		"mtasts.id-unchanged": "the id changes, and what the policy host gave at two addresses was recorded: both must have the new file",
	}
}

// Every repair that is a record is proven: with its edits the finding is gone, no
// fatal finding comes, and the verdict does not get worse.
func TestRepairs(t *testing.T) {
	t.Parallel()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	proven := make(chan finding.Code, 4096)
	t.Run("each", func(t *testing.T) {
		for _, s := range list {
			t.Run(s.Name, func(t *testing.T) {
				t.Parallel()
				d, r := diagnosed(t, s.Name), check(t, s.Name)
				o := judgedBy(t, r)
				for _, f := range d.Findings {
					written(t, f)
					if len(f.Edits) == 0 {
						continue
					}
					if prove(t, r, o, d, f) {
						proven <- f.Code
					}
				}
			})
		}
	})
	close(proven)
	codes := map[finding.Code]bool{}
	for code := range proven {
		codes[code] = true
	}
	const fewest = 45 // codes whose repair is a record, when this was written
	if !t.Failed() && len(codes) < fewest {
		t.Errorf("the repair of %d codes was proven, at least %d were", len(codes), fewest)
	}
}

// written checks the records as a person pastes them: each is among the edits, and
// names are complete.
func written(t *testing.T, f explain.Explained) {
	t.Helper()
	for _, line := range proposed(f) {
		if !slices.ContainsFunc(f.Edits, func(e finding.Edit) bool { return e.Record == line }) {
			t.Errorf("%s %s proposes a record that is no edit: %s", f.Code, f.Subject, line)
		}
	}
	for _, e := range f.Edits {
		fields := strings.Fields(e.Record)
		if !strings.HasSuffix(fields[0], ".") {
			t.Errorf("%s %s: the owner has no final dot: %s", f.Code, f.Subject, e.Record)
		}
		if last := fields[len(fields)-1]; (slices.Contains(fields, "CNAME") || slices.Contains(fields, "NS")) && !strings.HasSuffix(last, ".") {
			t.Errorf("%s %s: the target has no final dot: %s", f.Code, f.Subject, e.Record)
		}
		if rr, err := wire.RRFromText(e.Record); err == nil && rr.Type == wire.TypeDS && e.Do != finding.Remove {
			if ds, err := rr.DS(); err != nil || ds.DigestType != wire.DigestSHA256 {
				t.Errorf("%s %s: a DS record that is not of SHA-256: %s", f.Code, f.Subject, e.Record)
			}
		}
	}
}

// prove makes the edits of a finding: first those that are made at once, then all.
func prove(t *testing.T, r rig.Result, o explain.Options, before *explain.Diagnosis, f explain.Explained) bool {
	t.Helper()
	if reason, ok := needsMore()[f.Code]; ok {
		t.Logf("%s %s: %s", f.Code, f.Subject, reason)
		return false
	}
	now := slices.DeleteFunc(slices.Clone(f.Edits), func(e finding.Edit) bool { return e.Later })
	for _, edits := range [][]finding.Edit{now, f.Edits} {
		after, err := whatif.Try(r.Case, o, edits)
		if err != nil {
			t.Errorf("%s %s: %v", f.Code, f.Subject, err)
			return false
		}
		if len(edits) > 0 && (!after.Simulated || !strings.HasPrefix(after.Headline, "What if: ")) {
			t.Errorf("%s: the result does not say that it is none", f.Code)
		}
		if rank(after.Verdict) > rank(before.Verdict) && before.Verdict != mail.CannotTell {
			t.Errorf("%s %s: %s becomes %s by %v", f.Code, f.Subject, before.Verdict, after.Verdict, edits)
		}
		for _, n := range whatif.Compare(before, after).New {
			if n.Weight == finding.Fatal && before.Verdict != mail.CannotTell {
				t.Errorf("%s %s: its repair brings %s %s", f.Code, f.Subject, n.Code, n.Subject)
			}
		}
		stays := slices.ContainsFunc(after.Findings, func(g explain.Explained) bool { return g.Code == f.Code && g.Subject == f.Subject })
		if stays && len(edits) == len(f.Edits) {
			t.Errorf("%s %s is still there with %v", f.Code, f.Subject, edits)
			return false
		}
	}
	return true
}

// rank orders verdicts by how bad they are for mail.
func rank(v mail.Verdict) int {
	return slices.Index([]mail.Verdict{mail.Protected, mail.AtRisk, mail.NotProtected, mail.CannotTell, mail.Blocked, mail.NoMail}, v)
}

// However a DS record is tried, it makes nothing green: where it is of a key that
// nobody has, nothing below it is proven, and what is tried beside it neither.
func TestWrongDSProvesNothing(t *testing.T) {
	for _, w := range sample(distinct(t)) {
		t.Run(w.Name, func(t *testing.T) {
			t.Parallel()
			d, r := diagnosed(t, w.Name), check(t, w.Name)
			apex := d.Report.Apex
			if apex == nil || apex.Parent == nil || len(apex.DS) == 0 || apex.Anchor != nil || len(w.Policy) > 0 {
				return // not below a DS record, or an anchor decides
			}
			edits := []finding.Edit{{Do: finding.Replace, Record: apex.Name.String() + " 60 IN DS 1 13 2 " + strings.Repeat("00", 32)}}
			for _, h := range d.Report.Hosts {
				edits = append(edits, finding.Edit{Do: finding.Publish, Record: "_25._tcp." + h.Name.String() + " 60 IN TLSA 3 1 1 " + strings.Repeat("00", 32)})
			}
			after, err := whatif.Try(r.Case, judgedBy(t, r), edits)
			if err != nil {
				t.Fatal(err)
			}
			if after.Verdict == mail.Protected || after.Verdict == mail.AtRisk && d.Verdict != mail.AtRisk {
				t.Errorf("%s becomes %s", d.Verdict, after.Verdict)
			}
			for _, z := range after.Zones {
				if z.Name.Under(apex.Name) && z.Status == dnssec.Secure {
					t.Errorf("zone %s is secure", z.Name)
				}
			}
		})
	}
}
