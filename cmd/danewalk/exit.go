package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// Exit codes beside those of the verdicts. 64 and 70 are those of sysexits(3),
// 130 is what a shell reports for an interrupted program. danewalk config ends with
// that of wrong usage where something in the configuration is wrong; elsewhere the
// rest of it counts, and the exit code is of what was asked.
const (
	exitUsage       = 64
	exitFault       = 70
	exitInterrupted = 130
)

// Exit codes of the verdicts.
const (
	exitProtected    = 0
	exitAtRisk       = 1
	exitBlocked      = 2
	exitNotProtected = 3
	exitCannotTell   = 4
	exitNoMail       = 5
)

// errInterrupted says that the person stopped the program. What was known by
// then has been printed.
var errInterrupted = errors.New("interrupted")

// usage is a mistake on the command line: one line and what to do instead.
type usage struct{ what, hint string }

func (u usage) Error() string { return u.what }

func usagef(hint, format string, args ...any) error {
	return usage{fmt.Sprintf(format, args...), hint}
}

// mistake makes a usage error of an error about something that was typed. Its
// own hint, if it has one, is better than the general one.
func mistake(before string, err error, hint string) error {
	what, own, found := strings.Cut(strings.Replace(err.Error(), "; hint: ", hintMark, 1), hintMark)
	if found {
		hint = own
	}
	return usage{before + strings.ReplaceAll(what, "\n", " "), hint}
}

// hintMark is what stands between an error and its hint.
const hintMark = "\nhint: "

// run executes the command line and returns the exit code. It is all of the
// program but the process, so that tests call it.
func (p *program) run(ctx context.Context, args []string) (code int) {
	defer func() {
		if fault := recover(); fault != nil {
			p.complain(fmt.Sprintf("fault of the program: %v", fault), "please report it together with this text:\n"+string(debug.Stack()))
			code = exitFault
		}
	}()
	root := p.rootCommand()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if u, ok := errors.AsType[usage](err); ok {
		p.complain(u.what, u.hint)
		return exitUsage
	}
	switch {
	case err == nil:
		return p.code
	case errors.Is(err, errInterrupted), ctx.Err() != nil:
		return exitInterrupted
	}
	what, hint, _ := strings.Cut(err.Error(), hintMark)
	p.complain(what, hint)
	return exitFault
}

// complain writes what is wrong, and what to do, to standard error.
func (p *program) complain(what, hint string) {
	_, _ = fmt.Fprintf(p.errs, "danewalk: %s\n", evidence.Escape(what, evidence.WildMax)) // it may repeat what was pasted
	if hint != "" {
		_, _ = fmt.Fprintf(p.errs, "hint: %s\n", hint)
	}
}

// exitOf is the exit code of a verdict. A check that did not come to one could
// not tell.
func exitOf(v mail.Verdict) int {
	switch v {
	case mail.Protected:
		return exitProtected
	case mail.AtRisk:
		return exitAtRisk
	case mail.Blocked:
		return exitBlocked
	case mail.NotProtected:
		return exitNotProtected
	case mail.NoMail:
		return exitNoMail
	}
	return exitCannotTell
}

// exitOfStatus is the exit code of a lookup: the code of the verdict that the
// status would mean for mail.
func exitOfStatus(s dnssec.Status) int {
	switch s {
	case dnssec.Secure:
		return exitProtected
	case dnssec.Insecure:
		return exitNotProtected
	case dnssec.Bogus:
		return exitBlocked
	}
	return exitCannotTell
}

// gravest is the exit code of several verdicts: the first one in this order
// that occurs.
func gravest(codes []int) int {
	for _, code := range []int{exitBlocked, exitAtRisk, exitCannotTell, exitNotProtected, exitNoMail} {
		if slices.Contains(codes, code) {
			return code
		}
	}
	return exitProtected
}
