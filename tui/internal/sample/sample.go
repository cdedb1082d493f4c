// Package sample is a recorded check at every stage of its progress, for the
// tests of the screens: two mail servers, of which the second shows a
// certificate that its TLSA record does not list.
package sample

import (
	"fmt"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// Stages is the number of stages: Diagnosis(0) knows nothing, Diagnosis(Stages)
// is complete.
const Stages = 18

// ms is a time of the sample.
func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }

// leaf is a row that is no mail server, as it is when all is done.
type leaf struct {
	id, label, note string
	begin, took     int
	facts           []explain.Fact
}

func trunk() []leaf {
	return []leaf{
		{"zone:.", ". (root)", "key 20326 = built-in anchor", 0, 21, []explain.Fact{{Label: "DNSKEY", Value: "20326 KSK, 46780 ZSK, algorithm 8"}}},
		{"zone:org.", "org", "DS 26974 matches DNSKEY", 21, 34, []explain.Fact{{Label: "DS", Value: "26974 8 2 4FEDE294C53F438A158C41D39489CD78A86BEB0D8A0AEAFF14745C0D16E1DE32"}}},
		{"zone:example.org.", "example.org", "DS 4711 matches DNSKEY", 55, 41, nil},
		{"mx", "MX mail servers", "2 servers, answer is signed", 96, 12, []explain.Fact{{Label: "answer", Value: "10 mx1.example.net, 20 mx2.example.net"}, {Label: "signed by", Value: "example.org, key 31589, until 2026-12-06"}}},
	}
}

func steps(address, tls, match string, begin int) []leaf {
	return []leaf{
		{"zone", "zone net > example.net", "signed", begin, 55, nil},
		{"address", "address", address + ", 2001:db8:25::25", begin + 55, 18, nil},
		{"tlsa", "TLSA record", "3 1 1 9f2c...e01a signed", begin + 73, 17, nil},
		{"connect", "connect port 25", address + ":25", begin + 90, 38, nil},
		{"starttls", "STARTTLS", "offered and accepted", begin + 128, 44, nil},
		{"tls", "TLS handshake", tls, begin + 172, 96, nil},
		{"match", "certificate match", match, begin + 268, 1, nil},
	}
}

// builder adds rows and knows how many are done.
type builder struct {
	done  int
	links []explain.Link
}

// state of the next leaf: what it is in the end, running, or waiting.
func (b *builder) state(last explain.State) explain.State {
	b.done--
	switch {
	case b.done >= 0:
		return last
	case b.done == -1:
		return explain.Running
	}
	return explain.Waiting
}

func seal(s explain.State) explain.Seal {
	switch s {
	case explain.OK, explain.Warning:
		return explain.Sealed
	case explain.Open:
		return explain.Unseal
	case explain.Broken:
		return explain.Cut
	}
	return explain.Pending
}

func (b *builder) leaf(l leaf, last explain.State) explain.Link {
	out := explain.Link{ID: l.id, Label: l.label, State: b.state(last), Begin: ms(l.begin)}
	out.Seal = seal(out.State)
	if out.State == last {
		out.Note, out.Took, out.Facts = l.note, ms(l.took), l.facts
	}
	return out
}

func (b *builder) host(name string, pref int, last explain.State, session evidence.ID, list []leaf) {
	id := "host:" + name + "."
	at := len(b.links)
	b.links = append(b.links, explain.Link{ID: id, Parent: "mx", Depth: 1, Last: pref == 20, Label: name, State: explain.Waiting, Begin: ms(list[0].begin)})
	for i, l := range list {
		end := explain.OK
		if i == len(list)-1 {
			end = last
		}
		row := b.leaf(l, end)
		row.ID, row.Parent, row.Depth, row.Last = id+"/"+l.id, id, 2, i == len(list)-1
		if i >= 3 {
			row.Sessions = []evidence.ID{session}
		}
		b.links = append(b.links, row)
		switch row.State {
		case explain.Running:
			b.links[at].State = explain.Running
		case explain.Broken, explain.OK:
			b.links[at].State, b.links[at].Took = explain.Running, row.Begin+row.Took-b.links[at].Begin
		}
		if i == len(list)-1 && row.State == last {
			b.links[at].State = last
			b.links[at].Note = fmt.Sprintf("pref %d, DANE %s", pref, last)
		}
	}
	b.links[at].Seal = seal(b.links[at].State)
	b.links[at].Sessions = []evidence.ID{session}
}

