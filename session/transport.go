package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/formbot/formbot/scope"
)

// newTransport makes the connections beneath the guard.
func newTransport(l limits) *http.Transport {
	d := &dialer{timeout: l.dial}
	return &http.Transport{
		OnProxyConnectResponse: checkProxyAnswer,
		DialContext:            d.DialContext,
		TLSHandshakeTimeout:    l.tls,
		ResponseHeaderTimeout:  l.header,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConns:           100,
		MaxResponseHeaderBytes: l.maxHeader,
		DisableCompression:     true, // readBody decompresses, within bounds
		ForceAttemptHTTP2:      true,
	}
}

// proxyError is what is wrong with a proxy.
type proxyError struct{ reason string }

func (e *proxyError) Error() string { return e.reason }

// checkProxyAnswer turns a proxy's refusal of a tunnel into an error of its own.
func checkProxyAnswer(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	switch resp.StatusCode {
	case http.StatusOK:
		return nil
	case http.StatusProxyAuthRequired:
		return errProxyAuth()
	}
	return &proxyError{reason: fmt.Sprintf("the proxy answered %d %s; check the proxy that is set, or leave this host out of it",
		resp.StatusCode, http.StatusText(resp.StatusCode))}
}

// errProxyAuth is a proxy that asks who one is, or does not accept it.
func errProxyAuth() error {
	return &proxyError{reason: "the proxy asks for a user and a password, or does not accept them; write them in its URL, as http://USER:PASSWORD@host:port"}
}

// isSOCKS reports whether a SOCKS proxy is at fault, or says that it can't get on.
func isSOCKS(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && strings.HasPrefix(op.Op, "socks")
}

// socksReason says it; net/http's errors have no types for it.
func socksReason(err error) string {
	switch text := rootCause(err).Error(); {
	case strings.Contains(text, "authentication"):
		return "the SOCKS proxy asks for a user and a password, or does not accept them; write them in its URL, as socks5://USER:PASSWORD@host:port"
	case isCut(err), strings.Contains(text, "unexpected protocol version"):
		return "what listens there is no SOCKS5 proxy, or it hung up; check the proxy that is set"
	default:
		return "the SOCKS proxy can't reach the host: " + strings.TrimPrefix(text, "unknown error ")
	}
}

// dialer opens connections. Hosts that are this machine by their name are dialled
// at loopback addresses and nowhere else, whatever /etc/hosts and DNS say of them
// (RFC 6761, section 6.3): the scope let them through on that ground.
type dialer struct {
	timeout time.Duration
}

// DialContext has the signature of net.Dialer's.
func (d *dialer) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	plain := net.Dialer{Timeout: d.timeout, KeepAlive: 30 * time.Second}
	if !scope.IsLoopback(host) {
		return plain.DialContext(ctx, network, addr)
	}
	plain.Control = func(_, address string, _ syscall.RawConn) error { return mustBeLoopback(host, address) }
	if _, err := netip.ParseAddr(host); err == nil {
		return plain.DialContext(ctx, network, addr)
	}
	conn, err := plain.DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
	if err == nil {
		return conn, nil
	}
	if conn, err6 := plain.DialContext(ctx, network, net.JoinHostPort("::1", port)); err6 == nil {
		return conn, nil
	}
	return nil, err // IPv4's says more: many machines have no ::1
}

// mustBeLoopback runs once the socket is made and before it connects.
func mustBeLoopback(host, address string) error {
	ap, err := netip.ParseAddrPort(address)
	if err == nil && ap.Addr().Unmap().IsLoopback() {
		return nil
	}
	return &scope.RefusedError{
		Host: host, URL: host,
		Reason: fmt.Sprintf("it was let through as this machine and leads to %s", address),
	}
}
