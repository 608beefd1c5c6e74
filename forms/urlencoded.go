package forms

import (
	"strings"

	"github.com/formbot/formbot/forms/internal/legacy"
)

// encodeURL is the URL Standard's application/x-www-form-urlencoded
// serialiser: the order of the entries is kept, a space becomes "+", and only
// ASCII letters, digits and * - . _ stay as they are. A file sends its name.
func encodeURL(entries []Entry, enc legacy.Encoding) string {
	var b strings.Builder
	for i, e := range entries {
		if i > 0 {
			b.WriteByte('&')
		}
		formEscape(&b, enc.Encode(crlf(e.Name)))
		b.WriteByte('=')
		formEscape(&b, enc.Encode(e.text()))
	}
	return b.String()
}

func formEscape(b *strings.Builder, raw []byte) {
	for _, c := range raw {
		switch {
		case c == ' ':
			b.WriteByte('+')
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			c == '*', c == '-', c == '.', c == '_':
			b.WriteByte(c)
		default:
			percentEncode(b, c)
		}
	}
}

func percentEncode(b *strings.Builder, c byte) {
	const hex = "0123456789ABCDEF"
	b.WriteByte('%')
	b.WriteByte(hex[c>>4])
	b.WriteByte(hex[c&15])
}
