package cookies

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// laxAllowingUnsafe is how long a cookie without SameSite goes along with an
// unsafe top-level request from another site (RFC 6265bis, section 5.6.7.2).
const laxAllowingUnsafe = 2 * time.Minute

// Header returns the cookie-string for a request's Cookie header, "" when no
// cookie goes along (RFC 6265bis, section 5.8.3).
func (j *Jar) Header(req Request) string {
	var b strings.Builder
	for i, c := range j.retrieve(req) {
		if i > 0 {
			b.WriteString("; ")
		}
		if c.Name != "" {
			b.WriteString(c.Name)
			b.WriteByte('=')
		}
		b.WriteString(c.Value)
	}
	return b.String()
}

// retrieve returns copies of the cookies that go with a request, in order.
func (j *Jar) retrieve(req Request) []Cookie {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.now()
	host, path, secure := canonicalHost(req.URL), requestPath(req.URL), secureOrigin(req.URL)
	var list []*held
	for _, c := range j.sites[site(host)] {
		switch {
		case c.HostOnly && c.Domain != host,
			!c.HostOnly && !domainMatch(host, c.Domain),
			!pathMatch(path, c.Path),
			c.Secure && !secure,
			c.expired(now),
			!goesAlong(req, c, now):
			continue
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *held) int {
		return cmp.Or(cmp.Compare(len(b.Path), len(a.Path)), byCreation(a, b))
	})
	out := make([]Cookie, len(list))
	for i, c := range list {
		c.LastAccess = now
		out[i] = c.Cookie
	}
	return out
}

// byCreation orders by time of creation, and where two are of one instant by the
// order in which they came.
func byCreation(a, b *held) int {
	return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.serial, b.serial))
}

// goesAlong applies SameSite to a request (section 5.8.3, its last condition).
func goesAlong(req Request, c *held, now time.Time) bool {
	if !req.CrossSite {
		return true
	}
	switch c.SameSite {
	case SameSiteNone:
		return true
	case SameSiteStrict:
		return false
	case SameSiteDefault:
		if req.Unsafe && !req.Subresource && now.Sub(c.Created) <= laxAllowingUnsafe {
			return true
		}
	}
	return !req.Unsafe && !req.Subresource
}
