package auth

import (
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
)

// Login is who one is at one origin.
type Login struct {
	Origin   string // scheme://host[:port]; a path behind it means nothing
	User     string
	Password string
	// Preemptive sends Basic without being asked, for servers that hide what
	// they protect instead of asking.
	Preemptive bool
}

// Options are how a Transport logs in. The zero value knows no login.
type Options struct {
	Logins []Login
	// AllowPlain lets Basic send a password over plain http to other machines.
	AllowPlain bool
	// IsLocal says which hosts are this machine. Nil: "localhost" and loopback
	// addresses.
	IsLocal func(host string) bool
}

// Transport is the http.RoundTripper. Its methods may be called concurrently.
type Transport struct {
	base http.RoundTripper
	opts Options

	mu    sync.Mutex // guards what is below, digests' counts among it
	users map[string]*account
}

// account is a login and what its origin last asked for.
type account struct {
	login  Login
	basic  []string // folders below which Basic was asked for
	digest *digest  // nil: not asked for
}

// New makes a Transport over another one. Errors about logins are Add's.
func New(base http.RoundTripper, opts Options) (*Transport, error) {
	t := &Transport{base: base, opts: opts, users: map[string]*account{}}
	if t.opts.IsLocal == nil {
		t.opts.IsLocal = isLocal
	}
	for _, l := range opts.Logins {
		if err := t.Add(l); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Add makes a login known, in the place of what was known for its origin. It is
// an error if the origin is none, or if the name can't be sent.
func (t *Transport) Add(l Login) error {
	u, err := url.Parse(l.Origin)
	if err != nil || u.Host == "" {
		return fmt.Errorf("login: %q is no origin; write it as https://host", redact(l.Origin))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if old := t.users[origin(u)]; old != nil && old.login == l {
		return nil // what its origin asks for is known
	}
	t.users[origin(u)] = &account{login: l}
	return nil
}

// InsecureError is a password that would be readable on its way.
type InsecureError struct {
	Origin string
}

// Error implements error.
func (e *InsecureError) Error() string {
	return fmt.Sprintf("%s asks for the password by HTTP Basic over plain http, where all on the way can read it; use https, or allow it in so many words", e.Origin)
}

// CloseIdleConnections passes on to the transport beneath.
func (t *Transport) CloseIdleConnections() {
	if c, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// tries bounds the requests for one: unasked, with a login, with a fresh nonce.
const tries = 3

// RoundTrip implements http.RoundTripper. A request that has an Authorization of
// its own, or goes where there is no login, passes untouched.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Header.Get("Authorization") != "" || !t.knows(req.URL) {
		return t.base.RoundTrip(req)
	}
	sent, err := t.authorize(req)
	if err != nil {
		closeBody(req)
		return nil, err
	}
	for try := 1; ; try++ {
		resp, err := t.base.RoundTrip(sent)
		if err != nil {
			return nil, err
		}
		wasAsked := sent.Header.Get("Authorization") != ""
		t.learn(req.URL, resp, wasAsked)
		if resp.StatusCode != http.StatusUnauthorized || try == tries || !repeatable(req) || !t.asked(req.URL, resp, wasAsked) {
			return resp, nil
		}
		again, err := t.repeat(req)
		if err != nil {
			_ = resp.Body.Close()
			return nil, err
		}
		if again.Header.Get("Authorization") == "" {
			closeBody(again)
			return resp, nil
		}
		drain(resp.Body)
		sent = again
	}
}

func (t *Transport) knows(u *url.URL) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.users[origin(u)] != nil
}

// repeat makes the request anew, with its body and the login.
func (t *Transport) repeat(req *http.Request) (*http.Request, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return t.authorize(req)
	}
	fresh := *req
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	fresh.Body = body
	out, err := t.authorize(&fresh)
	if err != nil {
		_ = body.Close()
	}
	return out, err
}

