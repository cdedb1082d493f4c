package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"danewalk/probe"
	"danewalk/probe/casefile/whole"
	"danewalk/probe/collect"
	"danewalk/tui/command"
)

func (p *program) configCommand() *cobra.Command {
	var asBuilt bool
	c := &cobra.Command{
		Use:   "config",
		Short: "Print the configuration",
		Long: `Print the settings in force, as a configuration file would have them. What is
typed on the command line goes before the configuration, and NO_COLOR and
ACCESSIBLE of the environment too. danewalk paths tells where the file is.

The exit code is 0 if all of the file counts, 64 if something in it is wrong.`,
		Example: "  danewalk config\n  danewalk config --print-default",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			in := readConfig("", "")
			if !asBuilt {
				in = p.configuration()
			}
			if len(in.faults) > 0 {
				p.code = exitUsage // told already, each with its hint
			}
			_, err := p.out.Write([]byte(written(in, asBuilt)))
			return err
		},
	}
	c.Flags().BoolVar(&asBuilt, "print-default", false, "print what is built in, with comments: a configuration file to begin with")
	return c
}

// written is a configuration as a file. All of it is commented out where it is only
// what is built in.
func written(c *config, comments bool) string {
	mark := ""
	var out strings.Builder
	if comments {
		mark = "# "
		out.WriteString("# Configuration of danewalk. Options of the command line go before it.\n# What is built in stands behind \"# \"; take the sign away to change a line.\n\n")
	}
	for _, s := range settings() {
		if comments {
			fmt.Fprintf(&out, "# %s\n", s.comment)
		}
		fmt.Fprintf(&out, "%s%s = %s\n", mark, s.name, tomlValue(c.value(s.name)))
	}
	out.WriteString("\n[limits]\n")
	inForce := collect.DefaultLimits()
	c.limitsOver(&inForce)
	for _, l := range limits() {
		behind := ""
		if comments {
			behind = " # " + l.comment
		}
		fmt.Fprintf(&out, "%s%s = %s%s\n", mark, l.name, strconv.Quote(spoken(*l.of(&inForce))), behind)
	}
	out.WriteString("\n[keys]\n")
	for _, k := range named(command.All()) {
		keys := k.Keys
		if changed, ok := c.keys[string(k.Name)]; ok {
			keys = changed
		}
		quoted := make([]string, len(keys))
		for i, key := range keys {
			quoted[i] = strconv.Quote(key)
		}
		fmt.Fprintf(&out, "%s%s = [%s]\n", mark, k.Name, strings.Join(quoted, ", "))
	}
	return out.String()
}

// named are the commands, each once with all its keys.
func named(all []command.Command) []command.Command {
	var out []command.Command
	for _, c := range all {
		i := slices.IndexFunc(out, func(o command.Command) bool { return o.Name == c.Name })
		if i < 0 {
			c.Keys = slices.Clone(c.Keys)
			out = append(out, c)
			continue
		}
		for _, key := range c.Keys {
			if !slices.Contains(out[i].Keys, key) {
				out[i].Keys = append(out[i].Keys, key)
			}
		}
	}
	return out
}

// spoken writes a duration as people do: "1m0s" is "60s".
func spoken(d time.Duration) string {
	if d%time.Second == 0 && d < 10*time.Minute {
		return fmt.Sprintf("%ds", d/time.Second)
	}
	return d.String()
}

// tomlValue is a value of a setting in the file.
func tomlValue(v string) string {
	if v == isOn || v == isOff {
		return v
	}
	return strconv.Quote(v)
}

// setIn returns the content of a configuration file with one setting changed;
// everything else stays as the person wrote it.
func setIn(content, name, value string) string {
	line := name + " = " + tomlValue(value)
	lines := strings.Split(content, "\n")
	table := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(strings.TrimSpace(l), "[") })
	if table < 0 {
		table = len(lines)
	}
	for i, l := range lines[:table] {
		if key, _, ok := strings.Cut(l, "="); ok && strings.TrimSpace(key) == name {
			lines[i] = line
			return strings.Join(lines, "\n")
		}
	}
	for table > 0 && strings.TrimSpace(lines[table-1]) == "" {
		table--
	}
	return strings.Join(slices.Insert(lines, table, line), "\n")
}

// remember changes a setting for this time, and in the file for the next. A file
// that is not understood is left alone.
func (p *program) remember(name, value string) error {
	c, file := p.configuration(), p.places().config
	c.values[name] = value
	if file == "" {
		return unremembered(errors.New("there is no home folder"))
	}
	data, err := readSmall(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unremembered(err)
	}
	content := setIn(string(data), name, value)
	if after := readConfig(file, content); after.values[name] != value || len(after.faults) > len(readConfig(file, string(data)).faults) {
		return unremembered(fmt.Errorf("%s is not understood", file))
	}
	if !strings.HasSuffix(content, "\n") {
		content += "\n"
	}
	if err := writeConfig(file, content); err != nil {
		return unremembered(err)
	}
	return nil
}

// unremembered is why a choice is not kept for the next time.
func unremembered(err error) error {
	return fmt.Errorf("%w%sthe choice holds for this time only", err, hintMark)
}

// writeConfig writes the configuration, wholly or not at all, for nobody else to
// read.
func writeConfig(file, content string) error {
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target // many keep their configuration elsewhere, and a link here
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return whole.Replace(file, func(w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	})
}

// configured lets the configuration count where the command line says nothing.
func (p *program) configured(o *options) {
	if o.flags == nil {
		return
	}
	if f := o.flags.Lookup(setAudience); f != nil && !f.Changed {
		o.audience = p.configuration().value(setAudience)
	}
}

// limited lets the limits of the configuration count.
func (p *program) limited(o *options, c *probe.Options) {
	timeout := c.Limits.Walk
	p.configuration().limitsOver(&c.Limits)
	if o.timeout != "" {
		c.Limits.Walk = timeout
	}
}
