package explain

import (
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
)

// Sentence is a reason in plain words, and the section of the standard that it
// rests on.
type Sentence struct {
	Text   string
	Source string // "RFC 4035 5.2"
}

// Why says a reason in a sentence. One that is not in the table is said as it is
// written.
func Why(b *text.Book, r dnssec.Reason) Sentence {
	for _, table := range []map[dnssec.Reason]reason{whyInsecure(), whyBogus(), whyUnknown()} {
		if _, ok := table[r]; ok {
			return said(b, r, table)
		}
	}
	return Sentence{Text: rules.ReasonWords(b, r)}
}

// whyInsecure explains what is not protected, without being wrong.
func whyInsecure() map[dnssec.Reason]reason {
	return map[dnssec.Reason]reason{
		dnssec.UnsignedDelegation:   {text.Phrase("The zone above proves that it has no key entry (DS) for this one: from here on nothing is signed."), "RFC 4035 5.2"},
		dnssec.OptOutDelegation:     {text.Phrase("The proof has a gap for unsigned names (opt-out): what lies in it need not be signed, so nothing about it is proven."), "RFC 5155 6"},
		dnssec.UnsupportedAlgorithm: {text.Phrase("Every key entry (DS) names a signature algorithm that cannot be checked here: the zone counts as unsigned."), "RFC 4035 5.2"},
		dnssec.UnsupportedDigest:    {text.Phrase("Every key entry (DS) is a fingerprint of a type that cannot be computed here: the zone counts as unsigned."), "RFC 6840 5.2"},
		dnssec.UnsupportedKeySize:   {text.Phrase("The only keys or signatures that could count are of a size that cannot be used here, so they prove nothing."), "RFC 4035 5.2"},
		dnssec.InsecureIterations:   {text.Phrase("The proof asks for too many rounds of hashing, so nobody follows it: the answer counts as unsigned."), "RFC 9276 3.2"},
		dnssec.InsecureAlias:        {text.Phrase("An alias on the way is not protected, so nothing behind it is."), "RFC 7672 2.1.3"},
		dnssec.NegativeAnchor:       {text.Phrase("You asked not to check signatures at and below this name (negative trust anchor): the zone counts as unsigned."), "RFC 7646 1.1"},
		dnssec.SHA1Unsupported:      {text.Phrase("The zone signs with SHA-1 only, which is not trusted any more: it counts as unsigned."), "RFC 9905 2"},
	}
}

// whyBogus explains what should be signed and is not proven.
func whyBogus() map[dnssec.Reason]reason {
	return map[dnssec.Reason]reason{
		dnssec.AnchorMismatch:   {text.Phrase("No key of the zone that signs its keys is one that we were told to trust (trust anchor)."), "RFC 4035 5"},
		dnssec.DSMismatch:       {text.Phrase("The key entry (DS) in the zone above fits no key of this zone."), "RFC 4035 5.2"},
		dnssec.DSMalformed:      {text.Phrase("The key entry (DS) in the zone above is damaged, and none that can be read helps."), "RFC 4035 5.2"},
		dnssec.DSButUnsigned:    {text.Phrase("The zone above has a key entry (DS), but this zone publishes no key at all."), "RFC 4035 5.2"},
		dnssec.DNSKEYNotSigned:  {text.Phrase("The key entry (DS) fits a key, but that key does not sign the keys of the zone."), "RFC 4035 5.2"},
		dnssec.KeyRevoked:       {text.Phrase("The only fitting key has been withdrawn by its owner (revoked)."), "RFC 5011 2.1"},
		dnssec.KeyFlags:         {text.Phrase("The only fitting key is not marked as the key of a zone."), "RFC 4034 2.1.1"},
		dnssec.SigExpired:       {text.Phrase("The signature has expired: it was not renewed in time."), "RFC 4035 5.3.1"},
		dnssec.SigNotYetValid:   {text.Phrase("The signature is not valid yet: a clock is wrong, at the signer or here."), "RFC 4035 5.3.1"},
		dnssec.SigMissing:       {text.Phrase("The records have no signature that can be checked, although the zone is signed."), "RFC 4035 5.3.1"},
		dnssec.SigInvalid:       {text.Phrase("The signature does not fit the records: they, or the signature, were changed after signing."), "RFC 4035 5.3.3"},
		dnssec.SigWrongSigner:   {text.Phrase("The signature names another zone as its signer than the one that holds the records."), "RFC 4035 5.3.1"},
		dnssec.SigUnknownKey:    {text.Phrase("The signature was made with a key that the zone does not publish."), "RFC 4035 5.3.1"},
		dnssec.SigLabels:        {text.Phrase("The signature was made for another name: its count of labels does not fit."), "RFC 4035 5.3.1"},
		dnssec.DenialMissing:    {text.Phrase("The server says that there is nothing, and sends no proof of it."), "RFC 4035 5.4"},
		dnssec.DenialInvalid:    {text.Phrase("The server says that there is nothing, and its proof does not show that."), "RFC 4035 5.4"},
		dnssec.BitmapWrong:      {text.Phrase("The signed list of types says that what was asked for exists, but the answer does not have it."), "RFC 6840 4.3"},
		dnssec.NSEC3UnknownHash: {text.Phrase("The proof of non-existence is in a form that nobody knows."), "RFC 5155 8.1, 8.2"},
		dnssec.WildcardUnproven: {text.Phrase("The answer was made from a wildcard, and no proof shows that the exact name does not exist."), "RFC 4035 5.3.4"},
		dnssec.DNAMEMismatch:    {text.Phrase("The alias (CNAME) is not the one that the signed DNAME makes."), "RFC 6672 5.3"},
		dnssec.DNSKEYMalformed:  {text.Phrase("The key is damaged: it cannot be read."), "RFC 4034 2.1"},
	}
}

