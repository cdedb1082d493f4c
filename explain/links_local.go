package explain

import (
	"danewalk/explain/finding"
)

// withdraw takes back "broken" from the rows whose fault is that of our own
// network alone: an internal version of a zone, or old data, that the resolver
// gave where only it could be asked.
func withdraw(d *Diagnosis, links []Link) {
	for i := range links {
		if links[i].State != Broken {
			continue
		}
		for j, f := range d.Findings {
			if f.Link == links[i].ID && spoiled(d, j) {
				links[i].State, links[i].Note = Unknown, "cannot be told from here"
				links[i].Seal = seal(Unknown)
				break
			}
		}
	}
}

// spoiled tells whether a finding follows from what our own network made of one
// zone or one answer.
func spoiled(d *Diagnosis, i int) bool {
	for range d.Findings {
		f := d.Findings[i]
		if f.Weight == finding.Local && (f.Code == "local.split-horizon" || f.Code == "local.stale-cache") {
			return true
		}
		if f.ConsequenceOf < 0 {
			return false
		}
		i = f.ConsequenceOf
	}
	return false
}
