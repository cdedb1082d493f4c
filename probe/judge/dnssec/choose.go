package dnssec

import (
	"slices"
	"time"

	"danewalk/probe/wire"
)

// pick returns the result that counts; ok is false when there is none.
func (f found) pick() (r ServerResult, ok bool) {
	if len(f.results) == 0 {
		return ServerResult{}, false
	}
	return f.results[best(f.results)], true
}

// best chooses among what several servers said: the most secure result, records
// before denials; then what most servers say; then the newest signature, then
// the server with the lowest address, so that the order in which answers come
// does not matter. There is at least one result.
func best(results []ServerResult) int {
	if len(results) == 1 {
		return 0
	}
	votes := tally(results)
	return slices.MinFunc(positions(len(results)), func(i, j int) int {
		a, b := results[i], results[j]
		if d := a.rank() - b.rank(); d != 0 {
			return d
		}
		if d := votes[j] - votes[i]; d != 0 {
			return d
		}
		if d := b.signedAt().Compare(a.signedAt()); d != 0 {
			return d
		}
		return a.Answer.Server.Addr.Compare(b.Answer.Server.Addr)
	})
}

func positions(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// tally counts for each result how many say the same.
func tally(results []ServerResult) []int {
	count := map[string]int{}
	keys := make([]string, len(results))
	for i, r := range results {
		keys[i] = r.says()
		count[keys[i]]++
	}
	votes := make([]int, len(results))
	for i, key := range keys {
		votes[i] = count[key]
	}
	return votes
}

// says is what a result amounts to, as a key: status, reason and data.
func (r ServerResult) says() string {
	b := []byte(r.Status.String() + " " + string(r.Reason) + " " + string(r.Outcome))
	if r.Set != nil {
		for _, rr := range r.Set.RRs {
			b = append(append(b, 0), wire.CanonicalRData(rr)...)
		}
	}
	return string(b)
}

// signedAt is the beginning of the newest valid signature.
func (r ServerResult) signedAt() time.Time {
	var newest time.Time
	for _, s := range r.Signatures {
		if s.Valid && s.Inception.After(newest) {
			newest = s.Inception
		}
	}
	return newest
}

// rank orders results by how good they are for a resolver.
func (r ServerResult) rank() int {
	order := []Status{Secure, Insecure, Bogus, Indeterminate, NotJudged}
	rank := 2 * slices.Index(order, r.Status)
	if r.Outcome != Found {
		rank++
	}
	return rank
}
