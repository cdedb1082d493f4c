package rules

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// Rule is one failure mode of the catalogue.
type Rule struct {
	Code     finding.Code
	Severity finding.Severity // of the catalogue
	Layer    finding.Layer
	Owner    finding.Owner
	RFC      []string       // sections that make it a failure mode
	Causes   []finding.Code // findings of these codes, in the same place or above it, make this one a consequence
	Detect   func(*Case) []finding.Finding
	// Advice says that the rule speaks about the result and is no part of it: it runs
	// when the verdict is known, and its findings never explain one.
	Advice bool
}

// Case is what a rule sees: the judged case and the index of the evidence. A
// rule asks nobody and knows no clock but At.
type Case struct {
	View   *view.View
	Report *mail.Report
	At     time.Time
	Policy dnssec.Policy // that the case was judged by
	Result Result        // empty but for rules that give advice
	Words  *text.Book    // the language of the arguments; nil: English
	facts  facts
}

// Result is what all findings together come to.
type Result struct {
	Verdict mail.Verdict
	Break   *finding.Finding // the first cause that explains the verdict; nil for none
}

//go:embed *.txt *.lab de nl
var files embed.FS

// Texts returns the text files, one per rule, and their translations in the
// folders de and nl.
func Texts() fs.FS { return files }

// Worlds returns the lab worlds, one file each: the scenario of every rule, and
// the healthy ones.
func Worlds() fs.FS { return files }

// Find returns the rule of a code.
func Find(code finding.Code) (Rule, bool) {
	for _, r := range All() {
		if r.Code == code {
			return r, true
		}
	}
	return Rule{}, false
}

// Stem returns the file stem of a code: "tlsa.cname-broken" is tlsa_cname_broken.
func Stem(code finding.Code) string {
	out := []byte(code)
	for i, c := range out {
		if c == '.' || c == '-' {
			out[i] = '_'
		}
	}
	return string(out)
}

// Crashed is the code of the finding that a rule's panic becomes: one faulty
// rule must not take the answer of the others away.
const Crashed finding.Code = "meta.rule-crashed"

// Run applies every rule to a case and returns the findings in order, causes
// first. Fields that a rule leaves empty are filled from the Rule.
func Run(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, r := range All() {
		if !r.Advice {
			out = append(out, apply(r, c)...)
		}
	}
	return order(withoutPraise(out))
}

// Advise adds to the findings of a finished check what people on both sides may
// want to know beside them. Where nothing can be told from here there is no
// advice; what is published beside DANE was read all the same, unless our own side
// spoils every lookup.
func Advise(c *Case, found []finding.Finding, result Result) []finding.Finding {
	if !c.Report.Complete || result.Verdict == mail.Checking {
		return found
	}
	told := result.Verdict != mail.CannotTell
	read := told || !slices.ContainsFunc(found, func(f finding.Finding) bool { return f.Weight == finding.Local && Blinds(f.Code) })
	judged := *c
	judged.Result = result
	out := slices.Clone(found)
	for _, r := range All() {
		if r.Advice && (told || read && r.Layer == finding.LayerBeside) {
			out = append(out, apply(r, &judged)...)
		}
	}
	return order(out)
}

// withoutPraise drops "all is well" where anything endangers delivery.
func withoutPraise(fs []finding.Finding) []finding.Finding {
	if !slices.ContainsFunc(fs, func(f finding.Finding) bool { return f.Weight == finding.Fatal || f.Weight == finding.Risk }) {
		return fs
	}
	return slices.DeleteFunc(fs, func(f finding.Finding) bool { return f.Weight == finding.Good })
}

func apply(r Rule, c *Case) (out []finding.Finding) {
	defer func() {
		if p := recover(); p != nil {
			out = []finding.Finding{{
				Code: Crashed, Severity: finding.Hygiene, Weight: finding.Hygiene, Layer: finding.LayerLocal, Owner: finding.OwnerNobody,
				Subject: string(r.Code), Args: finding.Args{"rule": string(r.Code), "panic": fmt.Sprint(p)},
			}}
		}
	}()
	out = r.Detect(c)
	for i := range out {
		c.portArgs(&out[i])
		fill(&out[i], r)
		out[i].Edits = c.edits(out[i])
	}
	return out
}

func fill(f *finding.Finding, r Rule) {
	f.Code, f.Severity, f.Layer, f.CausedBy, f.Advice = r.Code, r.Severity, r.Layer, r.Causes, r.Advice
	if f.Weight == "" {
		f.Weight = r.Severity
	}
	if f.Weight == finding.FatalIf {
		f.Weight = finding.Fatal
	}
	if f.Owner == "" {
		f.Owner = r.Owner
	}
	if f.Args == nil {
		f.Args = finding.Args{}
	}
	for k, v := range map[string]string{"host": f.Host, "zone": f.Zone, "address": f.Address, "subject": f.Subject, "ownerOf": f.OwnerOf} {
		if _, ok := f.Args[k]; !ok {
			f.Args[k] = v
		}
	}
}
