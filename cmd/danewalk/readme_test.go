package main

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestReadmeNamesEveryOption: no command and no option is a secret.
func TestReadmeNamesEveryOption(t *testing.T) {
	src, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme, seen := string(src), 0
	p := &program{out: io.Discard, errs: io.Discard, env: func(string) string { return "" }}
	var look func(c *cobra.Command)
	look = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			seen++
			short := f.Shorthand != "" && strings.Contains(readme, "`-"+f.Shorthand+"`")
			if !short && f.Name != "help" && f.Name != "version" && !strings.Contains(readme, "--"+f.Name) {
				t.Errorf("%s has --%s, which the README does not name", c.CommandPath(), f.Name)
			}
		})
		for _, sub := range c.Commands() {
			if name := sub.CommandPath(); sub.Name() != "completion" && sub.Name() != "help" && !strings.Contains(readme, name) {
				t.Errorf("the README does not name %s", name)
			}
			if sub.Name() != "completion" {
				look(sub)
			}
		}
	}
	look(p.rootCommand())
	if seen < 100 {
		t.Errorf("only %d options were found", seen)
	}
}
