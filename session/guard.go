package session

import (
	"context"
	"net/http"
	"net/url"

	"github.com/formbot/formbot/scope"
)

// guard is the one way to the network. It checks every request against the scope
// before the transport beneath sees it.
type guard struct {
	scope  *scope.Scope
	strict bool
	base   http.RoundTripper
}

// leave is what a request may do outside the scope. It travels in the request's
// context; a request without one may do nothing there.
type leave struct {
	// host is a host outside the scope that a safe request may go to, because
	// the user named it. Canonical, without port; "" for none.
	host string
}

type leaveKey struct{}

func withLeave(ctx context.Context, l leave) context.Context {
	return context.WithValue(ctx, leaveKey{}, l)
}

// RoundTrip implements http.RoundTripper. A refusal is a *scope.RefusedError.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	checked, err := g.check(req)
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // a RoundTripper closes the body, on errors too
		}
		return nil, err
	}
	return g.base.RoundTrip(checked)
}

// check returns the request with the host that was checked in its URL.
func (g *guard) check(req *http.Request) (*http.Request, error) {
	u, err := canonicalURL(req.URL)
	if err != nil {
		if refused := g.scope.Check(req.URL); refused != nil {
			return nil, refused // says the same, and what to do
		}
		return nil, err
	}
	if err := g.mayReach(req, u); err != nil {
		return nil, err
	}
	host := u.Host
	if req.Host != "" && req.Host != req.URL.Host {
		// A Host header of its own addresses another site on that server.
		virtual := &url.URL{Scheme: u.Scheme, Host: req.Host, Path: u.Path}
		if err := g.mayReach(req, virtual); err != nil {
			return nil, err
		}
		host = req.Host
	}
	out := req.Clone(req.Context())
	out.URL, out.Host = u, host
	return out, nil
}

// mayReach is the policy of the package comment for one request and one host.
func (g *guard) mayReach(req *http.Request, u *url.URL) error {
	allowed, _ := req.Context().Value(leaveKey{}).(leave)
	if !g.strict && isSafe(req.Method) && allowed.host != "" && allowed.host == canonicalHostname(u) {
		return nil
	}
	return g.scope.Check(u)
}

// isSafe reports whether a method changes no state (RFC 9110, section 9.2.1).
// TRACE is left out: nothing here sends it.
func isSafe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
