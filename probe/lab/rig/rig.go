// Package rig lets a check run in a lab world: it gives the collectors the
// world's network, root servers and clock, and the judges its trust anchors.
// Nothing else differs from a check on the real network, and that is the point.
// Commands and tests use it; no layer below them does.
package rig

import (
	"compress/gzip"
	"context"
	"crypto/x509"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"strings"

	"danewalk/probe"
	"danewalk/probe/casefile"
	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/lab"
	"danewalk/probe/wire"
)

// Options returns the collectors' options for a running world.
func Options(world string, r *lab.Running) probe.Options {
	o := probe.Options{Network: r.Dial, Now: r.Now, World: world}
	o.Controls, o.Port = r.Controls(), r.Port()
	for _, h := range r.Hints() {
		o.Hints = append(o.Hints, probe.Hint{Name: h.Name, Addr: h.Addr})
	}
	o.Resolver.Addr = r.Resolver()
	if at := r.Beside(); at.IsValid() {
		o.Beside = collect.Resolver{Addr: at, System: true}
	}
	return o
}

// Resolver is where the resolver of every world is, for checks that shall ask
// it though their world does not say so.
func Resolver() collect.Resolver {
	return collect.Resolver{Addr: netip.AddrPortFrom(lab.ResolverAddrs()[0], 53)}
}

// Anchors returns the trust anchors of a running world.
func Anchors(r *lab.Running) ([]dnssec.Anchor, error) {
	var out []dnssec.Anchor
	for _, rr := range r.Anchors() {
		ds, err := rr.DS()
		if err != nil {
			return nil, fmt.Errorf("anchor of the world: %w", err)
		}
		out = append(out, dnssec.Anchor{Zone: rr.Name, DS: &ds, Source: "key of the lab root"})
	}
	return out, nil
}

// Target returns what a world wants to be checked.
func Target(w *lab.World) (probe.Target, error) {
	if name, typ, ok := strings.Cut(w.Target, " "); ok {
		n, err := wire.ParseName(name)
		if err != nil {
			return probe.Target{}, err
		}
		t, err := wire.ParseType(strings.TrimSpace(typ))
		return probe.Target{Typed: w.Target, Name: n, Type: t}, err
	}
	return probe.ParseTarget(w.Target)
}

// Result is a finished check of a world.
type Result struct {
	World   *lab.World
	Case    evidence.Case
	Anchors []dnssec.Anchor
	Roots   *x509.CertPool // what senders in the world trust
}

// Check runs the check that a world wants, to its end. change may adjust the
// options; nil leaves them.
func Check(ctx context.Context, worlds fs.FS, name string, lo lab.Options, change func(*probe.Options)) (Result, error) {
	w, err := lab.Load(worlds, name)
	if err != nil {
		return Result{}, err
	}
	r, err := w.Start(lo)
	if err != nil {
		return Result{}, err
	}
	defer r.Close()
	t, err := Target(w)
	if err != nil {
		return Result{}, err
	}
	o := Options(w.Name, r)
	if change != nil {
		change(&o)
	}
	anchors, err := Anchors(r)
	if err != nil {
		return Result{}, err
	}
	log := evidence.NewLog(nil)
	if err := probe.Run(ctx, t, o, log); err != nil {
		return Result{}, err
	}
	log.Close()
	return Result{World: w, Case: log.Case(), Anchors: anchors, Roots: r.Authorities()}, nil
}

// Recorded is a check of a world that was kept in a file, packed with gzip, with
// the keys and authorities of that world to judge it by.
func Recorded(file string, worlds fs.FS, name string) (Result, error) {
	w, err := lab.Load(worlds, name)
	if err != nil {
		return Result{}, err
	}
	c, err := unpacked(file)
	if err != nil {
		return Result{}, err
	}
	r, err := w.Start(lab.Options{})
	if err != nil {
		return Result{}, err
	}
	defer r.Close()
	anchors, err := Anchors(r)
	return Result{World: w, Case: c, Anchors: anchors, Roots: r.Authorities()}, err
}

func unpacked(file string) (evidence.Case, error) {
	f, err := os.Open(file)
	if err != nil {
		return evidence.Case{}, err
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return evidence.Case{}, err
	}
	return casefile.Load(z)
}
