package pace

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// server answers after some time; the tests run in simulated time, where a real
// socket cannot be waited for.
type server func(*http.Request) (*http.Response, error)

func (f server) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func answer(status int, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader("body"))}
}

func ask(ctx context.Context, t *testing.T, rt http.RoundTripper, rawURL string) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, rawURL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return rt.RoundTrip(req)
}

func TestTransport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		next := func() (*http.Response, error) { return answer(200), nil }
		p := New(Options{Jitter: -1})
		rt := p.Transport(server(func(*http.Request) (*http.Response, error) {
			<-time.After(2 * time.Second)
			return next()
		}))
		report := &Report{}
		ctx := WithReport(t.Context(), report)
		get := func() time.Duration {
			before := report.Waited()
			resp, err := ask(ctx, t, rt, "http://a.example/")
			if err == nil {
				if _, err := io.Copy(io.Discard, resp.Body); err != nil {
					t.Error(err)
				}
				defer resp.Body.Close()
			}
			return report.Waited() - before
		}
		if got := get(); got != 0 {
			t.Errorf("the first waited %s", got)
		}
		// Two seconds of work, and as much of rest.
		if got := get(); got != 2*time.Second {
			t.Errorf("a slow server: waited %s, want 2 s", got)
		}
		next = func() (*http.Response, error) { return answer(429, "Retry-After", "30"), nil }
		get()
		if got := get(); got != 30*time.Second {
			t.Errorf("after Retry-After: waited %s, want 30 s", got)
		}
		<-time.After(time.Hour)
		next = func() (*http.Response, error) { return nil, errors.New("lost") }
		get()
		if p.inFlight != 0 {
			t.Error("a request that failed holds its slot")
		}
	})
}

// TestTransportHoldsTheSlotUntilTheBodyEnds, and no longer.
func TestTransportHoldsTheSlotUntilTheBodyEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{})
		rt := p.Transport(server(func(*http.Request) (*http.Response, error) { return answer(200), nil }))
		for name, end := range map[string]func(*http.Response){
			"closed":          func(r *http.Response) { _ = r.Body.Close() },
			"read to its end": func(r *http.Response) { _, _ = io.Copy(io.Discard, r.Body) },
		} {
			<-time.After(time.Minute)
			resp, err := ask(t.Context(), t, rt, "http://a.example/")
			if err != nil {
				t.Fatal(err)
			}
			<-time.After(time.Minute)
			if _, ok := p.Try("a.example"); ok {
				t.Fatal("two in flight")
			}
			end(resp)
			<-time.After(time.Minute)
			ticket, ok := p.Try("a.example")
			if !ok {
				t.Fatalf("the slot of a body that was %s is not free", name)
			}
			ticket.Done(Outcome{Status: 200})
			_ = resp.Body.Close()
		}
	})
}

// TestTransportWaitsAreSeen: who shows progress is told before the wait, and a
// wait that cannot end in time closes the request's body.
func TestTransportWaitsAreSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Jitter: -1, MaxWait: time.Minute})
		retryAfter := "5"
		rt := p.Transport(server(func(*http.Request) (*http.Response, error) { return answer(503, "Retry-After", retryAfter), nil }))
		var expected time.Duration
		waiting := false
		report := &Report{Waiting: func(host string, d time.Duration) func() {
			expected, waiting = d, true
			return func() { waiting = false }
		}}
		ctx := WithReport(t.Context(), report)
		for range 2 {
			resp, err := ask(ctx, t, rt, "http://a.example:8080/")
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			retryAfter = "300"
		}
		if expected != 5*time.Second || waiting || report.Waited() != 5*time.Second {
			t.Errorf("told of %s, still waiting %v, waited %s", expected, waiting, report.Waited())
		}
		body := &closing{Reader: strings.NewReader("x")}
		req, err := http.NewRequestWithContext(ctx, http.MethodPut, "http://a.example/", body)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := rt.RoundTrip(req)
		if resp != nil {
			_ = resp.Body.Close()
		}
		var tooLong *WaitError
		if !errors.As(err, &tooLong) || !body.closed {
			t.Errorf("%v, body closed %v", err, body.closed)
		}
	})
}

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }
