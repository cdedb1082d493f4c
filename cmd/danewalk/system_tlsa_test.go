//go:build system && linux

package main_test

import (
	"crypto/tls"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"danewalk/explain"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

const (
	openSSLCases  = 500
	openSSLChains = 50
)

// tlsaCase is a record set held against a chain, by two judges.
type tlsaCase struct {
	chain   *madeChain
	records []wire.TLSA
	name    string
	at      time.Time
	ours    explain.TLSASet
	theirs  explain.SetVerdict
	said    string
}

// String has all that is needed to repeat a case by hand.
func (c *tlsaCase) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, name %s, at %s: we say %s, OpenSSL %s", c.chain, c.name, c.at.Format(time.DateOnly), c.ours.Verdict, c.theirs)
	for i, r := range c.records {
		text := r.String()
		a := c.ours.Match.Attempts[i]
		fmt.Fprintf(&b, "\n  %s: matched %v %s %s %v", text[:min(40, len(text))], a.Matched, a.Why, a.Reason, a.Notes)
	}
	return b.String()
}

// TestSystemTLSAAgainstOpenSSL: generated record sets and chains are judged by
// danewalk and by OpenSSL. Differences must be explained by a row of the table,
// and every row must
// be needed with the usual seed. DANEWALK_SEED=n asks for other cases.
func TestSystemTLSAAgainstOpenSSL(t *testing.T) {
	needPrograms(t, "openssl")
	seed := uint64(usualSeed)
	if text := os.Getenv("DANEWALK_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	var cases []*tlsaCase
	maker := newChainMaker(t, rng)
	for i := range openSSLChains {
		chain := maker.chain(i)
		chain.serve(t)
		for range openSSLCases / openSSLChains {
			cases = append(cases, maker.set(chain))
		}
	}
	work := make(chan *tlsaCase)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for c := range work {
				c.judge(t)
			}
		})
	}
	for _, c := range cases {
		work <- c
	}
	close(work)
	wg.Wait()
	counts := map[string]int{}
	rows := differences()
	used := make([]int, len(rows))
	for _, c := range cases {
		counts["we say "+string(c.ours.Verdict)]++
		if c.ours.Verdict == c.theirs {
			continue
		}
		row := -1
		for i, d := range rows {
			if row < 0 && d.holds(c) {
				row = i
			}
		}
		if row < 0 {
			t.Errorf("unexplained: %s\n%s", c, c.said)
			continue
		}
		used[row]++
	}
	for i, d := range rows {
		if used[i] == 0 && seed == usualSeed {
			t.Errorf("nothing differs because of this: %s", d.why)
		}
		t.Logf("%d cases differ: %s", used[i], d.why)
	}
	t.Logf("%d cases: %v", len(cases), counts)
	for _, v := range []explain.SetVerdict{explain.SetMatch, explain.SetMismatch, explain.SetUnusable} {
		if counts["we say "+string(v)] < openSSLCases/50 {
			t.Errorf("too few cases of %s: the comparison says little", v)
		}
	}
}

// judge asks both.
func (c *tlsaCase) judge(t *testing.T) {
	set := &wire.RRset{Type: wire.TypeTLSA}
	for _, r := range c.records {
		set.RRs = append(set.RRs, wire.RR{Type: wire.TypeTLSA, RData: append([]byte{r.Usage, r.Selector, r.Matching}, r.Data...)})
	}
	c.ours = explain.CheckTLSA(tlsa.Parse(set), tlsa.Peer{
		Chain: tlsa.ReadChain(c.chain.ders), Names: []wire.Name{wire.MustName(c.name)}, At: c.at,
	})
	// No authority of this machine counts, and names do not for usage 3 (RFC 7672 3.1.1).
	args := []string{
		"s_client", "-connect", c.chain.addr, "-brief", "-verify_return_error", "-dane_ee_no_namechecks",
		"-no-CAfile", "-no-CApath", "-no-CAstore", "-attime", fmt.Sprint(c.at.Unix()), "-dane_tlsa_domain", c.name,
	}
	for _, r := range c.records {
		args = append(args, "-dane_tlsa_rrdata", r.String())
	}
	out, err := bothOutputs(exec.CommandContext(t.Context(), "openssl", args...), toolLimit)
	c.said = out
	switch {
	case strings.Contains(c.said, "Failed to import any TLSA records"):
		c.theirs = explain.SetUnusable
	case err == nil && strings.Contains(c.said, "DANE TLSA"):
		c.theirs = explain.SetMatch
	case strings.Contains(c.said, "verify error"):
		c.theirs = explain.SetMismatch
	default:
		t.Errorf("openssl: %v\n%s", err, c.said)
	}
}

// serve shows the chain on loopback until the test ends.
func (m *madeChain) serve(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	m.addr = l.Addr().String()
	config := &tls.Config{Certificates: []tls.Certificate{{Certificate: m.ders, PrivateKey: m.key}}}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				_, _ = tls.Server(conn, config).Read(make([]byte, 1)) // until the client has seen enough
			}()
		}
	}()
}
