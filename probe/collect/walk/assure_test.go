package walk

import (
	"testing"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// A resolver that failed is asked for a name that nobody has, after that; and not
// more often than a few times if it fails all the time.
func TestResolverThatFailsIsAskedForAnotherName(t *testing.T) {
	fails := map[string]func(route.Question) bool{
		"one name":   func(q route.Question) bool { return q.Name == wire.MustName("example.org") },
		"everything": func(route.Question) bool { return true },
	}
	for name, fail := range fails {
		bubble(t, func(t *testing.T) {
			w := withResolver(standard(t))
			w.script[resolverHost] = func(q route.Question, _ bool, r *reply) {
				if fail(q) {
					*r = reply{rcode: wire.ServFail}
				}
			}
			r := w.run(domainTarget("example.org"), standardRoots, func(o *collect.Options) {
				besides(o)
				o.Resolver, o.Beside = o.Beside, collect.Resolver{}
			})
			var failed, control evidence.Item
			made := map[string]bool{}
			for _, it := range r.items {
				switch q := it.Query; {
				case q == nil:
				case q.MadeUp:
					made[q.Name] = true
					control = it
				case failed.Query == nil && q.Name == "example.org." && !q.Own:
					failed = it
				}
			}
			if r.err != nil || failed.Query == nil || control.Query == nil || control.At-control.Query.RTT < failed.At {
				t.Errorf("%s: err %v, failure %+v, then %+v", name, r.err, failed, control)
			}
			if len(made) < 3 || len(made) > 2+maxAssured {
				t.Errorf("%s: names %v", name, made)
			}
		})
	}
}
