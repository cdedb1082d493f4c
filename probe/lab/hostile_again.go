package lab

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"net"
)

// renegotiation asks the client for another handshake inside the first one, as
// TLS 1.2 has it (RFC 5246 7.4.1.1). The library has no server that does; so the
// request is encrypted here, with the keys of the session. The session is of no
// use afterwards. A nil one does nothing.
type renegotiation struct {
	keys bytes.Buffer // "CLIENT_RANDOM random secret"
	said bytes.Buffer // what the server sent, from the ServerHello on
}

// renegotiation prepares the configuration for it, if the server renegotiates.
func (s *mailSession) renegotiation(c *tls.Config) *renegotiation {
	if !s.is("tls renegotiates") {
		return nil
	}
	r := &renegotiation{}
	c.MaxVersion = tls.VersionTLS12
	c.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
	c.KeyLogWriter = &r.keys
	return r
}

// overheard notes what is written.
type overheard struct {
	net.Conn
	heard *bytes.Buffer
}

func (c *overheard) Write(b []byte) (int, error) {
	c.heard.Write(b)
	return c.Conn.Write(b)
}

// Where the server's random is in its first record: behind the header of the
// record, that of the message, and the version (RFC 5246 7.4.1.3).
const (
	randomAt  = 5 + 4 + 2
	randomLen = 32
)

// ask sends the HelloRequest, as the second encrypted record of the server; the
// first was its Finished.
func (r *renegotiation) ask(raw *stream) bool {
	if r == nil {
		return true
	}
	record, err := r.request()
	if err != nil {
		return false
	}
	_, err = raw.Write(record)
	return err == nil
}

// request is the encrypted HelloRequest (RFC 5288 3, RFC 5246 6.2.3.3).
func (r *renegotiation) request() ([]byte, error) {
	words := bytes.Fields(r.keys.Bytes())
	if len(words) < 3 || r.said.Len() < randomAt+randomLen {
		return nil, errors.New("the handshake was not overheard")
	}
	var secrets [2][]byte
	for i := range secrets {
		octets, err := hex.DecodeString(string(words[i+1]))
		if err != nil {
			return nil, err
		}
		secrets[i] = octets
	}
	clientRandom, master := secrets[0], secrets[1]
	serverRandom := r.said.Bytes()[randomAt : randomAt+randomLen]
	// client key, server key, client salt, server salt: 16, 16, 4 and 4 octets
	block := expand(master, "key expansion", append(bytes.Clone(serverRandom), clientRandom...), 40)
	sealer, err := aes.NewCipher(block[16:32])
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(sealer)
	if err != nil {
		return nil, err
	}
	const sequence = 1
	message := []byte{0, 0, 0, 0} // HelloRequest, empty
	number := binary.BigEndian.AppendUint64(nil, sequence)
	extra := append(bytes.Clone(number), 22, 3, 3, 0, byte(len(message)))
	sealed := gcm.Seal(bytes.Clone(number), append(bytes.Clone(block[36:40]), number...), message, extra)
	return append([]byte{22, 3, 3, 0, byte(len(sealed))}, sealed...), nil
}

// expand is the pseudorandom function of TLS 1.2 with SHA-256 (RFC 5246 5).
func expand(secret []byte, label string, seed []byte, n int) []byte {
	mac := func(parts ...[]byte) []byte {
		h := hmac.New(sha256.New, secret)
		for _, p := range parts {
			h.Write(p)
		}
		return h.Sum(nil)
	}
	seed = append([]byte(label), seed...)
	var out []byte
	for a := mac(seed); len(out) < n; a = mac(a) {
		out = append(out, mac(a, seed)...)
	}
	return out[:n]
}