// Diagnosis is what can be said when that many steps are done.
func Diagnosis(stage int) *explain.Diagnosis {
	b := &builder{done: stage}
	for _, l := range trunk() {
		b.links = append(b.links, b.leaf(l, explain.OK))
	}
	b.host("mx1.example.net", 10, explain.OK, 2, steps("192.0.2.24", "TLS 1.3, AES-256-GCM", "TLSA record 1 matches", 108))
	b.host("mx2.example.net", 20, explain.Broken, 3, steps("192.0.2.25", "TLS 1.3, AES-256-GCM", "no TLSA record matches this certificate", 377))
	d := &explain.Diagnosis{
		Typed: "anna@example.org", Domain: "example.org", Verdict: mail.Checking, Break: -1, Links: b.links,
		Headline: fmt.Sprintf("No problem found so far (%d of %d steps done)", stage, Stages),
		Answers:  map[explain.Audience][]explain.Block{}, Copy: map[explain.Audience]string{},
	}
	for _, to := range []explain.Audience{explain.Helpdesk, explain.Learner, explain.Expert} {
		d.Answers[to] = []explain.Block{
			{Part: "what", Heading: "What happened", Paras: []string{"The check of example.org is running. Every link is shown as soon as it is judged."}},
			{Part: "who", Heading: "Who fixes it", Paras: []string{"Nobody yet: wait for the verdict."}},
		}
	}
	if stage >= Stages {
		d.Final, d.Verdict, d.Break = true, mail.AtRisk, 0
		d.Headline = "Mail arrives, but backup server mx2.example.net fails DANE"
		d.Findings = []explain.Explained{mismatch()}
		last := &d.Links[len(d.Links)-1]
		last.Break, last.Findings = true, []int{0}
	}
	return d
}

func mismatch() explain.Explained {
	say := "Your TLSA record for mx2.example.net port 25 does not match the certificate in use. Please publish the new one."
	record := "_25._tcp.mx2.example.net. 3600 IN TLSA 3 1 1 41d703be5b5a1f7c9d2e1f3b6a7c8d9e0f1a2b3c4d5e6f708192a3b4c5d677b2"
	return explain.Explained{
		Finding: finding.Finding{
			Code: "tlsa.mismatch", Severity: finding.Fatal, Weight: finding.Risk, Layer: finding.LayerDANE, Host: "mx2.example.net",
			Subject: "mx2.example.net", Link: "host:mx2.example.net./match", Owner: finding.OwnerMail, OwnerOf: "mx2.example.net",
			Evidence: sessionItems(),
		},
		Title: "key 41d7...77b2 is not in TLSA", What: "mx2.example.net shows a certificate that its DNS record (TLSA) does not list.",
		Who: "The operator of mx2.example.net.", Fix: []string{record}, Wait: "3600 s", ConsequenceOf: -1,
		Answers: map[explain.Audience][]explain.Block{
			explain.Helpdesk: {
				{Part: "what", Heading: "What happened", Paras: []string{"mx2.example.net shows a certificate that its DNS record (TLSA) does not list. Likely: renewed, but DNS was not updated."}},
				{Part: "who", Heading: "Who fixes it", Paras: []string{"The operator of mx2.example.net. Not you, and not the sender."}},
				{Part: "notices", Heading: "Who notices", Paras: []string{"Nobody while mx1 answers. When it does not: senders that check DANE; their mail waits."}},
				{Part: "say", Heading: "What to say", Paras: []string{`"` + say + `"`}},
			},
			explain.Learner: {
				{Part: "learner.where", Heading: "Where we are", Paras: []string{"At the last link: the certificate of mx2.example.net is compared with its TLSA record."}},
				{Part: "learner.why", Heading: "Why it breaks", Paras: []string{"The record lists another key than the server shows."}},
				{Part: "learner.words", Heading: "Words", Paras: []string{`TLSA = the DNS record that says "this is my key"`}},
			},
			explain.Expert: {
				{Part: "title", Heading: "Finding", Paras: []string{"tlsa.mismatch at mx2.example.net"}},
				{Part: "expert.expected", Heading: "Expected", Paras: []string{"3 1 1 9f2c4b1de01a"}, Code: true},
				{Part: "expert.fix", Heading: "Fix", Paras: []string{record}, Code: true},
			},
		},
		Copy: map[explain.Audience]string{explain.Helpdesk: "example.org: " + `"` + say + `"`, explain.Expert: record},
	}
}
