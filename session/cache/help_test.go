package cache_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/formbot/formbot/session/cache"
)

// clock is a clock that stands until it is moved.
type clock struct {
	mu  sync.Mutex // guards now
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bed is a server, a cache in front of it and a clock that both go by.
type bed struct {
	t      *testing.T
	clock  *clock
	cache  *cache.Cache
	opts   cache.Options
	log    *bytes.Buffer
	server *httptest.Server
	client http.RoundTripper

	mu      sync.Mutex // guards what follows
	handler http.HandlerFunc
	seen    []*http.Request
}

// newBed opens a cache in a new file, with opts over the bed's own.
func newBed(t *testing.T, opts cache.Options) *bed {
	t.Helper()
	b := &bed{t: t, clock: newClock(), log: &bytes.Buffer{}}
	b.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		b.seen = append(b.seen, r)
		h := b.handler
		b.mu.Unlock()
		w.Header().Set("Date", b.clock.Now().UTC().Format(http.TimeFormat))
		h(w, r)
	}))
	t.Cleanup(b.server.Close)
	if opts.Path == "" {
		opts.Path = filepath.Join(t.TempDir(), "cache.db")
	}
	opts.Now = b.clock.Now
	opts.Logger = slog.New(slog.NewTextHandler(b.log, nil))
	b.opts = opts
	b.open()
	return b
}

// open opens the cache again, as a new process would.
func (b *bed) open() {
	b.t.Helper()
	c, err := cache.Open(b.t.Context(), b.opts)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = c.Close() })
	b.cache = c
	b.client = c.Transport(&http.Transport{DisableCompression: true})
}

// serve sets what the server answers from now on.
func (b *bed) serve(h http.HandlerFunc) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.handler = h
}

// text answers with a header, given as "Name: value" lines, and a body.
func text(body string, lines ...string) http.HandlerFunc {
	return status(http.StatusOK, body, lines...)
}

func status(code int, body string, lines ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, line := range lines {
			name, value, _ := strings.Cut(line, ": ")
			w.Header().Add(name, value)
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

// requests is how many the server has seen.
func (b *bed) requests() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.seen)
}

// answer is what a client got.
type answer struct {
	status int
	header http.Header
	body   string
	report cache.Report
	err    error
}

// do sends a request and reads the whole answer.
func (b *bed) do(method, path string, lines ...string) answer {
	b.t.Helper()
	var a answer
	ctx := cache.WithReport(b.t.Context(), &a.report)
	req, err := http.NewRequestWithContext(ctx, method, b.server.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		req.Header.Add(name, value)
	}
	resp, err := b.client.RoundTrip(req)
	if err != nil {
		a.err = err
		return a
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	a.status, a.header, a.body, a.err = resp.StatusCode, resp.Header, string(body), err
	return a
}

func (b *bed) get(path string, lines ...string) answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, lines...)
}

// want fails unless the answer has that verdict and body.
func (b *bed) want(a answer, v cache.Verdict, body string) {
	b.t.Helper()
	if a.err != nil || a.report.Verdict != v || a.body != body {
		b.t.Errorf("got %s %q (%s), %v; want %s %q", a.report.Verdict, a.body, a.report.Reason, a.err, v, body)
	}
}
