package rules

import (
	"fmt"
	"net/netip"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// localUdpFragmentsDropped: answers above a size never arrive over UDP, whoever
// sends them, and TCP is closed.
func localUdpFragmentsDropped() Rule {
	return Rule{
		Code: "local.udp-fragments-dropped", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 9715 3", "RFC 6891 6.2.5"},
		Causes: []finding.Code{"local.no-dns", "local.dns-intercepted"},
		Detect: detectLocalUDPFragmentsDropped,
	}
}

// What shows that a path drops large answers.
const (
	oldUDPSize  = 512 // octets that every path carries (RFC 1035 4.2.1)
	manyAnswers = 10  // with fewer answers, none may have been large by chance
)

func detectLocalUDPFragmentsDropped(c *Case) []finding.Finding {
	if !c.Report.Complete || c.View.Resolver() != "" {
		return nil
	}
	s := c.sizes()
	// A signed root and its endings always give some answer of more than 512
	// octets; and a registry that answers does not drop one question alone.
	if s.tcp || s.answers < manyAnswers || s.largest > oldUDPSize || len(s.dropped) == 0 || !s.registry && len(s.zones) < 2 {
		return nil
	}
	return []finding.Finding{{
		Subject: c.Words.Say("large DNS answers to this computer"), Link: LinkZone(wire.Root()), Evidence: s.dropped,
		Args: finding.Args{"largest": fmt.Sprint(s.largest), "count": fmt.Sprint(len(s.dropped))},
	}}
}

// sizeFacts is what a case shows about the size of answers.
type sizeFacts struct {
	answers, largest int // over UDP; octets
	tcp              bool
	dropped          []evidence.ID // questions that timed out at servers which answered others
	zones            map[string]bool
	registry         bool
}

func (c *Case) sizes() sizeFacts {
	s := sizeFacts{zones: map[string]bool{}}
	tries := c.tries()
	spoke := map[netip.AddrPort]bool{}
	for _, id := range tries {
		it, _ := c.View.Item(id)
		q := it.Query
		if q == nil || q.Failure != "" {
			continue
		}
		spoke[q.Server] = true
		if q.Transport == evidence.TCP {
			s.tcp = true
			continue
		}
		s.answers, s.largest = s.answers+1, max(s.largest, len(q.Answer))
	}
	for _, id := range tries {
		it, _ := c.View.Item(id)
		if q := it.Query; q != nil && q.Failure == evidence.Timeout && q.Transport == evidence.UDP && spoke[q.Server] {
			s.dropped = append(s.dropped, id)
			s.zones[q.Zone] = true
			s.registry = s.registry || ofRegistry(q)
		}
	}
	return s
}
