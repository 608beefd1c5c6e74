package session

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

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

// declaration is what a page is read as, and why.
type declaration struct {
	name string // of the Encoding Standard, in lower case
	// label is a charset of the Content-Type that the standard does not know, and
	// that was passed over; "" for none.
	label string
	// guessed tells that nothing declared the encoding.
	guessed bool
}

// sniffCharset finds a body's encoding in the order of the HTML Standard, section
// 13.2.3.2: byte order mark, Content-Type, <meta> in the first 1024 bytes of
// HTML, guess. A <meta> behind those bytes is better than a guess: the parser
// would come upon it and begin again ("change the encoding", section 13.2.3.5).
func sniffCharset(body []byte, contentType string) declaration {
	if _, name := cutBOM(body); name != "" {
		return declaration{name: name}
	}
	var d declaration
	label := charsetParameter(contentType)
	if d.name = known(label); d.name != "" {
		return d
	}
	d.label = label
	if isHTML(contentType) {
		if d.name = prescan(body[:min(len(body), prescanBytes)]); d.name != "" {
			return d
		}
		if d.name = lateMeta(body); d.name != "" {
			return d
		}
	}
	// The guess. UTF-8 has a pattern that other text does not hit by chance; of
	// the rest windows-1252 is what the standard suggests for most locales.
	d.guessed, d.name = true, "windows-1252"
	if utf8.Valid(body) {
		d.name = "utf-8"
	}
	return d
}

// lateBytes bounds the search for a late <meta>.
const lateBytes = 256 << 10

// lateMeta finds a <meta> that declares an encoding beyond what the prescan looks
// at, but in the head: that is where Chromium, too, still heeds one.
func lateMeta(body []byte) string {
	if len(body) <= prescanBytes {
		return ""
	}
	z := html.NewTokenizer(bytes.NewReader(body[:min(len(body), lateBytes)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch string(name) {
			case "meta":
			case "html", "head", "title", "base", "link", "script", "noscript", "style", "object":
				continue
			default:
				return "" // the head is over
			}
			var m metaElement
			for more {
				var key, value []byte
				key, value, more = z.TagAttr()
				m.add(string(key), string(value))
			}
			if found := m.encoding(); found != "" {
				return found
			}
		}
	}
}

// known returns the standard's name for a label, "" for one that it does not know
// (Encoding Standard, section 4.2, "get an encoding").
func known(label string) string {
	label = asciiLower(strings.Trim(label, whitespace))
	switch label {
	case "unicode11utf8", "unicode20utf8", "x-unicode20utf8":
		return "utf-8" // labels that are younger than x/text's table
	case "csunicode", "iso-10646-ucs-2", "ucs-2", "unicode", "unicodefeff":
		return "utf-16le"
	case "unicodefffe":
		return "utf-16be"
	}
	if enc, err := htmlindex.Get(label); err == nil && label == asciiLower(strings.TrimSpace(label)) {
		if name, err := htmlindex.Name(enc); err == nil {
			return name
		}
	}
	return ""
}

// asciiLower is without what Unicode calls lower case: the Kelvin sign is no k.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= utf8.RuneSelf:
			return utf8.RuneError // in no label
		}
		return r
	}, s)
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
	lower := asciiLower(s)
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

// isText reports whether a Content-Type is one that has a character encoding.
func isText(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	kind = asciiLower(strings.TrimSpace(kind))
	return isHTML(contentType) || strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "xml")
}

func isHTML(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "", "text/html", "application/xhtml+xml":
		return true
	}
	return false
}

// decodeText returns a body in valid UTF-8 without a byte order mark. What the
// encoding does not know becomes U+FFFD.
func decodeText(body []byte, name string) []byte {
	if rest, marked := cutBOM(body); marked == name {
		body = rest
	}
	if name == "utf-8" && utf8.Valid(body) {
		return body // most pages
	}
	if text, ok := decodeLegacy(body, name); ok {
		return text
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		enc = unicode.UTF8
	}
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil { // decoders of the Encoding Standard replace; nothing is dropped if one does not
		return bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	return out
}
