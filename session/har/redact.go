package har

import (
	"bytes"
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Redacted stands where a secret was.
const Redacted = "[redacted]"

// redactor takes secrets out of one entry. One that shows everything has off set.
type redactor struct {
	off    bool
	fields []string                       // marked as secret
	known  *strings.Replacer              // secrets by value
	note   func(value string, fewest int) // one turned out to be a secret
}

func (r *Recorder) redactor(fields []string) *redactor {
	if r.opts.ShowSecrets {
		return &redactor{off: true}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var pairs []string
	for _, v := range slices.Concat(r.told, r.seen) {
		for _, form := range writtenForms(v) {
			pairs = append(pairs, form, Redacted)
		}
	}
	return &redactor{fields: fields, known: strings.NewReplacer(pairs...), note: r.found}
}

// writtenForms are the ways in which a value is written in a query, a page or
// JSON.
func writtenForms(v string) []string {
	quoted, _ := json.Marshal(v) // a string can always be marshalled
	forms := map[string]bool{
		v: true, url.QueryEscape(v): true, url.PathEscape(v): true, html.EscapeString(v): true, string(quoted[1 : len(quoted)-1]): true,
		strings.ReplaceAll(url.QueryEscape(v), "+", "%20"): true,
	}
	return slices.Sorted(maps.Keys(forms))
}

// text takes known secrets out of any text.
func (r *redactor) text(s string) string {
	if r.off {
		return s
	}
	return r.known.Replace(s)
}

// value is a field's value, or what stands for it.
func (r *redactor) value(name, value string) string {
	if !r.off && value != "" && (slices.Contains(r.fields, name) || isSecretName(name)) {
		r.note(value, r.fewest(name))
		return Redacted
	}
	return r.text(value)
}

// fewest is how long a field's value must be to be looked for elsewhere.
func (r *redactor) fewest(name string) int {
	name = strings.ToLower(name)
	if slices.Contains(r.fields, name) || strings.Contains(name, "pass") || strings.Contains(name, "pwd") {
		return fewestTold
	}
	return fewestNamed
}

// headers takes the secrets out of a header.
func (r *redactor) headers(list []nameValue) []nameValue {
	out := make([]nameValue, len(list))
	for i, h := range list {
		out[i] = nameValue{h.Name, r.header(h.Name, h.Value)}
	}
	return out
}

func (r *redactor) header(name, value string) string {
	if r.off {
		return value
	}
	switch http.CanonicalHeaderKey(name) {
	case "Cookie":
		pairs := strings.Split(value, ";")
		for i, p := range pairs {
			pairs[i] = withoutValue(p)
		}
		return strings.Join(pairs, ";")
	case "Set-Cookie":
		pair, attributes, found := strings.Cut(value, ";")
		if found {
			return withoutValue(pair) + ";" + attributes
		}
		return withoutValue(pair)
	case "Authorization", "Proxy-Authorization":
		scheme, _, _ := strings.Cut(value, " ")
		return scheme + " " + Redacted
	case "Www-Authenticate", "Proxy-Authenticate", "Authentication-Info":
		return r.text(value)
	case "Location", "Content-Location", "Referer":
		return r.url(value)
	case ":path", ":Path":
		return r.url(value)
	}
	if isSecretName(name) {
		return Redacted
	}
	return r.text(value)
}

// withoutValue is a cookie's pair without what it says. A cookie without a name is
// all value (RFC 6265bis, section 5.6).
func withoutValue(pair string) string {
	name, _, found := strings.Cut(pair, "=")
	if !found {
		return Redacted
	}
	return name + "=" + Redacted
}

// url takes secret parameters out of a URL's query, which otherwise stays as it
// was written.
func (r *redactor) url(raw string) string {
	if r.off {
		return raw
	}
	before, fragment, hasFragment := strings.Cut(raw, "#")
	before, query, hasQuery := strings.Cut(before, "?")
	if i := strings.Index(before, "://"); i >= 0 {
		rest := before[i+3:]
		host, _, _ := strings.Cut(rest, "/")
		if at := strings.LastIndexByte(host, '@'); at >= 0 {
			before = before[:i+3] + rest[at+1:]
		}
	}
	out := r.text(before)
	if hasQuery {
		out += "?" + r.encoded(query)
	}
	if hasFragment {
		out += "#" + r.encoded(fragment) // OAuth's implicit grant puts tokens there
	}
	return out
}

// encoded is x-www-form-urlencoded text without its secrets.
func (r *redactor) encoded(s string) string {
	if r.off {
		return s
	}
	pairs := strings.Split(s, "&")
	for i, p := range pairs {
		name, value, found := strings.Cut(p, "=")
		plain := unescape(value)
		if shown := r.value(unescape(name), plain); found && shown != plain {
			pairs[i] = name + "=" + url.QueryEscape(shown)
		}
	}
	return strings.Join(pairs, "&")
}

// query lists a query's parameters in order.
func (r *redactor) query(raw string) []nameValue {
	out := []nameValue{}
	for p := range strings.SplitSeq(raw, "&") {
		if p == "" {
			continue
		}
		name, value, _ := strings.Cut(p, "=")
		name = unescape(name)
		out = append(out, nameValue{name, r.value(name, unescape(value))})
	}
	return out
}

func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// cookies lists what a Cookie header sends.
func (r *redactor) cookies(headers []string) []cookie {
	out := []cookie{}
	for _, h := range headers {
		for p := range strings.SplitSeq(h, ";") {
			name, value, found := strings.Cut(strings.TrimSpace(p), "=")
			if !found {
				name, value = "", name
			}
			out = append(out, cookie{Name: name, Value: r.secret(value)})
		}
	}
	return out
}

// setCookies lists what an answer sets.
func (r *redactor) setCookies(headers []string) []cookie {
	out := []cookie{}
	for _, h := range headers {
		pair, attributes, _ := strings.Cut(h, ";")
		name, value, found := strings.Cut(pair, "=")
		if !found {
			name, value = "", name
		}
		c := cookie{Name: strings.TrimSpace(name), Value: r.secret(strings.TrimSpace(value))}
		// net/http's parser knows the attributes; the pair is its own matter, as
		// that parser drops pairs which browsers keep.
		if parsed, err := http.ParseSetCookie("n=v;" + attributes); err == nil {
			c.Path, c.Domain, c.HTTPOnly, c.Secure = parsed.Path, parsed.Domain, parsed.HttpOnly, parsed.Secure
			if !parsed.Expires.IsZero() {
				c.Expires = parsed.Expires.UTC().Format(time.RFC3339)
			}
			c.SameSite = map[http.SameSite]string{
				http.SameSiteLaxMode: "Lax", http.SameSiteStrictMode: "Strict", http.SameSiteNoneMode: "None",
			}[parsed.SameSite]
		}
		out = append(out, c)
	}
	return out
}

func (r *redactor) secret(value string) string {
	if r.off || value == "" {
		return value
	}
	r.note(value, fewestCookie)
	return Redacted
}

// json takes secret members out of a JSON text; what is no JSON loses known
// secrets alone.
func (r *redactor) json(text string) string {
	if r.off {
		return text
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var doc any
	if dec.Decode(&doc) != nil || !r.members(doc) {
		return r.text(text)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(doc) != nil {
		return Redacted
	}
	return r.text(strings.TrimSpace(b.String()))
}

// members redacts in place, and reports whether there was anything to do.
func (r *redactor) members(v any) bool {
	found := false
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if slices.Contains(r.fields, name) || isSecretName(name) {
				if s, ok := member.(string); ok {
					r.note(s, r.fewest(name))
				}
				v[name], found = Redacted, true
			} else if r.members(member) {
				found = true
			}
		}
	case []any:
		for _, member := range v {
			found = r.members(member) || found
		}
	}
	return found
}

// isSecretName reports whether a field, a parameter or a header of that name holds
// what nobody else should know.
func isSecretName(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{
		"passw", "passphrase", "passcode", "pwd", "secret", "token", "csrf", "xsrf", "apikey", "api_key", "api-key",
		"authoriz", "oauth", "credential", "session", "signature", "formkey", "private", "assertion", "saml",
	} {
		if strings.Contains(name, part) {
			return true
		}
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return slices.ContainsFunc(words, func(w string) bool {
		switch w {
		case "pass", "auth", "sid", "sig", "key", "pin", "otp", "cvc", "cvv", "jwt", "code", "nonce":
			return true
		}
		return false
	})
}

// sortedHeader lists a header by name.
func sortedHeader(h http.Header) []nameValue {
	out := []nameValue{}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, v := range h[name] {
			out = append(out, nameValue{name, v})
		}
	}
	return out
}
