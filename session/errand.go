package session

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// errand is one call of the session: a request, and where its redirects led. run
// moves url, method, header and body from hop to hop.
type errand struct {
	method string
	url    *url.URL // canonical
	header http.Header
	host   string // a Host header of the caller's own; "" for the URL's

	body    io.ReadCloser                 // of the first hop; nil for none
	getBody func() (io.ReadCloser, error) // opens it again; nil when that cannot be
	length  int64                         // of the body, -1 when not known

	named        string   // the host that a safe hop may go to outside the scope
	initiator    *url.URL // the page that caused it, canonical; nil for the user
	changesState bool     // stays in scope whatever its method
	submission   bool     // this hop sends a form
	subresource  bool
	policy       ReferrerPolicy
	tainted      bool // a redirect crossed origins on its way to another (Fetch, "redirect-tainted origin")

	passed   []*url.URL // hops before this one
	answered bool       // this hop's answer has begun
	clock    *stopwatch // of the whole call
	trip     *trip      // of this hop

	cookiesSet int // Set-Cookie fields on the way
}

// errandOf takes over a request.
func errandOf(req *http.Request) (*errand, error) {
	if req.URL == nil {
		return nil, &URLError{Reason: "there is none"}
	}
	u, err := canonicalURL(req.URL)
	if err != nil {
		return nil, err
	}
	e := &errand{
		method: orDefault(req.Method, http.MethodGet), url: u, header: req.Header.Clone(),
		body: req.Body, getBody: req.GetBody, length: req.ContentLength, named: u.Hostname(),
	}
	if req.Host != "" && req.Host != req.URL.Host {
		e.host = req.Host
	}
	if e.body == http.NoBody {
		e.body, e.getBody = nil, nil
	}
	if e.header == nil {
		e.header = http.Header{}
	}
	if from, err := parseURL(e.header.Get("Referer")); err == nil {
		e.initiator = from // so that redirects treat it as they should
		e.header.Del("Referer")
	}
	deleteConnectionHeaders(e.header)
	return e, nil
}

// run sends the errand and follows its redirects.
func (s *Session) run(parent context.Context, e *errand) (*Page, error) {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	e.clock = startStopwatch(s.limits.timeout, func() { cancel(context.DeadlineExceeded) })
	defer e.clock.stop()
	e.policy = s.referrer
	if e.header == nil {
		e.header = http.Header{}
	}
	s.learnLogin(e.url)
	if e.initiator != nil {
		// A page that came by neither http nor https, such as a saved file, is
		// not told about: browsers send no Referer for it.
		e.initiator, _ = canonicalURL(e.initiator)
	}
	for {
		page, location, err := s.hop(ctx, e)
		if err != nil {
			return nil, s.explain(parent, ctx, e, err)
		}
		if page != nil {
			return page, nil
		}
		if err := s.follow(e, location); err != nil {
			return nil, err
		}
		s.learnLogin(e.url)
	}
}

// redirection is an answer that sends the errand elsewhere.
type redirection struct {
	status   int
	location string
}

const (
	// shortBody is how many bytes of a redirect's body are worth reading.
	shortBody = 4 << 10
	// briefly is how long the rest of them is waited for.
	briefly = 200 * time.Millisecond
)

