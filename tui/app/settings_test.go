package app

import (
	"testing"
	"testing/synctest"

	"danewalk/explain"
	"danewalk/tui/command"
	"danewalk/tui/screen"
)

// choosing shows the settings above a walk and takes the next value of the only one.
func choosing(d *driven, s screen.Setting) {
	settings := d.o.Settings
	d.o.Settings = func() ([]screen.Setting, string) { return []screen.Setting{s}, "/config.toml" }
	d.run(d.do(d.top().Do(command.Settings)))
	d.keys("enter", "esc")
	d.o.Settings = settings
}

// What is chosen in the settings holds at once for the walk below, and for the one
// that comes next.
func TestSettingsHoldForTheWalkBelow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newHouse(t).options()
		remember := o.Remember
		o.Remember = func(name, value string) (screen.Look, error) {
			look, err := remember(name, value)
			look.Mouse, look.Still = name != screen.SettingMouse, name == "animation"
			return look, err
		}
		d := drive(t, o)
		d.send(enteredMsg{session: newCheck(t).session()})
		choosing(d, screen.Setting{Name: screen.SettingAudience, Value: "helpdesk", Choices: []string{"helpdesk", "expert"}})
		d.shows("for: expert")
		choosing(d, screen.Setting{Name: "animation", Value: "true", Choices: []string{"true", "false"}})
		if !d.Walk().NoSpin {
			t.Error("the spinner goes on")
		}
		choosing(d, screen.Setting{Name: screen.SettingMouse, Value: "true", Choices: []string{"true", "false"}})
		if d.Walk().MouseOn() {
			t.Error("the walk below has the mouse")
		}
		d.send(enteredMsg{session: newCheck(t).session()})
		if next := d.Walk(); next.MouseOn() || next.Audience != explain.Expert {
			t.Errorf("the next walk: mouse %v, for %s", next.MouseOn(), next.Audience)
		}
	})
}
