package rules

import "danewalk/probe/wire"

// The steps of a host, as chain rows.
const (
	StepZone      = "zone"
	StepAddress   = "address"
	StepTLSA      = "tlsa"
	StepConnect   = "connect"
	StepSTARTTLS  = "starttls"
	StepHandshake = "tls"
	StepMatch     = "match"
)

// The rows that there is one of: the MX lookup, and the lookup of a check of one
// name.
const (
	LinkMX   = "mx"
	LinkName = "name"
)

// LinkZone is the row of a zone on the way to the domain.
func LinkZone(zone wire.Name) string { return "zone:" + zone.String() }

// LinkHost is the row of a mail server, or of one of its steps.
func LinkHost(host wire.Name, step string) string {
	if step == "" {
		return "host:" + host.String()
	}
	return "host:" + host.String() + "/" + step
}
