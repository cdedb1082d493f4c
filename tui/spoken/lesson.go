package spoken

import (
	"context"
	"strconv"

	"danewalk/explain/steps"
)

// lesson says a check step by step, and nothing of it before it is asked for. It
// ends with the result, or with errQuit.
func (t *talk) lesson(ctx context.Context) error {
	list := steps.Of(t.d)
	if len(list) == 0 {
		t.hidden = false
		t.result()
		return t.v.Err()
	}
	t.say("Each step waits to be revealed. Type the number of what you expect, or Enter alone.")
	t.say("Letter b goes a step back, letter a reveals all, 0 quits.")
	for at := 0; at < len(list); {
		said, ok := t.step(ctx, list[at], at)
		switch {
		case !ok || t.v.Err() != nil:
			return errQuit
		case said == "b":
			at = max(at-1, 0)
		case said == "a":
			at = len(list)
		default:
			at++
		}
	}
	t.hidden = false
	t.result()
	return t.v.Err()
}

// step says a step, reveals it when that is asked for, and returns what was typed
// behind it. It returns false when the conversation is over.
func (t *talk) step(ctx context.Context, s steps.Step, at int) (typed string, ok bool) {
	words := t.o.Words
	t.say("Step %d: %s.", at+1, s.Title)
	for _, sentence := range s.Now {
		t.v.Tell(sentence)
	}
	if s.Guessable() {
		if len(s.Ask.Choices) > 0 {
			t.v.Tell(s.Ask.Text)
		}
		for i, c := range s.Ask.Choices {
			t.say("[a guess and its number] %d: %s.", i+1, c)
		}
		if typed, ok = t.wants(ctx, words.Say("What do you expect? Enter reveals it:")); !ok || typed == "b" || typed == "a" {
			return typed, ok
		}
		t.guessed(s.Ask, typed)
	}
	if s.Kind == steps.Result { // it is said by what comes behind the steps
		return "", true
	}
	for _, sentence := range s.Seen {
		t.v.Tell(sentence)
	}
	return t.wants(ctx, words.Say("Enter goes on:"))
}

// guessed says which guess was right.
func (t *talk) guessed(q steps.Question, typed string) {
	n, err := strconv.Atoi(typed)
	guess := err == nil && n >= 1 && n <= len(q.Choices)
	switch {
	case len(q.Choices) == 0:
	case q.Answer < 0:
		t.say("None of these is right.")
	case guess && n-1 == q.Answer:
		t.say("That is right.")
	default:
		t.say("Right is %d: %s.", q.Answer+1, q.Choices[q.Answer])
	}
}

// wants waits for what is typed; 0 and q quit.
func (t *talk) wants(ctx context.Context, prompt string) (string, bool) {
	typed, ok := t.ask(ctx, prompt)
	if typed == "0" || typed == "q" {
		return typed, false
	}
	return typed, ok
}
