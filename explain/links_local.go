package explain

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
)

// withdraw takes back "broken" from the rows whose fault is that of our own
// network alone: an internal version of a zone, or old data, that the resolver
// gave where only it could be asked, or answers that a filter near us ate. A
// finding at a step of a mail server speaks for the row of the server too.
func withdraw(d *Diagnosis, links []Link) {
	for i := range links {
		if links[i].State == Broken && (onlyOurs(d, links[i].ID) || onlyOurs(d, links[i].Parent)) {
			links[i].State, links[i].Note = Unknown, d.Words.Say("cannot be told from here")
			links[i].Seal = seal(Unknown)
		}
	}
	pointAtUnknown(d, links)
}

// onlyOurs tells whether all that is wrong at a row and below it, of which there
// is something, follows from a fault on our own side.
func onlyOurs(d *Diagnosis, id string) bool {
	ours := false
	if id == "" {
		return false // the trunk
	}
	for i, f := range d.Findings {
		if f.Weight != finding.Fatal && f.Weight != finding.Risk && f.Weight != finding.Local {
			continue
		}
		if f.Link != id && !strings.HasPrefix(f.Link, id+"/") {
			continue
		}
		if !spoiled(d, i) {
			return false
		}
		ours = true
	}
	return ours
}

// pointAtUnknown moves the mark of a break of our own side from a row that was
// verified to the first one that could not be: the fault is in our network, and
// that is where it begins to tell.
func pointAtUnknown(d *Diagnosis, links []Link) {
	if !d.Final || d.Break < 0 || d.Findings[d.Break].Weight != finding.Local {
		return
	}
	from := slices.IndexFunc(links, func(l Link) bool { return l.Break })
	to := slices.IndexFunc(links, func(l Link) bool { return l.State == Unknown })
	if from >= 0 && to >= 0 && links[from].State == OK {
		links[from].Break, links[to].Break = false, true
	}
}

// spoiled tells whether a finding is one of our own side or follows from one.
func spoiled(d *Diagnosis, i int) bool {
	for range d.Findings {
		f := d.Findings[i]
		if f.Weight == finding.Local {
			return true
		}
		if f.ConsequenceOf < 0 {
			return false
		}
		i = f.ConsequenceOf
	}
	return false
}

// OwnSide returns the fault of our own side that a failing lookup of one name
// follows from; nil if it does not fail, or if somebody else has a part in it.
func OwnSide(d *Diagnosis) *Explained {
	if d.Report.Resolve == nil || !d.Report.Resolve.Status.Fails() {
		return nil
	}
	own := -1
	for i, f := range d.Findings {
		switch {
		case f.Weight == finding.Local && own < 0:
			own = i
		case (f.Weight == finding.Fatal || f.Weight == finding.Risk) && !spoiled(d, i):
			return nil
		}
	}
	if own < 0 {
		return nil
	}
	return &d.Findings[own]
}
