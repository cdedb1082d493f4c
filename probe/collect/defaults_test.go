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
	v := reflect.ValueOf(o.Limits)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("limit %s has no default", v.Type().Field(i).Name)
		}
	}
}

func TestWithDefaultsKeepsWhatWasChosen(t *testing.T) {
	o := Options{Limits: Limits{Queries: 7, DNSTry: 9}}.WithDefaults()
	if o.Limits.Queries != 7 || o.Limits.DNSTry != 9 {
		t.Errorf("limits changed: %+v", o.Limits)
	}
}
