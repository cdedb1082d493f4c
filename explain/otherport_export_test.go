package explain

import (
	"path"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/probe/judge/mail"
)

// AtPort gives a diagnosis the words that it has at another port.
func AtPort(d *Diagnosis, port uint16) *Diagnosis {
	out, report := *d, *d.Report
	report.Port = port
	out.Report = &report
	var found []finding.Finding
	for _, f := range d.Findings {
		found = append(found, f.Finding)
	}
	out.Findings = explainAll(&out, found)
	out.Headline = headline(&out)
	out.Answers, out.Copy = general(&out)
	return &out
}

// Delivering returns what tells whether words of a language are about mail between
// servers.
func Delivering(language string) func(string) bool { return newTrade(language).delivering }

// OtherPortStems are the texts about other ports.
func OtherPortStems() (out []string) {
	files, _ := otherPortFiles.ReadDir("otherport")
	for _, f := range files {
		if f.IsDir() {
			continue // of a language
		}
		out = append(out, strings.TrimSuffix(path.Base(f.Name()), ".txt"))
	}
	return out
}

// KnowsStem tells whether there is a finding or a verdict of that name.
func KnowsStem(stem string) bool {
	if v, ok := strings.CutPrefix(stem, "verdict_"); ok {
		return verdictWords(&Diagnosis{Verdict: mail.Verdict(v)}).Has("what")
	}
	_, err := rules.Texts().Open(stem + ".txt")
	return err == nil || stem == "general"
}
