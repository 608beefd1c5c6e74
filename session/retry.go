package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/formbot/formbot/scope"
	"github.com/formbot/formbot/session/pace"
)

// The defaults of RetryOptions.
const (
	DefaultTries         = 4
	DefaultTotalTime     = 2 * time.Minute
	DefaultBaseDelay     = 500 * time.Millisecond
	DefaultNearDelay     = 50 * time.Millisecond // BaseDelay on this machine
	DefaultMaxDelay      = 30 * time.Second
	DefaultMaxRetryAfter = time.Minute
)

// RetryOptions say when a request is sent again. The zero value is careful.
//
// Sent again is only what may be: GET, HEAD, OPTIONS, PUT and DELETE (RFC 9110,
// section 9.2.2) whose body, if any, can be read again, and no form submission.
// It is sent again after a connection that failed before a byte of the answer
// came, after 408 and 5xx (but 501, 505 and 511, which would not change), and
// after a 429 that has a Retry-After. Not after what is wrong with a certificate,
// a proxy or a host's name, and not where this machine refuses the connection.
//
// A wait is random, from none to a bound that doubles ("full jitter", AWS
// Architecture Blog, Exponential Backoff And Jitter), or what Retry-After says.
type RetryOptions struct {
	// Off sends everything once.
	Off bool
	// Tries is how often a request is sent at most. Zero or less: 4.
	Tries int
	// TotalTime bounds the time from the first try to the start of the last.
	// Zero or less: 2 min.
	TotalTime time.Duration
	// BaseDelay bounds the first wait. Zero or less: 500 ms, and 50 ms on this
	// machine.
	BaseDelay time.Duration
	// MaxDelay bounds each random wait. Zero or less: 30 s.
	MaxDelay time.Duration
	// MaxRetryAfter is the longest Retry-After that is waited for; after a longer
	// one there is no other try. Zero or less: 1 min.
	MaxRetryAfter time.Duration
	// Submissions has form submissions sent again too, POST among them: only for
	// forms that may be received twice.
	Submissions bool
}

func (o RetryOptions) withDefaults() RetryOptions {
	o.Tries = orDefault(max(o.Tries, 0), DefaultTries)
	o.TotalTime = orDefault(max(o.TotalTime, 0), DefaultTotalTime)
	o.MaxDelay = orDefault(max(o.MaxDelay, 0), DefaultMaxDelay)
	o.MaxRetryAfter = orDefault(max(o.MaxRetryAfter, 0), DefaultMaxRetryAfter)
	return o
}

// Try is one sending of a request that was sent more than once.
type Try struct {
	Status int           // the answer's; 0 where there was none
	Kind   Kind          // why there was none; "" where there was
	Wait   time.Duration // before this try, the pace aside; 0 for the first
}

// describeTries is what a message says of tries; "" where there was one.
func describeTries(tries []Try) string {
	if len(tries) < 2 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, " (tried %d times: ", len(tries))
	for i, t := range tries {
		if i > 0 {
			fmt.Fprintf(&b, ", after %s ", t.Wait.Round(time.Millisecond))
		}
		if t.Status != 0 {
			fmt.Fprint(&b, t.Status)
		} else {
			b.WriteString(string(t.Kind))
		}
	}
	b.WriteString(")")
	return b.String()
}

// retrier sends again what may be sent again.
type retrier struct {
	opts   RetryOptions
	limits limits
	base   http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (r *retrier) RoundTrip(req *http.Request) (*http.Response, error) {
	tr := tripOf(req.Context())
	if r.opts.Off || !r.mayRepeat(req, tr) {
		return r.base.RoundTrip(req)
	}
	var (
		wait    time.Duration
		pending *failure // whose answer is open
		resume  = func() {}
		sent    bool
	)
	send := func() (*http.Response, error) {
		resume()
		attempt := req
		if sent {
			var err error
			if attempt, err = again(req); err != nil {
				return nil, backoff.Permanent(err)
			}
		}
		sent = true
		resp, err := r.send(attempt, tr, wait)
		pending, _ = err.(*failure) //nolint:errorlint // it is made just there
		return resp, err
	}
	resp, err := backoff.Retry(req.Context(), send,
		backoff.WithBackOff(r.fullJitter(req)),
		backoff.WithMaxTries(uint(r.opts.Tries)),
		backoff.WithMaxElapsedTime(r.opts.TotalTime),
		backoff.WithNotify(func(_ error, next time.Duration) {
			pending.discard()
			wait, resume = next, tr.wait(Wait{Host: req.URL.Host, Expected: next, Retry: true})
		}))
	resume()
	var last *failure
	if errors.As(err, &last) {
		return last.resp, last.err // out of tries: the answer as it is, or why there is none
	}
	if err != nil && pending != nil {
		pending.discard() // the context ended
	}
	return resp, err
}

// mayRepeat reports whether a request may be sent twice, whatever the answer.
func (r *retrier) mayRepeat(req *http.Request, tr *trip) bool {
	if req.Body != nil && req.Body != http.NoBody && req.GetBody == nil {
		return false
	}
	if tr.submission {
		return r.opts.Submissions
	}
	switch req.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return true
	}
	return false
}

