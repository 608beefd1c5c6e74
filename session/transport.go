package session

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"golang.org/x/net/http/httpproxy"

	"github.com/formbot/formbot/scope"
)

// newTransport makes the connections beneath the guard.
func newTransport(l limits) *http.Transport {
	d := &dialer{timeout: l.dial}
	return &http.Transport{
		Proxy:                  proxyFor(httpproxy.FromEnvironment().ProxyFunc()),
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

// proxyFor chooses the proxy by the environment, and none for this machine: a
// proxy would look up the host elsewhere, where it may be another one.
func proxyFor(fromEnv func(*url.URL) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(req *http.Request) (*url.URL, error) {
		if scope.IsLoopback(req.URL.Hostname()) {
			return nil, nil
		}
		proxy, err := fromEnv(req.URL)
		if err != nil { // err quotes the value, password and all
			return nil, &proxyError{reason: "HTTP_PROXY or HTTPS_PROXY holds no URL; write it as http://host:port"}
		}
		return proxy, nil
	}
}

// proxyError is what is wrong with a proxy.
type proxyError struct{ reason string }

func (e *proxyError) Error() string { return e.reason }

// checkProxyAnswer turns a proxy's refusal of a tunnel into an error of its own.
func checkProxyAnswer(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{reason: fmt.Sprintf("the proxy answered %d %s; check HTTPS_PROXY and NO_PROXY",
		resp.StatusCode, http.StatusText(resp.StatusCode))}
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
