package pace

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"
)

// Report tells how long requests waited for their pace. The zero value is ready.
// It may be used by several requests, one after the other or at once.
type Report struct {
	// Waiting, where set, is called when a wait begins, with how long it will be
	// at least; what it returns is called when the wait ends.
	Waiting func(host string, expected time.Duration) (ended func())

	waited atomic.Int64
}

// Waited is how long the requests waited so far.
func (r *Report) Waited() time.Duration { return time.Duration(r.waited.Load()) }

type reportKey struct{}

// WithReport has the requests of a context reported.
func WithReport(ctx context.Context, r *Report) context.Context {
	return context.WithValue(ctx, reportKey{}, r)
}

// Transport sends requests through base when their host may be asked. A request's
// slot is given back when its body has been read to the end or closed, so bodies
// must be closed. Its errors are those of Wait and of base.
func (p *Pacer) Transport(base http.RoundTripper) http.RoundTripper {
	return &transport{pacer: p, base: base}
}

type transport struct {
	pacer *Pacer
	base  http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if t.pacer.opts.Off {
		return t.base.RoundTrip(req)
	}
	clock := t.pacer.opts.Clock
	ticket, err := t.wait(req)
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // a RoundTripper closes the body, on errors too
		}
		return nil, err
	}
	var sent atomic.Int64 // when the connection was there; dialling is not the server's work
	start := clock.Now()
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		sent.Store(int64(clock.Now().Sub(start)))
	}}
	resp, err := t.base.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	outcome := Outcome{Err: err, Latency: clock.Now().Sub(start) - time.Duration(sent.Load())}
	if err != nil {
		if cause := context.Cause(req.Context()); cause != nil {
			outcome.Err = cause // tells a caller who went away from a time limit
		}
		ticket.Done(outcome)
		return nil, err
	}
	outcome.Status = resp.StatusCode
	if resp.StatusCode >= http.StatusMultipleChoices {
		outcome.RetryAfter = RetryAfter(resp.Header, clock.Now())
	}
	if resp.StatusCode == http.StatusSwitchingProtocols || resp.Body == nil || resp.Body == http.NoBody {
		ticket.Done(outcome)
		return resp, nil
	}
	resp.Body = &body{ReadCloser: resp.Body, end: sync.OnceFunc(func() { ticket.Done(outcome) })}
	return resp, nil
}

// wait waits and reports it.
func (t *transport) wait(req *http.Request) (*Ticket, error) {
	host := req.URL.Host
	if ticket, ok := t.pacer.Try(host); ok {
		return ticket, nil
	}
	report, _ := req.Context().Value(reportKey{}).(*Report)
	if report == nil {
		return t.pacer.Wait(req.Context(), host)
	}
	start := t.pacer.opts.Clock.Now()
	if report.Waiting != nil {
		if ended := report.Waiting(host, t.pacer.Next(host).Sub(start)); ended != nil {
			defer ended()
		}
	}
	ticket, err := t.pacer.Wait(req.Context(), host)
	report.waited.Add(int64(t.pacer.opts.Clock.Now().Sub(start)))
	return ticket, err
}

// body notices when an answer is over.
type body struct {
	io.ReadCloser
	end func()
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.end()
	}
	return n, err
}

// Close implements io.Closer.
func (b *body) Close() error {
	defer b.end()
	return b.ReadCloser.Close()
}
