package session

import (
	"net/http"

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
	for name, values := range s.header {
		if _, own := h[name]; !own {
			h[name] = values
		}
	}
	setDefault(h, "User-Agent", s.userAgent)
	if e.subresource {
		setDefault(h, "Accept", acceptSubresource)
	}
	setDefault(h, "Accept", acceptPage)
	h.Set("Accept-Encoding", acceptEncoding)
	if referer := refererFor(e.policy, e.initiator, e.url); referer != "" {
		h.Set("Referer", referer)
	}
	if e.initiator != nil && e.method != http.MethodGet && e.method != http.MethodHead {
		h.Set("Origin", originFor(e))
	}
	if value := s.jar.Header(e.cookieRequest()); value != "" {
		if own := h.Get("Cookie"); own != "" {
			value = own + "; " + value // one Cookie header at most: RFC 6265bis, section 5.8
		}
		h.Set("Cookie", value)
	}
}

// commonHeader is what all requests send: Options.Header, less what is the
// connection's business or belongs to one origin.
func commonHeader(h http.Header) http.Header {
	out := http.Header{}
	for name, values := range h {
		out[http.CanonicalHeaderKey(name)] = values
	}
	deleteConnectionHeaders(out)
	deleteCredentials(out)
	return out
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
