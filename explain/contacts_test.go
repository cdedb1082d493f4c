package explain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"danewalk/explain"
	"danewalk/probe/lab/rig"
)

// Two name servers give different addresses of a mail server, in answers that are
// both signed. Whichever answer is followed, the addresses of the other one are not
// tested, and that is said: a sender may get them.
func TestAddressesThatOnlySomeServersGive(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{"two": 1, "hundreds": 300} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			b.WriteString("title: T\nstory: S\ntarget: example.nl\nzone example.nl\n    remove example.nl MX\n    @ MX 10 mail.example.nl\n" +
				"    mail.example.nl A 198.18.12.41\n    _25._tcp.mail.example.nl TLSA 3 1 1 leaf@mail.example.nl\nmailhost mail.example.nl 198.18.12.41 198.19.0.1 198.19.100.1\n")
			for i := range n {
				fmt.Fprintf(&b, "set add mail.example.nl A 198.19.%d.%d at ns4.example.net\nset add mail.example.nl A 198.19.%d.%d at ns1.example.nl\n", i/200, i%200+1, 100+i/200, i%200+1)
			}
			b.WriteString("expect verdict protected\n")
			var r rig.Result
			synctest.Test(t, func(t *testing.T) {
				var err error
				if r, err = rig.Check(t.Context(), fstest.MapFS{"w.lab": {Data: []byte(b.String())}}, "w", inTests(), nil); err != nil {
					t.Fatal(err)
				}
			})
			d := explain.Diagnose(r.Case, judgedBy(t, r))
			spare := explain.Contacts(d)[0].Spare
			strange := slices.DeleteFunc(slices.Clone(spare), func(s explain.SpareAddress) bool { return !strings.Contains(s.Why, "only some") })
			if n == 1 && len(strange) != 1 || n > 1 && (len(strange) != 21 || strange[20].Addr != "and 280 more") {
				t.Errorf("not contacted: %v", strange)
			}
			text := fmt.Sprint(d.Answers[explain.Expert])
			if n == 1 && !strings.Contains(text, "mail.example.nl "+strange[0].Addr) {
				t.Errorf("%s: nobody is told that %s was not tested: %s", d.Verdict, strange[0].Addr, text)
			}
		})
	}
}
