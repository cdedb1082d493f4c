package main

import (
	"os"

	"danewalk/probe/casefile"
	"danewalk/tui"
)

// rescue writes what a walk saw to a case file where temporary files are, if it
// lies nowhere yet, and says where: after a fall of the program that is what it can
// be found by. It is empty if nothing was seen, or nothing can be written at all.
func (d *desk) rescue(l tui.Left) string {
	if path := d.pathOf(l); path != "" || l.Log == nil || l.Recorded {
		return path
	}
	c := l.Log.Case()
	if len(c.Items) == 0 {
		return ""
	}
	f, err := os.CreateTemp("", "danewalk-*"+casefile.Suffix) // for nobody else to read
	if err != nil {
		return ""
	}
	c.Complete = c.Complete && l.Diagnosis != nil && l.Diagnosis.Final
	err = casefile.Save(f, c)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return ""
	}
	return f.Name()
}
