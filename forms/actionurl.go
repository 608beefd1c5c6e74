package forms

import (
	"fmt"
	"net/url"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"

	"github.com/formbot/formbot/forms/internal/legacy"
)

// resolve parses a reference against the document's base URL as a browser
// does: the URL Standard's parser, with the query in the page's encoding.
func (p *page) resolve(ref string) (*url.URL, error) {
	if p.baseErr != nil {
		return nil, fmt.Errorf("parse base URL %q: %w", clip(p.url.Redacted()), p.baseErr)
	}
	parsed, err := p.base.Parse(encodeQuery(scalar(ref), p.encoding))
	if err != nil {
		return nil, fmt.Errorf("parse URL %q: %w", clip(ref), err)
	}
	return exactURL(parsed), nil
}

// urlParser is the URL Standard's parser. The library's is older than the
// standard in one thing: that a path has its ^ percent-encoded.
func urlParser() whatwg.Parser {
	return whatwg.NewParser(whatwg.WithPathPercentEncodeSet(whatwg.PathPercentEncodeSet.Set('^')))
}

// exactURL makes a net/url URL that is written, and sent, as the same bytes.
// Where net/url would write the path in another way ("%zz", "|"), host and path
// are in Opaque, as they are; see [Submission.Request] for how that is sent.
func exactURL(w *whatwg.Url) *url.URL {
	if u, err := url.Parse(w.Href(false)); err == nil && u.EscapedPath() == w.Pathname() {
		return u
	}
	u := &url.URL{
		Scheme: w.Scheme(), Host: w.Host(), Path: unescapeLeniently(w.Pathname()),
		RawQuery: w.Query(), ForceQuery: w.Query() == "" && strings.HasSuffix(w.Href(true), "?"),
		Fragment: unescapeLeniently(w.Fragment()),
	}
	switch {
	case w.Password() != "":
		u.User = url.UserPassword(unescapeLeniently(w.Username()), unescapeLeniently(w.Password()))
	case w.Username() != "":
		u.User = url.User(unescapeLeniently(w.Username()))
	}
	if u.EscapedPath() != w.Pathname() {
		u.Opaque = "//" + u.Host + w.Pathname()
	}
	return u
}

// unescapeLeniently decodes the percent-encoded bytes of s and leaves what only
// looks like one.
func unescapeLeniently(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+3 <= len(s) {
			if c, err := url.PathUnescape(s[i : i+3]); err == nil {
				b.WriteString(c)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// pageAddress is a page's URL as the site wrote it. What net/url keeps aside in
// RawPath, its String writes only where it agrees with the escaping.
func pageAddress(u *url.URL) string {
	if u.Opaque != "" || u.RawPath == "" || u.EscapedPath() == u.RawPath {
		return u.String()
	}
	if path, err := url.PathUnescape(u.RawPath); err != nil || path != u.Path {
		return u.String()
	}
	head := url.URL{Scheme: u.Scheme, User: u.User, Host: u.Host}
	tail := url.URL{RawQuery: u.RawQuery, ForceQuery: u.ForceQuery, Fragment: u.Fragment, RawFragment: u.RawFragment}
	return head.String() + u.RawPath + tail.String()
}

// encodeQuery percent-encodes the query of a reference in the encoding enc, as
// the URL Standard's query state does for http and https; what is ASCII is left
// to the URL parser, UTF-8 too.
func encodeQuery(ref string, enc legacy.Encoding) string {
	if enc.IsUTF8() || isASCII(ref) {
		return ref
	}
	// The parser would drop these only after they had been encoded.
	ref = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(strings.TrimFunc(ref, func(r rune) bool { return r <= ' ' }))
	head, fragment := ref, ""
	if i := strings.IndexByte(ref, '#'); i >= 0 {
		head, fragment = ref[:i], ref[i:]
	}
	i := strings.IndexByte(head, '?')
	if i < 0 {
		return ref
	}
	var b strings.Builder
	b.WriteString(head[:i+1])
	encoded := enc.EncodeFunc(head[i+1:], func(out []byte, r rune) []byte {
		return fmt.Appendf(out, "%%26%%23%d%%3B", r)
	})
	for _, c := range encoded {
		if c >= 0x7f || c <= ' ' || strings.IndexByte(`"#<>'`, c) >= 0 { // the special-query percent-encode set
			percentEncode(&b, c)
		} else {
			b.WriteByte(c)
		}
	}
	b.WriteString(fragment)
	return b.String()
}

// An ActionError says why a form cannot be submitted by an HTTP request.
type ActionError struct {
	Form   string // names the form
	Action string // the action as written
	Reason string
}

func (e *ActionError) Error() string {
	return fmt.Sprintf("submit %s: action %q: %s", e.Form, clip(e.Action), e.Reason)
}

// action resolves an action attribute. An empty one means the page's own URL,
// not the base: HTML Living Standard, form submission algorithm.
func (f *Form) action(raw string) (*url.URL, error) {
	var u *url.URL
	if raw == "" && f.page.own != nil {
		u = exactURL(f.page.own)
	} else {
		var err error
		if u, err = f.page.resolve(raw); err != nil {
			return nil, &ActionError{Form: f.String(), Action: raw, Reason: "not a valid URL: " + err.Error()}
		}
	}
	if reason := checkScheme(u); reason != "" {
		return nil, &ActionError{Form: f.String(), Action: raw, Reason: reason}
	}
	return u, nil
}

// checkScheme returns why a URL cannot be submitted to, or "".
func checkScheme(u *url.URL) string {
	switch u.Scheme {
	case "http", "https":
		if u.Host == "" {
			return "the URL has no host"
		}
		return ""
	case "javascript":
		return "it runs a script of the page, which formbot does not; find the request that the script sends and write that as a form"
	case "mailto":
		return "it opens a mail program instead of sending a request"
	}
	return "formbot submits to http and https only, not to " + u.Scheme + ":"
}

// clip shortens a foreign string for a message.
func clip(s string) string {
	const most = 120
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
