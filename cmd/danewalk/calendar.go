package main

import (
	"bytes"
	"os"

	"danewalk/explain"
	"danewalk/explain/horizon"
)

// calendarMode lets others read the calendar: there is nothing in it that the DNS
// does not tell everybody.
const calendarMode = 0o644

// writeCalendar writes what breaks next to a file, if one was named.
func writeCalendar(file string, list []*explain.Diagnosis) error {
	if file == "" {
		return nil
	}
	var b bytes.Buffer // a calendar that is only half there is none
	if err := horizon.Calendar(&b, list); err != nil {
		return err
	}
	if err := os.WriteFile(file, b.Bytes(), calendarMode); err != nil {
		return usagef("name a file in a folder that you may write to", "%v", err)
	}
	return nil
}
