package forms

import (
	"fmt"
	"strings"

	"github.com/formbot/formbot/forms/internal/legacy"
)

// documentEncoding is the encoding of the page; an empty label is UTF-8.
func documentEncoding(label string) (legacy.Encoding, error) {
	if strings.TrimSpace(label) == "" {
		return legacy.UTF8(), nil
	}
	e, ok := legacy.Lookup(label)
	if !ok {
		return e, fmt.Errorf("parse forms: unknown character encoding %q", label)
	}
	return e, nil
}

// pickEncoding chooses the encoding of a form: the first label of
// accept-charset that is known, else the page's. With labels of which none is
// known it is UTF-8: HTML Living Standard, "pick an encoding for the form".
func pickEncoding(acceptCharset string, has bool, page legacy.Encoding) legacy.Encoding {
	if !has {
		return page
	}
	for _, label := range strings.FieldsFunc(acceptCharset, func(r rune) bool { return strings.ContainsRune(asciiSpace, r) }) {
		if e, ok := legacy.Lookup(label); ok {
			return e
		}
	}
	return legacy.UTF8()
}

// scalar makes a scalar value string: what is no UTF-8 becomes U+FFFD.
func scalar(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// crlf normalises newlines to CR LF, as all three encodings of a form do.
func crlf(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return strings.ReplaceAll(lf(s), "\n", "\r\n")
}

// lf normalises newlines to LF.
func lf(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
