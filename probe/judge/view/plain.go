package view

// Plain returns what name servers made of questions without EDNS that were put to
// them because they had been silent: it shows whether they live, and nothing about
// their zones.
func (v *View) Plain() (out []*Answer) {
	for _, it := range v.items {
		if it.Query == nil || !it.Query.Plain {
			continue
		}
		if a, ok := readExchange(it); ok {
			out = append(out, a)
		}
	}
	return out
}
