package evidence

// Why a connection to a mail server was made, in Dial.Look. The ordinary session
// has none of these words: it is the one that a modern sender would hold, and
// the one that the verdict rests on. The others ask the same address again in
// another way, since a server may keep several certificates and choose by what
// the client can do.
const (
	LookTap     = "tls1.2-tap" // our TLS library could not read the certificate: TLS 1.2, and the tap reads it from the wire
	LookAgain   = "again"      // the ordinary session was turned away or got no STARTTLS: is it always so?
	LookRSA     = "rsa"        // TLS 1.2, signatures with RSA keys only
	LookECDSA   = "ecdsa"      // TLS 1.2, signatures with ECDSA keys only
	LookNoSNI   = "no-sni"     // no server name in the ClientHello
	LookOld     = "old"        // TLS 1.1 and older only
	LookSmall   = "no-mlkem"   // a ClientHello of the size from before post-quantum key shares
	LookControl = "control"    // a mail server that the person named: is port 25 open from here at all?
)
