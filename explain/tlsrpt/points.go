package tlsrpt

import (
	"strings"

	"danewalk/explain/bounce"
	"danewalk/probe/evidence"
)

func hostName(w evidence.Wild) string { return bounce.HostName(strings.TrimSpace(w.String())) }

// kinds are what a bounce for the same reason would be about. Where a result type
// is used for several faults there are several.
func (r Result) kinds() []bounce.Kind {
	switch r.Type {
	case STARTTLSNotSupported:
		return []bounce.Kind{bounce.STARTTLSMissing}
	case TLSAInvalid:
		return []bounce.Kind{bounce.TLSAMismatch, bounce.TLSAUnusable}
	case DNSSECInvalid:
		return []bounce.Kind{bounce.DNSSECInvalid}
	case DANERequired:
		return []bounce.Kind{bounce.DANERequired}
	case HostMismatch, CertExpired, CertNotTrusted:
		return certificateKinds(r.Type, r.Policy)
	case ValidationFailure: // anything else, and with MTA-STS a server that is not listed
		return map[PolicyType][]bounce.Kind{
			TLSA: {bounce.TLSAMismatch, bounce.Handshake}, STS: {bounce.MTASTSMX, bounce.MTASTSCertificate}, NoPolicy: {bounce.Handshake},
		}[r.Policy]
	}
	return nil
}

// certificateKinds: the same words are about DANE or about public authorities,
// which the policy tells.
func certificateKinds(t ResultType, p PolicyType) []bounce.Kind {
	switch {
	case p == STS:
		return []bounce.Kind{bounce.MTASTSCertificate}
	case t == HostMismatch:
		return []bounce.Kind{bounce.HostMismatch}
	case t == CertExpired:
		return []bounce.Kind{bounce.CertExpired}
	case p == TLSA:
		return []bounce.Kind{bounce.TLSAMismatch}
	}
	return []bounce.Kind{bounce.CertUntrusted}
}

// Points are the findings that a result may be about, the surest first.
func (r Result) Points() []bounce.Point {
	switch r.Type {
	case STSFetchError:
		return []bounce.Point{{Code: "mtasts.policy-unreachable", Certainty: bounce.Named}, {Code: "mtasts.policy-cert-invalid", Certainty: bounce.Possible}}
	case STSPolicyInvalid:
		return []bounce.Point{{Code: "mtasts.policy-syntax", Certainty: bounce.Named}}
	case STSWebPKIInvalid:
		return []bounce.Point{{Code: "mtasts.policy-cert-invalid", Certainty: bounce.Named}}
	}
	kinds := r.kinds()
	var sure, less []bounce.Point
	seen := map[string]bool{}
	for _, k := range kinds {
		for _, p := range bounce.Usual(k) {
			if seen[string(p.Code)] {
				continue
			}
			seen[string(p.Code)] = true
			if p.Certainty == bounce.Named && len(kinds) > 1 {
				p.Certainty = bounce.Likely
			}
			if p.Certainty == bounce.Possible {
				less = append(less, p)
			} else {
				sure = append(sure, p)
			}
		}
	}
	return append(sure, less...)
}
