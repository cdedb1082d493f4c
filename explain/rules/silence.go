package rules

import (
	"fmt"
	"net/netip"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// wentSilent returns the tries at servers that had answered before, or that a
// registry runs, made when nobody answered any more. If the root, a registry, or
// servers of several zones fall silent in the same moment, to more than one
// question, they did not: our own network did.
func (c *Case) wentSilent() (ids []evidence.ID) {
	tries := c.tries()
	spoke, last := c.lastMessage(tries)
	families := map[bool]bool{} // over which anything ever came: one that never worked did not fall silent
	for server := range spoke {
		families[server.Addr().Unmap().Is4()] = true
	}
	zones, servers, questions, high := map[string]bool{}, map[netip.AddrPort]bool{}, map[string]bool{}, false
	for _, id := range tries {
		it, _ := c.View.Item(id)
		q := it.Query
		if q == nil || q.Failure != evidence.Timeout || it.At-q.RTT < last {
			continue
		}
		registry := ofRegistry(q)
		if !families[q.Server.Addr().Unmap().Is4()] || q.Transport != evidence.UDP || q.Type == uint16(wire.TypeTLSA) || !spoke[q.Server] && !registry {
			continue // filters may drop TCP, or TLSA, alone
		}
		ids = append(ids, id)
		zones[q.Zone], servers[q.Server], questions[fmt.Sprint(q.Name, q.Type)] = true, true, true
		high = high || registry
	}
	if len(servers) < 2 || len(questions) < 2 || !high && len(zones) < 2 {
		return nil
	}
	return ids
}

// lastMessage tells which servers sent any message, and when the last one came.
func (c *Case) lastMessage(tries []evidence.ID) (spoke map[netip.AddrPort]bool, last time.Duration) {
	spoke = map[netip.AddrPort]bool{}
	for _, id := range tries {
		if it, _ := c.View.Item(id); it.Query != nil && len(it.Query.Answer) > 0 {
			spoke[it.Query.Server], last = true, max(last, it.At)
		}
	}
	return spoke, last
}

// ofRegistry tells whether an exchange was with a server of the root or of a
// top-level domain.
func ofRegistry(q *evidence.Exchange) bool {
	zone, err := wire.ParseName(q.Zone)
	return err == nil && zone.Labels() <= 1
}
