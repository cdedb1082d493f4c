package mail

import (
	"bytes"
	"slices"
	"time"

	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Copy is a TLSA RRset that some name servers of the zone give in place of the
// one in force. It is proven too: who asks them takes it (RFC 4035 5).
type Copy struct {
	Servers []view.Server
	Result  dnssec.ServerResult // of the first of them
	Records []tlsa.Record
}

// Copies returns the other TLSA RRsets of the host that validate, in the order
// of the servers.
func (h *Host) Copies() (out []Copy) {
	if h.TLSA == nil || h.TLSA.Set == nil {
		return nil
	}
	for _, s := range h.TLSA.Servers {
		if s.Status != dnssec.Secure || s.Set == nil || s.Answer == nil || sameData(s.Set, h.TLSA.Set) {
			continue
		}
		i := slices.IndexFunc(out, func(c Copy) bool { return sameData(c.Result.Set, s.Set) })
		if i < 0 {
			i = len(out)
			out = append(out, Copy{Result: s, Records: tlsa.Parse(s.Set)})
		}
		out[i].Servers = append(out[i].Servers, s.Answer.Server)
	}
	return out
}

// sameData tells whether two RRsets hold the same records, in any order.
func sameData(a, b *wire.RRset) bool {
	return a.Name == b.Name && len(a.RRs) == len(b.RRs) && !slices.ContainsFunc(a.RRs, func(rr wire.RR) bool {
		return !slices.ContainsFunc(b.RRs, func(o wire.RR) bool { return bytes.Equal(rr.RData, o.RData) })
	})
}

// Fits returns the copies whose records fit what the address shows, where the
// records in force do not.
func (h *Host) Fits(a *Address, at time.Time) (out []Copy) {
	if h.Mode != ModeDANE || !a.Match.Compared || a.Match.Matched {
		return nil
	}
	chain := tlsa.ReadChain(a.ChainDER)
	for _, c := range h.Copies() {
		if tlsa.Compare(c.Records, tlsa.Peer{Chain: chain, Names: h.Names, At: at}).Matched {
			out = append(out, c)
		}
	}
	return out
}
