package session

import (
	"net/url"
	"strings"

	"github.com/formbot/formbot/scope"
	"github.com/formbot/formbot/session/weburl"
)

// URLError says that what was given cannot be fetched: the call is wrong.
type URLError = weburl.Error

// parseURL reads an absolute http or https URL as browsers do, with its host in
// canonical form.
func parseURL(raw string) (*url.URL, error) {
	u, err := weburl.Parse(raw)
	if err != nil {
		return nil, err
	}
	return canonicalURL(u)
}

// resolve reads a reference, such as a Location, against the URL it was found at.
func resolve(base *url.URL, ref string) (*url.URL, error) {
	u, err := weburl.Resolve(base, ref)
	if err != nil {
		return nil, err
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
