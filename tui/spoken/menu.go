package spoken

import (
	"bufio"
	"context"
	"io"
	"strconv"
	"strings"

	"danewalk/probe/evidence"
	"danewalk/tui/words"
)

// maxTyped bounds a line that is typed, in octets: a domain has at most 253.
const maxTyped = 1024

// readLines reads what is typed, line by line, until the input or ctx ends. Of a
// line that is too long the beginning counts.
func readLines(ctx context.Context, in io.Reader) <-chan string {
	out := make(chan string)
	if in == nil {
		close(out)
		return out
	}
	go func() {
		defer close(out)
		r := bufio.NewReader(in)
		for {
			line, err := readLine(r)
			if err != nil && line == "" {
				return
			}
			select {
			case out <- line:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func readLine(r *bufio.Reader) (string, error) {
	var line []byte
	for {
		part, more, err := r.ReadLine()
		line = append(line, part[:min(len(part), maxTyped-len(line))]...)
		if err != nil || !more {
			return strings.TrimSpace(string(line)), err
		}
	}
}

// ask waits for a line. It returns false when the conversation is over: by Ctrl+C
// or the end of the input.
func (t *talk) ask(ctx context.Context, prompt string) (string, bool) {
	t.v.Prompt(prompt)
	select {
	case line, ok := <-t.lines:
		if ok {
			return line, true
		}
	case <-t.o.Interrupts:
	case <-ctx.Done():
	}
	t.over = true
	t.v.End()
	return "", false
}

// menu does what is chosen, until something else is to be checked. errQuit ends
// the conversation.
func (t *talk) menu(ctx context.Context) error {
	for t.v.Err() == nil {
		t.say("Choose: 1 explain, 2 what to say, 3 all steps, 4 records of a step, 5 save, 6 check another, 7 what else was found, 0 quit.")
		choice, ok := t.ask(ctx, t.o.Words.Say("Your choice:"))
		if !ok || choice == "0" || choice == "q" {
			return errQuit
		}
		if choice == "6" {
			if next := t.another(ctx); next != nil {
				t.now = next
				return nil
			}
		} else {
			t.chosen(ctx, choice)
		}
		if t.over {
			return errQuit
		}
	}
	return t.v.Err()
}

// chosen does what needs a result.
func (t *talk) chosen(ctx context.Context, choice string) {
	does := map[string]func(){
		"1": func() { t.v.Explain(t.d) },
		"2": func() { t.v.Say(t.d) },
		"3": func() { t.v.Steps(t.d) },
		"4": func() { t.records(ctx) },
		"5": t.save,
		"7": func() { t.v.Also(t.d) },
	}[choice]
	switch {
	case choice == "": // Enter alone: the menu again
	case does == nil:
		t.say("That is not in the menu. Type one of its numbers, and Enter.")
	case t.d == nil:
		t.say("Nothing was seen.")
	default:
		does()
	}
}

// records says what is behind a step that is chosen by its number.
func (t *talk) records(ctx context.Context) {
	n := len(t.d.Links)
	if n == 0 {
		t.say("Nothing was seen.")
		return
	}
	typed, ok := t.ask(ctx, t.o.Words.Say("Number of the step, from 1 to %d:", n))
	if !ok {
		return
	}
	at, err := strconv.Atoi(typed)
	if err != nil || at < 1 || at > n {
		t.say("There is no such step.")
		return
	}
	t.v.Records(t.d, at-1)
}

// save says where the check is kept: that is done as soon as it has ended.
func (t *talk) save() {
	switch {
	case t.failure != nil:
		t.failed(t.failure)
	case t.path == "":
		t.say("Saving is not possible here.")
	default:
		t.say("The check is saved in this file:")
		t.v.Exactly([]string{t.path})
	}
}

// failed says an error, and below it what to do about it.
func (t *talk) failed(err error) {
	what, hint := words.Wrong(t.o.Words, err)
	t.v.Tell(evidence.Escape(what, evidence.WildMax))
	if hint != "" {
		t.v.Tell(evidence.Escape(t.o.Words.Say("hint: %s", hint), evidence.WildMax))
	}
}

// another asks what to check, and begins. It returns nil if nothing is to be
// checked.
func (t *talk) another(ctx context.Context) *Session {
	if t.o.Check == nil {
		t.say("Something else cannot be checked here.")
		return nil
	}
	for {
		typed, ok := t.ask(ctx, t.o.Words.Say("Domain or mail address:"))
		if !ok || typed == "" {
			return nil
		}
		next, err := t.o.Check(typed)
		if err == nil {
			return &next
		}
		t.failed(err)
	}
}
