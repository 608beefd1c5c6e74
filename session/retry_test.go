package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/formbot/formbot/session/pace"
)

// quick is retries that the tests need not wait for.
func quick() RetryOptions { return RetryOptions{Tries: 3, BaseDelay: time.Millisecond} }

// asked counts the requests of a server on loopback.
func asked(t *testing.T, handler http.HandlerFunc) (base string, count *atomic.Int32) {
	t.Helper()
	count = new(atomic.Int32)
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		count.Add(1)
		handler(w, r)
	}), count
}

// record is what a server saw, in order.
type record struct {
	mu    sync.Mutex
	lines []string
}

func (r *record) add(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line)
}

func (r *record) list() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.lines)
}

func TestWhichAnswersAreTriedAgain(t *testing.T) {
	tests := []struct {
		status     int
		retryAfter string
		tries      int32
	}{
		{200, "", 1}, {204, "", 1}, {304, "", 1}, {400, "", 1}, {401, "", 1}, {403, "", 1}, {404, "", 1}, {410, "", 1},
		{200, "0", 1}, {404, "0", 1},
		{408, "", 3}, {429, "", 1}, {429, "0", 3}, {429, "3600", 1},
		{500, "", 3}, {501, "", 1}, {502, "", 3}, {503, "", 3}, {504, "", 3}, {505, "", 1}, {507, "", 3}, {511, "", 1},
		{503, "0", 3}, {503, "3600", 1}, {503, "99999999999999999999", 1}, {503, "soon", 3},
		{503, "Fri, 31 Dec 1999 23:59:59 GMT", 3}, {503, "Fri, 31 Dec 9999 23:59:59 GMT", 1},
	}
	for _, tt := range tests {
		base, count := asked(t, func(w http.ResponseWriter, _ *http.Request) {
			if tt.retryAfter != "" {
				w.Header().Set("Retry-After", tt.retryAfter)
			}
			w.WriteHeader(tt.status)
		})
		page, err := open(t, Options{Retry: quick()}).Get(t.Context(), base)
		if err != nil || page.Status != tt.status {
			t.Errorf("%d, Retry-After %q: %v", tt.status, tt.retryAfter, err)
			continue
		}
		if got := count.Load(); got != tt.tries {
			t.Errorf("%d, Retry-After %q: %d tries, want %d", tt.status, tt.retryAfter, got, tt.tries)
		}
	}
}

// TestWhatIsSentAgain: methods (RFC 9110, section 9.2.2) and bodies.
func TestWhatIsSentAgain(t *testing.T) {
	tests := []struct {
		method, body string
		once         bool // the body cannot be read again
		opts         RetryOptions
		tries        int
	}{
		{method: "GET", tries: 3},
		{method: "HEAD", tries: 3},
		{method: "OPTIONS", tries: 3},
		{method: "DELETE", tries: 3},
		{method: "PUT", body: "all of it", tries: 3},
		{method: "PUT", body: "all of it", once: true, tries: 1},
		{method: "POST", body: "all of it", tries: 1},
		{method: "POST", body: "all of it", opts: RetryOptions{Submissions: true}, tries: 1}, // no form
		{method: "PATCH", body: "all of it", tries: 1},
		{method: "get", tries: 1},
		{method: "GET", opts: RetryOptions{Off: true}, tries: 1},
		{method: "GET", opts: RetryOptions{Tries: 1}, tries: 1},
		{method: "GET", opts: RetryOptions{Tries: 7}, tries: 7},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%+v", tt), func(t *testing.T) {
			var seen record
			base := serve(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				seen.add(string(body))
				w.WriteHeader(http.StatusBadGateway)
			})
			req, err := http.NewRequestWithContext(t.Context(), tt.method, base, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if tt.body == "" {
				req.Body, req.GetBody = nil, nil
			}
			if tt.once {
				req.GetBody = nil
			}
			opts := tt.opts
			opts.Tries, opts.BaseDelay = orDefault(opts.Tries, 3), time.Millisecond
			if _, err := open(t, Options{Retry: opts}).Do(req); err != nil {
				t.Fatal(err)
			}
			bodies := seen.list()
			if len(bodies) != tt.tries {
				t.Errorf("%d tries, want %d", len(bodies), tt.tries)
			}
			if i := slices.IndexFunc(bodies, func(b string) bool { return b != tt.body }); i >= 0 {
				t.Errorf("try %d had the body %q, want %q", i+1, bodies[i], tt.body)
			}
		})
	}
}

