module danewalk

go 1.26.0

require (
	charm.land/bubbletea/v2 v2.0.10 // github.com/charmbracelet/bubbletea, version 2: the import path moved to charm.land
	charm.land/lipgloss/v2 v2.0.6 // github.com/charmbracelet/lipgloss, version 2: the import path moved to charm.land
	github.com/BurntSushi/toml v1.6.0 // the configuration file
	github.com/charmbracelet/colorprofile v0.4.3 // to tell bubbletea that NO_COLOR with any value counts
	github.com/charmbracelet/x/ansi v0.11.9 // width and cutting of styled text
	github.com/cloudflare/circl v1.6.5 // Ed448, which the standard library has not
	github.com/miekg/dns v1.1.73 // packing of DNS messages, and the lab's signer and name servers
	github.com/spf13/cobra v1.10.2 // the command line
	github.com/spf13/pflag v1.0.9 // cobra's flags
	golang.org/x/net v0.62.0 // IDNA
	golang.org/x/sys v0.49.0 // whether a file is a terminal, without more than that
)

// For tests only.
require (
	github.com/charmbracelet/x/exp/golden v0.0.0-20251109135125-8916d276318f
	github.com/charmbracelet/x/exp/teatest/v2 v2.0.0-20260823001701-96af6d2cb5f6
	github.com/google/go-cmp v0.7.0
	github.com/rogpeppe/go-internal v1.16.0
	go.uber.org/goleak v1.3.0
	pgregory.net/rapid v1.3.0
)

require (
	github.com/aymanbagabas/go-udiff v0.4.1 // indirect
	github.com/charmbracelet/ultraviolet v0.0.0-20260811164956-006e29f97886 // indirect
	github.com/charmbracelet/x/term v0.2.2 // indirect
	github.com/charmbracelet/x/termios v0.1.1 // indirect
	github.com/charmbracelet/x/windows v0.2.2 // indirect
	github.com/clipperhouse/displaywidth v0.11.0 // indirect
	github.com/clipperhouse/uax29/v2 v2.7.0 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/lucasb-eyer/go-colorful v1.4.1 // indirect
	github.com/mattn/go-runewidth v0.0.30 // indirect; earlier versions build a table of 2 MB at every start
	github.com/muesli/cancelreader v0.2.2 // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	github.com/xo/terminfo v0.0.0-20220910002029-abceb7e1c41e // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/exp/typeparams v0.0.0-20231108232855-2478ac86f678 // indirect
	golang.org/x/mod v0.41.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	golang.org/x/tools v0.51.0 // indirect
	honnef.co/go/tools v0.8.2 // indirect
	mvdan.cc/gofumpt v0.12.0 // indirect
)

tool (
	honnef.co/go/tools/cmd/staticcheck
	mvdan.cc/gofumpt
)
