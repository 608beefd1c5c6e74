package session

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// prescanBytes is how far into a page its <meta> is looked for.
const prescanBytes = 1024

// cutBOM takes the byte order mark off a body, and names the encoding that it
// stands for: "" where there is none.
func cutBOM(body []byte) (rest []byte, name string) {
	for mark, name := range map[string]string{
		"\xef\xbb\xbf": "utf-8", "\xfe\xff": "utf-16be", "\xff\xfe": "utf-16le",
	} {
		if rest, ok := bytes.CutPrefix(body, []byte(mark)); ok {
			return rest, name
		}
	}
	return body, ""
}

// sniffCharset finds a body's encoding in the order of the HTML Standard, section
// 13.2.3.2: byte order mark, Content-Type, <meta> in the first 1024 bytes of
// HTML, guess. The result is a name of the Encoding Standard in lower case.
func sniffCharset(body []byte, contentType string) string {
	if _, name := cutBOM(body); name != "" {
		return name
	}
	if name := known(charsetParameter(contentType)); name != "" {
		return name
	}
	if isHTML(contentType) {
		if name := prescan(body[:min(len(body), prescanBytes)]); name != "" {
			return name
		}
	}
	// The guess. UTF-8 has a pattern that other text does not hit by chance; of
	// the rest windows-1252 is what the standard suggests for most locales.
	if utf8.Valid(body) {
		return "utf-8"
	}
	return "windows-1252"
}

// known returns the standard's name for a label, "" for one that it does not know.
func known(label string) string {
	if label == "" {
		return ""
	}
	_, name := charset.Lookup(label)
	return name
}

// charsetParameter takes charset out of a Content-Type, also of one whose other
// parts are malformed.
func charsetParameter(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return params["charset"]
	}
	return charsetIn(contentType)
}

// charsetIn is "extracting a character encoding from a meta element" (HTML
// Standard, section 2.6.5), less the last step.
func charsetIn(s string) string {
	lower := strings.ToLower(s)
	for {
		i := strings.Index(lower, "charset")
		if i < 0 {
			return ""
		}
		lower = strings.TrimLeft(lower[i+len("charset"):], whitespace)
		rest, ok := strings.CutPrefix(lower, "=")
		if !ok {
			continue
		}
		rest = strings.TrimLeft(rest, whitespace)
		if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
			value, _, closed := strings.Cut(rest[1:], rest[:1])
			if !closed {
				return ""
			}
			return value
		}
		if end := strings.IndexAny(rest, whitespace+";"); end >= 0 {
			rest = rest[:end]
		}
		return rest
	}
}

// whitespace is the HTML Standard's ASCII whitespace.
const whitespace = "\t\n\f\r "

func isHTML(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "", "text/html", "application/xhtml+xml":
		return true
	}
	return false
}

// prescan looks for <meta charset> and <meta http-equiv=content-type> (HTML
// Standard, section 13.2.3.2, "prescan a byte stream to determine its encoding").
func prescan(head []byte) string {
	z := html.NewTokenizer(bytes.NewReader(head))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, hasAttr := z.TagName()
			if string(name) != "meta" || !hasAttr {
				continue
			}
			if found := metaCharset(z); found != "" {
				return found
			}
		}
	}
}

// metaCharset reads the encoding from the attributes of the meta element at hand.
func metaCharset(z *html.Tokenizer) string {
	var direct, content string
	var isPragma bool
	seen := map[string]bool{}
	for more := true; more; {
		var key, val []byte
		key, val, more = z.TagAttr()
		if seen[string(key)] {
			continue
		}
		seen[string(key)] = true
		switch string(key) {
		case "charset":
			direct = string(val)
		case "content":
			content = charsetIn(string(val))
		case "http-equiv":
			isPragma = strings.EqualFold(string(val), "content-type")
		}
	}
	if direct == "" && isPragma {
		direct = content
	}
	switch name := known(direct); name {
	case "utf-16be", "utf-16le":
		return "utf-8" // its own tag was readable as ASCII, so this is not UTF-16
	case "x-user-defined":
		return "windows-1252"
	default:
		return name
	}
}

// decodeText returns a body in valid UTF-8 without a byte order mark. What the
// encoding does not know becomes U+FFFD.
func decodeText(body []byte, name string) []byte {
	if rest, marked := cutBOM(body); marked == name {
		body = rest
	}
	enc, _ := charset.Lookup(name)
	if enc == nil {
		enc = unicode.UTF8
	}
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil { // decoders of the Encoding Standard replace; nothing is dropped if one does not
		return bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	return out
}
