package explain

import (
	"embed"
	"fmt"
	"maps"
	"regexp"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/wire"
)

//go:embed otherport
var otherPortFiles embed.FS

// otherPort has the words for a check of another port than that of mail between
// servers: programs of people connect there, read mail or hand it in, and nobody
// delivers. What a text says of delivering would be wrong.
type otherPort struct {
	own     text.Entry // of this finding or verdict; has no parts where nothing is to be changed
	general text.Entry
	args    finding.Args
	trade   trade
}

// trade knows what is said of the mail between servers.
type trade struct{ mail, server *regexp.Regexp }

func newTrade(language string) trade {
	words, ok := tradeWords()[language]
	if !ok {
		words = tradeWords()[text.English]
	}
	return trade{regexp.MustCompile(words.mail), regexp.MustCompile(words.server)}
}

// otherPortOf returns the words for the port of a report, nil for that of mail
// between servers. stem names the finding or verdict.
func otherPortOf(d *Diagnosis, stem string) *otherPort {
	if d.Report == nil || d.Report.Resolve != nil || d.Report.Port == 0 || d.Report.Port == wire.SMTPPort {
		return nil
	}
	load := func(stem string) text.Entry {
		e, _ := d.Words.Load(otherPortFiles, "otherport", stem) // an entry without parts if there is none
		return e
	}
	return &otherPort{own: load(stem), general: load("general"), trade: newTrade(d.Words.Language()), args: finding.Args{
		"port": fmt.Sprint(d.Report.Port), "domain": d.Domain, "title": "", "subject": "", "weight": "", "everybody": "",
	}}
}

// about completes the arguments with those of a finding.
func (o *otherPort) about(f finding.Finding, title string) {
	o.args["title"], o.args["subject"], o.args["weight"] = title, f.Subject, string(f.Weight)
	if stopsEverybody(f.Code) {
		o.args["everybody"] = "yes"
	}
}

// instead returns the words of a part in place of the usual ones.
func (o *otherPort) instead(part, usual string, args finding.Args) string {
	if s, err := o.own.Fill(part, over(o.args, args)); err == nil {
		return s
	}
	if !o.trade.delivering(usual) {
		return usual
	}
	switch part {
	case "who", "learner.why", "learner.where", "learner.try":
		if s := o.without(usual, ". "); s != "" {
			return s
		}
	case "learner.words":
		if s := o.without(usual, "\n"); s != "" {
			return s
		}
	case "fix", "expert.fix", "expert.reproduce":
		return o.without(usual, "\n")
	case "title", "expert.expected", "expert.presented":
		return usual // the terms of the protocol
	}
	s, _ := o.general.Fill(part, over(args, o.args)) // it may have nothing to say
	return s
}

// over returns some arguments with others in their place.
func over(some, others finding.Args) finding.Args {
	all := finding.Args{}
	maps.Copy(all, some)
	maps.Copy(all, others)
	return all
}

// spoken are expressions in a language.
type spoken struct{ mail, server string }

// tradeWords are what is said of mail between servers, and what is right at any
// port, and names, which may hold anything.
func tradeWords() map[string]spoken {
	const names = `|\S*[^\s.]\.[^\s.]\S*`
	return map[string]spoken{
		text.English: {
			`(?i)\bmails?\b|deliver|sender|bounce|queue|posttls|\bMX\b`,
			`(?i)\bmail[ -](servers?|programs?|service|operators?|host)\b` + names,
		},
		text.German: {
			`(?i)\bmails?\b|zustell|zugestellt|zuzustellen|\bstell(t|en)\b[^.]*\bzu\b|absender|\bsendend|unzustellbar|warteschlange|posttls|\bMX\b`,
			`(?i)\bmail-(servern?s?|programme?n?s?|dienste?n?s?|betreibern?s?|hosts?)\b` + names,
		},
		text.Dutch: {
			`(?i)\bmails?\b|bezorg|aflever|afgelever|verzend|onbestelba|wachtrij|posttls|\bMX\b`,
			`(?i)\bmail-?(servers?|programma'?s?|diensten?|beheerders?|hosts?)\b` + names,
		},
	}
}

// delivering tells whether words are about mail between servers.
func (t trade) delivering(s string) bool {
	return t.mail.MatchString(t.server.ReplaceAllString(s, ""))
}

// without leaves out the sentences, or lines, about mail between servers.
func (o *otherPort) without(s, end string) string {
	if end != "\n" {
		s = strings.Join(strings.Fields(s), " ")
	}
	var kept []string
	for piece := range strings.SplitSeq(s, end) {
		if !o.trade.delivering(piece) {
			kept = append(kept, piece)
		}
	}
	out := strings.TrimSpace(strings.Join(kept, end))
	if end == ". " && out != "" && !strings.HasSuffix(out, ".") && !strings.HasSuffix(out, "?") {
		out += "." // the last sentence, which had it, was left out
	}
	return out
}

// stopsEverybody tells whether a fatal finding stops all, not only those that
// check signatures or DANE.
func stopsEverybody(c finding.Code) bool {
	switch c {
	case "dns.ns-unreachable", "dns.cname-loop", "mx.host-no-address", "mx.host-private-address", "mx.is-ip-address", "mx.unreachable", "mx.dangling",
		"exo.wrong-mx-value",
		"smtp.connect-refused", "smtp.connect-timeout", "smtp.banner-timeout":
		return true
	}
	return false
}
