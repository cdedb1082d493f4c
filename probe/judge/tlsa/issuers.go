package tlsa

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"danewalk/probe/wire"
)

// IssuersAsOf is the day on which the table below was right. It ages: whoever
// runs a CA may replace an issuer without notice.
const IssuersAsOf = "2026-07-08"

// IssuerState is what a CA does with an issuer.
type IssuerState string

// The states of an issuer.
const (
	IssuerActive  IssuerState = "active"
	IssuerBackup  IssuerState = "backup" // may be used at any time without warning
	IssuerRetired IssuerState = "retired"
	IssuerRoot    IssuerState = "root"
)

// Issuer is a CA key that people name in TLSA records. All are of Let's
// Encrypt, whose certificates most mail servers have.
type Issuer struct {
	Name  string
	Kind  string // of the certificates that it issues: "ECDSA" or "RSA"; empty for roots
	State IssuerState
	SPKI  string // SHA-256 of the SubjectPublicKeyInfo, hexadecimal
}

// Issuers lists the CA keys as they were on IssuersAsOf. Source: the
// certificates that letsencrypt.org publishes; the digests were computed from them.
func Issuers() []Issuer {
	return []Issuer{
		{"YE1", "ECDSA", IssuerActive, "6ebcefb4210b088654a38b03fea3d7d1c711b4fb1ddc363a45f9b1a4e53da01e"},
		{"YE2", "ECDSA", IssuerActive, "b3fb5d00e994cddf2cc9a4eea9f806bc5727e83cc0e4299bf956f2d524fe5376"},
		{"YE3", "ECDSA", IssuerBackup, "a698a20824be04e47a1a33c4fa488731be92011f23a31e900e2ca26c9c2acfce"},
		{"YR1", "RSA", IssuerActive, "2e8307068b6db620e4a39d068b5dee5d6ef5788cbb2c0b6d23ead84fcc17178c"},
		{"YR2", "RSA", IssuerActive, "9d637b3d27a9e570d07607b9ccadb80a70915c7af72afce12841b1b1da825fd1"},
		{"YR3", "RSA", IssuerBackup, "51aaa87d984b559ac69e929f888a022d832e089ff4dba0a412b5101bca4bc799"},
		{"Root YE", "", IssuerRoot, "b0292ae545978e0fbb98abbd94c861605e5b18bb32ed523f50d5b7b5c71d47bc"},
		{"Root YR", "", IssuerRoot, "7e4e8838a8add6295de7ae3b047d3aba3488ab95db0a0aa56d897a00d8618bcf"},
		{"ISRG Root X1", "", IssuerRoot, "0b9fa5a59eed715c26c1020c711b4f6ec42d58b0015e14337a39dad301c5afc3"},
		{"ISRG Root X2", "", IssuerRoot, "762195c225586ee6c0237456e2107dc54f1efc21f61a792ebd515913cce68332"},
		{"E5", "ECDSA", IssuerRetired, "3586d4ecf070578cbd27aedce20b964e48bc149faeb9dad72f46b857869172b8"},
		{"E6", "ECDSA", IssuerRetired, "d016e1fe311948aca64f2de44ce86c9a51ca041df6103bb52a88eb3f761f57d7"},
		{"E7", "ECDSA", IssuerRetired, "cbbc559b44d524d6a132bdac672744da3407f12aae5d5f722c5f6c7913871c75"},
		{"E8", "ECDSA", IssuerRetired, "885bf0572252c6741dc9a52f5044487fef2a93b811cdedfad7624cc283b7cdd5"},
		{"E9", "ECDSA", IssuerRetired, "f1440a9b76e1e41e53a4cb461329bf6337b419726be513e42e19f1c691c5d4b2"},
		{"R10", "RSA", IssuerRetired, "2bbad93ab5c79279ec121507f272cbe0c6647a3aae52e22f388afab426b4adba"},
		{"R11", "RSA", IssuerRetired, "6ddac18698f7f1f7e1c69b9bce420d974ac6f94ca8b2c761701623f99c767dc7"},
		{"R12", "RSA", IssuerRetired, "919c0df7a787b597ed056ace654b1de9c0387acf349f73734a4fd7b58cf612a4"},
		{"R13", "RSA", IssuerRetired, "025490860b498ab73c6a12f27a49ad5fe230fafe3ac8f6112c9b7d0aad46941d"},
		{"R14", "RSA", IssuerRetired, "f1647a5ee3efac54c892e930584fe47979b7acd1c76c1271bca1c5076d869888"},
		{"R3", "RSA", IssuerRetired, "8d02536c887482bc34ff54e41d2ba659bf85b341a0a20afadb5813dcfbcf286d"},
		{"R4", "RSA", IssuerRetired, "e5545e211347241891c554a03934cde9b749664a59d26d615fe58f77990f2d03"},
		{"E1", "ECDSA", IssuerRetired, "276fe8a8c4ec7611565bf9fce6dcace9be320c1b5bea27596b2204071ed04f10"},
		{"E2", "ECDSA", IssuerRetired, "bd936e72b212ef6f773102c6b77d38f94297322efc25396bc3279422e0c89270"},
		{"X3", "RSA", IssuerRetired, "60b87575447dcba2a36b7d11ac09fb24a9db406fee12d2cc90180517616e8a18"},
		{"X4", "RSA", IssuerRetired, "b111dd8a1c2091a89bd4fd60c57f0716cce50feeff8137cdbee0326e02cf362b"},
	}
}

// Words names an issuer and says what it is good for.
func (i Issuer) Words() string {
	if i.State == IssuerRoot {
		return i.Name + ", a root of Let's Encrypt"
	}
	return i.Name + ", an issuing CA of Let's Encrypt (" + string(i.State) + " on " + IssuersAsOf + ")"
}

// IssuerOf recognises the CA key that a record names: as SHA-256, or whole.
func IssuerOf(t wire.TLSA) (Issuer, bool) {
	var digest string
	switch {
	case t.Selector != selectorSPKI:
		return Issuer{}, false
	case t.Matching == matchSHA256:
		digest = hex.EncodeToString(t.Data)
	case t.Matching == matchFull:
		sum := sha256.Sum256(t.Data)
		digest = hex.EncodeToString(sum[:])
	}
	all := Issuers()
	i := slices.IndexFunc(all, func(ca Issuer) bool { return ca.SPKI == digest })
	if i < 0 {
		return Issuer{}, false
	}
	return all[i], true
}
