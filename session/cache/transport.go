package cache

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// transport is the cache in front of another transport.
type transport struct {
	cache *Cache
	base  http.RoundTripper
}

// CloseIdleConnections closes those of the transport beneath.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// exchange is one request on its way through the cache.
type exchange struct {
	*transport
	req *http.Request
	cc  directives // of req
	key string

	found  []*entry // all that is stored under key
	stored *entry   // the one of found that the request selects; nil for none
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if reason := passesBy(req); reason != "" {
		report(req.Context(), Bypass, 0, reason)
		resp, err := t.base.RoundTrip(req)
		if err == nil && !isSafe(req.Method) {
			t.cache.invalidate(req.Context(), req, resp)
		}
		return resp, err
	}
	x := &exchange{transport: t, req: req, cc: requestDirectives(req.Header), key: t.cache.opts.Key(req.URL)}
	if x.cc.has("no-store") {
		report(req.Context(), Bypass, 0, "request is no-store")
		return t.base.RoundTrip(req)
	}
	if err := x.find(); err != nil { //nolint:contextcheck // the request carries it
		t.cache.warnRead(err)
		report(req.Context(), Bypass, 0, "the cache can't be read")
		return t.base.RoundTrip(req)
	}
	return x.answer() //nolint:contextcheck // the request carries it
}

// passesBy says why a request is none of the cache's business; "" when it is.
func passesBy(req *http.Request) (reason string) {
	switch {
	case req.Method != http.MethodGet && req.Method != http.MethodHead:
		return "method " + req.Method
	case req.Body != nil && req.Body != http.NoBody:
		return "request has a body"
	case req.Header.Get("Range") != "":
		return "range request"
	case hasForeignCondition(req.Header):
		return "conditional request"
	}
	return ""
}

// find looks the request up: the newest stored answer that it selects (RFC 9111,
// section 4.1).
func (x *exchange) find() error {
	found, err := x.cache.store.lookup(x.req.Context(), x.key)
	if err != nil {
		return err
	}
	x.found = found
	for _, e := range found {
		if e.matches(x.req.Header, x.cache.archives(e.status)) && !x.cache.gone.covers(x.key, e.requested) {
			x.stored = e
			return nil
		}
	}
	return nil
}

// answer decides between the stored answer and the server.
func (x *exchange) answer() (*http.Response, error) {
	if x.stored == nil {
		return x.ask(x.req, "")
	}
	now := x.cache.opts.Now()
	j := x.cache.judge(x.stored, &x.cc, now)
	switch j.use {
	case useAsIs:
		return x.serve(Hit, j)
	case useStale:
		return x.serve(Stale, j)
	case useAndRefresh:
		resp, err := x.serve(Stale, j)
		if err == nil {
			x.refresh()
		}
		return resp, err
	}
	return x.validate(j)
}

// serve answers from the cache, with a 304 where the request's own condition
// asks for it.
func (x *exchange) serve(v Verdict, j judgement) (*http.Response, error) {
	e := x.stored
	if err := x.cache.store.loadBody(x.req.Context(), e); err != nil {
		if !errors.Is(err, errGone) {
			x.cache.warnRead(err)
		}
		return x.ask(x.req, "the stored answer can't be read")
	}
	if now := x.cache.opts.Now(); now.Sub(e.used) >= touchEvery {
		if err := x.cache.store.w.touch(x.req.Context(), e.id, now); err != nil {
			x.cache.warnWrite(err)
		}
	}
	report(x.req.Context(), v, j.age, j.reason)
	if hasCondition(x.req.Header) && e.isUnmodified(x.req.Header) {
		return e.notModified(x.req, j.age), nil
	}
	return e.response(x.req, j.age, x.cache.opts.ReplaySetCookie), nil
}

// ask sends the request to the server, as it is, and keeps the answer if it may.
func (x *exchange) ask(req *http.Request, reason string) (*http.Response, error) {
	if x.cc.has("only-if-cached") {
		return x.notCached(), nil
	}
	report(x.req.Context(), Miss, 0, reason)
	requested := x.cache.opts.Now()
	resp, err := x.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	x.keep(resp, requested)
	return resp, nil
}

// notCached answers only-if-cached with nothing there (RFC 9111, section
// 5.2.1.7).
func (x *exchange) notCached() *http.Response {
	report(x.req.Context(), Miss, 0, "request is only-if-cached")
	return newResponse(x.req, http.StatusGatewayTimeout, http.Header{}, nil)
}

