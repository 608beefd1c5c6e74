package proxy

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// Options are what a Table is made of. The zero value reaches everything
// directly.
type Options struct {
	// Rules are "PROXY", or "HOSTS=PROXY" with several hosts divided by commas.
	// PROXY is a URL, or "direct".
	Rules []string
	// NoProxy lists hosts that no rule without hosts and no environment sends
	// through a proxy. Zero: NO_PROXY of the environment.
	NoProxy string
	// Getenv reads the environment, usually os.Getenv. Nil: there is none.
	Getenv func(string) string
}

// Table is the rules, ready to be asked concurrently.
type Table struct {
	rules   []rule
	noProxy *matcher
	http    *url.URL // of the environment; nil: none
	https   *url.URL
	envErr  error
}

// rule is one of Options.Rules.
type rule struct {
	hosts *matcher // nil: all
	proxy *url.URL // nil: direct
}

// Error is a proxy that is no proxy.
type Error struct {
	Where  string // the rule's number, or the variable's name
	Reason string // what is wrong and what to write instead
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("proxy (%s): %s", e.Where, e.Reason) }

// New reads the rules. A rule that can't be read is an *Error; a variable of the
// environment that can't is one of For, for it may concern nobody.
func New(opts Options) (*Table, error) {
	getenv := opts.Getenv
	if getenv == nil {
		getenv = func(string) string { return "" }
	}
	t := &Table{}
	for i, text := range opts.Rules {
		r, err := parseRule(text, fmt.Sprintf("rule %d", i+1))
		if err != nil {
			return nil, err
		}
		t.rules = append(t.rules, r)
	}
	noProxy := opts.NoProxy
	if noProxy == "" {
		noProxy, _ = either(getenv, "NO_PROXY")
	}
	t.noProxy = newMatcher(noProxy)
	all, allName := either(getenv, "ALL_PROXY")
	for name, into := range map[string]**url.URL{"HTTP_PROXY": &t.http, "HTTPS_PROXY": &t.https} {
		value, found := either(getenv, name)
		if name == "HTTP_PROXY" && getenv("REQUEST_METHOD") != "" {
			value = getenv("http_proxy") // in CGI the other is a header of the request
		}
		if value == "" {
			value, found = all, allName
		}
		if value == "" {
			continue
		}
		u, err := parseProxy(value, found)
		if err != nil {
			t.envErr = err
		}
		*into = u
	}
	return t, nil
}

// either reads a variable that has two spellings.
func either(getenv func(string) string, name string) (value, found string) {
	if v := getenv(name); v != "" {
		return v, name
	}
	return getenv(strings.ToLower(name)), strings.ToLower(name)
}

// parseRule reads one rule. A URL may have a = too, in its password.
func parseRule(text, where string) (rule, error) {
	text = strings.TrimSpace(text)
	hosts, target, found := strings.Cut(text, "=")
	if !found || strings.Contains(hosts, "://") || strings.Contains(hosts, "@") {
		hosts, target = "", text
	} else if strings.TrimSpace(hosts) == "" {
		return rule{}, &Error{where, "there is no host before the =; write it as example.com=http://host:port"}
	}
	r := rule{}
	if hosts = strings.TrimSpace(hosts); hosts != "" && hosts != "*" {
		r.hosts = newMatcher(hosts)
	}
	if strings.EqualFold(strings.TrimSpace(target), "direct") {
		return r, nil
	}
	var err error
	r.proxy, err = parseProxy(strings.TrimSpace(target), where)
	return r, err
}

// parseProxy reads a proxy's URL, or its host and port alone. What it refuses is
// not quoted: there may be a password in it.
func parseProxy(text, where string) (*url.URL, error) {
	if text != "" && !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return nil, &Error{where, "this is no proxy; write it as http://host:port, socks5://host:port or direct"}
	}
	u.Scheme = strings.ToLower(u.Scheme)
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
	default:
		return nil, &Error{where, fmt.Sprintf("there is no proxy by %.20q; write http, https, socks5 or socks5h", u.Scheme)}
	}
	if u.Port() == "" && strings.HasPrefix(u.Scheme, "socks5") {
		u.Host += ":1080" // RFC 1928, section 3
	}
	return &url.URL{Scheme: u.Scheme, User: u.User, Host: u.Host}, nil
}

// For returns the proxy for a URL, nil for none. A nil Table has none.
func (t *Table) For(u *url.URL) (*url.URL, error) {
	if t == nil || newMatcher("").match(u) { // this machine
		return nil, nil
	}
	for _, r := range t.rules {
		switch {
		case r.hosts == nil && t.noProxy.match(u):
			return nil, nil
		case r.hosts == nil || r.hosts.match(u):
			return r.proxy, nil
		}
	}
	if t.noProxy.match(u) {
		return nil, nil
	}
	if t.envErr != nil {
		return nil, t.envErr
	}
	if u.Scheme == "https" {
		return t.https, nil
	}
	return t.http, nil
}

// matcher finds hosts in a list as NO_PROXY has it.
// This machine is always in it.
type matcher struct {
	proxied func(*url.URL) (*url.URL, error)
}

// newMatcher leaves the reading of the list, for which there is no standard, to
// x/net: what it would not send through a proxy is matched.
func newMatcher(list string) *matcher {
	config := httpproxy.Config{HTTPProxy: "http://proxy.invalid", HTTPSProxy: "http://proxy.invalid", NoProxy: list}
	return &matcher{config.ProxyFunc()}
}

func (m *matcher) match(u *url.URL) bool {
	proxy, err := m.proxied(u)
	return err == nil && proxy == nil
}