// TestFormsAreSentOnce, unless told, and where a form's answer leads is a page
// like any other.
func TestFormsAreSentOnce(t *testing.T) {
	tests := []struct {
		method, path string
		opts         RetryOptions
		want         []string
	}{
		{"post", "/fails", RetryOptions{}, []string{"POST /fails"}},
		{"get", "/fails", RetryOptions{}, []string{"GET /fails"}},
		{"post", "/fails", RetryOptions{Submissions: true}, []string{"POST /fails", "POST /fails", "POST /fails"}},
		{"get", "/fails", RetryOptions{Submissions: true}, []string{"GET /fails", "GET /fails", "GET /fails"}},
		{"post", "/cut", RetryOptions{}, []string{"POST /cut"}},
		{"get", "/cut", RetryOptions{}, []string{"GET /cut"}},
		{"post", "/to303", RetryOptions{}, []string{"POST /to303", "GET /fails", "GET /fails", "GET /fails"}},
		{"post", "/to302", RetryOptions{}, []string{"POST /to302", "GET /fails", "GET /fails", "GET /fails"}},
		{"post", "/to307", RetryOptions{}, []string{"POST /to307", "POST /fails"}},
		{"get", "/to302", RetryOptions{}, []string{"GET /to302", "GET /fails"}}, // may be the same form again
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %s %v", tt.method, tt.path, tt.opts.Submissions), func(t *testing.T) {
			var seen record
			base := serve(t, func(w http.ResponseWriter, r *http.Request) {
				seen.add(r.Method + " " + r.URL.Path)
				w.Header().Set("Location", "/fails")
				switch r.URL.Path {
				case "/to302":
					w.WriteHeader(http.StatusFound)
				case "/to303":
					w.WriteHeader(http.StatusSeeOther)
				case "/to307":
					w.WriteHeader(http.StatusTemporaryRedirect)
				case "/cut":
					panic(http.ErrAbortHandler)
				default:
					w.WriteHeader(http.StatusInternalServerError)
				}
			})
			opts := tt.opts
			opts.Tries, opts.BaseDelay = 3, time.Millisecond
			_, err := open(t, Options{Retry: opts}).Submit(t.Context(), form(t, tt.method, base+tt.path), mustURL(t, base))
			if (err != nil) != (tt.path == "/cut") {
				t.Error(err)
			}
			if got := seen.list(); !slices.Equal(got, tt.want) {
				t.Errorf("sent %q, want %q", got, tt.want)
			}
		})
	}
}

// TestWhichFaultsAreTriedAgain: only those before a byte of the answer, and only
// those that may be gone the next time.
func TestWhichFaultsAreTriedAgain(t *testing.T) {
	var count atomic.Int32
	on := func(handle func(net.Conn)) string {
		return wire(t, func(c net.Conn) { count.Add(1); handle(c) })
	}
	say := func(answer string) string {
		return on(func(c net.Conn) { _, _ = io.WriteString(c, answer) })
	}
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			count.Add(1)
		}
	}
	secure.StartTLS()
	t.Cleanup(secure.Close)
	tests := []struct {
		name, url string
		kind      Kind
		tries     int32
	}{
		{"closed without a byte", on(func(net.Conn) {}), KindCut, 3},
		{"reset without a byte", on(func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }), KindCut, 3},
		{"no answer in time", on(func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }), KindTimeout, 3},
		{"cut within the header", say("HTTP/1.1 200 OK\r\n"), KindCut, 1},
		{"cut within the body", say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour"), KindCut, 1},
		{"no HTTP", say("SSH-2.0-OpenSSH_9.2\r\n"), KindProtocol, 1},
		{"unknown certificate", secure.URL, KindTLS, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			count.Store(0)
			opts := Options{Retry: quick()}
			if tt.kind == KindTimeout {
				opts.HeaderTimeout = 30 * time.Millisecond
			}
			_, err := open(t, opts).Get(t.Context(), tt.url)
			var fault *NetworkError
			if !errors.As(err, &fault) || fault.Kind != tt.kind {
				t.Fatalf("%v, want a fault of kind %s", err, tt.kind)
			}
			if got := count.Load(); got != tt.tries {
				t.Errorf("%d connections, want %d", got, tt.tries)
			}
			if tt.tries == 1 && fault.Tries != nil || tt.tries > 1 && len(fault.Tries) != int(tt.tries) {
				t.Errorf("the error says %+v", fault.Tries)
			}
		})
	}
}

