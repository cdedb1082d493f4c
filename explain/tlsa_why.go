package explain

import (
	"danewalk/explain/text"
	"danewalk/probe/judge/pkix"
	"danewalk/probe/judge/tlsa"
)

// WhyUnusable says in a sentence why a TLSA record does not take part.
func WhyUnusable(b *text.Book, p tlsa.Problem) Sentence {
	return said(b, p, map[tlsa.Problem]reason{
		tlsa.Malformed:       {text.Phrase("The record is too short: it needs three numbers and a value."), "RFC 6698 2.1"},
		tlsa.UsagePKIX:       {text.Phrase("Usages 0 and 1 are not for mail, because mail servers share no list of trusted authorities."), "RFC 7672 3.1.3"},
		tlsa.UnknownUsage:    {text.Phrase("The first number (usage) is not one that is defined: for mail it is 2 or 3."), "RFC 6698 4.1"},
		tlsa.UnknownSelector: {text.Phrase("The second number (selector) is not one that is defined: it is 0 or 1."), "RFC 6698 4.1"},
		tlsa.UnknownMatching: {text.Phrase("The third number (matching type) is not one that is defined: it is 0, 1 or 2."), "RFC 6698 4.1"},
		tlsa.DigestLength:    {text.Phrase("The value is not as long as a digest of its kind: SHA-256 has 64 hexadecimal digits, SHA-512 has 128."), "RFC 6698 4.1"},
		tlsa.NotCertificate:  {text.Phrase("The value should be a whole certificate, and cannot be read as one."), "RFC 6698 4.1"},
		tlsa.NotPublicKey:    {text.Phrase("The value should be a whole public key, and cannot be read as one."), "RFC 6698 4.1"},
	})
}

// WhyNoMatch says in a sentence why a TLSA record does not authenticate a
// chain.
func WhyNoMatch(b *text.Book, w tlsa.Why) Sentence {
	return said(b, w, map[tlsa.Why]reason{
		tlsa.Differs:       {text.Phrase("The value belongs to no certificate of this chain."), "RFC 7672 3.1.1"},
		tlsa.NotInChain:    {text.Phrase("The authority that the record names is not among the certificates that the server sends."), "RFC 7672 3.1.2"},
		tlsa.ChainInvalid:  {text.Phrase("The authority is there, but no valid path leads from it to the server's own certificate."), "RFC 7672 3.1.2"},
		tlsa.NameMismatch:  {text.Phrase("The authority is there and the path is valid, but the server's own certificate has another name."), "RFC 7672 3.2.2"},
		tlsa.LeafUnderTA:   {text.Phrase("The value belongs to the server's own certificate, but usage 2 is for an authority above it: usage 3 is meant."), "RFC 7671 5.2"},
		tlsa.CAUnderEE:     {text.Phrase("The value belongs to a certificate above the server's own, but usage 3 is for the server's own: usage 2 is meant."), "RFC 7671 5.1"},
		tlsa.OtherSelector: {text.Phrase("The value was made of the other part of the certificate than the second number (selector) says."), "RFC 6698 2.1.2"},
		tlsa.OtherHash:     {text.Phrase("The value was made of the right certificate, but in another way than the third number (matching type) says."), "RFC 6698 2.1.3"},
		tlsa.EmptyInput:    {text.Phrase("The value is the digest of nothing: the command that made it had no input."), "RFC 6698 2.1.3"},
		tlsa.PEMInput:      {text.Phrase("The value is the digest of the PEM text instead of what the text stands for."), "RFC 6698 2.1.3"},
		tlsa.OtherInput:    {text.Phrase("The value was made of something else than the certificate or its key."), "RFC 6698 2.1.3"},
		tlsa.NoCertificate: {text.Phrase("There is no certificate to compare with."), "RFC 7672 3.1"},
		tlsa.OutOfForce:    {text.Phrase("The record does not count, because one of the same usage and selector has a stronger digest."), "RFC 7671 9"},
		tlsa.NotUsable:     {text.Phrase("The record cannot be used for mail."), "RFC 7672 3.1"},
		tlsa.NotTried:      {text.Phrase("The record was not tried to the end: there are more records of its kind, or more certificates, than danewalk keeps."), "RFC 7672 3.1"},
	})
}

