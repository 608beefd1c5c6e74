package weburl

import (
	"net/url"
	"slices"
	"strings"
)

// Options say what Normalize does beyond what is always safe.
type Options struct {
	// KeepFragment keeps the fragment, which is never sent.
	KeepFragment bool
	// SortQuery sorts the parts of the query by their bytes, so that ?b=2&a=1 is
	// ?a=1&b=2. Few servers care about the order; those that do get another page.
	SortQuery bool
	// DropTracking drops the parts of the query that only tell where a visitor
	// came from, such as utm_source and fbclid: see IsTracking.
	DropTracking bool
}

// Normalize returns the URL in the form that all of its spellings share. Applied
// again it changes nothing. For http and https:
//
//   - scheme and host are in lower case, the scheme's own port is left out, an
//     empty path is "/" (RFC 3986, section 6.2.2.1 and 6.2.3);
//   - escapes have upper-case digits, and what needs none has none (letters,
//     digits, "-", ".", "_" and "~"); a stray percent sign is escaped (6.2.2.2);
//   - dot segments are resolved (6.2.2.3); empty segments stay, they mean something
//     to some servers;
//   - in the query, empty parts and repetitions of a whole part are dropped, and an
//     empty query is none: ?a=1&&a=1& is ?a=1. Parts stay in their order, and "a",
//     "a=" and "A=" are three;
//   - the fragment is dropped.
//
// URLs of other schemes come back as they are, less the fragment. u itself is not
// changed. Its host should be one that Parse returned: names are not looked at for
// Unicode.
func Normalize(u *url.URL, opts Options) *url.URL {
	out := *u
	if u.User != nil {
		user := *u.User
		out.User = &user
	}
	if !opts.KeepFragment {
		out.Fragment, out.RawFragment = "", ""
	} else if u.Fragment != "" {
		setFragment(&out, normalizeEscapes(u.EscapedFragment()))
	}
	out.Scheme = strings.ToLower(u.Scheme)
	standard, ok := standardPort(out.Scheme)
	if !ok || u.Opaque != "" {
		return &out
	}
	out.Host = strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(u.Host), ":"+standard), ":")
	setPath(&out, withoutDots(normalizeEscapes(u.EscapedPath())))
	out.RawQuery, out.ForceQuery = normalizeQuery(u.RawQuery, opts), false
	return &out
}

// standardPort is the port that a scheme implies.
func standardPort(scheme string) (string, bool) {
	switch scheme {
	case "http":
		return "80", true
	case "https":
		return "443", true
	}
	return "", false
}

// normalizeEscapes brings percent-encoding into one form.
func normalizeEscapes(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '%':
			b.WriteByte(s[i])
		case !isEscape(s, i):
			b.WriteString("%25") // first, or "%%34" would become an escape
		default:
			c := unhex(s[i+1])<<4 | unhex(s[i+2])
			if isUnreserved(c) {
				b.WriteByte(c)
			} else {
				b.WriteByte('%')
				b.WriteByte(digits[c>>4])
				b.WriteByte(digits[c&15])
			}
			i += 2
		}
	}
	return b.String()
}

// isUnreserved is RFC 3986, section 2.3.
func isUnreserved(c byte) bool {
	return isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

// withoutDots resolves dot segments, as the path state of the URL Standard does.
func withoutDots(path string) string {
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	if !strings.Contains(path, "/.") {
		return path
	}
	segments := strings.Split(path[1:], "/")
	out := segments[:0]
	for i, segment := range segments {
		last := i == len(segments)-1
		switch segment {
		case ".":
		case "..":
			out = out[:max(len(out)-1, 0)]
		default:
			out = append(out, segment)
			continue
		}
		if last {
			out = append(out, "")
		}
	}
	return "/" + strings.Join(out, "/")
}

// normalizeQuery drops what says nothing.
func normalizeQuery(query string, opts Options) string {
	if query == "" {
		return ""
	}
	parts := strings.Split(normalizeEscapes(query), "&")
	out := parts[:0]
	seen := make(map[string]bool, len(parts))
	for _, part := range parts {
		if part == "" || seen[part] || opts.DropTracking && IsTracking(nameOf(part)) {
			continue
		}
		seen[part] = true
		out = append(out, part)
	}
	if opts.SortQuery {
		slices.Sort(out)
	}
	return strings.Join(out, "&")
}

// nameOf is the name of a part of a query, as the server reads it.
func nameOf(part string) string {
	name, _, _ := strings.Cut(part, "=")
	if decoded, err := url.QueryUnescape(name); err == nil {
		return decoded
	}
	return name
}

// IsTracking reports whether a parameter of a query only tells a site's statistics
// where a visitor came from. The list is that of Firefox's query stripping, with
// utm_ and the newer click identifiers of the same companies.
func IsTracking(name string) bool {
	name = strings.ToLower(name)
	if strings.HasPrefix(name, "utm_") {
		return true
	}
	switch name {
	case "__hsfp", "__hssc", "__hstc", "__s", "_hsenc", "_hsmi", "_openstat", "dclid", "epik", "fbclid", "gad_source",
		"gbraid", "gclid", "gclsrc", "hsctatracking", "igsh", "igshid", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok",
		"ml_subscriber", "ml_subscriber_hash", "msclkid", "oft_c", "oft_ck", "oft_d", "oft_id", "oft_ids", "oft_k",
		"oft_lk", "oft_sk", "oly_anon_id", "oly_enc_id", "rb_clickid", "s_cid", "srsltid", "ttclid", "twclid",
		"vero_conv", "vero_id", "wbraid", "wickedid", "yclid", "ysclid":
		return true
	}
	return false
}
