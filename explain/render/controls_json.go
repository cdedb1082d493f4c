package render

import (
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// controlJSON is a session with a mail server that the person named, to tell our
// own network from the recipient's.
type controlJSON struct {
	Host     string `json:"host"`
	Address  string `json:"address"`
	Reached  bool   `json:"reached"`
	STARTTLS bool   `json:"starttls"`
	Trouble  string `json:"trouble,omitempty"` // what ended it before TLS stood
}

func controls(r *mail.Report) (out []controlJSON) {
	for _, s := range r.Controls {
		out = append(out, controlJSON{
			Host: s.Host.Show(), Address: s.Addr.Addr().String(), Reached: s.Connected > 0, STARTTLS: s.STARTTLS == view.Yes, Trouble: string(s.Trouble),
		})
	}
	return out
}

// otherPort is the port of the mail servers, unless it is the usual one.
func otherPort(r *mail.Report) uint16 {
	if r.Port == wire.SMTPPort {
		return 0
	}
	return r.Port
}
