package render

import (
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/policy"
)

type policiesJSON struct {
	STS    stsJSON    `json:"mtaSts"`
	Report reportJSON `json:"tlsReports"`
	DMARC  dmarcJSON  `json:"dmarc"`
	SPF    spfJSON    `json:"spf"`
}

type txtJSON struct {
	Name     string        `json:"name"`
	Presence string        `json:"presence"`
	Status   string        `json:"status"`
	Text     string        `json:"text,omitempty"`
	Problems []problemJSON `json:"problems"`
	Evidence []evidence.ID `json:"evidence"`
}

type problemJSON struct {
	Kind   string `json:"kind"`
	Detail string `json:"detail,omitempty"`
}

type stsJSON struct {
	Record      txtJSON        `json:"record"`
	ID          string         `json:"id,omitempty"`
	Host        string         `json:"host,omitempty"`
	Trouble     string         `json:"trouble,omitempty"`
	HTTPStatus  int            `json:"httpStatus,omitempty"`
	Location    string         `json:"location,omitempty"`
	Certificate *trustJSON     `json:"certificate"`
	Policy      *stsPolicyJSON `json:"policy"`
	Active      bool           `json:"active"`
	Hosts       []stsHostJSON  `json:"hosts"`
	Evidence    []evidence.ID  `json:"evidence"`
}

type trustJSON struct {
	Checked bool   `json:"checked"`
	Trusted bool   `json:"trusted"`
	Why     string `json:"why,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

type stsPolicyJSON struct {
	Valid    bool          `json:"valid"`
	Mode     string        `json:"mode,omitempty"`
	MX       []string      `json:"mx"`
	MaxAge   int64         `json:"maxAgeSeconds"`
	Problems []problemJSON `json:"problems"`
}

type stsHostJSON struct {
	Host    string          `json:"host"`
	Listed  bool            `json:"listed"`
	Pattern string          `json:"pattern,omitempty"`
	Servers []stsServerJSON `json:"servers"`
}

type stsServerJSON struct {
	Address string `json:"address"`
	Passes  string `json:"passes"` // yes, no, not checked
	TLS     bool   `json:"tls"`
	Why     string `json:"why,omitempty"`
}

type reportJSON struct {
	Record   txtJSON  `json:"record"`
	RUA      []string `json:"rua"`
	SameFate bool     `json:"sameFate"`
}

type dmarcJSON struct {
	Record     txtJSON  `json:"record"`
	Policy     string   `json:"policy,omitempty"`
	Testing    bool     `json:"testing"`
	Deprecated []string `json:"deprecated"`
}

type spfJSON struct {
	Record  txtJSON `json:"record"`
	Lookups int     `json:"lookups"`
	More    bool    `json:"more"`
}

// policiesOf is null where nothing was read.
func policiesOf(r *policy.Result) *policiesJSON {
	if r == nil {
		return nil
	}
	return &policiesJSON{
		STS:    stsOf(r.STS),
		Report: reportJSON{txtOf(r.Report.TXT), texts(r.Report.RUA), r.Report.SameFate},
		DMARC:  dmarcJSON{txtOf(r.DMARC.TXT), r.DMARC.Policy, r.DMARC.Testing, texts(r.DMARC.Deprecated)},
		SPF:    spfJSON{txtOf(r.SPF.TXT), r.SPF.Lookups, r.SPF.More},
	}
}

func txtOf(rec policy.Record) txtJSON {
	out := txtJSON{
		Name: rec.Name.Show(), Presence: rec.Presence.String(), Status: dnssec.NotJudged.String(), Text: rec.Text.String(),
		Problems: problemsOf(rec.Problems), Evidence: []evidence.ID{},
	}
	if rec.Lookup != nil {
		out.Status = rec.Lookup.Status.String()
	}
	out.Evidence = append(out.Evidence, once(rec.Evidence)...)
	return out
}

func problemsOf(ps []policy.Problem) []problemJSON {
	out := []problemJSON{}
	for _, p := range ps {
		out = append(out, problemJSON{p.Kind, p.Detail.String()})
	}
	return out
}

// texts are words from the network, made safe; empty, never null.
func texts(words []string) []string {
	out := []string{}
	for _, w := range words {
		out = append(out, safe(w))
	}
	return out
}

func stsOf(s policy.STS) stsJSON {
	out := stsJSON{
		Record: txtOf(s.TXT), ID: s.ID, Host: s.Host.Show(), Trouble: string(s.Trouble), Active: s.Active(), Hosts: []stsHostJSON{}, Evidence: []evidence.ID{},
	}
	if s.Fetch != nil {
		out.HTTPStatus, out.Location = s.Fetch.Status, s.Fetch.Location.String()
		out.Evidence = append(append(out.Evidence, s.FetchID), s.Others...)
		if len(s.Fetch.Chain) > 0 {
			out.Certificate = &trustJSON{s.Trust.Checked, s.Trust.OK, s.Trust.Why, s.Trust.Detail.String()}
		}
	}
	if p := s.Policy; p != nil {
		out.Policy = &stsPolicyJSON{p.Valid, p.Mode, texts(p.MX), int64(p.MaxAge / time.Second), problemsOf(p.Problems)}
	}
	for _, h := range s.Hosts {
		j := stsHostJSON{h.Host.Show(), h.Listed, h.Pattern, []stsServerJSON{}}
		for _, a := range h.Servers {
			j.Servers = append(j.Servers, stsServerJSON{a.Addr, a.Passes().String(), a.TLS, a.Trust.Why})
		}
		out.Hosts = append(out.Hosts, j)
	}
	return out
}
