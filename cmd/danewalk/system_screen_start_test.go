//go:build system && linux

package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bounceMessage is a message of a mail system about mail that could not be
// delivered.
func bounceMessage() string {
	return `Delivery has failed to these recipients or groups:

anna@example.org
Your message couldn't be delivered.

Diagnostic information for administrators:

Generating server: AM0PR01MB1234.eurprd01.prod.exchangelabs.com

anna@example.org
Remote server returned '450 4.7.323 tlsa-invalid: The domain failed DANE validation'

Original message headers:
Received: from AM0PR01MB1234.eurprd01.prod.exchangelabs.com
 by AM0PR01MB1234.eurprd01.prod.exchangelabs.com; Sat, 21 Nov 2026 12:00:00 +0000
Subject: Excursion
`
}

// start opens the start screen in the world demo.
func (term *terminal) start() {
	term.t.Helper()
	term.home = term.t.TempDir()
	term.worldOfNames()
	term.run(append(quick(), "--root-hints", filepath.Join(term.home, "hints"))...)
	term.waitFor("Is mail to this domain protected")
}

// worldOfNames makes root hints in which nobody answers: the tests ask no server
// of the network.
func (term *terminal) worldOfNames() {
	hints := ". 3600000 NS ns.invalid.\nns.invalid. 3600000 A 127.0.0.254\n"
	if err := os.WriteFile(filepath.Join(term.home, "hints"), []byte(hints), 0o600); err != nil {
		term.t.Fatal(err)
	}
}

// testPastedBounce goes the way of the helpdesk: paste, read, Enter.
func testPastedBounce(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	term.start()
	term.paste(bounceMessage())
	term.waitFor("pasted message", "Exchange Online", "4.7.323", "Check example.org now", "Enter open")
	t.Run("copy", func(t *testing.T) {
		term := term.of(t)
		term.press("y")
		if text := term.copied(); !strings.HasPrefix(text, "example.org: ") {
			t.Errorf("copied %q", text)
		}
	})
	t.Run("language", func(t *testing.T) {
		term := term.of(t)
		term.press("L")
		term.waitFor("example.org jetzt prüfen")
		term.press("L")
		term.waitFor("example.org nu controleren")
		term.press("L")
		term.waitFor("Check example.org now")
	})
	t.Run("codes", func(t *testing.T) {
		term := term.of(t)
		term.press("down")
		term.waitFor("► Show what")
		term.press("enter")
		term.waitFor("The certificate is not the one in DNS (5.7.323")
		term.press("esc")
		term.waitFor("► Show what")
		term.press("up")
		term.waitFor("► Check example.org now")
	})
	t.Run("check", func(t *testing.T) {
		term := term.of(t)
		term.press("enter")
		term.waitFor("danewalk > example.org", "CHAIN OF TRUST")
		term.press("esc")
		term.waitFor("pasted message")
	})
	t.Run("without marks", func(t *testing.T) { // a terminal that knows no bracketed paste sends keys
		term := term.of(t)
		term.start()
		term.raw("anna@example.org\rRemote server returned '450 4.7.323 tlsa-invalid'\r")
		term.waitFor("pasted message", "Check example.org now")
	})
}

// testStart types into the field, and walks through what is below it.
func testStart(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	term.start()
	term.write("qqq")
	term.waitFor("a single word is no domain")
	term.press("esc")
	term.waitGone("qqq")
	term.write("Anna@EXAMPLE.org")
	term.waitFor("will check: example.org", "Enter starts")
	term.press("esc")
	term.waitGone("will check")
	term.press("tab", "down", "enter")
	term.waitFor("words for", "Changes are saved at once")
	term.press("esc")
	term.waitFor("Is mail to this domain protected")
	term.press("up", "enter")
	term.waitFor("no check was saved yet")
	term.write(s.demo)
	term.press("enter")
	term.waitFor("AT RISK", "copy answer")
	term.press("esc")
	term.waitFor("saved cases")
	term.press("esc") // empties the field
	term.waitGone("demo.case")
	term.press("esc")
	term.waitFor("Is mail to this domain protected")
	term.click("Settings")
	term.click("Settings")
	term.waitFor("Changes are saved at once")
	term.press("esc")
	term.waitFor("Is mail to this domain protected")
	term.press("ctrl+c")
	term.exit()
}

// testLanguages switches by L: the whole screen, and the choice is kept.
func testLanguages(t *testing.T, s *screens) {
	term := s.newTerminal(t, 120, 36)
	term.open(s)
	term.press("L")
	term.waitFor("GEFÄHRDET", "VERTRAUENSKETTE", "ANTWORT", "q beenden")
	term.press("L")
	term.waitFor("RISICO", "q stoppen")
	term.waitGone("beenden")
	term.press("q")
	term.exit()
	term.run("open", s.demo)
	term.waitFor("RISICO", "q stoppen")
	term.press("L")
	term.waitFor("AT RISK", "q quit")
}
