package main

import "danewalk/explain/patience"

// patience is how long a check waits at most, for those who tell of it while it
// does.
func (j *job) patience() patience.Limits {
	l := j.collect.WithDefaults().Limits
	return patience.Limits{Connect: l.Connect, Silence: l.Silence, Reply: l.Reply, TLS: l.TLS, NoAnswer: l.NoAnswer, Walk: l.Walk}
}
