package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"danewalk/probe"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
)

// exitDiffers is the exit code of a comparison that found differences.
const exitDiffers = 1

func (p *program) anchorsCommand() *cobra.Command {
	var check bool
	c := &cobra.Command{
		Use:   "anchors",
		Short: "The built-in keys and addresses of the DNS root, and their date",
		Long: `Print the trust anchors and the addresses of the root servers that are built in,
with the day of the copy and where it comes from. With --check, compare files
from there with what is built in: the exit code is 0 when they agree, else 1.
Nothing is fetched. Newer files are used with --trust-anchor and --root-hints.`,
		Example: `  danewalk anchors
  danewalk anchors --check root-anchors.xml named.root`,
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case check && len(args) == 0:
				return usagef("danewalk anchors --check root-anchors.xml named.root", "no file to compare")
			case check:
				return p.compareRoot(args)
			case len(args) > 0:
				return usagef("danewalk anchors --check "+args[0], "anchors takes no arguments without --check, got %q", args[0])
			}
			return p.showRoot()
		},
	}
	c.Flags().BoolVar(&check, "check", false, "compare files of IANA with what is built in")
	return c
}

// showRoot prints what is built in.
func (p *program) showRoot() error {
	lines := []string{"Trust anchors of the DNS root, as of " + dnssec.RootKeysEdition + ", from " + dnssec.RootKeysSource}
	for _, k := range dnssec.RootKeys() {
		lines = append(lines,
			fmt.Sprintf("  %s  valid from %s; %s", k.Name, k.From.Format(time.DateOnly), k.State),
			fmt.Sprintf("    . DS %s", k.DS))
	}
	lines = append(lines, "", "Root servers, edition of "+probe.HintsEdition+" of "+probe.HintsSource)
	for _, h := range probe.RootHints() {
		lines = append(lines, fmt.Sprintf("  %-20s %s", h.Name.Show(), h.Addr))
	}
	return p.lines(lines)
}

func (p *program) lines(lines []string) error {
	for _, l := range lines {
		if _, err := fmt.Fprintln(p.out, l); err != nil {
			return err
		}
	}
	return nil
}

// compareRoot compares files with what is built in and says what differs.
func (p *program) compareRoot(files []string) error {
	for _, file := range files {
		data, err := readFile(file)
		if err != nil {
			return err
		}
		what, differences, err := compareFile(data, file, time.Now())
		if err != nil {
			return err
		}
		lines := []string{fmt.Sprintf("%s: %s as built in", file, what)}
		if len(differences) > 0 {
			p.code = exitDiffers
			lines[0] = fmt.Sprintf("%s: %s differ from what is built in", file, what)
		}
		for _, d := range differences {
			lines = append(lines, "  "+d)
		}
		if err := p.lines(lines); err != nil {
			return err
		}
	}
	return nil
}

// compareFile reads a file as what it is, anchors or hints.
func compareFile(data []byte, file string, now time.Time) (what string, differences []string, err error) {
	hints, notHints := probe.ParseHints(bytes.NewReader(data))
	if notHints == nil {
		return "root servers", compareHints(hints), nil
	}
	anchors, notAnchors := dnssec.ParseAnchors(data, file)
	if notAnchors != nil {
		return "", nil, mistake("", errors.New(file+" is neither a file of trust anchors nor one of root servers"),
			"take "+dnssec.RootKeysSource+" and "+probe.HintsSource)
	}
	return "trust anchors", compareAnchors(anchors, now), nil
}

// compareAnchors compares the anchors of a file that are valid now with the
// keys that are built in.
func compareAnchors(file []dnssec.Anchor, now time.Time) (out []string) {
	keys := dnssec.RootKeys()
	valid := slices.DeleteFunc(slices.Clone(file), func(a dnssec.Anchor) bool { return !a.ValidAt(now) || !a.Zone.IsRoot() })
	for _, k := range keys {
		if !slices.ContainsFunc(valid, k.Names) {
			out = append(out, fmt.Sprintf("only built in: %s, key tag %d", k.Name, k.DS.Tag))
		}
	}
	for _, a := range valid {
		if !slices.ContainsFunc(keys, func(k dnssec.RootKey) bool { return k.Names(a) }) {
			out = append(out, fmt.Sprintf("only in the file: key tag %d, %s", anchorTag(a), evidence.Escape(a.Source, evidence.WildMax)))
		}
	}
	return out
}

func anchorTag(a dnssec.Anchor) uint16 {
	if a.DNSKEY != nil {
		return a.DNSKEY.Tag()
	}
	return a.DS.Tag
}

// compareHints compares addresses of root servers with those built in.
func compareHints(file []probe.Hint) (out []string) {
	own := probe.RootHints()
	for _, h := range own {
		if !slices.Contains(file, h) {
			out = append(out, fmt.Sprintf("only built in: %s %s", h.Name.Show(), h.Addr))
		}
	}
	for _, h := range file {
		if !slices.Contains(own, h) {
			out = append(out, fmt.Sprintf("only in the file: %s %s", h.Name.Show(), h.Addr))
		}
	}
	return out
}
