package session

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/formbot/formbot/scope"
)

// Kind is what went wrong between here and the server.
type Kind string

// The kinds of NetworkError.
const (
	KindDNS       Kind = "dns"       // the host has no address
	KindConnect   Kind = "connect"   // nothing listens there, or no way leads there
	KindProxy     Kind = "proxy"     // the proxy of the environment did not do its part
	KindTLS       Kind = "tls"       // certificate or handshake
	KindTimeout   Kind = "timeout"   // one of the time limits of Options
	KindCut       Kind = "cut"       // the connection ended before the answer did
	KindTooLarge  Kind = "too-large" // the body or the header exceeds its limit
	KindRedirects Kind = "redirects" // too many, a loop, or one that cannot be followed
	KindEncoding  Kind = "encoding"  // the body cannot be decompressed
	KindProtocol  Kind = "protocol"  // the answer is not HTTP
)

// NetworkError is a fault of the other side or of the way there. The command
// exits with 4.
type NetworkError struct {
	Op     string // the method in lower case
	URL    string // without user information, query and fragment
	Kind   Kind
	Reason string // what happened and what to do, without secrets
	Err    error  // the cause; nil where there is none beneath. Not for display: it may quote what was sent
}

// Error implements error.
func (e *NetworkError) Error() string { return fmt.Sprintf("%s %s: %s", e.Op, e.URL, e.Reason) }

// Unwrap returns the cause.
func (e *NetworkError) Unwrap() error { return e.Err }

// fail makes a NetworkError about the errand's present hop.
func (e *errand) fail(kind Kind, reason string, cause error) *NetworkError {
	return &NetworkError{Op: strings.ToLower(e.method), URL: redactURL(e.url), Kind: kind, Reason: reason, Err: cause}
}

// explain turns what a hop failed with into the error that the caller gets.
// parent is the caller's context, ctx the one with the session's time limit.
func (s *Session) explain(parent, ctx context.Context, e *errand, err error) error {
	at := fmt.Sprintf("%s %s", strings.ToLower(e.method), redactURL(e.url))
	var refused *scope.RefusedError
	var body *unreadableError
	switch {
	case errors.As(err, &refused):
		if n := len(e.passed); n > 0 {
			return fmt.Errorf("%s redirects out of scope: %w", redactURL(e.passed[n-1]), refused)
		}
		return refused
	case errors.Is(parent.Err(), context.Canceled):
		return fmt.Errorf("%s: %w", at, context.Canceled)
	case parent.Err() != nil:
		return e.fail(KindTimeout, "no complete answer before the caller's deadline", err)
	case ctx.Err() != nil:
		return e.fail(KindTimeout, fmt.Sprintf("no complete answer within %s (Timeout)", s.limits.timeout), err)
	case errors.As(err, &body):
		return fmt.Errorf("%s: read what is to be sent: %w", at, body.err)
	}
	kind, reason := s.limits.classify(err)
	return e.fail(kind, reason, err)
}

// classify finds the kind of a fault and says it in words. It quotes only what
// comes from this machine or names hosts, never what was sent or received.
func (l limits) classify(err error) (Kind, string) {
	var own *bodyError
	var proxy *proxyError
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &own):
		return own.kind, own.reason
	case errors.As(err, &proxy):
		return KindProxy, proxy.reason
	case errors.As(err, &dns):
		if dns.IsNotFound {
			return KindDNS, fmt.Sprintf("the host %q is not known; check its spelling", dns.Name)
		}
		return KindDNS, fmt.Sprintf("the host %q could not be looked up; check the network and try again", dns.Name)
	case isTLS(err):
		return KindTLS, tlsReason(err)
	case errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect"):
		return l.dialFault(op)
	case isCut(err):
		return KindCut, "the connection was cut before the answer was complete; try again"
	}
	var timeout net.Error
	text := err.Error() // to choose by, not to show
	switch {
	case errors.As(err, &timeout) && timeout.Timeout() && strings.Contains(text, "TLS handshake"):
		return KindTimeout, fmt.Sprintf("no TLS handshake within %s (TLSTimeout)", l.tls)
	case errors.As(err, &timeout) && timeout.Timeout():
		return KindTimeout, fmt.Sprintf("no answer within %s (HeaderTimeout)", l.header)
	case strings.Contains(text, "headers exceeded"):
		return KindTooLarge, fmt.Sprintf("the answer's header is larger than %d bytes", maxHeaderBytes)
	}
	return KindProtocol, "the answer is not HTTP that can be read; is this the right port?"
}

// dialFault explains a connection that did not come about.
func (l limits) dialFault(op *net.OpError) (Kind, string) {
	through := ""
	if op.Op == "proxyconnect" {
		through = " through the proxy (see HTTP_PROXY, HTTPS_PROXY, NO_PROXY)"
	}
	switch {
	case op.Timeout():
		return KindTimeout, fmt.Sprintf("no connection%s within %s (DialTimeout)", through, l.dial)
	case errors.Is(op, syscall.ECONNREFUSED):
		return KindConnect, fmt.Sprintf("nothing listens there%s (connection refused); is the server running, and is it this port?", through)
	}
	return KindConnect, fmt.Sprintf("no connection%s: %v; check the network", through, rootCause(op))
}

// rootCause is the innermost error, which for a failed dial is the system's.
func rootCause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// isCut reports whether the other side went away in the middle.
func isCut(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed)
}

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
