// Package badserver is servers that misbehave on purpose, each in one way, below
// the level of net/http: for tests of what talks to servers, and for looking at
// such a client by hand.
//
//	for _, m := range badserver.All() {
//		srv, err := badserver.Start(ctx, m)
//		_, err = client.Get(srv.URL)	// what does it say of m.What?
//		srv.Close()
//	}
//
// Servers listen on 127.0.0.1 alone, have no limits of their own, and end with
// Close: what waits or never ends does so until its client goes away.
//
// Sources: RFC 9112 (HTTP/1.1), RFC 9113 (HTTP/2), RFC 9110, RFC 8446 (TLS 1.3).
package badserver

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Misbehaviour is one way to answer badly.
type Misbehaviour struct {
	Name string // of letters, digits and dashes; unique
	What string // what the server does, in a sentence's predicate

	scheme string // of the URL that is asked for; "" is http
	secure func(*authority) (*tls.Config, error)
	path   string              // behind the first slash of the URL
	answer func(c *Conn) error // per request; what it returns ends the connection
	raw    func(c *Conn) error // per connection, instead of answer
	make   func() string       // what every request gets, instead of answer: made once, in Start
}

// All lists every misbehaviour, in an order that reads well.
func All() []Misbehaviour {
	var all []Misbehaviour
	for _, some := range [][]Misbehaviour{slow(), cut(), sizes(), framing(), headers(), bombs(), codings(), redirects(), charsets(), handshakes(), http2s()} {
		all = append(all, some...)
	}
	return all
}

// Named finds one of All.
func Named(name string) (Misbehaviour, error) {
	for _, m := range All() {
		if m.Name == name {
			return m, nil
		}
	}
	return Misbehaviour{}, fmt.Errorf("no misbehaviour is called %q", name)
}

// Server is one server that misbehaves.
type Server struct {
	URL   string         // what to ask for
	Roots *x509.CertPool // what a client must trust to get past the certificate; nil without TLS

	requests atomic.Int64
	listener net.Listener
	conns    sync.WaitGroup
	mu       sync.Mutex // guards open and closed
	open     map[net.Conn]bool
	closed   bool
}

// Start starts a server for one misbehaviour. Close it; the end of ctx only ends
// handshakes.
func Start(ctx context.Context, m Misbehaviour) (*Server, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	scheme := m.scheme
	s := &Server{listener: l, open: map[net.Conn]bool{}}
	var config *tls.Config
	if m.secure != nil {
		ca, err := newAuthority()
		if err == nil {
			config, err = m.secure(ca)
		}
		if err != nil {
			return nil, errors.Join(err, l.Close())
		}
		s.Roots = ca.pool
		scheme = either(scheme, "https")
	}
	if m.make != nil {
		text := m.make()
		m.answer = func(c *Conn) error { return c.send(text) }
	}
	s.URL = fmt.Sprintf("%s://%s/%s", either(scheme, "http"), l.Addr(), m.path)
	s.conns.Go(func() { s.accept(ctx, m, config) })
	return s, nil
}

func either(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Requests is how many requests have come.
func (s *Server) Requests() int64 { return s.requests.Load() }

// Close ends the server and all its connections, and waits for them.
func (s *Server) Close() error {
	err := s.listener.Close()
	s.mu.Lock()
	s.closed = true
	for conn := range s.open {
		_ = conn.Close() // its handler notices
	}
	s.mu.Unlock()
	s.conns.Wait()
	return err
}

func (s *Server) accept(ctx context.Context, m Misbehaviour, config *tls.Config) {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			_ = conn.Close() // came too late
			return
		}
		s.open[conn] = true
		s.mu.Unlock()
		s.conns.Go(func() {
			s.serve(ctx, conn, m, config)
			s.mu.Lock()
			delete(s.open, conn)
			s.mu.Unlock()
			_ = conn.Close() // possibly a second time
		})
	}
}

// serve answers the requests of a connection. Errors end it and are its client's
// to notice.
func (s *Server) serve(ctx context.Context, tcp net.Conn, m Misbehaviour, config *tls.Config) {
	c := &Conn{Conn: tcp, tcp: tcp, server: s}
	if config != nil {
		secured := tls.Server(tcp, config)
		if secured.HandshakeContext(ctx) != nil {
			return
		}
		c.Conn = secured
	}
	c.in = bufio.NewReader(c.Conn)
	if m.raw != nil {
		_ = m.raw(c)
		return
	}
	for c.readHead() == nil {
		if m.answer(c) != nil {
			return
		}
	}
}

// errClose ends a connection.
var errClose = errors.New("close the connection")

// Conn is a connection as a misbehaviour sees it.
type Conn struct {
	net.Conn
	Path string // of the present request, query included

	tcp    net.Conn
	in     *bufio.Reader
	server *Server
}

// readHead reads a request up to its empty line.
func (c *Conn) readHead() error {
	c.Path = ""
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			c.server.requests.Add(1)
			return nil
		}
		if c.Path == "" {
			if words := bytes.Fields(line); len(words) > 1 {
				c.Path = string(words[1])
			}
		}
	}
}

// send writes text.
func (c *Conn) send(text string) error {
	_, err := io.WriteString(c.Conn, text)
	return err
}

// last writes text and closes.
func (c *Conn) last(text string) error {
	if err := c.send(text); err != nil {
		return err
	}
	return errClose
}

// wait reads until the client goes away.
func (c *Conn) wait() error {
	_, err := io.Copy(io.Discard, c.in)
	if err == nil {
		err = errClose
	}
	return err
}

// forever writes text again and again, with a pause in between.
func (c *Conn) forever(text string, pause time.Duration) error {
	tick := time.NewTicker(max(pause, 1))
	defer tick.Stop()
	for {
		if err := c.send(text); err != nil {
			return err
		}
		if pause > 0 {
			<-tick.C
		}
	}
}

// finish closes its side in good order, and waits for the client's. Closing with
// bytes unread would send an RST.
func (c *Conn) finish() error {
	if tcp, ok := c.tcp.(*net.TCPConn); ok {
		if err := tcp.CloseWrite(); err != nil {
			return err
		}
	}
	return c.wait()
}

// reset throws the connection away, so that the client gets an RST.
func (c *Conn) reset() error {
	if tcp, ok := c.tcp.(*net.TCPConn); ok {
		if err := tcp.SetLinger(0); err != nil {
			return err
		}
	}
	return errClose
}
