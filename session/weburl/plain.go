package weburl

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// A plain URL is one that the standard's parser takes apart as it stands: http or
// https in lower case, a host of letters, digits and hyphens in lower case or an
// IPv4 address in four numbers, and nothing behind it that would be escaped,
// resolved or dropped. What is not plain is left to that parser.

// parsePlain reads a plain URL, and reports whether it is one.
func parsePlain(raw string) (*url.URL, bool) {
	rest, ok := strings.CutPrefix(raw, "http://")
	scheme, standard := "http", "80"
	if !ok {
		if rest, ok = strings.CutPrefix(raw, "https://"); !ok {
			return nil, false
		}
		scheme, standard = "https", "443"
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	host, ok := plainHost(rest[:end], standard)
	if !ok {
		return nil, false
	}
	u := &url.URL{Scheme: scheme, Host: host}
	if !plainRest(u, rest[end:]) {
		return nil, false
	}
	return u, true
}

// resolvePlain reads a reference that is plain once it is put behind the base.
func resolvePlain(base *url.URL, ref string) (*url.URL, bool) {
	if strings.HasPrefix(ref, "http") {
		if u, ok := parsePlain(ref); ok {
			return u, true // whatever the base: a scheme with two slashes is absolute
		}
	}
	if ref == "" || base.User != nil || base.Opaque != "" {
		return nil, false
	}
	path := ""
	switch first := ref[0]; {
	case first == '/' || first == '?':
		if strings.HasPrefix(ref, "//") {
			return nil, false // another host
		}
		if first == '?' {
			path = base.EscapedPath()
		}
	case isAlphanumeric(first) && !strings.Contains(ref, ":"):
		path = base.EscapedPath()
		path = path[:strings.LastIndexByte(path, '/')+1]
		if path == "" {
			path = "/"
		}
	default:
		return nil, false
	}
	return parsePlain(base.Scheme + "://" + base.Host + path + ref)
}

// plainHost checks a host and a port, and leaves the scheme's own port out.
func plainHost(hostport, standard string) (string, bool) {
	host, port, found := strings.Cut(hostport, ":")
	if found && !plainPort(port) || host == "" || len(host) > 253 {
		return "", false
	}
	last := host
	for label := range strings.SplitSeq(host, ".") {
		if !plainLabel(label) {
			return "", false
		}
		last = label
	}
	if last[0] >= '0' && last[0] <= '9' {
		// The standard takes it for an IPv4 address if it is a number.
		addr, err := netip.ParseAddr(host)
		if err != nil || !addr.Is4() {
			return "", false
		}
	}
	if port == standard {
		return host, true
	}
	return hostport, true
}

// plainPort: from 1 to 65535, without leading zeros.
func plainPort(port string) bool {
	if port == "" || port[0] == '0' {
		return false
	}
	for i := range len(port) {
		if port[i] < '0' || port[i] > '9' {
			return false
		}
	}
	_, err := strconv.ParseUint(port, 10, 16)
	return err == nil
}

// plainLabel: letters in lower case, digits and hyphens, and nothing that IDNA
// looks at: hyphens at an end, or at the third and fourth place ("xn--").
func plainLabel(label string) bool {
	n := len(label)
	if n == 0 || n > 63 || label[0] == '-' || label[n-1] == '-' || n >= 4 && label[2:4] == "--" {
		return false
	}
	for i := range n {
		if c := label[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// plainRest sets path, query and fragment.
func plainRest(u *url.URL, rest string) bool {
	rest, fragment, _ := strings.Cut(rest, "#")
	path, query, hasQuery := strings.Cut(rest, "?")
	if !allIn(query, inQuery) || !allIn(fragment, inFragment) {
		return false
	}
	if path == "" {
		path = "/"
	}
	escaped := false
	for i := range len(path) {
		switch c := path[i]; {
		case c == '%':
			if !isEscape(path, i) || isDotEscape(path, i) {
				return false
			}
			escaped = true
		case plainIn(c)&inPath == 0:
			return false
		case c == '.' && path[i-1] == '/': // the first byte is a slash
			return false // a dot segment, or a file that begins with a dot
		case plainIn(c)&asIs == 0:
			escaped = true
		}
	}
	if escaped {
		if !setPath(u, path) {
			return false
		}
	} else {
		u.Path = path
	}
	u.RawQuery, u.ForceQuery = query, hasQuery && query == ""
	u.Fragment = fragment
	return true
}

// isDotEscape reports an escaped dot, which may make a dot segment.
func isDotEscape(s string, i int) bool { return s[i+1] == '2' && s[i+2]|0x20 == 'e' }

func allIn(s string, set byte) bool {
	for i := range len(s) {
		if plainIn(s[i])&set == 0 {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// What a byte is plain in: it stands there as it is, for the standard.
const (
	inPath     = 1 << iota
	inQuery    // not in the special-query percent-encode set
	inFragment // net/url agrees
	asIs       // in a path, net/url agrees; else it needs to be told how it was written
)

func plainIn(c byte) byte {
	if isAlphanumeric(c) {
		return inPath | inQuery | inFragment | asIs
	}
	switch c {
	case '-', '.', '_', '~', '$', '&', '+', ',', '/', ':', ';', '=', '@':
		return inPath | inQuery | inFragment | asIs
	case '!', '(', ')', '*':
		return inPath | inQuery | inFragment
	case '?':
		return inQuery | inFragment
	case '\'':
		return inPath
	case '%', '[', '\\', ']', '^', '`', '{', '|', '}':
		return inQuery
	}
	return 0
}
