package cookies

import (
	"strings"
	"time"
)

// Receive stores the cookies of an answer. setCookie are the values of its
// Set-Cookie headers in order. What a browser would ignore is ignored.
func (j *Jar) Receive(req Request, setCookie []string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.now()
	for _, s := range setCookie {
		if r, ok := parse(s, now); ok {
			j.store(req, r, now)
		}
	}
	j.evictSite(site(canonicalHost(req.URL)), now)
	j.evictExcess(now)
}

// store is the storage model of RFC 6265bis, section 5.7. The caller holds mu.
func (j *Jar) store(req Request, r received, now time.Time) {
	host := canonicalHost(req.URL)
	if host == "" {
		return
	}
	c := &Cookie{
		Name: r.name, Value: r.value, Expires: r.expires, Created: now, LastAccess: now,
		Path: r.path, Secure: r.secure, HTTPOnly: r.httpOnly, SameSite: r.sameSite,
	}
	var ok bool
	if c.Domain, c.HostOnly, ok = cookieDomain(host, r.domain); !ok {
		return
	}
	if c.Path == "" {
		c.Path = defaultPath(req.URL)
	}
	if !secureOrigin(req.URL) && (c.Secure || j.overlaysSecure(c)) {
		return
	}
	if !sameSiteAllows(req, c) || !prefixAllows(c, r.hasPath) {
		return
	}
	c.Updated = j.stamp(now)
	if c.expired(now) {
		j.remove(c.id(), c.Updated)
		return
	}
	j.insert(c)
}

// stamp is the Updated of a change made now: after every other one that the jar
// has made or seen, so that the order of changes is known even where the clock
// stands still or goes back. The caller holds mu.
func (j *Jar) stamp(now time.Time) time.Time {
	if !now.After(j.latest) {
		now = j.latest.Add(1)
	}
	j.latest = now
	return now
}

// cookieDomain decides on Domain and the host-only-flag. ok is false where the
// attribute names a domain that the host may not set cookies for.
func cookieDomain(host, attribute string) (domain string, hostOnly, ok bool) {
	if strings.Contains(attribute, ":") { // an IPv6 address, which a URL has in brackets
		bare := strings.TrimSuffix(strings.TrimPrefix(attribute, "["), "]")
		return host, true, bare == host && attribute == "["+bare+"]"
	}
	switch {
	case attribute == "":
		return host, true, true
	case isPublicSuffix(attribute):
		return host, true, attribute == host
	case !domainMatch(host, attribute):
		return "", false, false
	case isAddress(host):
		// An address has nothing below it: browsers make the cookie host-only.
		return host, true, true
	}
	return attribute, false, true
}

// overlaysSecure reports whether c, from an insecure origin, would hide a Secure
// cookie ("leave secure cookies alone"). Such a cookie has the same site.
func (j *Jar) overlaysSecure(c *Cookie) bool {
	for _, old := range j.sites[site(c.Domain)] {
		if old.Secure && old.Name == c.Name && pathMatch(c.Path, old.Path) &&
			(domainMatch(old.Domain, c.Domain) || domainMatch(c.Domain, old.Domain)) {
			return true
		}
	}
	return false
}

// sameSiteAllows says whether an answer may set the cookie: what is None must be
// Secure, and what is not None may not come with another site's subresource.
func sameSiteAllows(req Request, c *Cookie) bool {
	if c.SameSite == SameSiteNone {
		return c.Secure
	}
	return !req.CrossSite || !req.Subresource
}

// prefixAllows checks the cookie name prefixes, and that a cookie without a name
// does not smuggle one in by its value. hasPath: the path was said.
func prefixAllows(c *Cookie, hasPath bool) bool {
	name := c.Name
	if name == "" {
		return !hasPrefix(c.Value, "__Secure-") && !hasPrefix(c.Value, "__Host-")
	}
	if hasPrefix(name, "__Secure-") {
		return c.Secure
	}
	if hasPrefix(name, "__Host-") {
		return c.Secure && c.HostOnly && hasPath && c.Path == "/"
	}
	return true
}

// hasPrefix compares without case, as section 5.7 asks for the prefixes.
func hasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// insert puts a cookie in the place of one with the same identity, whose time of
// creation it keeps. The caller holds mu.
func (j *Jar) insert(c *Cookie) {
	key := site(c.Domain)
	j.serial++
	stored := &held{Cookie: *c, serial: j.serial}
	if old, ok := j.sites[key][c.id()]; ok {
		stored.Created, stored.serial = old.Created, old.serial
	}
	if j.sites[key] == nil {
		j.sites[key] = make(map[id]*held)
	}
	j.sites[key][c.id()] = stored
	delete(j.gone, c.id())
}

// remove takes a cookie out and remembers that, so that Save does not bring it
// back from a file. The caller holds mu.
func (j *Jar) remove(id id, at time.Time) {
	key := site(id.domain)
	delete(j.sites[key], id)
	if len(j.sites[key]) == 0 {
		delete(j.sites, key)
	}
	j.gone[id] = at
	if len(j.gone) > 2*maxTotal { // a server that removes without end
		trimGone(j.gone, maxTotal)
	}
}
