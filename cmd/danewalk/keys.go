package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"danewalk/explain/text"
	"danewalk/tui/command"
)

// keyPlaces are the places in the order in which their keys are listed, with their
// names.
func keyPlaces() []struct {
	place command.Place
	name  text.Phrase
} {
	return []struct {
		place command.Place
		name  text.Phrase
	}{
		{command.InWalk, text.Phrase("While a check is shown")},
		{command.AtStart, text.Phrase("On the start screen, where letters are text")},
		{command.InBounce, text.Phrase("On a pasted message")},
		{command.InPlayback, text.Phrase("Step by step")},
		{command.InText, text.Phrase("In the help and other texts")},
		{command.InSettings, text.Phrase("In the settings")},
	}
}

func (p *program) keysCommand() *cobra.Command {
	var o options
	c := &cobra.Command{
		Use:   "keys",
		Short: "Print the keys of the screens",
		Long: `Print the keys of the screens: the key, the name of the command, and what it does.
Keys are changed in the configuration, by the name of the command:

  [keys]
  copy = ["c"]`,
		Example: "  danewalk keys\n  danewalk keys --language de",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := o.spoken(); err != nil {
				return err
			}
			book, err := p.words(&o)
			if err != nil {
				return err
			}
			_, err = p.out.Write([]byte(keyTable(p.configuration().bound, book)))
			return err
		},
	}
	o.bindLanguage(c.Flags())
	offerValues(c)
	return c
}

// keyTable lists the keys of all places, named as in the screens. What a command does
// is said once in each.
func keyTable(keys *command.Keys, book *text.Book) string {
	var out strings.Builder
	for i, at := range keyPlaces() {
		if i > 0 {
			out.WriteString("\n")
		}
		fmt.Fprintf(&out, "%s\n", book.Say(at.name))
		for _, row := range keyRows(keys, at.place, book) {
			out.WriteString(strings.TrimRight(fmt.Sprintf("  %-14s %-17s %s", row.keys, row.name, row.sentence), " ") + "\n")
		}
	}
	return out.String()
}

// keyRow is a command in a table of keys.
type keyRow struct {
	keys, name, sentence string
}

func keyRows(keys *command.Keys, place command.Place, book *text.Book) []keyRow {
	var out []keyRow
	keys = keys.Speak(book)
	var said text.Phrase
	for _, c := range named(keys.In(place)) {
		var shown []string
		for _, key := range c.Keys {
			if !strings.HasPrefix(key, "shift+") || len(key) > len("shift+n") {
				shown = append(shown, keys.Shown(key))
			}
		}
		row := keyRow{keys: strings.Join(shown, " "), name: string(c.Name)}
		if says := c.Says(); says != said { // else the row above says it too
			said, row.sentence = says, book.Say(says)
		}
		if c.Name == command.Again && row.keys == "" { // a chosen row is no text: it has the key of a check
			row.keys = keys.Of(command.InWalk, command.Again)
		}
		if row.keys == "" {
			row.keys = book.Say("(no key)") // a "-" would be one
		}
		out = append(out, row)
	}
	return out
}
