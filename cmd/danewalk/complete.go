package main

import (
	"net"
	"strings"

	"github.com/spf13/cobra"

	"danewalk/explain/rules"
	"danewalk/probe/lab"
)

// completion is how cobra asks for the words that may follow.
type completion = cobra.CompletionFunc

// offerValues lets the shell complete the values of options.
func offerValues(c *cobra.Command) {
	files := cobra.FixedCompletions([]string{"pem", "crt", "cer", "der"}, cobra.ShellCompDirectiveFilterFileExt)
	for name, f := range map[string]completion{
		"lab": completeWorlds,
		"audience": func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return audiences(), cobra.ShellCompDirectiveNoFileComp
		},
		"language": cobra.FixedCompletions([]string{"en\tEnglish", "de\tDeutsch", "nl\tNederlands"}, cobra.ShellCompDirectiveNoFileComp),
		"theme":    cobra.FixedCompletions(themes(), cobra.ShellCompDirectiveNoFileComp),
		"format":   cobra.FixedCompletions(formats(), cobra.ShellCompDirectiveNoFileComp),
		"resolver": cobra.FixedCompletions([]string{bySystem, "tls://", "https://"}, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace),
		"compare":  cobra.FixedCompletions([]string{noneOf, bySystem, "tls://", "https://"}, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace),
		"cert":     files,
		"chain":    files,
		"tlsa":     cobra.FixedCompletions([]string{"3 1 1", "2 1 1"}, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace),
		"name":     cobra.NoFileCompletions,
		"host":     cobra.NoFileCompletions,
		"port":     cobra.FixedCompletions([]string{"25\tmail servers among themselves", "465\tsubmission", "587\tsubmission, STARTTLS", "993\tIMAP", "995\tPOP3"}, cobra.ShellCompDirectiveNoFileComp),
		"control":  cobra.NoFileCompletions,
		"proxy":    cobra.FixedCompletions([]string{"socks5://"}, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace),
		"source":   completeSources,
		"sha1":     cobra.FixedCompletions([]string{"insecure", "secure"}, cobra.ShellCompDirectiveNoFileComp),
	} {
		if c.Flags().Lookup(name) != nil {
			_ = c.RegisterFlagCompletionFunc(name, f) // fails for an unknown option only
		}
	}
}

func completeWorlds(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	worlds, err := lab.List(rules.Worlds())
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, w := range worlds {
		names = append(names, w.Name+"\t"+w.Title)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeSources offers the addresses of this computer that lead somewhere.
func completeSources(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			out = append(out, n.IP.String())
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func completeCodes(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var codes []string
	for _, r := range rules.All() {
		codes = append(codes, string(r.Code))
	}
	return codes, cobra.ShellCompDirectiveNoFileComp
}

// helpCommand is "danewalk help", which unlike cobra's own knows a mistake from
// a question.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Help about a command",
		Example: "  danewalk help check",
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("danewalk --help lists the commands", "there is no command %q", strings.Join(args, " "))
			}
			return c.Help()
		},
	}
}

// strictCompletion makes cobra's completion command complain about a shell that
// it does not know.
func strictCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd("completion") // it keeps where the output goes by now
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		c.Example = "  danewalk completion bash"
		c.Args = cobra.ArbitraryArgs
		c.RunE = func(*cobra.Command, []string) error {
			return usagef("danewalk completion bash, fish, powershell or zsh", "completion needs the name of a shell")
		}
	}
}
