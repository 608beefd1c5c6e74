package cache

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

// keep arranges for the answer to be stored once its body has been read, where
// it may be. What a HEAD says is taken in at once.
func (x *exchange) keep(resp *http.Response, requested time.Time) {
	received := x.cache.opts.Now()
	if x.req.Method == http.MethodHead {
		x.takeHead(resp, requested, received)
		return
	}
	e := x.newEntry(resp, requested, received)
	reason := x.cache.storable(x.req, &x.cc, e)
	if reason == "" && resp.ContentLength > x.cache.opts.MaxEntryBytes {
		reason = "answer is too large"
	}
	if reason != "" {
		explain(x.req.Context(), "not kept: "+reason)
		return
	}
	// The caller may be gone by the time the body ends; the answer is whole then.
	ctx := context.WithoutCancel(x.req.Context())
	crowded := len(x.found) >= maxVariants
	length := resp.ContentLength
	if resp.Uncompressed {
		length = -1
	}
	done := func(body []byte) {
		e.body, e.bodyLen = body, int64(len(body))
		if x.cache.gone.covers(x.key, e.requested) {
			return // what was true when it was asked for is so no more
		}
		if err := x.cache.store.put(ctx, e, crowded); err != nil {
			x.cache.warnWrite(err)
		}
	}
	if resp.Body == nil || resp.Body == http.NoBody || length == 0 {
		done(nil)
		return
	}
	resp.Body = newCollector(resp.Body, length, x.cache.opts.MaxEntryBytes, done)
}

// newEntry is the answer as it would be stored, without its body.
func (x *exchange) newEntry(resp *http.Response, requested, received time.Time) *entry {
	cc := parseDirectives(resp.Header)
	e := &entry{
		url: x.key, host: normalHost(x.req.URL.Hostname()), status: resp.StatusCode,
		header:    storedHeader(resp.Header, &cc),
		requested: requested, received: received,
		vary: varyFields(x.req, resp.Header, &cc),
		cc:   cc,
	}
	e.varySum = varySum(e.vary, x.req.Header)
	return e
}

// normalHost is a host as the file has it.
func normalHost(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }

// takeHead compares a HEAD's answer with the stored GET (RFC 9111, section
// 4.3.5): the same page is freshened, another one makes it invalid.
func (x *exchange) takeHead(resp *http.Response, requested, received time.Time) {
	e := x.stored
	if e == nil || e.status != http.StatusOK || resp.StatusCode != http.StatusOK {
		return
	}
	for _, name := range []string{"Etag", "Last-Modified", "Content-Length"} {
		if v := resp.Header.Get(name); v != "" && v != e.header.Get(name) {
			x.cache.drop(x.req.Context(), []string{x.key})
			return
		}
	}
	cc := parseDirectives(resp.Header)
	if cc.has("no-store") || x.cache.archives(e.status) {
		return
	}
	x.save(x.req.Context(), e.freshened(resp.Header, requested, received))
}

// maxDrain bounds what is read of a body for the connection's sake.
const maxDrain = DefaultMaxEntryBytes

// drain reads a body to its end, so that it is kept and the connection can be
// used again, and closes it.
func drain(body io.ReadCloser) {
	_, _ = io.Copy(io.Discard, io.LimitReader(body, maxDrain+1))
	_ = body.Close()
}
