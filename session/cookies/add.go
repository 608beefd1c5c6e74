package cookies

import (
	"errors"
	"net/url"
	"strings"
	"time"
)

// Add puts in a cookie that came another way than in an answer: from a browser's
// profile, or a file. It is held to what a server's cookie is held to, so that
// the jar never holds one that could not have been set; the error says which rule
// it breaks, and shows no value. It takes the place of a cookie with the same
// identity, as one that is set now.
//
// Domain is required; a dot before it does not count. An empty Path is "/", a
// zero Created is now. SameSiteNone without Secure, which browsers have kept from
// times when that could be, becomes SameSiteDefault.
func (j *Jar) Add(c Cookie) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.now()
	if err := c.normalise(now); err != nil {
		return err
	}
	c.Updated = j.stamp(now)
	j.insert(&c)
	j.evictSite(site(c.Domain), now)
	j.evictExcess(now)
	return nil
}

// normalise makes c what the storage model would have made of it.
func (c *Cookie) normalise(now time.Time) error {
	c.Domain = canonicalHost(&url.URL{Host: bracket(strings.TrimPrefix(c.Domain, "."))})
	if isAddress(c.Domain) {
		c.HostOnly = true
	}
	if c.Path == "" {
		c.Path = "/"
	}
	if c.SameSite == SameSiteNone && !c.Secure {
		c.SameSite = SameSiteDefault
	}
	if c.Created.IsZero() || c.Created.After(now) {
		c.Created = now
	}
	if c.LastAccess.IsZero() || c.LastAccess.After(now) {
		c.LastAccess = now
	}
	if !c.Expires.IsZero() {
		c.Expires = capExpiry(c.Expires, now)
	}
	return c.check(now)
}

// check says which rule a cookie breaks.
func (c *Cookie) check(now time.Time) error {
	switch {
	case !isHost(c.Domain):
		return errors.New("it has no domain that is a host's name")
	case !c.HostOnly && isPublicSuffix(c.Domain):
		return errors.New("its domain is a public suffix, below which anybody may register")
	case !strings.HasPrefix(c.Path, "/") || len(c.Path) > maxAttribute || strings.Contains(c.Path, ";") || hasControl(c.Path):
		return errors.New("its path is none that a server can have set")
	case c.Name == "" && c.Value == "":
		return errors.New("it has neither a name nor a value")
	case len(c.Name)+len(c.Value) > maxNameValue:
		return errors.New("its name and value are longer than 4096 octets together")
	case strings.ContainsAny(c.Name, ";=") || strings.Contains(c.Value, ";") || hasControl(c.Name) || hasControl(c.Value),
		trimWSP(c.Name) != c.Name, trimWSP(c.Value) != c.Value:
		return errors.New("its name or value has characters that a cookie can't have")
	case !prefixAllows(c, true):
		return errors.New("its name begins with __Secure- or __Host-, and it is not what that promises")
	case c.expired(now):
		return errors.New("it has expired")
	}
	switch c.SameSite {
	case SameSiteDefault, SameSiteNone, SameSiteLax, SameSiteStrict:
		return nil
	}
	return errors.New("its same_site is none of none, lax and strict")
}

// bracket makes an IPv6 address the host of a URL.
func bracket(host string) string {
	if strings.Count(host, ":") > 1 && !strings.HasPrefix(host, "[") {
		return "[" + host + "]"
	}
	return host
}

// isHost reports whether a canonical host can be one: an address, or a name of
// the characters that DNS has, with the underscore that some use.
func isHost(s string) bool {
	return isAddress(s) || s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
}

// hasControl finds the characters of section 5.6, step 1: all that control, but a tab.
func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 && s[i] != '\t' || s[i] == 0x7f {
			return true
		}
	}
	return false
}
