package forms

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// resolve parses a reference against the document's base URL as a browser
// does: the URL Standard's parser, with the query in the page's encoding. It
// hands out a net/url URL that serialises to the same bytes.
func (p *page) resolve(ref string) (*url.URL, error) {
	if p.baseErr != nil {
		return nil, fmt.Errorf("parse base URL %q: %w", clip(p.url.Redacted()), p.baseErr)
	}
	parsed, err := p.base.Parse(encodeQuery(scalar(ref), p.encoding))
	if err != nil {
		return nil, fmt.Errorf("parse URL %q: %w", clip(ref), err)
	}
	u, err := url.Parse(parsed.Href(false))
	if err != nil {
		return nil, fmt.Errorf("parse URL %q: %w", clip(ref), errors.Unwrap(err))
	}
	return u, nil
}

// encodeQuery percent-encodes what is not ASCII in the query of a reference in
// the encoding enc, as the URL Standard's query state does for http and https;
// UTF-8 is left to the URL parser.
func encodeQuery(ref string, enc pageEncoding) string {
	if enc.isUTF8() || isASCII(ref) {
		return ref
	}
	head, fragment := ref, ""
	if i := strings.IndexByte(ref, '#'); i >= 0 {
		head, fragment = ref[:i], ref[i:]
	}
	i := strings.IndexByte(head, '?')
	if i < 0 {
		return ref
	}
	var b strings.Builder
	b.WriteString(head[:i])
	for _, r := range head[i:] {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, c := range enc.encode(string(r)) {
			if c >= 0x80 || c == '&' || c == '#' || c == ';' {
				percentEncode(&b, c)
			} else {
				b.WriteByte(c) // a digit of &#…;, or a trail byte that the URL parser sees to
			}
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
// not the base: HTML Living Standard, form submission algorithm, step 15.
func (f *Form) action(raw string) (*url.URL, error) {
	if raw == "" {
		u := *f.page.url
		if err := checkScheme(&u); err != "" {
			return nil, &ActionError{Form: f.String(), Action: u.String(), Reason: err}
		}
		return &u, nil
	}
	u, err := f.page.resolve(raw)
	if err != nil {
		return nil, &ActionError{Form: f.String(), Action: raw, Reason: "not a valid URL: " + err.Error()}
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
