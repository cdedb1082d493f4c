package render

import (
	"encoding/json"
	"time"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/explain/tlsrpt"
	"danewalk/probe/evidence"
)

type reportDoc struct {
	Schema     string             `json:"schema"`
	Duplicates int                `json:"duplicates"`
	Reports    []reportHeadJSON   `json:"reports"`
	Domains    []reportDomainJSON `json:"domains"`
	Checks     []json.RawMessage  `json:"checks"`
	Unchecked  []string           `json:"unchecked"`
}

type reportHeadJSON struct {
	File         string       `json:"file"`
	Organisation string       `json:"organisation"`
	Contact      string       `json:"contact"`
	ID           string       `json:"id"`
	Domain       string       `json:"domain"`
	Begin        time.Time    `json:"begin,omitzero"`
	End          time.Time    `json:"end,omitzero"`
	Notes        []reportNote `json:"notes"`
}

type reportNote struct {
	Note  string `json:"note"`
	Field string `json:"field"`
	Text  string `json:"text"`
}

type reportCount struct {
	Good int64 `json:"good"`
	Bad  int64 `json:"bad"`
}

type reportDay struct {
	Date string `json:"date"`
	reportCount
}

type reportSender struct {
	Name    string `json:"name"`
	Reports int    `json:"reports"`
	reportCount
}

type reportDomainJSON struct {
	Domain string    `json:"domain"`
	Begin  time.Time `json:"begin,omitzero"`
	End    time.Time `json:"end,omitzero"`
	reportCount
	Trend   string           `json:"trend"`
	Days    []reportDay      `json:"days"`
	Senders []reportSender   `json:"senders"`
	Hosts   []reportHostJSON `json:"hosts"`
}

type reportHostJSON struct {
	Host string `json:"host"`
	reportCount
	Days    []reportDay        `json:"days"`
	Results []reportResultJSON `json:"results"`
}

type reportResultJSON struct {
	Type      string         `json:"type"`
	Said      string         `json:"said"`
	Policy    string         `json:"policy"`
	Count     int64          `json:"count"`
	First     time.Time      `json:"first,omitzero"`
	Last      time.Time      `json:"last,omitzero"`
	Addresses []string       `json:"addresses"`
	Senders   []string       `json:"senders"`
	Reasons   []string       `json:"reasons"`
	Title     string         `json:"title"`
	What      string         `json:"what"`
	Who       string         `json:"who"`
	Expert    string         `json:"expert"`
	Points    []pointJSON    `json:"points"`
	Now       *reportNowJSON `json:"now"`
}

type reportNowJSON struct {
	State  string        `json:"state"`
	Text   string        `json:"text"`
	Code   string        `json:"code"`
	Points []string      `json:"points"`
	Wrong  []reportPlace `json:"wrong"`
	Unseen []reportPlace `json:"unseen"`
}

type reportPlace struct {
	Host    string `json:"host"`
	Address string `json:"address"`
	Family  string `json:"family"`
}

// ReportJSON writes the summary of reports, what became of the failures in the
// domains that were checked now, and the documents of the checks as one document.
func ReportJSON(b *text.Book, s tlsrpt.Summary, list []tlsrpt.Report, now map[string]*explain.Diagnosis, checks []json.RawMessage, unchecked []string) ([]byte, error) {
	doc := reportDoc{
		Schema: Schema, Duplicates: s.Duplicates, Reports: []reportHeadJSON{}, Domains: []reportDomainJSON{},
		Checks: append([]json.RawMessage{}, checks...), Unchecked: append([]string{}, unchecked...),
	}
	for _, r := range list {
		j := reportHeadJSON{File: evidence.Escape(r.File, evidence.WildMax), Organisation: r.Organisation.String(), Contact: r.Contact.String(), ID: r.ID.String(), Domain: r.Domain, Begin: r.Begin, End: r.End, Notes: []reportNote{}}
		for _, n := range r.Notes {
			said, err := n.Say(b)
			if err != nil {
				return nil, err
			}
			j.Notes = append(j.Notes, reportNote{string(n.Kind), n.Field, said})
		}
		doc.Reports = append(doc.Reports, j)
	}
	for _, d := range s.Domains {
		j := reportDomainJSON{Domain: d.Name, Begin: d.Begin, End: d.End, reportCount: reportCount(d.Count), Trend: string(d.Course()), Days: daysOf(d.Days), Senders: []reportSender{}, Hosts: []reportHostJSON{}}
		for _, w := range d.Senders {
			j.Senders = append(j.Senders, reportSender{w.Name, w.Reports, reportCount(w.Count)})
		}
		for _, h := range d.Hosts {
			host, err := reportHostOf(b, d.Name, h, now[d.Name])
			if err != nil {
				return nil, err
			}
			j.Hosts = append(j.Hosts, host)
		}
		doc.Domains = append(doc.Domains, j)
	}
	return json.Marshal(doc)
}

func daysOf(list []tlsrpt.Day) []reportDay {
	out := []reportDay{}
	for _, d := range list {
		out = append(out, reportDay{d.Date.Format(time.DateOnly), reportCount(d.Count)})
	}
	return out
}

func reportHostOf(b *text.Book, domain string, h tlsrpt.Host, d *explain.Diagnosis) (reportHostJSON, error) {
	out := reportHostJSON{Host: h.Name, reportCount: reportCount(h.Count), Days: daysOf(h.Days), Results: []reportResultJSON{}}
	for _, r := range h.Results {
		words, err := tlsrpt.Explain(domain, h.Name, r, b)
		if err != nil {
			return out, err
		}
		j := reportResultJSON{
			Type: string(r.Type), Said: r.Said, Policy: string(r.Policy), Count: r.Count, First: r.First, Last: r.Last,
			Addresses: []string{}, Senders: append([]string{}, r.Senders...), Reasons: append([]string{}, r.Reasons...),
			Title: words.Title, What: words.What, Who: words.Who, Expert: words.Expert, Points: []pointJSON{},
		}
		for _, a := range r.Addresses {
			j.Addresses = append(j.Addresses, a.String())
		}
		for _, pt := range r.Points() {
			j.Points = append(j.Points, pointJSON{string(pt.Code), string(pt.Certainty)})
		}
		if d != nil {
			if j.Now, err = reportNowOf(b, h.Name, r, d); err != nil {
				return out, err
			}
		}
		out.Results = append(out.Results, j)
	}
	return out, nil
}

func reportNowOf(b *text.Book, host string, r tlsrpt.Result, d *explain.Diagnosis) (*reportNowJSON, error) {
	n := tlsrpt.Compare(host, r, d)
	said, err := n.Say(r, b)
	if err != nil {
		return nil, err
	}
	out := &reportNowJSON{State: string(n.State), Text: said, Code: string(n.Code), Points: []string{}, Wrong: placesOf(n.Wrong), Unseen: placesOf(n.Unseen)}
	for _, code := range n.Points {
		out.Points = append(out.Points, string(code))
	}
	return out, nil
}

func placesOf(list []tlsrpt.Place) []reportPlace {
	out := []reportPlace{}
	for _, p := range list {
		out = append(out, reportPlace{p.Host, p.Address.String(), p.Family})
	}
	return out
}
