package session

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/formbot/formbot/scope"
	"github.com/formbot/formbot/session/auth"
)

// Kind is what went wrong between here and the server.
type Kind string

// The kinds of NetworkError.
const (
	KindDNS       Kind = "dns"       // the host has no address
	KindConnect   Kind = "connect"   // nothing listens there, or no way leads there
	KindProxy     Kind = "proxy"     // the proxy did not do its part
	KindTLS       Kind = "tls"       // certificate or handshake
	KindTimeout   Kind = "timeout"   // one of the time limits of Options, MinRate included
	KindCut       Kind = "cut"       // the connection ended before the answer did
	KindTooLarge  Kind = "too-large" // one of the size limits of Options
	KindRedirects Kind = "redirects" // too many, a loop, or one that cannot be followed
	KindEncoding  Kind = "encoding"  // the body cannot be decompressed
	KindProtocol  Kind = "protocol"  // the answer is not HTTP
	KindPace      Kind = "pace"      // the host may not be asked again for longer than is worth waiting
)

// NetworkError is a fault of the other side or of the way there. The command
// exits with 4.
type NetworkError struct {
	Op     string // the method in lower case
	URL    string // without user information, query and fragment
	Kind   Kind
	Limit  string // the field of Options that set the bound which was hit; "" where none was
	Reason string // what happened and what to do, without secrets
	// Answered tells that the last hop's answer had begun: its request may have
	// had its effect, and it did reach a server.
	Answered bool
	Tries    []Try // where the request was sent more than once; the last is this error
	Err      error // the cause; nil where there is none beneath. Not for display: it may quote what was sent
}

// Error implements error. It names the limit that was hit.
func (e *NetworkError) Error() string {
	limit := ""
	if e.Limit != "" {
		limit = " (" + e.Limit + ")"
	}
	return fmt.Sprintf("%s %s: %s%s%s", e.Op, e.URL, e.Reason, limit, describeTries(e.Tries))
}

// Unwrap returns the cause.
func (e *NetworkError) Unwrap() error { return e.Err }

// fail makes a NetworkError about the errand's present hop.
func (e *errand) fail(kind Kind, reason string, cause error) *NetworkError {
	return &NetworkError{Op: strings.ToLower(e.method), URL: redactURL(e.url), Kind: kind, Reason: reason, Answered: e.answered, Err: cause}
}

// explain turns what a hop failed with into the error that the caller gets.
// parent is the caller's context, ctx the one with the session's time limit.
func (s *Session) explain(parent, ctx context.Context, e *errand, err error) error {
	at := fmt.Sprintf("%s %s", strings.ToLower(e.method), redactURL(e.url))
	var refused *scope.RefusedError
	var body *unreadableError
	var insecure *auth.InsecureError
	switch {
	case errors.As(err, &refused):
		if n := len(e.passed); n > 0 {
			return fmt.Errorf("%s redirects out of scope: %w", redactURL(e.passed[n-1]), refused)
		}
		return refused
	case errors.Is(parent.Err(), context.Canceled):
		return fmt.Errorf("%s: %w", at, context.Canceled)
	case parent.Err() != nil:
		return e.failTried(&fault{kind: KindTimeout, reason: "no complete answer before the caller's deadline"}, err)
	case ctx.Err() != nil: // whose cause is a time limit, whatever the transport made of it
		reason := fmt.Sprintf("no complete answer within %s", s.limits.timeout)
		return e.failTried(&fault{kind: KindTimeout, limit: "Timeout", reason: reason}, context.Cause(ctx))
	case errors.As(err, &insecure):
		return fmt.Errorf("%s: %w", at, insecure)
	case errors.As(err, &body):
		return fmt.Errorf("%s: read what is to be sent: %w", at, body.err)
	}
	return e.failTried(s.limits.classify(err), err)
}

// failTried is fail with the limit that was hit, and with what was tried.
func (e *errand) failTried(f *fault, cause error) *NetworkError {
	failed := e.fail(f.kind, f.reason, cause)
	failed.Limit, failed.Tries = f.limit, e.trip.tried()
	return failed
}
