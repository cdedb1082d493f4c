package tlsrpt_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/rules"
	"danewalk/explain/tlsrpt"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

// inWorld checks the target of a world.
func inWorld(t *testing.T, name string) *explain.Diagnosis {
	t.Helper()
	var r rig.Result
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = rig.Check(t.Context(), rules.Worlds(), name, lab.Options{}, nil); err != nil {
			t.Fatal(err)
		}
	})
	return explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
}

// TestCompare holds results against worlds, where they are still so, or fixed.
func TestCompare(t *testing.T) {
	last := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		world, host string
		typ         tlsrpt.ResultType
		policy      tlsrpt.PolicyType
		sender      string
		state       bounce.State
		says        string
	}{
		{"tlsa-mismatch", "mx1.example.nl", tlsrpt.TLSAInvalid, tlsrpt.TLSA, "", bounce.Still, "Reported until 2026-11-21 09:00 (UTC); still wrong at mx1.example.nl over IPv4"},
		{"tlsa-mismatch", "mx1.example.nl", tlsrpt.TLSAInvalid, tlsrpt.TLSA, "Microsoft Corporation", bounce.Still, "still wrong"},
		{"tlsa-mismatch", "", tlsrpt.STSFetchError, tlsrpt.STS, "", bounce.Fixed, "now fixed"},
		{"tlsa-per-address-difference", "mx1.example.nl", tlsrpt.TLSAInvalid, tlsrpt.TLSA, "", bounce.StillPartly, "still wrong at mx1.example.nl over IPv6, though"},
		{"healthy-3-1-1", "", tlsrpt.TLSAInvalid, tlsrpt.TLSA, "", bounce.Fixed, "now fixed"},
		{"healthy-3-1-1", "", tlsrpt.DNSSECInvalid, tlsrpt.TLSA, "", bounce.Fixed, "now fixed"},
		{"healthy-3-1-1", "", tlsrpt.ValidationFailure, tlsrpt.STS, "Google Inc.", bounce.Fixed, "now fixed"},
		{"healthy-3-1-1", "", tlsrpt.Other, tlsrpt.TLSA, "", bounce.NotCompared, "does not answer"},
		{"dnssec-ds-mismatch", "", tlsrpt.DNSSECInvalid, tlsrpt.TLSA, "", bounce.Still, "still wrong"},
		{"dnssec-ds-mismatch", "", tlsrpt.TLSAInvalid, tlsrpt.TLSA, "", bounce.Changed, "something else is wrong"},
		{"smtp-ipv6-down", "", tlsrpt.TLSAInvalid, tlsrpt.TLSA, "", bounce.Changed, "over IPv6"},
		{"smtp-starttls-missing", "", tlsrpt.STARTTLSNotSupported, tlsrpt.TLSA, "", bounce.Still, "still wrong at"},
		{"tlsa-none", "", tlsrpt.DANERequired, tlsrpt.TLSA, "Microsoft Corporation", bounce.Still, "still wrong"},
		{"mtasts-policy-unreachable", "", tlsrpt.STSFetchError, tlsrpt.STS, "", bounce.Still, "still wrong"},
		{"mtasts-policy-cert-invalid", "", tlsrpt.STSWebPKIInvalid, tlsrpt.STS, "", bounce.Still, "still wrong"},
		{"mtasts-policy-syntax", "", tlsrpt.STSPolicyInvalid, tlsrpt.STS, "", bounce.Still, "still wrong"},
		{"mtasts-mx-not-listed", "", tlsrpt.ValidationFailure, tlsrpt.STS, "Google Inc.", bounce.StillPartly, "still wrong at mx2.example.net over IPv4"},
		{"local-port25-blocked", "", tlsrpt.TLSAInvalid, tlsrpt.TLSA, "", bounce.CannotTell, "cannot tell from here"},
	} {
		t.Run(tc.world+" "+string(tc.typ), func(t *testing.T) {
			d := inWorld(t, tc.world)
			r := tlsrpt.Result{Type: tc.typ, Policy: tc.policy, Count: 1, Last: last}
			if tc.sender != "" {
				r.Senders = []string{tc.sender}
			}
			now := tlsrpt.Compare(tc.host, r, d)
			said, err := now.Say(r, nil)
			if err != nil || now.State != tc.state || !strings.Contains(said, tc.says) {
				t.Errorf("%s, want %s; %q, want %q; %v", now.State, tc.state, said, tc.says, err)
			}
		})
	}
}