// authorize returns the request with what its origin is known to want.
func (t *Transport) authorize(req *http.Request) (*http.Request, error) {
	t.mu.Lock()
	a := t.users[origin(req.URL)]
	if a == nil {
		t.mu.Unlock()
		return req, nil
	}
	login, d, nc := a.login, a.digest, uint32(0)
	basic := login.Preemptive || covered(a.basic, req.URL)
	if d != nil && d.covers(req.URL) && (d.qop != "auth-int" || repeatable(req)) {
		d.nc++
		nc = d.nc
	}
	t.mu.Unlock()

	var value string
	var err error
	switch {
	case nc > 0:
		value, err = d.answer(login, req, nc)
	case basic:
		value, err = t.basic(login, req.URL)
	default:
		return req, nil
	}
	if err != nil {
		return nil, err
	}
	out := req.Clone(req.Context())
	out.Header.Set("Authorization", value)
	return out, nil
}

// basic is RFC 7617's answer, in UTF-8, which section 2.1 lets a server ask for
// and is what servers mean that do not.
func (t *Transport) basic(l Login, u *url.URL) (string, error) {
	if u.Scheme != "https" && !t.opts.AllowPlain && !t.opts.IsLocal(u.Hostname()) {
		return "", &InsecureError{Origin: origin(u)}
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(l.User+":"+l.Password)), nil
}

// asked takes over what a 401 asks for, and reports whether there is an answer to
// it. refused: the request had a login already.
func (t *Transport) asked(u *url.URL, resp *http.Response, refused bool) bool {
	var best *digest
	basic, stale := false, false
	for _, c := range parseChallenges(resp.Header["Www-Authenticate"]) {
		switch c.scheme {
		case "digest":
			if d, ok := newDigest(c, u); ok && (best == nil || d.strength > best.strength) {
				best, stale = d, strings.EqualFold(c.params["stale"], "true")
			}
		case "basic":
			basic = true
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.users[origin(u)]
	switch {
	case a == nil:
		return false
	case best != nil && (!refused || stale || a.digest == nil || a.digest.proven):
		// A nonce that was good before and is not any more is stale, whatever
		// the server calls it: many forget to.
		a.digest = best
		return true
	case refused:
		// The password is wrong. It is not sent again unasked.
		a.digest, a.basic, a.login.Preemptive = nil, nil, false
		return false
	case basic:
		a.basic = append(a.basic, folder(u))
		return true
	}
	return false
}

// learn remembers that a nonce was good, and takes over the next one (RFC 7616,
// section 3.5).
func (t *Transport) learn(u *url.URL, resp *http.Response, sent bool) {
	if !sent || resp.StatusCode == http.StatusUnauthorized {
		return
	}
	params := map[string]string{}
	(&parser{rest: resp.Header.Get("Authentication-Info")}).params(params)
	next := params["nextnonce"]
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.users[origin(u)]
	if a == nil || a.digest == nil {
		return
	}
	a.digest.proven = true
	if next != "" {
		fresh := *a.digest // others may be answering with the old one
		fresh.nonce, fresh.nc = next, 0
		a.digest = &fresh
	}
}

// covered reports whether a URL lies at or below one of the folders.
func covered(folders []string, u *url.URL) bool {
	for _, f := range folders {
		if strings.HasPrefix(u.EscapedPath(), f) {
			return true
		}
	}
	return false
}

// folder is a URL's path up to its last slash (RFC 7617, section 2.2).
func folder(u *url.URL) string {
	path := u.EscapedPath()
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		return path[:i+1]
	}
	return "/"
}

// repeatable reports whether a request's body can be sent once more.
func repeatable(req *http.Request) bool {
	return req.Body == nil || req.Body == http.NoBody || req.GetBody != nil
}

// origin is scheme, host and port, the scheme's own port left out.
func origin(u *url.URL) string {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	scheme := strings.ToLower(u.Scheme)
	if port == "" || scheme == "http" && port == "80" || scheme == "https" && port == "443" {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		return scheme + "://" + host
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// redact keeps what may stand before an @ out of a message.
func redact(s string) string {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		return s[i+1:]
	}
	return s
}

func isLocal(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// drain reads the rest of a short answer, so that its connection can be used
// again.
func drain(body io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, body, 64<<10)
	_ = body.Close()
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
