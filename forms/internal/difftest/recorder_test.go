package difftest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A request is what reached the recorder, byte for byte: net/http's server
// would refuse some of the request targets that browsers send.
type request struct {
	Method      string
	Host        string
	Target      string // of the request line
	ContentType string
	Body        string
}

// A servedPage is the page that a tab is to get.
type servedPage struct {
	contentType string
	body        []byte
}

// A recorder serves each tab its page and records what it submits. It tells
// tabs apart by the host of their pages: what has a Referer is a submission of
// that host's page, what has none asks for the page.
type recorder struct {
	addr string

	mu    sync.Mutex // guards what is below
	pages map[string]servedPage
	sent  map[string]chan request
	open  map[net.Conn]bool
}

func newRecorder(t testing.TB) *recorder {
	t.Helper()
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{
		addr: ln.Addr().String(), pages: make(map[string]servedPage),
		sent: make(map[string]chan request), open: make(map[net.Conn]bool),
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			r.mu.Lock()
			r.open[conn] = true
			r.mu.Unlock()
			serving.Go(func() { r.talk(conn) })
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		r.mu.Lock()
		for conn := range r.open {
			_ = conn.Close()
		}
		r.mu.Unlock()
		serving.Wait()
	})
	return r
}

// serve gives the host its page, and forgets what was recorded for it before.
func (r *recorder) serve(host string, p servedPage) <-chan request {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pages[host] = p
	r.sent[host] = make(chan request, 1)
	return r.sent[host]
}

// talk answers the requests of one connection.
func (r *recorder) talk(conn net.Conn) {
	defer func() {
		_ = conn.Close()
		r.mu.Lock()
		delete(r.open, conn)
		r.mu.Unlock()
	}()
	br := bufio.NewReaderSize(conn, 1<<16)
	for {
		req, header, err := readRequest(br)
		if err != nil {
			return
		}
		if _, err := conn.Write(r.answer(req, header)); err != nil {
			return
		}
	}
}

func readRequest(br *bufio.Reader) (request, textproto.MIMEHeader, error) {
	line, err := br.ReadString('\n')
	if err != nil {
		return request{}, nil, err
	}
	method, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
	end := strings.LastIndexByte(rest, ' ')
	if end < 0 {
		return request{}, nil, fmt.Errorf("request line %q", line)
	}
	header, err := textproto.NewReader(br).ReadMIMEHeader()
	if err != nil {
		return request{}, nil, err
	}
	if header.Get("Transfer-Encoding") != "" {
		return request{}, nil, errors.New("a body of unknown length")
	}
	size := 0
	if s := header.Get("Content-Length"); s != "" {
		if size, err = strconv.Atoi(s); err != nil {
			return request{}, nil, err
		}
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(br, body); err != nil {
		return request{}, nil, err
	}
	return request{
		Method: method, Host: header.Get("Host"), Target: rest[:end],
		ContentType: header.Get("Content-Type"), Body: string(body),
	}, header, nil
}

// answer records a submission, or else finds the page that is asked for.
func (r *recorder) answer(req request, header textproto.MIMEHeader) []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	// Of all that a browser fetches only navigations have this header; the
	// others are the pictures of buttons.
	if header.Get("Upgrade-Insecure-Requests") == "" {
		return []byte("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
	}
	if from, ok := strings.CutPrefix(header.Get("Referer"), "http://"); ok {
		host, _, _ := strings.Cut(from, "/")
		select {
		case r.sent[host] <- req:
		default: // nobody waits for what comes after the first
		}
		return []byte("HTTP/1.1 204 No Content\r\n\r\n")
	}
	p := r.pages[req.Host]
	if req.Target == framePath {
		p = servedPage{contentType: "text/html; charset=utf-8", body: []byte("<!DOCTYPE html><title>frame</title><body>")}
	}
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nCache-Control: no-store\r\nContent-Length: %d\r\n\r\n", p.contentType, len(p.body))
	return append([]byte(head), p.body...)
}