// again is the request with its body from the start.
func again(req *http.Request) (*http.Request, error) {
	out := req.Clone(req.Context())
	if req.GetBody == nil {
		return out, nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	out.Body = body
	return out, nil
}

// fullJitter is a wait from none to a bound that doubles: a mean of half the
// bound, give or take all of it.
func (r *retrier) fullJitter(req *http.Request) backoff.BackOff {
	base := r.opts.BaseDelay
	switch {
	case base > 0:
	case scope.IsLoopback(req.URL.Hostname()):
		base = DefaultNearDelay
	default:
		base = DefaultBaseDelay
	}
	return &backoff.ExponentialBackOff{
		InitialInterval: base / 2, MaxInterval: r.opts.MaxDelay / 2, Multiplier: 2, RandomizationFactor: 1,
	}
}

// failure is a try that another may follow.
type failure struct {
	resp  *http.Response // or
	err   error
	after time.Duration // as Retry-After says; 0 where it does not
}

func (f *failure) Error() string { return "to be tried again" }

// Unwrap tells backoff of Retry-After.
func (f *failure) Unwrap() error {
	if f.after == 0 {
		return nil
	}
	return &backoff.RetryAfterError{Duration: f.after}
}

// send is one try. Its error is a *failure where another may follow.
func (r *retrier) send(req *http.Request, tr *trip, wait time.Duration) (*http.Response, error) {
	tr.begin()
	resp, err := r.base.RoundTrip(req)
	if err != nil {
		kind := r.limits.classify(err).kind
		tr.note(Try{Kind: kind, Wait: wait})
		if tr.answered() || req.Context().Err() != nil || tr.unreadable() || !mayPass(kind, err, req) {
			return nil, backoff.Permanent(err)
		}
		return nil, &failure{err: err}
	}
	tr.note(Try{Status: resp.StatusCode, Wait: wait})
	after := pace.RetryAfter(resp.Header, time.Now())
	if !isTransient(resp) || after > r.opts.MaxRetryAfter {
		return resp, nil
	}
	return nil, &failure{resp: resp, after: after}
}

// isTransient reports whether the same request may get a better answer later.
func isTransient(resp *http.Response) bool {
	switch code := resp.StatusCode; code {
	case http.StatusRequestTimeout:
		return true
	case http.StatusTooManyRequests:
		return resp.Header.Get("Retry-After") != "" // without it, later may be tomorrow
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported, http.StatusNetworkAuthenticationRequired:
		return false
	default:
		return code >= http.StatusInternalServerError
	}
}

// mayPass reports whether a fault without an answer may be gone at the next try.
func mayPass(kind Kind, err error, req *http.Request) bool {
	var refused *scope.RefusedError
	var dns *net.DNSError
	switch {
	case errors.As(err, &refused), errors.Is(err, context.Canceled):
		return false
	case errors.As(err, &dns):
		return !dns.IsNotFound
	case kind == KindConnect: // what listens on this machine listens at once or not at all
		return !errors.Is(err, syscall.ECONNREFUSED) || !scope.IsLoopback(req.URL.Hostname())
	}
	return kind == KindTimeout || kind == KindCut
}

// discard ends an answer that nobody wants, so that its connection can be used
// again if it is short.
func (f *failure) discard() {
	if f.resp == nil {
		return
	}
	if f.resp.ContentLength >= 0 && f.resp.ContentLength <= shortBody {
		enough := time.AfterFunc(briefly, func() { _ = f.resp.Body.Close() })
		_, _ = io.Copy(io.Discard, f.resp.Body)
		enough.Stop()
	}
	_ = f.resp.Body.Close()
}
