package mail

import (
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// resolverSilent tells whether a lookup failed because a resolver gave no answer
// to the question that decides, or would not look it up. That is a matter
// between us and the resolver. Only SERVFAIL says that it looked in vain
// (RFC 1035 4.1.1): with CD=1 the answer does not depend on validation
// (RFC 4035 3.2.2).
func (j *judge) resolverSilent(l *dnssec.Lookup) bool {
	if l.Status != dnssec.Indeterminate {
		return false
	}
	asked := false
	for _, a := range j.All() {
		if !a.Resolver || a.Name != l.Fault.Name || a.Type != l.Fault.Type {
			continue
		}
		asked = true
		if a.Usable() || a.Class == view.ErrorCode && a.Msg.Rcode == wire.ServFail {
			return false
		}
	}
	return asked
}