// hop sends one request. Exactly one of its results is not nil.
func (s *Session) hop(ctx context.Context, e *errand) (*Page, *redirection, error) {
	ctx, w := s.limits.over(ctx)
	defer w.cancel()
	defer func() { e.answered = w.began.Load() }()
	req := s.request(ctx, e, w)
	start := time.Now()
	resp, err := s.guard.RoundTrip(req)
	if err != nil {
		s.note(ctx, e, start, slog.String("error", "no answer"))
		if cause := e.trip.sent.fault.Load(); cause != nil {
			return nil, nil, &unreadableError{*cause}
		}
		return nil, nil, e.trip.wantsCert(w.explain(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusProxyAuthRequired && s.isProxied(req.URL) {
		return nil, nil, errProxyAuth()
	}
	s.jar.Receive(e.cookieRequest(), resp.Header["Set-Cookie"])
	e.cookiesSet += len(resp.Header["Set-Cookie"])
	if location := resp.Header.Get("Location"); location != "" && isRedirect(resp.StatusCode) {
		s.note(ctx, e, start, slog.Int("status", resp.StatusCode))
		if resp.ContentLength >= 0 && resp.ContentLength <= shortBody {
			// Read, so that the connection can be used again. What comes is of no
			// use, and not worth a wait.
			w.limits.idle = min(w.limits.idle, briefly)
			_, _ = io.Copy(io.Discard, w.reader(resp.Body))
		}
		e.policy = orDefault(policyIn(resp.Header), e.policy)
		return nil, &redirection{resp.StatusCode, location}, nil
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil, nil, &fault{kind: KindProtocol, reason: "the server switches to another protocol (101) unasked; is this the right address?"}
	}
	body, err := readBody(resp, e.method, w)
	s.note(ctx, e, start, slog.Int("status", resp.StatusCode), slog.Int("bytes", len(body)))
	if err != nil {
		return nil, nil, err
	}
	return newPage(e, resp, body), nil, nil
}

// note logs one line for a hop.
func (s *Session) note(ctx context.Context, e *errand, start time.Time, more ...slog.Attr) {
	if !s.log.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := append([]slog.Attr{
		slog.String("method", e.method), slog.String("url", redactURL(e.url)),
		slog.Int64("ms", time.Since(start).Milliseconds()),
	}, more...)
	if waited := e.trip.pace.Waited(); waited > 0 {
		attrs = append(attrs, slog.Int64("pace_ms", waited.Milliseconds()))
	}
	if verdict := e.trip.cache; verdict.Verdict != "" {
		attrs = append(attrs, slog.String("cache", string(verdict.Verdict)))
	}
	if tries := e.trip.tried(); tries != nil {
		waited := time.Duration(0)
		for _, t := range tries {
			waited += t.Wait
		}
		attrs = append(attrs, slog.Int("tries", len(tries)), slog.Int64("retry_ms", waited.Milliseconds()))
	}
	s.log.LogAttrs(ctx, slog.LevelDebug, "request", attrs...)
}

// request makes the hop's request, complete but for what the transport adds, and
// its trip.
func (s *Session) request(ctx context.Context, e *errand, w *watch) *http.Request {
	allowed := leave{host: e.named}
	if e.changesState {
		allowed.host = ""
	}
	e.trip = &trip{submission: e.submission, sent: &bodyWatch{}, watch: w, clock: e.clock, onWait: s.onWait}
	target := *e.url
	target.User, target.Fragment, target.RawFragment = nil, "", ""
	req := (&http.Request{
		Method: e.method, URL: &target, Host: orDefault(e.host, target.Host), Header: e.header.Clone(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(withTrip(withLeave(ctx, allowed), e.trip))
	s.dress(req.Header, e)
	if e.body == nil {
		return req
	}
	sent := e.trip.sent
	req.Body, req.ContentLength = &watchedBody{e.body, sent}, e.length
	if again := e.getBody; again != nil {
		req.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			return &watchedBody{body, sent}, err
		}
	}
	return req
}

// bodyWatch remembers why a request's body could not be read, so that a file
// that went away is not taken for a fault of the network.
type bodyWatch struct {
	fault atomic.Pointer[error] // the transport reads the body in a goroutine of its own
}

type watchedBody struct {
	io.ReadCloser
	watch *bodyWatch
}

// Read implements io.Reader.
func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, fs.ErrClosed) {
		b.watch.fault.Store(&err)
	}
	return n, err
}

// unreadableError is a request's body that could not be read.
type unreadableError struct{ err error }

func (e *unreadableError) Error() string { return e.err.Error() }
func (e *unreadableError) Unwrap() error { return e.err }