// TestDialsAreTriedAgain where that may help.
func TestDialsAreTriedAgain(t *testing.T) {
	refused := &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	tests := []struct {
		name, host string
		err        error
		tries      int
	}{
		{"unknown host", "in.example", &net.DNSError{Err: "no such host", IsNotFound: true}, 1},
		{"name server that does not answer", "in.example", &net.DNSError{Err: "i/o timeout", IsTimeout: true}, 3},
		{"refused", "in.example", refused, 3},
		{"refused on this machine", "127.0.0.1", refused, 1},
		{"refused on this machine, by name", "a.localhost", refused, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dials := 0
			opts := Options{Retry: quick(), Pace: pace.Options{Off: true}}
			base := newTransport(New(opts).limits)
			base.DialContext = func(context.Context, string, string) (net.Conn, error) { dials++; return nil, tt.err }
			opts.Transport = base
			_, err := open(t, opts).Get(t.Context(), "http://"+tt.host+"/")
			var fault *NetworkError
			if !errors.As(err, &fault) || dials != tt.tries {
				t.Errorf("dialled %d times, want %d: %v", dials, tt.tries, err)
			}
		})
	}
}

// TestRetryNeedsTheBody: a request whose own body cannot be read is no fault of
// the network.
func TestRetryNeedsTheBody(t *testing.T) {
	base, count := asked(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	gone := errors.New("file went away")
	opened := 0
	body := func() (io.ReadCloser, error) {
		opened++
		return io.NopCloser(io.MultiReader(strings.NewReader("x"), broken{gone})), nil
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, base, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Body, _ = body()
	req.GetBody, req.ContentLength = body, 10
	_, err = open(t, Options{Retry: quick()}).Do(req)
	if !errors.Is(err, gone) || opened > 1 || count.Load() > 1 {
		t.Errorf("%v; opened %d times, %d requests", err, opened, count.Load())
	}
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// TestTriesAreTold in the errors and in the log, without secrets.
func TestTriesAreTold(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	page, err := open(t, Options{Retry: quick()}).Get(t.Context(), base+"/?secret=1")
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Tries) != 3 || page.Tries[0].Wait != 0 || page.Tries[2].Status != 503 {
		t.Errorf("tries: %+v", page.Tries)
	}
	if err := page.Err(); !strings.Contains(err.Error(), "(tried 3 times: 503, after ") || strings.Contains(err.Error(), "secret") {
		t.Errorf("the error says %v", err)
	}
	dead := wire(t, func(net.Conn) {})
	_, err = open(t, Options{Retry: quick()}).Get(t.Context(), dead)
	if err == nil || !strings.Contains(err.Error(), "(tried 3 times: cut, after ") {
		t.Errorf("the error says %v", err)
	}
	long := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	if page, err = open(t, Options{}).Get(t.Context(), long); err != nil {
		t.Fatal(err)
	}
	if err := page.Err(); !strings.HasSuffix(err.Error(), "it asks to be left alone for 2h0m0s") {
		t.Errorf("the error says %v", err)
	}
}

// script answers without a network, for tests in simulated time. It notes when it
// was asked.
type script struct {
	answer func(try int) (status int, header http.Header)

	mu     sync.Mutex
	at     []time.Time
	unread int // bodies not closed
}

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = append(s.at, time.Now())
	status, header := s.answer(len(s.at))
	if header == nil {
		header = http.Header{}
	}
	s.unread++
	return &http.Response{StatusCode: status, Header: header, ContentLength: -1, Request: req, Body: &counted{Reader: strings.NewReader("x"), end: sync.OnceFunc(s.closed)}}, nil
}

func (s *script) closed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unread--
}

