// Package probe is the facade of the collectors: one call that gathers the
// evidence about a domain or a name into a log.
//
//	log := evidence.NewLog(nil)
//	target, err := probe.ParseTarget("anna@example.org")
//	err = probe.Run(ctx, target, probe.Options{Hints: probe.RootHints()}, log)
//	log.Close()
//
// Nothing is judged here. Trouble of the network is evidence; Run fails only
// when it was cancelled, or when the program itself has a fault.
package probe
