package session

import (
	"fmt"
	"net/url"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"

	"github.com/formbot/formbot/scope"
)

// URLError says that what was given cannot be fetched: the call is wrong.
type URLError struct {
	URL    string // as given, less user information and query
	Reason string // why, and what to write instead
}

// Error implements error.
func (e *URLError) Error() string { return fmt.Sprintf("parse URL %q: %s", e.URL, e.Reason) }

// parseURL reads an absolute http or https URL as browsers do (URL Standard,
// section 4.4), with its host in canonical form.
func parseURL(raw string) (*url.URL, error) {
	w, err := whatwg.Parse(raw)
	if err != nil {
		return nil, badURL(raw)
	}
	return fromWHATWG(w)
}

// resolve reads a reference, such as a Location, against the URL it was found at.
func resolve(base *url.URL, ref string) (*url.URL, error) {
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
	u.Fragment = w.Fragment()
	if decoded, err := url.PathUnescape(w.Fragment()); err == nil {
		u.Fragment = decoded
	}
	return canonicalURL(u)
}

// canonicalURL returns a copy of u with its host in the form that the scope is
// checked for and that is dialled.
func canonicalURL(u *url.URL) (*url.URL, error) {
	host, err := scope.Canonical(u)
	switch {
	case err != nil:
		return nil, &URLError{URL: redactURL(u), Reason: err.Error()}
	case u.Opaque != "":
		return nil, &URLError{URL: redactURL(u), Reason: "write two slashes behind the scheme"}
	}
	c := *u
	c.Scheme, c.Host = strings.ToLower(u.Scheme), host
	if c.Path == "" {
		c.Path = "/"
	}
	return &c, nil
}

// canonicalHostname is u's host without its port in canonical form, "" where it
// has none.
func canonicalHostname(u *url.URL) string {
	host, err := scope.Canonical(u)
	if err != nil {
		return ""
	}
	return (&url.URL{Host: host}).Hostname()
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
	return &URLError{URL: shown, Reason: reason}
}

// escapeStrayPercent writes %25 for each percent sign without two hex digits.
func escapeStrayPercent(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			b.WriteString("25")
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// redactURL is u for messages: without user information, query and fragment,
// any of which may be a secret.
func redactURL(u *url.URL) string {
	r := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	if u.Opaque != "" {
		r = url.URL{Scheme: u.Scheme, Opaque: "..."}
	}
	s := r.String()
	if u.RawQuery != "" {
		s += "?..."
	}
	return s
}

// origin is scheme, host and port (HTML Standard, section 7.1.1). u is canonical.
func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }
