package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/pkix"
	"danewalk/probe/judge/tlsa"
)

// tlsaTaChainInvalid: under usage 2 the CA that the record names was sent, and the path to it does not hold.
func tlsaTaChainInvalid() Rule {
	return Rule{
		Code: "tlsa.ta-chain-invalid", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 5.2", "RFC 7672 3.1.2", "RFC 5280 6.1"},
		Causes: []finding.Code{"local.clock-wrong"},
		Detect: detectTlsaTaChainInvalid,
	}
}

func detectTlsaTaChainInvalid(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.ta-chain-invalid", func(f *finding.Finding, _ *mail.Host, a *mail.Address) {
		t, _ := attemptOf(a, tlsa.ChainInvalid)
		f.Args["detail"], f.Args["why"], f.Args["sent"] = t.Detail, pathWords(t.Reason), chainWords(a)
	})
}

// pathWords says why a path does not hold, to follow "certificate chain: ".
func pathWords(r pkix.Reason) string {
	switch r {
	case pkix.Expired:
		return "a certificate has expired"
	case pkix.NotYetValid:
		return "a certificate is not valid yet"
	case pkix.NotCA, pkix.KeyUsage, pkix.PathLength, pkix.NameConstraints:
		return "a CA issued more than it may"
	case pkix.ExtKeyUsage:
		return "a certificate is not for servers"
	case pkix.BadSignature:
		return "a signature in it is wrong"
	case pkix.NoPath:
		return "a certificate in between is missing"
	case pkix.WeakAlgorithm:
		return "a signature in it is too weak"
	}
	return "it could not be verified here" // our own limits
}
