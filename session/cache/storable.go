package cache

import (
	"net/http"
	"strings"
)

// storable says whether the answer may be kept (RFC 9111, section 3), and if so
// the reason is "". req is the request as the caller sent it.
func (c *Cache) storable(req *http.Request, reqCC *directives, e *entry) (reason string) {
	switch {
	case req.Method != http.MethodGet:
		return "method " + req.Method
	case reqCC.has("no-store"):
		return "request is no-store"
	case e.status < 200 || e.status == http.StatusPartialContent || e.status == http.StatusNotModified:
		return "partial or no answer"
	case c.archives(e.status):
		return ""
	case strings.Contains(e.vary, "*"):
		return "answer varies on anything"
	}
	if reason := mayKeepStatus(e); reason != "" {
		return reason
	}
	if c.isUseful(e) {
		return ""
	}
	return "answer has neither a lifetime nor a validator"
}

// mayKeepStatus weighs the status against what the answer says of itself.
func mayKeepStatus(e *entry) (reason string) {
	understood := understoodStatus(e.status)
	switch {
	case e.cc.has("must-understand") && !understood:
		return "answer is must-understand"
	case e.cc.has("no-store") && !e.cc.has("must-understand"):
		return "answer is no-store"
	case e.status < 400:
		return ""
	case e.status == http.StatusNotFound || e.status == http.StatusGone:
		// These two state a lasting fact, where the server says how long.
		if d, explicit := e.lifetime(); explicit && d > 0 {
			return ""
		}
		return "error without a lifetime"
	}
	return "error"
}

// understoodStatus are those whose rules for caching this package knows (RFC
// 9111, section 5.2.2.3).
func understoodStatus(status int) bool {
	return status >= 200 && status <= 299 && http.StatusText(status) != "" ||
		status >= 300 && status <= 308 && http.StatusText(status) != "" ||
		status == http.StatusNotFound || status == http.StatusGone
}

// isUseful says that the answer could be used again at all: fresh, by asking
// with a validator, or stale by leave.
func (c *Cache) isUseful(e *entry) bool {
	if e.header.Get("Etag") != "" {
		return true
	}
	if _, ok := dateField(e.header, "Last-Modified"); ok {
		return true
	}
	if d, _ := e.lifetime(); d > 0 {
		return true
	}
	for _, name := range []string{"stale-while-revalidate", "stale-if-error"} {
		if d, ok := e.cc.seconds(name); ok && d > 0 {
			return true
		}
	}
	return false
}

// storedHeader is what is kept of an answer's header: not what belongs to the
// connection or a proxy (RFC 9111, section 3.1), and not the fields that
// no-cache names, which may not be used without asking (section 5.2.2.4).
func storedHeader(h http.Header, cc *directives) http.Header {
	kept := h.Clone()
	for _, line := range h["Connection"] {
		deleteListed(kept, line)
	}
	if listed, ok := cc.get("no-cache"); ok {
		deleteListed(kept, listed)
	}
	for _, name := range []string{"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info",
		"Proxy-Authorization", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade"} {
		kept.Del(name)
	}
	return kept
}

// deleteListed deletes the fields that a comma-separated list names.
func deleteListed(h http.Header, list string) {
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.Trim(name, " \t"); name != "" {
			h.Del(name)
		}
	}
}
