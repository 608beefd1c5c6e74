package session

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"
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
	case errors.As(err, &record):
		return "the server speaks something else than TLS there; is this the right port?"
	case errors.As(err, &host):
		return fmt.Sprintf("the certificate is not for %s; check the host's name", host.Host)
	case errors.As(err, &unknown) && unknown.Cert != nil && bytes.Equal(unknown.Cert.RawIssuer, unknown.Cert.RawSubject):
		return "the certificate is signed by nobody but itself; if it is the right one, make it known to this machine as a CA certificate"
	case errors.As(err, &unknown):
		return "the certificate is signed by an authority that this machine does not know; install its CA certificate"
	case errors.As(err, &invalid):
		return certificateReason(invalid)
	case strings.HasPrefix(rootCause(err).Error(), unsupportedVersion):
		return alertReason(unsupportedVersion)
	}
	return alertReason(rootCause(err).Error())
}

// certificateReason says why a certificate that is well signed does not hold.
func certificateReason(err x509.CertificateInvalidError) string {
	switch {
	case err.Reason == x509.Expired && err.Cert != nil && strings.Contains(err.Detail, "is before"):
		return fmt.Sprintf("the certificate is valid from %s on; check this machine's clock", err.Cert.NotBefore.UTC().Format(time.RFC3339))
	case err.Reason == x509.Expired && err.Cert != nil:
		return fmt.Sprintf("the certificate expired at %s; its owner must renew it (or is this machine's clock wrong?)", err.Cert.NotAfter.UTC().Format(time.RFC3339))
	case err.Reason == x509.IncompatibleUsage:
		return "the certificate is not meant for servers; its owner must replace it"
	}
	return fmt.Sprintf("the certificate does not hold (%v); its owner must replace it", err)
}

// alertReason says what the alert means by which a server ended a handshake (RFC
// 8446, section 6). crypto/tls gives alerts no type of their own, only texts.
func alertReason(text string) string {
	switch text {
	case "tls: handshake failure":
		return "the server refused the TLS handshake (handshake failure): no version and cipher suit both sides, or it wants a client certificate"
	case "tls: bad certificate", "tls: certificate required", "tls: unknown certificate", "tls: unknown certificate authority":
		return fmt.Sprintf("the server wants a client certificate, and was given none that it takes (%s)", strings.TrimPrefix(text, "tls: "))
	case "tls: protocol version not supported", unsupportedVersion:
		return "the server speaks only versions of TLS that are no longer safe (before 1.2); its owner must update it"
	case "tls: unrecognized name":
		return "the server does not know the host's name; check it"
	}
	return fmt.Sprintf("the TLS handshake failed (%s)", strings.TrimPrefix(text, "tls: "))
}

// unsupportedVersion is how crypto/tls's message begins when a server answers in
// an old version instead of refusing.
const unsupportedVersion = "tls: server selected unsupported protocol version"
