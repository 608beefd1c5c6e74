package session

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
)

// isTLS reports whether the handshake or a certificate is at fault.
func isTLS(err error) bool {
	var verification *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	return errors.As(err, &verification) || errors.As(err, &record) || errors.As(err, &alert) ||
		strings.HasPrefix(rootCause(err).Error(), "tls: ") || strings.HasPrefix(rootCause(err).Error(), "remote error: tls")
}

// tlsReason says what is wrong with a certificate or a handshake.
func tlsReason(err error) string {
	var host x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &record) && string(record.RecordHeader[:]) == "HTTP/":
		return "the server speaks http there, not https; write http://, or another port"
	case errors.As(err, &host):
		return fmt.Sprintf("the certificate is not for %s; check the host's name", host.Host)
	case errors.As(err, &unknown):
		return "the certificate is signed by an authority that this machine does not know; install its CA certificate"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate has expired or is not valid yet; check this machine's clock"
	case errors.As(err, &invalid):
		return "the certificate is not valid"
	}
	return fmt.Sprintf("TLS handshake: %v", rootCause(err))
}
