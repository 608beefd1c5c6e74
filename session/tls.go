package session

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"time"
)

// TLSFiles are the certificates of a session beyond the system's, all PEM.
type TLSFiles struct {
	CAs  []string // files of authorities that are trusted too
	Cert string   // the client's certificate, its intermediates behind it
	Key  string   // its private key; "" for the file of Cert
}

// LoadTLS reads the files. Nil where none is named. An error names the file, and
// says what it holds instead.
func LoadTLS(files TLSFiles) (*tls.Config, error) {
	if len(files.CAs) == 0 && files.Cert == "" && files.Key == "" {
		return nil, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if len(files.CAs) > 0 {
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool() // a system without any
		}
		for _, path := range files.CAs {
			if err := addCAs(pool, path); err != nil {
				return nil, fmt.Errorf("load CA: %w", err)
			}
		}
		config.RootCAs = pool
	}
	switch {
	case files.Cert == "" && files.Key != "":
		return nil, fmt.Errorf("load client certificate: there is a key (%s) and no certificate; name its file too", files.Key)
	case files.Cert != "":
		cert, err := loadPair(files.Cert, orDefault(files.Key, files.Cert))
		if err != nil {
			return nil, fmt.Errorf("load client certificate: %w", err)
		}
		config.Certificates = []tls.Certificate{cert}
	}
	return config, nil
}

// addCAs adds each certificate of a file.
func addCAs(pool *x509.CertPool, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	n, other := 0, ""
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			other = block.Type
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return fmt.Errorf("%s: certificate %d is damaged: %w", path, n+1, err)
		}
		pool.AddCert(cert)
		n++
	}
	switch {
	case n > 0:
		return nil
	case other != "":
		return fmt.Errorf("%s: it holds no certificate, but a %s", path, other)
	}
	return fmt.Errorf("%s: it holds no certificate; want PEM, which begins with -----BEGIN CERTIFICATE-----%s", path, derHint(data))
}

// derHint says how to convert a certificate that is in the other common format.
func derHint(data []byte) string {
	if _, err := x509.ParseCertificates(data); err == nil && len(data) > 0 {
		return " (this is DER; convert it by: openssl x509 -inform der)"
	}
	return ""
}

// loadPair reads a certificate and its key. crypto/tls's errors quote no secret.
func loadPair(certPath, keyPath string) (tls.Certificate, error) {
	certPEM, err := os.ReadFile(certPath)
	if err != nil {
		return tls.Certificate{}, err
	}
	keyPEM, err := os.ReadFile(keyPath)
	if err != nil {
		return tls.Certificate{}, err
	}
	for block, rest := pem.Decode(keyPEM); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
			return tls.Certificate{}, fmt.Errorf("%s: the key has a passphrase, which can't be asked for; take it off by: openssl pkey -in %s -out plain.pem", keyPath, keyPath)
		}
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("%s and %s: %w", certPath, keyPath, trimTLS(err))
	}
	if pair.Leaf != nil && time.Now().After(pair.Leaf.NotAfter) {
		return tls.Certificate{}, fmt.Errorf("%s: the certificate has expired on %s", certPath, pair.Leaf.NotAfter.Format(time.DateOnly))
	}
	return pair, nil
}

// trimTLS says a fault of crypto/tls without its package's name.
func trimTLS(err error) error {
	const prefix = "tls: "
	if text := err.Error(); len(text) > len(prefix) && text[:len(prefix)] == prefix {
		return errors.New(text[len(prefix):])
	}
	return err
}

// clientTLS is a session's own copy of a configuration, which notes on the trip
// that a server asked for a certificate and got none.
func clientTLS(config *tls.Config) *tls.Config {
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	config = config.Clone()
	if config.GetClientCertificate != nil {
		return config
	}
	config.GetClientCertificate = clientCerts(config.Certificates).pick
	return config
}

// clientCerts are what a session can show.
type clientCerts []tls.Certificate

// pick is tls.Config's GetClientCertificate.
func (certs clientCerts) pick(asked *tls.CertificateRequestInfo) (*tls.Certificate, error) {
	for i := range certs {
		if asked.SupportsCertificate(&certs[i]) == nil {
			return &certs[i], nil
		}
	}
	tripOf(asked.Context()).noCert.Store(true)
	return &tls.Certificate{}, nil // as crypto/tls has it: none
}

// wantsCert says of a hop that failed that its server asked for a certificate. In
// TLS 1.3 it refuses when this side thinks that all is well, and how that shows is
// a matter of moments.
func (tr *trip) wantsCert(err error) error {
	var own *fault
	if !tr.noCert.Load() || isTimeout(err) || errors.As(err, &own) && own.kind != KindCut && own.kind != KindProtocol {
		return err
	}
	return &fault{kind: KindTLS, err: err,
		reason: "the server wants a client certificate, was given none that it takes, and closed the connection; give it one (--cert)"}
}
