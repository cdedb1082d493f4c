package collect

import (
	"reflect"
	"testing"
)

func TestWithDefaultsLeavesNothingZero(t *testing.T) {
	o := Options{}.WithDefaults()
	if o.Network == nil || o.Now == nil {
		t.Error("a function is nil")
	}
	if o.Port != 25 {
		t.Errorf("port %d", o.Port)
	}
	v := reflect.ValueOf(o.Limits)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("limit %s has no default", v.Type().Field(i).Name)
		}
	}
}

func TestWithDefaultsKeepsWhatWasChosen(t *testing.T) {
	o := Options{Port: 587, Limits: Limits{Queries: 7, DNSTry: 9}}.WithDefaults()
	if o.Port != 587 || o.Limits.Queries != 7 || o.Limits.DNSTry != 9 {
		t.Errorf("changed: port %d, %+v", o.Port, o.Limits)
	}
}
