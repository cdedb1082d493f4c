package explain_test

import (
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/finding"
)

// causesOf lists the findings that mail may fail by and that follow from no
// other one.
func causesOf(d *explain.Diagnosis) (out []string) {
	for _, f := range d.Findings {
		if (f.Weight == finding.Fatal || f.Weight == finding.Risk) && f.ConsequenceOf < 0 && !f.Advice {
			out = append(out, strings.TrimSpace(string(f.Code)+" "+f.Subject))
		}
	}
	return out
}

// Two faults that have nothing to do with each other are two causes: repairing
// one leaves the other. Nothing else that mail may fail by is a third one.
func TestTwoFaultsAreTwoCauses(t *testing.T) {
	worlds := map[string][2]string{
		"two-faults-hosts":               {"tlsa.mismatch mx1.example.net", "smtp.starttls-missing mx2.example.net"},
		"two-faults-zones":               {"dnssec.ds-mismatch example.nl", "tlsa.mismatch mx1.example.net"},
		"two-faults-expired-and-refused": {"dnssec.rrsig-expired _25._tcp.mx1.example.net TLSA", "smtp.connect-refused mx2.example.net"},
		"two-faults-zone-and-policy":     {"dnssec.rrsig-expired example.net", "mtasts.policy-cert-invalid mta-sts.example.org"},
		"two-faults-server-and-host":     {"dnssec.some-servers-bogus example.org", "tlsa.mismatch-after-renewal mx2.example.net"},
		"two-faults-no-address":          {"mx.host-no-address mx1.example.net", "tlsa.mismatch mx2.example.net"},
		"two-faults-names-and-keys":      {"dnssec.denial-missing _25._tcp.mx1.example.nl TLSA", "tlsa.usage-confused mx1.example.net"},
		"two-faults-two-operators":       {"smtp.banner-timeout mx1.example.nl", "tlsa.ta-not-in-chain mx1.example.net"},
	}
	for name, causes := range worlds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := diagnosed(t, name)
			for _, cause := range causes {
				i := slices.IndexFunc(d.Findings, func(f explain.Explained) bool { return string(f.Code)+" "+f.Subject == cause })
				switch {
				case i < 0:
					t.Errorf("%s is not found", cause)
				case d.Findings[i].ConsequenceOf >= 0:
					t.Errorf("%s is called a consequence of %s", cause, d.Findings[d.Findings[i].ConsequenceOf].Code)
				}
			}
			for _, c := range causesOf(d) {
				if !slices.Contains(causes[:], c) {
					t.Errorf("%s is called a third cause", c)
				}
			}
		})
	}
}

// One fault has one cause: all else that mail may fail by follows from it.
func TestOneFaultIsOneCause(t *testing.T) {
	t.Parallel()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, w := range list {
		if faultsIn(t, w.Name) != 1 {
			continue
		}
		n++
		t.Run(w.Name, func(t *testing.T) {
			t.Parallel()
			if causes := causesOf(diagnosed(t, w.Name)); len(causes) > 1 {
				t.Errorf("one fault, and %d causes: %q", len(causes), causes)
			}
		})
	}
	if n < 100 {
		t.Errorf("%d worlds have one fault", n)
	}
}

// faultsIn counts the faults that the text of a world makes.
func faultsIn(t *testing.T, world string) (n int) {
	t.Helper()
	src, err := os.ReadFile(path.Join("rules", strings.ReplaceAll(world, "-", "_")+".lab"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(src)) {
		if strings.HasPrefix(line, "fault ") {
			n++
		}
	}
	return n
}