// validate asks the server whether the stored answer still holds (RFC 9111,
// section 4.3).
func (x *exchange) validate(j judgement) (*http.Response, error) {
	if x.cc.has("only-if-cached") {
		return x.notCached(), nil
	}
	if x.req.Method == http.MethodHead {
		return x.ask(x.req, j.reason) // and see what its answer says of the stored one
	}
	ask, _ := x.stored.validation(x.req)
	report(x.req.Context(), Miss, 0, j.reason)
	requested := x.cache.opts.Now()
	resp, err := x.base.RoundTrip(ask)
	received := x.cache.opts.Now()
	switch {
	case err != nil:
		if x.req.Context().Err() == nil && x.stored.mayReplaceError(&x.cc, j.overdue) {
			return x.insteadOfError(j, "no answer; stale-if-error", err)
		}
		return nil, err
	case resp.StatusCode == http.StatusNotModified && ask != x.req:
		return x.renew(resp, requested, received)
	case isServerError(resp.StatusCode) && x.stored.mayReplaceError(&x.cc, j.overdue):
		stale, err := x.insteadOfError(j, "the server has an error; stale-if-error", nil)
		if err == nil && stale != nil {
			_ = resp.Body.Close()
			return stale, nil
		}
	default:
		resp.Request = x.req
		x.keep(resp, requested)
	}
	return resp, nil
}

// isServerError lists the errors that stale-if-error is for (RFC 5861, section
// 4).
func isServerError(status int) bool {
	switch status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable,
		http.StatusGatewayTimeout:
		return true
	}
	return false
}

// insteadOfError serves the stored answer in place of an error. Should it be
// gone, the error stands.
func (x *exchange) insteadOfError(j judgement, reason string, cause error) (*http.Response, error) {
	if err := x.cache.store.loadBody(x.req.Context(), x.stored); err != nil {
		return nil, cause
	}
	j.reason = reason
	return x.serve(Stale, j)
}

// renew takes in a 304 and answers with what it confirms.
func (x *exchange) renew(resp *http.Response, requested, received time.Time) (*http.Response, error) {
	_ = resp.Body.Close()
	ctx := x.req.Context()
	if err := x.cache.store.loadBody(ctx, x.stored); err != nil {
		// It was evicted in between; the server must be asked without a condition.
		if !errors.Is(err, errGone) {
			x.cache.warnRead(err)
		}
		return x.ask(x.req, "the stored answer can't be read")
	}
	setCookie := resp.Header["Set-Cookie"] // this one is new
	e := x.stored
	if e.identifies(resp.Header) {
		e = e.freshened(resp.Header, requested, received)
		x.save(ctx, e)
	}
	age := e.age(received)
	if x.cache.archives(e.status) {
		age = max(0, received.Sub(e.received))
	}
	report(ctx, Revalidated, age, "")
	if hasCondition(x.req.Header) && e.isUnmodified(x.req.Header) {
		return withCookies(e.notModified(x.req, age), setCookie), nil
	}
	return withCookies(e.response(x.req, age, x.cache.opts.ReplaySetCookie), setCookie), nil
}

// withCookies gives the answer the cookies that a 304 has just set.
func withCookies(resp *http.Response, setCookie []string) *http.Response {
	if len(setCookie) > 0 {
		resp.Header["Set-Cookie"] = setCookie
	}
	return resp
}

// save writes a freshened entry.
func (x *exchange) save(ctx context.Context, e *entry) {
	if x.cache.gone.covers(x.key, e.requested) {
		return
	}
	if err := x.cache.store.freshen(ctx, e); err != nil {
		x.cache.warnWrite(err)
	}
}

// refresh validates the stored answer in the background.
func (x *exchange) refresh() {
	x.cache.background.start(x.req.Context(), x.key, func(ctx context.Context) {
		req := x.req.Clone(ctx)
		req.Header.Del("If-None-Match")
		req.Header.Del("If-Modified-Since")
		own := &exchange{transport: x.transport, req: req, cc: x.cc, key: x.key, found: x.found, stored: x.stored}
		//nolint:bodyclose,contextcheck // drain does; the request carries it
		resp, err := own.validate(judgement{reason: "stale-while-revalidate", overdue: forever})
		if err != nil {
			return // the next request asks again
		}
		drain(resp.Body)
	})
}
