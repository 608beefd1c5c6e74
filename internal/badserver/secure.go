package badserver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"time"
)

// authority signs certificates.
type authority struct {
	pool *x509.CertPool
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority() (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "badserver"},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(48 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	a := &authority{pool: x509.NewCertPool(), cert: cert, key: key}
	a.pool.AddCert(cert)
	return a, nil
}

// config makes a server's configuration with a good certificate for 127.0.0.1,
// less what change does to it.
func (a *authority) config(change func(*x509.Certificate)) (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "badserver leaf"},
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
	}
	parent, signer := a.cert, a.key
	if change != nil {
		change(template)
		if template.IsCA { // signed by itself
			parent, signer = template, key
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		MinVersion:   tls.VersionTLS12,
	}, nil
}

// certified serves a good page with a certificate that is not.
func certified(change func(*x509.Certificate)) func(*authority) (*tls.Config, error) {
	return func(a *authority) (*tls.Config, error) { return a.config(change) }
}

// fromElsewhere has a certificate of another authority than the one that is told.
func fromElsewhere(*authority) (*tls.Config, error) {
	other, err := newAuthority()
	if err != nil {
		return nil, err
	}
	return other.config(nil)
}

// oldVersions speaks TLS 1.0 and 1.1 alone, which RFC 8996 deprecates.
func oldVersions(a *authority) (*tls.Config, error) {
	c, err := a.config(nil)
	if err == nil {
		c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	}
	return c, err
}

func wantsCertificate(a *authority) (*tls.Config, error) {
	c, err := a.config(nil)
	if err == nil {
		c.ClientAuth = tls.RequireAnyClientCert
	}
	return c, err
}

func handshakes() []Misbehaviour {
	good := always(ok + "\r\n" + page)
	return []Misbehaviour{
		{Name: "tls-expired", What: "has a certificate that has expired", answer: good,
			secure: certified(func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) })},
		{Name: "tls-not-yet-valid", What: "has a certificate that is not valid yet", answer: good,
			secure: certified(func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour) })},
		{Name: "tls-wrong-host", What: "has a certificate for another host", answer: good,
			secure: certified(func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"other.example"} })},
		{Name: "tls-self-signed", What: "has a certificate signed by itself", answer: good,
			secure: certified(func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true })},
		{Name: "tls-unknown-authority", What: "has a certificate signed by nobody that is known", answer: good, secure: fromElsewhere},
		{Name: "tls-wrong-use", What: "has a certificate for clients", answer: good,
			secure: certified(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })},
		{Name: "tls-old-version", What: "speaks TLS 1.1 at best", answer: good, secure: oldVersions},
		{Name: "tls-wants-certificate", What: "wants a certificate of the client", answer: good, secure: wantsCertificate},
		{Name: "tls-plain", What: "speaks http on the port for https", scheme: "https", raw: onceAsked("HTTP/1.1 400 Bad Request\r\n\r\n")},
		{Name: "tls-on-http", What: "speaks TLS on the port for http",
			// An alert: unexpected_message (RFC 8446, section 6).
			raw: onceAsked("\x15\x03\x01\x00\x02\x02\x0a")},
		{Name: "tls-silent", What: "takes the connection and never answers the handshake", scheme: "https", raw: then("")},
		{Name: "tls-cut", What: "closes the connection in the handshake", scheme: "https", raw: func(c *Conn) error {
			if _, err := c.in.Peek(1); err != nil {
				return err
			}
			return errClose
		}},
		{Name: "tls-alert", What: "refuses the handshake with an alert", scheme: "https", raw: onceAsked("\x15\x03\x03\x00\x02\x02\x28")},
	}
}
