package session

import (
	"encoding/base64"
	"net/http"
	"net/url"

	"github.com/formbot/formbot/scope"
	"github.com/formbot/formbot/session/cookies"
)

// The Accept headers of a page and of what it embeds.
const (
	acceptPage        = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	acceptSubresource = "image/*,*/*;q=0.8"
)

// deleteConnectionHeaders removes what is the transport's business, or the
// session's own.
func deleteConnectionHeaders(h http.Header) {
	deleteHeaders(h, "Connection", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding",
		"Upgrade", "Content-Length", "Host", "Accept-Encoding")
}

// deleteCredentials removes what does not go along to another origin.
func deleteCredentials(h http.Header) {
	deleteHeaders(h, "Authorization", "Proxy-Authorization", "Www-Authenticate", "Cookie", "Cookie2", "Origin")
}

// deleteBodyHeaders removes what describes a body that a redirect dropped (Fetch
// Standard, "request-body-header name").
func deleteBodyHeaders(h http.Header) {
	deleteHeaders(h, "Content-Encoding", "Content-Language", "Content-Location", "Content-Type")
}

func deleteHeaders(h http.Header, names ...string) {
	for _, name := range names {
		h.Del(name)
	}
}

// dress completes a hop's header: what the caller set stays.
func (s *Session) dress(h http.Header, e *errand) {
	setDefault(h, "User-Agent", s.userAgent)
	if e.subresource {
		setDefault(h, "Accept", acceptSubresource)
	}
	setDefault(h, "Accept", acceptPage)
	h.Set("Accept-Encoding", acceptEncoding)
	if referer := refererFor(e.initiator, e.url); referer != "" {
		h.Set("Referer", referer)
	}
	if e.initiator != nil && e.method != http.MethodGet && e.method != http.MethodHead {
		h.Set("Origin", originFor(e))
	}
	if u := e.url.User; u != nil && h.Get("Authorization") == "" {
		password, _ := u.Password()
		h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.Username()+":"+password)))
	}
	if value := s.jar.Header(e.cookieRequest()); value != "" {
		if own := h.Get("Cookie"); own != "" {
			value = own + "; " + value // one Cookie header at most: RFC 6265bis, section 5.8
		}
		h.Set("Cookie", value)
	}
}

func setDefault(h http.Header, name, value string) {
	if _, ok := h[name]; !ok {
		h.Set(name, value)
	}
}

// cookieRequest describes the hop to the jar.
func (e *errand) cookieRequest() cookies.Request {
	return cookies.Request{
		URL:         e.url,
		CrossSite:   e.initiator != nil && !cookies.SameSiteURLs(e.initiator, e.url),
		Unsafe:      !isSafe(e.method),
		Subresource: e.subresource,
	}
}

// refererFor is the policy strict-origin-when-cross-origin, the default of
// browsers (Referrer Policy, sections 3.7 and 8.3). "" sends none.
func refererFor(from, to *url.URL) string {
	if from == nil {
		return ""
	}
	if origin(from) == origin(to) {
		r := *from
		r.User, r.Fragment, r.RawFragment = nil, "", ""
		return r.String()
	}
	if isDowngrade(from, to) {
		return ""
	}
	return origin(from) + "/"
}

// originFor is "append a request `Origin` header" of the Fetch Standard.
func originFor(e *errand) string {
	if e.tainted || isDowngrade(e.initiator, e.url) {
		return "null"
	}
	return origin(e.initiator)
}

// isDowngrade reports whether a request leaves encryption. This machine counts
// as trustworthy without it (Secure Contexts, section 3.1).
func isDowngrade(from, to *url.URL) bool {
	return from.Scheme == "https" && to.Scheme != "https" && !scope.IsLoopback(to.Hostname())
}
