package session

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/formbot/formbot/forms"
)

// raw answers each connection with bytes and closes it.
func raw(t *testing.T, answer string) string {
	t.Helper()
	return wire(t, func(conn net.Conn) { _, _ = io.WriteString(conn, answer) })
}

// wire hands each connection to a function once the request's header was read.
func wire(t *testing.T, handle func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				handle(conn)
			}
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	return "http://" + l.Addr().String()
}

func zip(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	if _, err := zw.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBodies(t *testing.T) {
	const limit = 1000
	body := func(n int) string { return strings.Repeat("x", n) }
	full := string(zip(t, []byte("hello")))
	answer := func(header, body string) string { return "HTTP/1.1 200 OK\r\n" + header + "\r\n" + body }
	tests := []struct {
		name, answer string
		kind         Kind   // "": it works
		want         string // the body, or part of the error
	}{
		{"announced", answer("Content-Length: 2\r\n", "ok"), "", "ok"},
		{"to the end of the connection", answer("", "ok"), "", "ok"},
		{"chunked", answer("Transfer-Encoding: chunked\r\n", "2\r\nok\r\n0\r\n\r\n"), "", "ok"},
		{"as large as may be", answer("", body(limit)), "", body(limit)},
		{"no body", "HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n", "", ""},
		{"gzip", answer("Content-Encoding: gzip\r\n", full), "", "hello"},
		{"gzip by its other name", answer("Content-Encoding: X-GZIP\r\n", full), "", "hello"},
		{"two gzip members", answer("Content-Encoding: gzip\r\n", full+full), "", "hellohello"},
		{"a status of 500 is an answer", "HTTP/1.1 500 No\r\n\r\nok", "", "ok"},

		{"announced as larger", answer("Content-Length: 1001\r\n", ""), KindTooLarge, "has 1001 bytes, which is larger than 1000 bytes (MaxBodyBytes)"},
		{"larger, chunked", answer("Transfer-Encoding: chunked\r\n", "3e9\r\n"+body(1001)+"\r\n0\r\n\r\n"), KindTooLarge, "1000 bytes (MaxBodyBytes)"},
		{"larger, to the end", answer("", body(1001)), KindTooLarge, "1000 bytes (MaxBodyBytes)"},
		{"larger once decompressed", answer("Content-Encoding: gzip\r\n", string(zip(t, []byte(body(1001))))), KindTooLarge, "1000 bytes (MaxBodyBytes)"},
		{"bomb", answer("Content-Encoding: gzip\r\n", string(zip(t, []byte(body(900_000))))), KindTooLarge, "decompressed, is larger than 1000 bytes"},
		{"cut", answer("Content-Length: 10\r\n", "four"), KindCut, "cut after 4 of 10 bytes"},
		{"cut, chunked", answer("Transfer-Encoding: chunked\r\n", "a\r\nfour"), KindCut, "cut after 4 bytes"},
		{"gzip cut", answer("Content-Encoding: gzip\r\n", full[:len(full)-4]), KindCut, "gzip body ends too early"},
		{"gzip damaged", answer("Content-Encoding: gzip\r\n", full[:12]+"\xff\xff\xff\xff"+full[16:]), KindEncoding, "damaged"},
		{"not gzip", answer("Content-Encoding: gzip\r\n", "hello, world"), KindEncoding, "said to be gzip"},
		{"another coding", answer("Content-Encoding: lzma\r\n", "x"), KindEncoding, `compressed its answer with "lzma"`},
		{"cut in the header", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", KindCut, "cut within the answer's header"},
		{"no answer", "", KindCut, "closed the connection without an answer"},
		{"not HTTP", "SSH-2.0-OpenSSH_9.2\r\n", KindProtocol, "does not begin as HTTP does"},
		{"bad chunks", answer("Transfer-Encoding: chunked\r\n", "zz\r\nok"), KindProtocol, "chunked wrongly"},
		{"two lengths", answer("Content-Length: 1\r\nContent-Length: 2\r\n", "ok"), KindProtocol, "gives two lengths"},
		{"a header without end", answer("X: "+body(DefaultMaxHeaderBytes+4096)+"\r\n", ""), KindTooLarge, "header is larger than 256 KiB (MaxHeaderBytes)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, Options{MaxBodyBytes: limit})
			page, err := s.Get(t.Context(), raw(t, tt.answer))
			if tt.kind != "" {
				wantKind(t, err, tt.kind, tt.want)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if string(page.Body) != tt.want {
				t.Errorf("got %q, want %q", page.Body, tt.want)
			}
		})
	}
}

// TestTimeouts: each limit ends its wait, and the error names it. The servers
// wait for the client to go away, so nothing here takes longer than the limit.
func TestTimeouts(t *testing.T) {
	gone := func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }
	silent := wire(t, gone)
	dribble := wire(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\nsome")
		gone(conn)
	})
	const brief = 30 * time.Millisecond
	for _, tt := range []struct {
		name, url string
		opts      Options
		want      string
	}{
		{"no header", silent, Options{HeaderTimeout: brief}, "no answer within 30ms (HeaderTimeout)"},
		{"no header in all", silent, Options{Timeout: brief}, "no complete answer within 30ms (Timeout)"},
		{"body without end", dribble, Options{Timeout: brief}, "no complete answer within 30ms (Timeout)"},
		{"no handshake", "https" + strings.TrimPrefix(plainListener(t), "http"), Options{TLSTimeout: brief}, "no TLS handshake within 30ms (TLSTimeout)"},
	} {
		_, err := open(t, tt.opts).Get(t.Context(), tt.url)
		wantKind(t, err, KindTimeout, tt.want)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := open(t, Options{}).Get(ctx, silent)
	var fault *NetworkError
	if !errors.Is(err, context.Canceled) || errors.As(err, &fault) {
		t.Errorf("cancelled: %v, want context.Canceled and no *NetworkError", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), brief)
	defer cancel()
	_, err = open(t, Options{}).Get(ctx, silent)
	wantKind(t, err, KindTimeout, "caller's deadline")
}

// plainListener takes connections and says nothing.
func plainListener(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	return "http://" + l.Addr().String()
}

func TestConnectionFaults(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = open(t, Options{}).Get(t.Context(), "http://"+closed)
	wantKind(t, err, KindConnect, "nothing listens there")
	_, err = newTown().session(t, Options{}).Get(t.Context(), "http://unknown.example/")
	wantKind(t, err, KindDNS, "is not known")

	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	_, err = open(t, Options{}).Get(t.Context(), secure.URL)
	wantKind(t, err, KindTLS, "signed by nobody but itself")
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	_, err = open(t, Options{}).Get(t.Context(), "https"+strings.TrimPrefix(plain, "http"))
	wantKind(t, err, KindTLS, "speaks http there")

	base := newTransport(New(Options{}).limits)
	base.TLSClientConfig = secure.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	base.TLSClientConfig.ServerName = "other.example"
	_, err = open(t, Options{Transport: base}).Get(t.Context(), secure.URL)
	wantKind(t, err, KindTLS, "not for other.example")
	base = base.Clone()
	base.TLSClientConfig = &tls.Config{RootCAs: secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs, ServerName: "example.com"}
	if page, err := open(t, Options{Transport: base}).Get(t.Context(), secure.URL); err != nil || page.Status != http.StatusNotFound {
		t.Errorf("with the right certificate: %v, %v", page, err)
	}
}

// TestUploadThatCannotBeRead is a fault of this machine, not of the network.
func TestUploadThatCannotBeRead(t *testing.T) {
	base := serve(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	page := `<form method=post enctype=multipart/form-data><input type=file name=f></form>`
	list, err := forms.Parse(strings.NewReader(page), forms.Options{URL: mustURL(t, base)})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "gone")
	if err := list[0].SetFile("f", forms.File{Name: "gone", Size: 5, Open: func() (io.ReadCloser, error) { return os.Open(path) }}); err != nil {
		t.Fatal(err)
	}
	sub, err := list[0].Submit(forms.SubmitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = open(t, Options{}).Submit(t.Context(), sub, nil)
	var fault *NetworkError
	if !errors.Is(err, fs.ErrNotExist) || errors.As(err, &fault) {
		t.Errorf("got %v, want fs.ErrNotExist and no *NetworkError", err)
	}
}

// TestNoSecretsInErrorsAndLogs: whatever goes wrong, what is secret stays so.
func TestNoSecretsInErrorsAndLogs(t *testing.T) {
	const secret = "hunter2"
	var log bytes.Buffer
	var location string
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "id="+secret)
		switch r.URL.Path {
		case "/redirect":
			w.Header()["Location"] = []string{location}
			w.WriteHeader(http.StatusFound)
		case "/large":
			_, _ = io.WriteString(w, strings.Repeat(secret, 100))
		case "/404":
			w.WriteHeader(http.StatusNotFound)
		}
	})
	broken := raw(t, "HTTP/1.1 200 OK\r\nSet-Cookie id="+secret+"\r\n\r\n")
	s := open(t, Options{MaxBodyBytes: 100, Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	withUser := func(u string) string { return strings.Replace(u, "http://", "http://ada:"+secret+"@", 1) }
	var told []string
	note := func(err error) {
		if err == nil {
			t.Error("no error")
			return
		}
		told = append(told, err.Error())
	}
	for _, target := range []string{
		"http://ada:" + secret + "@evil.example/?k=" + secret, "http://ada:" + secret + "@", "/redirect?k=" + secret, "ftp://ada:" + secret + "@x/",
	} {
		location = target
		_, err := s.Get(t.Context(), withUser(base)+"/redirect?k="+secret)
		note(err)
	}
	for _, target := range []string{
		withUser(base) + "/large?k=" + secret, withUser(broken), "http://ada:" + secret + "@[::1/", "ada:" + secret + "@host",
		"ftp://ada:" + secret + "@host/", "http://ada:" + secret + "@evil.example:1x/",
	} {
		_, err := s.Get(t.Context(), target)
		note(err)
	}
	page, err := s.Get(t.Context(), withUser(base)+"/404?k="+secret)
	if err != nil {
		t.Fatal(err)
	}
	note(page.Err())
	if _, err := s.Submit(t.Context(), form(t, "get", "http://evil.example/?k="+secret), nil); err != nil {
		note(err)
	}
	for _, text := range append(told, log.String()) {
		if strings.Contains(text, secret) || strings.Contains(text, "aHVudGVyMg") {
			t.Errorf("a secret is shown: %s", text)
		}
	}
	if n := strings.Count(log.String(), "msg=request"); n < 10 || !strings.Contains(log.String(), "method=GET") || !strings.Contains(log.String(), "status=302") {
		t.Errorf("%d lines were logged:\n%s", n, log.String())
	}
}
