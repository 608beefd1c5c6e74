package cookies

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Options are how a jar is made. The zero value works.
type Options struct {
	Now func() time.Time // the clock; nil: time.Now
}

// Jar holds cookies. All its methods may be called concurrently.
type Jar struct {
	now func() time.Time

	mu     sync.Mutex // guards what is below
	sites  map[string]map[id]*held
	gone   map[id]time.Time // what was removed, and the Updated of the removal
	latest time.Time        // the latest Updated given or seen
	serial uint64
}

// held is a cookie in the jar. serial tells those of one instant apart: the jar
// must send them in the order in which they came.
type held struct {
	Cookie
	serial uint64
}

// New makes an empty jar.
func New(opts Options) *Jar {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Jar{now: opts.Now, sites: make(map[string]map[id]*held), gone: make(map[id]time.Time)}
}

// All lists the cookies that are not expired, oldest first.
func (j *Jar) All() []Cookie {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.list()
}

// list is All. The caller holds mu.
func (j *Jar) list() []Cookie {
	now := j.now()
	var list []*held
	for _, cookies := range j.sites {
		for _, c := range cookies {
			if !c.expired(now) {
				list = append(list, c)
			}
		}
	}
	slices.SortFunc(list, byCreation)
	out := make([]Cookie, len(list))
	for i, c := range list {
		out[i] = c.Cookie
	}
	return out
}

// Clear removes every cookie. A file that the jar is saved to later loses them
// too, unless another process has set them anew in between.
func (j *Jar) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.now()
	for _, cookies := range j.sites {
		for _, c := range cookies {
			j.remove(c.id(), j.stamp(now))
		}
	}
}

// Cookies implements http.CookieJar.
func (j *Jar) Cookies(u *url.URL) []*http.Cookie {
	var out []*http.Cookie
	for _, c := range j.retrieve(Request{URL: u}) {
		out = append(out, &http.Cookie{Name: c.Name, Value: c.Value})
	}
	return out
}

// SetCookies implements http.CookieJar. A cookie that came in an answer is read
// from its Raw field, one that a program made from its other fields.
func (j *Jar) SetCookies(u *url.URL, list []*http.Cookie) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.now()
	for _, c := range list {
		r, ok := parse(c.Raw, now)
		if c.Raw == "" {
			r, ok = fromHTTP(c, now)
		}
		if ok {
			j.store(Request{URL: u}, r, now)
		}
	}
	j.evictSite(site(canonicalHost(u)), now)
	j.evictExcess(now)
}

// fromHTTP takes over a cookie that a program made.
func fromHTTP(c *http.Cookie, now time.Time) (received, bool) {
	r, ok := parse(c.Name+"="+c.Value, now)
	if !ok || r.name != c.Name || r.value != trimWSP(c.Value) {
		return received{}, false // a ";" or a control character within
	}
	switch {
	case c.MaxAge < 0:
		r.expires = earliest()
	case c.MaxAge > 0:
		r.expires = afterSeconds(now, int64(c.MaxAge))
	case !c.Expires.IsZero():
		r.expires = capExpiry(c.Expires, now)
	}
	attributes, ok := parse("x=y; domain="+c.Domain, now)
	if !ok {
		return received{}, false
	}
	r.domain = attributes.domain
	if len(c.Path) > 0 && c.Path[0] == '/' {
		r.path, r.hasPath = c.Path, true
	}
	r.secure, r.httpOnly = c.Secure, c.HttpOnly
	switch c.SameSite {
	case http.SameSiteNoneMode:
		r.sameSite = SameSiteNone
	case http.SameSiteLaxMode:
		r.sameSite = SameSiteLax
	case http.SameSiteStrictMode:
		r.sameSite = SameSiteStrict
	}
	return r, true
}
