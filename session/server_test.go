package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/formbot/formbot/scope"
)

// town is real servers on loopback behind names that need no DNS: its transport
// dials what it knows, and counts every connection that anybody asks for.
type town struct {
	mu    sync.Mutex // guards what is below
	addrs map[string]string
	dials map[string]int
}

func newTown() *town { return &town{addrs: map[string]string{}, dials: map[string]int{}} }

// serve starts a server for the hosts, at the port that their scheme implies.
func (tn *town) serve(t *testing.T, handler http.HandlerFunc, hosts ...string) {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	for _, host := range hosts {
		tn.addrs[host+":80"] = srv.Listener.Addr().String()
	}
}

func (tn *town) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	tn.mu.Lock()
	tn.dials[addr]++
	to, ok := tn.addrs[addr]
	tn.mu.Unlock()
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: addr, IsNotFound: true}
	}
	return (&net.Dialer{}).DialContext(ctx, network, to)
}

// dialled lists the hosts that a connection was asked for.
func (tn *town) dialled() map[string]int {
	tn.mu.Lock()
	defer tn.mu.Unlock()
	out := map[string]int{}
	for addr, n := range tn.dials {
		out[strings.TrimSuffix(addr, ":80")] = n
	}
	return out
}

// session makes one whose connections go through the town.
func (tn *town) session(t *testing.T, opts Options) *Session {
	t.Helper()
	opts.Pace.Off = true // its hosts are not on this machine, as far as anyone can see
	base := newTransport(New(opts).limits)
	base.DialContext = tn.dial
	opts.Transport = base
	return open(t, opts)
}

// open makes a session that is closed with the test.
func open(t *testing.T, opts Options) *Session {
	t.Helper()
	s := New(opts)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// declare makes a scope of hosts.
func declare(t *testing.T, hosts ...string) *scope.Scope {
	t.Helper()
	var doc strings.Builder
	doc.WriteString("authorised:\n")
	for _, host := range hosts {
		fmt.Fprintf(&doc, "  - host: %q\n", host)
	}
	s, err := scope.Parse("scope.yaml", []byte(doc.String()), scope.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustURL(t testing.TB, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// serve starts a server on loopback for one handler.
func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	return srv.URL
}

// wantRefused fails unless err is a refusal that names the host.
func wantRefused(t *testing.T, err error, host string) {
	t.Helper()
	var refused *scope.RefusedError
	if !errors.As(err, &refused) || refused.Host != host {
		t.Errorf("got %v, want a *scope.RefusedError about %s", err, host)
	}
}

// wantKind fails unless err is a *NetworkError of that kind that says what.
func wantKind(t *testing.T, err error, kind Kind, what string) {
	t.Helper()
	var fault *NetworkError
	if !errors.As(err, &fault) {
		t.Errorf("got %v, want a *NetworkError", err)
	} else if fault.Kind != kind || !strings.Contains(err.Error(), what) || what == "" {
		t.Errorf("got kind %q: %v; want kind %q that says %q", fault.Kind, err, kind, what)
	}
}

// counter counts connections on a listener that answers nothing.
func counter(t *testing.T) (port string, count *atomic.Int32) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	count = new(atomic.Int32)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			count.Add(1)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	_, port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, count
}
