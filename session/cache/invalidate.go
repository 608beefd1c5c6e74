package cache

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// isSafe lists the safe methods (RFC 9110, section 9.2.1); every other one,
// known or not, may change what is stored.
func isSafe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}

// invalidate drops what an unsafe request has made untrue: its URL, and those
// that Location and Content-Location name on the same origin (RFC 9111, section
// 4.4).
func (c *Cache) invalidate(ctx context.Context, req *http.Request, resp *http.Response) {
	if resp.StatusCode < 200 || resp.StatusCode > 399 {
		return
	}
	keys := []string{c.opts.Key(req.URL)}
	for _, name := range []string{"Location", "Content-Location"} {
		u, err := req.URL.Parse(resp.Header.Get(name))
		if err == nil && resp.Header.Get(name) != "" && sameOrigin(u, req.URL) {
			keys = append(keys, c.opts.Key(u))
		}
	}
	c.drop(ctx, keys)
}

// drop removes keys from the file. Should that fail, they are dead to this
// process all the same.
func (c *Cache) drop(ctx context.Context, keys []string) {
	c.gone.bury(keys, c.opts.Now())
	if err := c.store.remove(ctx, keys); err != nil {
		c.warnWrite(err)
	}
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

// maxTombstones bounds the memory of them, some hundred bytes each.
const maxTombstones = 10_000

// tombstones are the keys that were invalidated, and when. An answer from before
// is not used, though the file may not have heard yet, and an answer that was
// asked for before is not kept, though it comes in after.
type tombstones struct {
	mu   sync.Mutex // guards died
	died map[string]time.Time
}

func newTombstones() *tombstones { return &tombstones{died: map[string]time.Time{}} }

func (t *tombstones) bury(keys []string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.died) >= maxTombstones {
		clear(t.died)
	}
	for _, key := range keys {
		t.died[key] = now
	}
}

// covers says that the key was invalidated after that time.
func (t *tombstones) covers(key string, asked time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	died, ok := t.died[key]
	return ok && asked.Before(died)
}
