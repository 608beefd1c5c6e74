package cookies

import (
	"strings"
	"time"
)

// The limits of RFC 6265bis, section 5.6.
const (
	maxNameValue = 4096 // octets of name and value together
	maxAttribute = 1024 // octets of an attribute's value
	maxAge       = 400 * 24 * time.Hour

	maxAgeSeconds = int64(maxAge / time.Second)
)

// received is a set-cookie-string taken apart: what the storage model needs.
type received struct {
	name, value string
	expires     time.Time // of Max-Age, else of Expires; zero: a session cookie
	domain      string    // lower case, no leading dot
	path        string    // "" for the default path
	hasPath     bool      // an attribute said the path; __Host- asks for that
	secure      bool
	httpOnly    bool
	sameSite    SameSite
}

// parse takes a set-cookie-string apart (section 5.6). ok is false for a string
// that is to be ignored entirely.
func parse(s string, now time.Time) (r received, ok bool) {
	if hasControl(s) {
		return received{}, false
	}
	pair, attributes, _ := strings.Cut(s, ";")
	name, value, found := strings.Cut(pair, "=")
	if !found {
		name, value = "", pair
	}
	r.name, r.value = trimWSP(name), trimWSP(value)
	if len(r.name)+len(r.value) > maxNameValue || r.name == "" && r.value == "" {
		return received{}, false
	}
	var byMaxAge bool
	for attributes != "" {
		var av string
		av, attributes, _ = strings.Cut(attributes, ";")
		key, val, _ := strings.Cut(av, "=")
		key, val = trimWSP(key), trimWSP(val)
		if len(val) > maxAttribute {
			continue
		}
		switch strings.ToLower(key) {
		case "expires":
			if t, ok := parseDate(val); ok && !byMaxAge {
				r.expires = capExpiry(t, now)
			}
		case "max-age":
			if t, ok := parseMaxAge(val, now); ok {
				r.expires, byMaxAge = t, true
			}
		case "domain":
			r.domain = strings.ToLower(strings.TrimPrefix(val, "."))
		case "path":
			r.path, r.hasPath = "", true
			if strings.HasPrefix(val, "/") {
				r.path = val
			}
		case "secure":
			r.secure = true
		case "httponly":
			r.httpOnly = true
		case "samesite":
			r.sameSite = parseSameSite(val)
		}
	}
	return r, true
}

// trimWSP removes spaces and tabs, which is all that WSP is (RFC 5234).
func trimWSP(s string) string { return strings.Trim(s, " \t") }

// parseMaxAge is section 5.6.2. The result is never zero.
func parseMaxAge(s string, now time.Time) (time.Time, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" && s == "" || strings.Trim(digits, "0123456789") != "" {
		return time.Time{}, false
	}
	if digits != s || strings.Trim(digits, "0") == "" { // zero or less, "-" included
		return earliest(), true
	}
	seconds := int64(0)
	for i := 0; i < len(digits) && seconds < maxAgeSeconds; i++ {
		seconds = seconds*10 + int64(digits[i]-'0')
	}
	return afterSeconds(now, seconds), true
}

// earliest stands for "the earliest representable time": long over, not zero.
func earliest() time.Time { return time.Unix(0, 0).UTC() }

// afterSeconds is now plus a number of seconds, and 400 days at most.
func afterSeconds(now time.Time, seconds int64) time.Time {
	return now.Add(time.Duration(min(seconds, maxAgeSeconds)) * time.Second)
}

// capExpiry limits a life to 400 days from now (section 5.5).
func capExpiry(t, now time.Time) time.Time {
	if limit := now.Add(maxAge); t.After(limit) {
		return limit
	}
	return t
}

// parseSameSite is section 5.6.7.
func parseSameSite(s string) SameSite {
	switch strings.ToLower(s) {
	case "none":
		return SameSiteNone
	case "strict":
		return SameSiteStrict
	case "lax":
		return SameSiteLax
	}
	return SameSiteDefault
}
