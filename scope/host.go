package scope

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// target is where a URL leads: a canonical host and the port that would be dialled.
type target struct {
	name string     // lower case, punycode, no trailing dot; "" when addr is valid
	addr netip.Addr // valid when the host is an address; IPv4 in IPv6 unmapped
	port uint16
}

// host is how the target's host is written in a message: no brackets, no port.
func (t target) host() string {
	if t.addr.IsValid() {
		return t.addr.String()
	}
	return t.name
}

// loopback reports whether the host names this machine by itself, without DNS.
func (t target) loopback() bool {
	if t.addr.IsValid() {
		return t.addr.IsLoopback()
	}
	return t.name == "localhost" || strings.HasSuffix(t.name, ".localhost")
}

// impliedPort is the port that a scheme stands for; 0 for one that formbot does
// not speak.
func impliedPort(scheme string) uint16 {
	switch strings.ToLower(scheme) {
	case "http":
		return 80
	case "https":
		return 443
	}
	return 0
}

// Canonical returns u's host as the decision sees it and as it must be dialled:
// "name", "name:port", "192.0.2.1" or "[2001:db8::1]:8443". The port is left out
// where it is the scheme's own. It refuses what is not http or https and what
// browsers do not take for a host; the error then says why, in lower case and
// without naming the URL.
func Canonical(u *url.URL) (string, error) {
	t, err := parseTarget(u)
	if err != nil {
		return "", err
	}
	return t.canonical(u.Scheme), nil
}

// canonical writes the host and, where the scheme does not imply it, the port.
func (t target) canonical(scheme string) string {
	host := t.host()
	if t.addr.Is6() {
		host = "[" + host + "]"
	}
	if t.port != impliedPort(scheme) {
		host += ":" + strconv.Itoa(int(t.port))
	}
	return host
}

// IsLoopback reports whether host, a name or an address without a port, is this
// machine by its name alone: a loopback address, localhost, or a name below
// .localhost. Names that DNS resolves to a loopback address are not.
func IsLoopback(host string) bool {
	t, err := parseHost(host)
	return err == nil && t.loopback()
}

// parseTarget reads the host and the port of a URL.
func parseTarget(u *url.URL) (target, error) {
	if u == nil {
		return target{}, errors.New("there is no URL")
	}
	implied := impliedPort(u.Scheme)
	if implied == 0 {
		if u.Scheme == "" {
			return target{}, errors.New("it has no scheme; write http:// or https:// before the host")
		}
		return target{}, fmt.Errorf("formbot speaks http and https only, not %q", u.Scheme)
	}
	host, port := splitPort(u.Host)
	t, err := parseHost(host)
	if err != nil {
		return target{}, err
	}
	t.port = implied
	if port != "" {
		if t.port, err = parsePort(port); err != nil {
			return target{}, err
		}
	}
	return t, nil
}

// splitPort cuts a host and an optional port apart. The port comes back empty
// where there is none, or nothing behind the colon, as the URL Standard has it.
// Unlike url.URL's Hostname and Port it does not give up on what is not digits,
// so that parsePort can refuse it.
func splitPort(hostport string) (host, port string) {
	colon := strings.LastIndexByte(hostport, ':')
	if colon < 0 || colon < strings.LastIndexByte(hostport, ']') {
		return hostport, ""
	}
	return hostport[:colon], hostport[colon+1:]
}

// parsePort reads a port from 1 to 65535.
func parsePort(s string) (uint16, error) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, fmt.Errorf("the port %q is not a number", s)
		}
	}
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("the port %s is not from 1 to 65535", s)
	}
	return uint16(n), nil
}

// parseHost reads a host without a port. Brackets around IPv6 are optional, as
// url.URL's Hostname strips them.
func parseHost(host string) (target, error) {
	if host == "" {
		return target{}, errors.New("it has no host")
	}
	if i := strings.IndexFunc(host, ends); i >= 0 {
		// The parser below would end the host here or decode the rest, and
		// then another host would be judged than the one that is dialled.
		return target{}, fmt.Errorf("the host has a character (%q) that no host has", host[i])
	}
	bare := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.ContainsRune(bare, ':') {
		host = "[" + bare + "]"
	}
	u, err := whatwg.Parse("http://" + host + "/")
	if err != nil {
		return target{}, errors.New("browsers do not take this for a host")
	}
	canonical := strings.TrimSuffix(u.Hostname(), ".")
	if strings.HasPrefix(canonical, "[") {
		addr, err := netip.ParseAddr(strings.Trim(canonical, "[]"))
		if err != nil {
			return target{}, errors.New("this is not an IPv6 address")
		}
		return addressTarget(addr)
	}
	if addr, err := netip.ParseAddr(canonical); err == nil {
		return addressTarget(addr)
	}
	return nameTarget(canonical)
}

// ends reports characters that end a host, or are dropped or decoded within one.
func ends(r rune) bool {
	return r <= ' ' || r == 0x7f || strings.ContainsRune(`/\?#@%`, r)
}

func addressTarget(addr netip.Addr) (target, error) {
	addr = addr.Unmap()
	if addr.IsUnspecified() {
		return target{}, fmt.Errorf("%s is no address to send to; write 127.0.0.1 or localhost", addr)
	}
	return target{addr: addr}, nil
}

// nameTarget checks the lengths of RFC 1035, section 2.3.4, which the URL
// Standard leaves to the resolver.
func nameTarget(name string) (target, error) {
	if len(name) > 253 {
		return target{}, errors.New("the host is longer than 253 characters")
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return target{}, errors.New("the host has an empty label (two dots, or one at the start)")
		case len(label) > 63:
			return target{}, errors.New("a label of the host is longer than 63 characters")
		}
	}
	return target{name: name}, nil
}