// WhyNoPath says in a sentence why no valid path leads to a trust anchor.
func WhyNoPath(b *text.Book, r pkix.Reason) Sentence {
	return said(b, r, map[pkix.Reason]reason{
		pkix.Expired:         {text.Phrase("A certificate on the way has expired."), "RFC 5280 4.1.2.5"},
		pkix.NotYetValid:     {text.Phrase("A certificate on the way is not valid yet."), "RFC 5280 4.1.2.5"},
		pkix.NotCA:           {text.Phrase("A certificate that signs another is not that of an authority."), "RFC 5280 6.1.4"},
		pkix.KeyUsage:        {text.Phrase("A certificate that signs another may not do so (key usage)."), "RFC 5280 4.2.1.3"},
		pkix.PathLength:      {text.Phrase("An authority has more authorities below it than it may."), "RFC 5280 4.2.1.9"},
		pkix.NameConstraints: {text.Phrase("A name is outside what its authority may sign (name constraints)."), "RFC 5280 4.2.1.10"},
		pkix.ExtKeyUsage:     {text.Phrase("A certificate on the way is not for TLS servers."), "RFC 5280 4.2.1.12"},
		pkix.UnknownCritical: {text.Phrase("A certificate on the way has a critical extension that is not known here."), "RFC 5280 4.2"},
		pkix.NotRead:         {text.Phrase("A certificate on the way has a critical extension that danewalk does not read: others may find the path valid."), "RFC 5280 4.2"},
		pkix.WeakAlgorithm:   {text.Phrase("A signature on the way is of a kind that nobody accepts any more."), "RFC 5280 6.1.3"},
		pkix.UnsupportedKey:  {text.Phrase("A key on the way is of a kind that danewalk cannot use: others may find the path valid."), "RFC 5280 6.1.3"},
		pkix.BadSignature:    {text.Phrase("A signature on the way does not fit: the issuer's name is right, its key is another."), "RFC 5280 6.1.3"},
		pkix.NoPath:          {text.Phrase("A certificate between the authority and the server's own is missing."), "RFC 5280 6.1"},
		pkix.Unparsed:        {text.Phrase("A certificate cannot be read by danewalk: others may find the path valid."), "RFC 5280 4.1"},
		pkix.WorkLimit:       {text.Phrase("The search for a path was stopped by a limit of danewalk."), "RFC 5280 6.1"},
	})
}

// WhyStricter says in a sentence what some senders refuse about a path that is
// valid.
func WhyStricter(b *text.Book, n pkix.Note) Sentence {
	return said(b, n, map[pkix.Note]reason{
		pkix.AnchorExpired:     {text.Phrase("The authority's own certificate has expired and is self-signed: senders with OpenSSL, such as Postfix, refuse it."), "RFC 5280 6.1"},
		pkix.AnchorNotYetValid: {text.Phrase("The authority's own certificate is not valid yet and is self-signed: senders with OpenSSL, such as Postfix, refuse it."), "RFC 5280 6.1"},
		pkix.AnchorDates:       {text.Phrase("The authority's own certificate is out of its dates: Postfix does not look at them, other senders may."), "RFC 5280 6.1.1"},
		pkix.AnchorNotCA:       {text.Phrase("The authority's own certificate is not marked as one that may sign others: senders with OpenSSL, such as Postfix, refuse it."), "RFC 5280 6.1"},
		pkix.AnchorLimits:      {text.Phrase("The limits in the authority's own certificate are not kept: senders with OpenSSL, such as Postfix, refuse it."), "RFC 7671 5.2.1"},
		pkix.AnyUse:            {text.Phrase("A certificate is for any use and does not name TLS servers: senders with OpenSSL, such as Postfix, refuse it."), "RFC 5280 4.2.1.12"},
		pkix.SHA1:              {text.Phrase("A signature uses SHA-1: senders with OpenSSL 3, such as Postfix, refuse it."), "RFC 9155 5"},
		pkix.SmallKey:          {text.Phrase("An RSA key has fewer than 2048 bits: Postfix takes it, senders with OpenSSL at security level 2 refuse it."), "RFC 9325 4.5"},
		pkix.BareKey:           {text.Phrase("The record brings a bare key, which senders need not look at."), "RFC 7671 5.2.3"},
	})
}

// reason is a sentence and what it rests on, before they are said in a language.
type reason struct {
	say    text.Phrase
	source string
}

// said says the sentence of a word; one that has none is said as it is written.
func said[W ~string](b *text.Book, word W, table map[W]reason) Sentence {
	if r, ok := table[word]; ok {
		return Sentence{b.Say(r.say), r.source}
	}
	return Sentence{Text: string(word)}
}
