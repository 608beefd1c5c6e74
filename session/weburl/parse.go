package weburl

import (
	"fmt"
	"net/url"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// Error says that what was given is no URL.
type Error struct {
	URL    string // as given, less user information and query
	Reason string // why, and what to write instead
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("parse URL %q: %s", e.URL, e.Reason) }

// Parse reads an absolute URL. Its error is an *Error.
func Parse(raw string) (*url.URL, error) {
	if u, ok := parsePlain(raw); ok {
		return u, nil
	}
	return parseAny(raw)
}

// Resolve reads a reference, such as a link or a Location, against the URL that it
// was found at. Its error is an *Error.
func Resolve(base *url.URL, ref string) (*url.URL, error) {
	if u, ok := resolvePlain(base, ref); ok {
		return u, nil
	}
	return resolveAny(base, ref)
}

// parseAny is Parse by the standard's algorithm.
func parseAny(raw string) (*url.URL, error) {
	w, err := whatwg.Parse(raw)
	if err != nil {
		return nil, badURL(raw)
	}
	return fromWHATWG(w)
}

func resolveAny(base *url.URL, ref string) (*url.URL, error) {
	w, err := whatwg.ParseRef(base.String(), ref)
	if err != nil {
		return nil, badURL(ref)
	}
	return fromWHATWG(w)
}

// fromWHATWG turns a parsed URL into one of net/url. That package refuses stray
// percent signs, which browsers send as they are; they are escaped here.
func fromWHATWG(w *whatwg.Url) (*url.URL, error) {
	href := w.Href(true)
	before, query, hasQuery := strings.Cut(href, "?")
	before = escapeStrayPercent(before)
	if hasQuery {
		before += "?" + query
	}
	u, err := url.Parse(before)
	if err != nil {
		return nil, badURL(href)
	}
	setFragment(u, w.Fragment())
	return u, nil
}

// setFragment sets a fragment as it is written. A stray percent sign in it stands
// for itself.
func setFragment(u *url.URL, written string) {
	written = escapeStrayPercent(written)
	decoded, err := url.PathUnescape(written)
	if err != nil {
		return // cannot be: no percent sign is stray
	}
	u.Fragment, u.RawFragment = decoded, ""
	if u.EscapedFragment() != written {
		u.RawFragment = written
	}
}

// setPath sets a path as it is written.
func setPath(u *url.URL, written string) bool {
	decoded, err := url.PathUnescape(written)
	if err != nil {
		return false
	}
	u.Path, u.RawPath = decoded, ""
	if u.EscapedPath() != written {
		u.RawPath = written
	}
	return true
}

// badURL explains what is wrong with a URL that no browser takes.
func badURL(raw string) error {
	shown, _, _ := strings.Cut(raw, "?")
	if i := strings.LastIndexByte(shown, '@'); i >= 0 {
		shown = shown[i+1:] // whatever is before it may be a password
	}
	reason := "this is no URL; write it as http://host/path"
	if !strings.Contains(raw, "://") {
		reason = fmt.Sprintf("it has no scheme; did you mean %q?", "http://"+shown)
	}
	return &Error{URL: shown, Reason: reason}
}

// escapeStrayPercent writes %25 for each percent sign without two hex digits.
func escapeStrayPercent(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == '%' && !isEscape(s, i) {
			b.WriteString("25")
		}
	}
	return b.String()
}

// isEscape reports whether s has a percent sign and two hex digits at i.
func isEscape(s string, i int) bool {
	return i+2 < len(s) && s[i] == '%' && isHex(s[i+1]) && isHex(s[i+2])
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
