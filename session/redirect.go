package session

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// isRedirect is "redirect status" of the Fetch Standard.
func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// follow moves the errand to where an answer sent it ("HTTP-redirect fetch" of
// the Fetch Standard). Whether it may go there is the guard's to say.
func (s *Session) follow(e *errand, r *redirection) error {
	to, err := resolve(e.url, r.location)
	if err != nil {
		var bad *URLError
		if errors.As(err, &bad) {
			return e.fail(KindRedirects, badTarget(bad.URL), err)
		}
		return e.fail(KindRedirects, "it redirects to what is no URL; the fault is the site's", err)
	}
	if to.Fragment == "" {
		to.Fragment = e.url.Fragment
	}
	if len(e.passed) >= s.limits.maxRedirects {
		failed := e.fail(KindRedirects, s.tooMany(e, to), nil)
		failed.Limit = "MaxRedirects"
		return failed
	}
	if dropsBody(r.status, e.method) {
		e.method, e.body, e.getBody, e.length = http.MethodGet, nil, nil, 0
		e.submission = false // what it sent is not sent along
		deleteBodyHeaders(e.header)
	} else if e.body != nil {
		if e.getBody == nil {
			return e.fail(KindRedirects, "it asks for the body again at another address, and the body can be read only once", nil)
		}
		if e.body, err = e.getBody(); err != nil {
			return fmt.Errorf("%s %s: read the body again: %w", strings.ToLower(e.method), redactURL(e.url), err)
		}
	}
	if origin(to) != origin(e.url) {
		deleteCredentials(e.header)
		e.host = ""
		if e.initiator != nil && origin(e.initiator) != origin(e.url) {
			e.tainted = true
		}
	}
	e.passed = append(e.passed, e.url)
	e.url = to
	return nil
}

// badTarget says why a redirect cannot be followed.
func badTarget(shown string) string {
	scheme, _, ok := strings.Cut(shown, ":")
	if ok && !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return fmt.Sprintf("it redirects to %q, and formbot speaks http and https only; the fault is the site's", shown)
	}
	return fmt.Sprintf("it redirects to %q, which is no URL; the fault is the site's", shown)
}

// dropsBody reports whether a redirect turns the request into a GET.
func dropsBody(status int, method string) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound:
		return method == http.MethodPost
	case http.StatusSeeOther:
		return method != http.MethodGet && method != http.MethodHead
	}
	return false
}

// tooMany says that there were too many redirects, and names the loop if they go
// round in one.
func (s *Session) tooMany(e *errand, to *url.URL) string {
	chain := append(append([]*url.URL{}, e.passed...), e.url)
	for i := len(chain) - 1; i >= 0; i-- {
		if chain[i].String() != to.String() {
			continue
		}
		var loop strings.Builder
		for _, u := range append(chain[i:], to) {
			if loop.Len() > 0 {
				loop.WriteString(" -> ")
			}
			loop.WriteString(redactURL(u))
		}
		cause := "the site may need cookies from a page before"
		if e.cookiesSet > 0 {
			cause = "it sets cookies on the way, and is not content with what comes back of them"
		}
		return fmt.Sprintf("it redirects in a loop (%s), given up after %d redirects; %s", &loop, s.limits.maxRedirects, cause)
	}
	return fmt.Sprintf("it redirects more than %d times, last to %s", s.limits.maxRedirects, redactURL(to))
}
