package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// places are the files and folders of one person.
type places struct {
	config string // the file of the configuration
	cases  string // the folder of the saved cases
}

// placesFor finds them by the XDG Base Directory Specification, and where a system
// has folders of its own in those, unless the person has shown another wish: by the
// variables, or by a folder ~/.config/danewalk. Without a home there are none.
func placesFor(env func(string) string, goos string, exists func(string) bool) places {
	home := env("HOME")
	dot := filepath.Join(home, ".config", "danewalk")
	config, state := absolute(env("XDG_CONFIG_HOME")), absolute(env("XDG_STATE_HOME"))
	switch {
	case goos == "windows":
		config = first(config, absolute(env("AppData")))
		state = first(state, absolute(env("LocalAppData")), absolute(env("AppData"))) // not to be copied from machine to machine
	case home == "":
	case goos == "darwin" && !exists(dot):
		system := filepath.Join(home, "Library", "Application Support")
		config, state = first(config, system), first(state, system)
	default:
		config, state = first(config, filepath.Join(home, ".config")), first(state, filepath.Join(home, ".local", "state"))
	}
	var out places
	if config != "" {
		out.config = filepath.Join(config, "danewalk", "config.toml")
	}
	if state != "" {
		out.cases = filepath.Join(state, "danewalk", "cases")
	}
	return out
}

// absolute drops what is not an absolute path: the specification has it ignored.
func absolute(path string) string {
	if !filepath.IsAbs(path) {
		return ""
	}
	return path
}

func first(paths ...string) string {
	for _, p := range paths {
		if p != "" {
			return p
		}
	}
	return ""
}

// places are those of this person on this computer.
func (p *program) places() places {
	return placesFor(p.env, runtime.GOOS, func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	})
}

func (p *program) pathsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "paths",
		Short: "Print where the configuration and the saved cases are",
		Long: `Print where the configuration and the saved cases are. They follow the XDG Base
Directory Specification (XDG_CONFIG_HOME, XDG_STATE_HOME); on macOS and Windows the
folders of the system are used unless these variables are set, on macOS also unless
there is a folder ~/.config/danewalk.`,
		Example: "  danewalk paths",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			at := p.places()
			table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
			for _, row := range [][2]string{{"config", at.config}, {"cases", at.cases}} {
				if _, err := fmt.Fprintf(table, "%s\t%s\n", row[0], first(row[1], "- (there is no home folder)")); err != nil {
					return err
				}
			}
			return table.Flush()
		},
	}
}