// whyUnknown explains what could not be found out.
func whyUnknown() map[dnssec.Reason]reason {
	return map[dnssec.Reason]reason{
		dnssec.LookupFailed:      {text.Phrase("No server gave a usable answer."), "RFC 4035 4.3"},
		dnssec.DNSKEYUnavailable: {text.Phrase("The zone should be signed, but no server hands out its keys."), "RFC 4035 5"},
		dnssec.DSUnavailable:     {text.Phrase("The zone above does not say whether this zone is signed."), "RFC 4035 5.2"},
		dnssec.AliasLoop:         {text.Phrase("The aliases lead in a circle, or are more than anyone follows."), "RFC 1034 3.6.2"},
		dnssec.WorkLimit:         {text.Phrase("The check was stopped by a limit of danewalk: the data ask for more work than honest data need."), "RFC 1034 5.3.3"},
		dnssec.AboveAnchor:       {text.Phrase("We were told of no key to start from (trust anchor) at or above this name: nothing is proven, nor that it is unsigned."), "RFC 4033 5"},
		dnssec.NotAsked:          {text.Phrase("The check ended before this question was asked."), "RFC 4033 5"},
	}
}

// WhyNoProof says in a sentence why there is no proof of non-existence.
func WhyNoProof(b *text.Book, f denial.Failure) Sentence {
	return said(b, f, map[denial.Failure]reason{
		denial.Missing:      {text.Phrase("There is no signed proof in the answer at all (neither NSEC nor NSEC3)."), "RFC 4035 5.4"},
		denial.NotCovered:   {text.Phrase("None of the signed gaps holds the name."), "RFC 4035 5.4"},
		denial.NoEncloser:   {text.Phrase("Nothing shows the nearest name above it that exists (closest encloser)."), "RFC 5155 8.3"},
		denial.NoNextCloser: {text.Phrase("None of the signed gaps holds the next closer name."), "RFC 5155 8.3"},
		denial.NoWildcard:   {text.Phrase("Nothing shows that no wildcard stands for the name."), "RFC 4035 5.4"},
		denial.BitmapHas:    {text.Phrase("The signed list of types has the type that was asked for, or an alias."), "RFC 6840 4.3"},
		denial.Ancestor:     {text.Phrase("The proof is one of a delegation or of a DNAME above the name, which says nothing about names below."), "RFC 6840 4.1"},
		denial.UnknownHash:  {text.Phrase("The proof uses a hash or a flag that nobody knows, so it does not count."), "RFC 5155 8.1, 8.2"},
		denial.Iterations:   {text.Phrase("The proof asks for more rounds of hashing than anyone should do."), "RFC 9276 3.2"},
		denial.Exhausted:    {text.Phrase("The proof asks for more hashes than danewalk computes."), "RFC 9276 3.2"},
		denial.Exists:       {text.Phrase("The proof shows that the name exists."), "RFC 4035 5.4"},
	})
}
