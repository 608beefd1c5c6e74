package cache

import (
	"net/http"
	"strings"
	"time"
)

// conditions that a request brings along and this cache leaves to the server
// (RFC 9111, section 4.3.2).
func hasForeignCondition(h http.Header) bool {
	return h.Get("If-Match") != "" || h.Get("If-Unmodified-Since") != "" || h.Get("If-Range") != ""
}

// hasCondition says that the request asks for a 304 of its own.
func hasCondition(h http.Header) bool {
	return h.Get("If-None-Match") != "" || h.Get("If-Modified-Since") != ""
}

// isUnmodified evaluates the request's own condition over a stored answer (RFC
// 9110, section 13.2.2, and RFC 9111, section 4.3.2): If-None-Match goes before
// If-Modified-Since. Only a 200 is answered by 304.
func (e *entry) isUnmodified(h http.Header) bool {
	if e.status != http.StatusOK {
		return false
	}
	if inm := h["If-None-Match"]; len(inm) > 0 {
		return matchesAny(strings.Join(inm, ","), e.header.Get("Etag"))
	}
	since, ok := dateField(h, "If-Modified-Since")
	if !ok {
		return false
	}
	modified, ok := dateField(e.header, "Last-Modified")
	if !ok {
		if modified, ok = e.date(); !ok {
			modified = e.received
		}
	}
	return !modified.Truncate(time.Second).After(since)
}

// matchesAny compares an entity tag with a list of them, weakly (RFC 9110,
// sections 8.8.3.2 and 13.1.2).
func matchesAny(list, etag string) bool {
	if strings.Trim(list, " \t") == "*" {
		return true
	}
	etag = strings.TrimPrefix(etag, "W/")
	if etag == "" {
		return false
	}
	for list != "" {
		list = strings.TrimLeft(list, " \t,")
		var tag string
		tag, list = nextTag(strings.TrimPrefix(list, "W/"))
		if tag == etag {
			return true
		}
	}
	return false
}

// nextTag cuts one entity tag from the front of a list. Within quotes commas
// mean nothing; a tag without quotes ends at one.
func nextTag(s string) (tag, rest string) {
	if strings.HasPrefix(s, `"`) {
		if end := strings.IndexByte(s[1:], '"'); end >= 0 {
			return s[:end+2], s[end+2:]
		}
		return s, ""
	}
	tag, rest, _ = strings.Cut(s, ",")
	return strings.TrimRight(tag, " \t"), rest
}

// validation is the request that asks whether the stored answer still holds
// (RFC 9111, section 4.3.1). ok: there is a validator to ask with. A condition
// of the caller's own gives way; it is evaluated once the answer is known.
func (e *entry) validation(req *http.Request) (ask *http.Request, ok bool) {
	etag := e.header.Get("Etag")
	modified := e.header.Get("Last-Modified")
	if _, valid := dateField(e.header, "Last-Modified"); !valid {
		modified = ""
	}
	if etag == "" && modified == "" {
		return req, false
	}
	ask = req.Clone(req.Context())
	ask.Header.Del("If-None-Match")
	ask.Header.Del("If-Modified-Since")
	if etag != "" {
		ask.Header.Set("If-None-Match", etag)
	}
	if modified != "" {
		ask.Header.Set("If-Modified-Since", modified)
	}
	return ask, true
}

// isStrong says that an entity tag may stand for the bytes (RFC 9110, section
// 8.8.1).
func isStrong(etag string) bool { return etag != "" && !strings.HasPrefix(etag, "W/") }

// identifies says that a 304 speaks of the stored answer (RFC 9111, section
// 4.3.4): a strong entity tag in it must be the same. Only one answer was asked
// about, so nothing else needs to be selected.
func (e *entry) identifies(notModified http.Header) bool {
	etag := notModified.Get("Etag")
	return !isStrong(etag) || etag == e.header.Get("Etag")
}

// freshened is the entry with a newer header over its own (RFC 9111, section
// 3.2): what describes the stored bytes stays, the rest is replaced, and the old
// Age is not the new one.
func (e *entry) freshened(newer http.Header, requested, received time.Time) *entry {
	f := *e
	f.requested, f.received = requested, received
	f.header = e.header.Clone()
	f.header.Del("Age")
	if newer.Get("Date") == "" { // without one it is that of its receipt (RFC 9110, section 6.6.1)
		f.header.Set("Date", received.UTC().Format(http.TimeFormat))
	}
	cc := parseDirectives(newer)
	for name, values := range storedHeader(newer, &cc) {
		switch name {
		case "Content-Length", "Content-Encoding", "Content-Range", "Content-Md5", "Etag":
		default:
			f.header[name] = values
		}
	}
	f.cc = parseDirectives(f.header)
	return &f
}
