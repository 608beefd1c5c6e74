package cookies

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// Request is the request that cookies go out with, or that an answer came to.
// Its zero value but for the URL is one of the user's own, or of the same site.
type Request struct {
	URL         *url.URL // required
	CrossSite   bool     // another site's page caused it (see SameSiteURLs)
	Unsafe      bool     // its method may change something: not GET, HEAD or OPTIONS
	Subresource bool     // an image and the like; else a page goes to its address
}

// SameSiteURLs reports whether two URLs are of one site: the same scheme and the
// same registrable domain (HTML Standard, section 7.1.1, "schemelessly same
// site" and "same site").
func SameSiteURLs(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && site(canonicalHost(a)) == site(canonicalHost(b))
}

// canonicalHost is section 5.1.2. A host that cannot be punycode stays as it is
// and then matches nothing but itself.
func canonicalHost(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	return host
}

// isAddress reports whether a host is an IP address.
func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// site is the registrable domain of a host, or the host itself where it has none
// (an address, localhost, a public suffix).
func site(host string) string {
	if isAddress(host) {
		return host
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return host
}

// isPublicSuffix reports whether anybody may register below domain.
func isPublicSuffix(domain string) bool {
	if isAddress(domain) {
		return false
	}
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix == domain
}

// secureOrigin reports whether Secure cookies may pass: https, and http on a
// loopback host, which browsers count as potentially trustworthy (Secure
// Contexts, section 3.1).
func secureOrigin(u *url.URL) bool {
	if u.Scheme == "https" {
		return true
	}
	host := strings.TrimSuffix(canonicalHost(u), ".")
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// domainMatch is section 5.1.3.
func domainMatch(host, domain string) bool {
	return host == domain || strings.HasSuffix(host, "."+domain) && !isAddress(host)
}

// defaultPath is the first algorithm of section 5.1.4.
func defaultPath(u *url.URL) string {
	path := requestPath(u)
	last := strings.LastIndexByte(path, '/')
	if last <= 0 {
		return "/"
	}
	return path[:last]
}

// requestPath is the path as it is sent, percent-encoded.
func requestPath(u *url.URL) string {
	path := u.EscapedPath()
	if !strings.HasPrefix(path, "/") {
		return "/"
	}
	return path
}

// pathMatch is the second algorithm of section 5.1.4.
func pathMatch(request, cookie string) bool {
	rest, ok := strings.CutPrefix(request, cookie)
	return ok && (rest == "" || strings.HasSuffix(cookie, "/") || rest[0] == '/')
}

// GoesTo reports whether the cookie is for a host: its own, or for a cookie that
// is not HostOnly one below it (section 5.8.3, the first condition). Path, Secure
// and SameSite may still keep it from a request.
func (c *Cookie) GoesTo(host string) bool {
	host = canonicalHost(&url.URL{Host: bracket(host)})
	domain := canonicalHost(&url.URL{Host: bracket(strings.TrimPrefix(c.Domain, "."))})
	return host == domain || !c.HostOnly && domainMatch(host, domain)
}
