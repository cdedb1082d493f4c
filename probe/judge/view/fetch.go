package view

import "danewalk/probe/evidence"

// Fetch is one HTTPS fetch from one address.
type Fetch struct {
	ID evidence.ID
	*evidence.Fetch
}

// Fetches returns every HTTPS fetch, in the order in which they ended.
func (v *View) Fetches() (out []Fetch) {
	for _, it := range v.items {
		if it.HTTP != nil {
			out = append(out, Fetch{it.ID, it.HTTP})
		}
	}
	return out
}