type counted struct {
	io.Reader
	end func()
}

func (c *counted) Close() error { c.end(); return nil }

// waits are the times between the requests.
func (s *script) waits() []time.Duration {
	var out []time.Duration
	for i := 1; i < len(s.at); i++ {
		out = append(out, s.at[i].Sub(s.at[i-1]))
	}
	return out
}

// simulated makes a session over a script, within a bubble of synctest.
func simulated(s *script, opts Options) *Session {
	opts.Transport = s
	return New(opts)
}

// TestWaitsAreFullJitter: uniform from none to a bound that doubles.
func TestWaitsAreFullJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const runs = 400
		bounds := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second}
		var sums, longest, shortest [5]time.Duration
		for range runs {
			s := &script{answer: func(int) (int, http.Header) { return 503, nil }}
			opts := Options{Pace: pace.Options{Off: true}, Retry: RetryOptions{Tries: 6, BaseDelay: time.Second, MaxDelay: 5 * time.Second}}
			if _, err := simulated(s, opts).Get(t.Context(), "http://localhost/"); err != nil {
				t.Fatal(err)
			}
			for i, wait := range s.waits() {
				if wait < 0 || wait > bounds[i]+1 {
					t.Fatalf("wait %d was %s, want at most %s", i+1, wait, bounds[i])
				}
				sums[i] += wait
				longest[i] = max(longest[i], wait)
				if shortest[i] == 0 || wait < shortest[i] {
					shortest[i] = wait
				}
			}
		}
		for i, bound := range bounds {
			if mean := sums[i] / runs; mean < bound*4/10 || mean > bound*6/10 || longest[i] < bound*9/10 || shortest[i] > bound/10 {
				t.Errorf("wait %d: mean %s, %s to %s; want them spread from 0 to %s", i+1, mean, shortest[i], longest[i], bound)
			}
		}
	})
}

// TestRetryAfterIsHeeded in both forms, and does not count as the server's time.
func TestRetryAfterIsHeeded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, value := range []string{"40", "date", "date by a wrong clock"} {
			s := &script{answer: func(try int) (int, http.Header) {
				now, h := time.Now().UTC(), http.Header{"Retry-After": {value}} // a whole second in a bubble
				if value == "date by a wrong clock" {
					now = now.Add(-3 * time.Hour)
					h.Set("Date", now.Format(http.TimeFormat))
				}
				if value != "40" {
					h.Set("Retry-After", now.Add(40*time.Second).Format(http.TimeFormat))
				}
				if try == 1 {
					return 429, h
				}
				return 200, nil
			}}
			page, err := simulated(s, Options{Timeout: 10 * time.Second}).Get(t.Context(), "http://a.example/")
			if err != nil || page.Status != 200 {
				t.Fatalf("Retry-After %q: %v, %v", value, page, err)
			}
			if got := s.waits(); len(got) != 1 || got[0] < 40*time.Second || got[0] > 41*time.Second {
				t.Errorf("Retry-After %q: waited %s, want 40 s", value, got)
			}
		}
	})
}

// TestRetriesEnd by the total time, and when the caller goes away.
func TestRetriesEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answer: func(int) (int, http.Header) { return 503, http.Header{"Retry-After": {"10"}} }}
		sess := simulated(s, Options{Retry: RetryOptions{Tries: 100, TotalTime: 35 * time.Second}})
		start := time.Now()
		page, err := sess.Get(t.Context(), "http://localhost/")
		if err != nil || page.Status != 503 || len(s.at) != 4 || time.Since(start) != 30*time.Second {
			t.Errorf("%v, %d tries in %s, want 4 in 30 s", err, len(s.at), time.Since(start))
		}

		s = &script{answer: func(int) (int, http.Header) { return 503, http.Header{"Retry-After": {"30"}} }}
		sess = simulated(s, Options{})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(5*time.Second, cancel)
		start = time.Now()
		if _, err := sess.Get(ctx, "http://localhost/"); !errors.Is(err, context.Canceled) || time.Since(start) != 5*time.Second {
			t.Errorf("cancelled: %v after %s", err, time.Since(start))
		}
		if s.unread != 0 {
			t.Errorf("%d bodies were left open", s.unread)
		}
		<-time.After(time.Minute)
		if ticket, ok := sess.Pacer().Try("localhost"); !ok {
			t.Error("a slot is still taken")
		} else {
			ticket.Done(pace.Outcome{Status: 200})
		}
	})
}

// TestPaceIsKept by tries, redirects and images alike.
func TestPaceIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answer: func(try int) (int, http.Header) {
			switch try {
			case 1, 2:
				return 502, nil
			case 3:
				return 302, http.Header{"Location": {"/next"}}
			}
			return 200, nil
		}}
		told, retries := time.Duration(0), 0
		var log strings.Builder
		sess := simulated(s, Options{
			Scope: declare(t, "a.example"), Timeout: 100 * time.Millisecond,
			Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			OnWait: func(w Wait) {
				told += w.Expected
				if w.Retry {
					retries++
				}
				if w.Host != "a.example" {
					t.Errorf("told of a wait for %s", w.Host)
				}
			},
		})
		page, err := sess.Get(t.Context(), "http://a.example/")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sess.GetFrom(t.Context(), "http://a.example/i.png", page.URL); err != nil {
			t.Fatal(err)
		}
		waits := s.waits()
		if len(waits) != 4 || slices.Min(waits) < time.Second {
			t.Errorf("waited %s, want a second and more each time", waits)
		}
		sum := time.Duration(0)
		for _, w := range waits {
			sum += w
		}
		if retries != 2 || (sum-told).Abs() > time.Millisecond {
			t.Errorf("told of %d retries and of %s, want 2 and %s", retries, told, sum)
		}
		if !strings.Contains(log.String(), "pace_ms=") || !strings.Contains(log.String(), "tries=3 retry_ms=") {
			t.Errorf("the log says\n%s", &log)
		}

		// A host that asked for more than is worth waiting says so at once.
		s = &script{answer: func(int) (int, http.Header) { return 429, http.Header{"Retry-After": {"1800"}} }}
		sess = simulated(s, Options{})
		if _, err := sess.Get(t.Context(), "http://a.example/"); err != nil {
			t.Fatal(err)
		}
		_, err = sess.Get(t.Context(), "http://a.example/")
		var fault *NetworkError
		if !errors.As(err, &fault) || fault.Kind != KindPace || !strings.Contains(err.Error(), "30m0s") {
			t.Errorf("got %v, want a fault of kind pace that says how long", err)
		}
	})
}

// TestTimeoutCountsWork: the time of a call runs on between waits.
func TestTimeoutCountsWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var slow roundTrip = func(req *http.Request) (*http.Response, error) {
			select {
			case <-time.After(4 * time.Second):
				return &http.Response{StatusCode: http.StatusInternalServerError, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
			case <-req.Context().Done():
				return nil, context.Cause(req.Context())
			}
		}
		sess := New(Options{Transport: slow, Timeout: 10 * time.Second, Retry: RetryOptions{Tries: 10}})
		_, err := sess.Get(t.Context(), "http://a.example/")
		var fault *NetworkError
		if !errors.As(err, &fault) || fault.Kind != KindTimeout || len(fault.Tries) != 3 {
			t.Errorf("got %v, want a timeout in the third try", err)
		}
		if errors.Is(err, context.Canceled) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v is taken for a caller who went away", err)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
