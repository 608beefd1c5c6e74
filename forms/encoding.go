package forms

import (
	"fmt"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
)

// A pageEncoding is a character encoding that text can be turned into, with
// what it lacks replaced by &#…; as the Encoding Standard's "html" error mode
// does.
type pageEncoding struct {
	name string            // as the Encoding Standard spells it
	enc  encoding.Encoding // nil for UTF-8
}

func (e pageEncoding) isUTF8() bool { return e.enc == nil }

// encode returns s in the encoding. It never fails.
func (e pageEncoding) encode(s string) []byte {
	s = scalar(s)
	if e.enc == nil {
		return []byte(s)
	}
	out, err := e.enc.NewEncoder().Bytes([]byte(s))
	if err != nil { // the encoder replaces whatever it lacks, so this is a defect of its own
		return []byte(s)
	}
	return out
}

// lookupEncoding finds an encoding by its label. What the Encoding Standard
// calls "get an output encoding" makes UTF-8 of UTF-16 and of "replacement".
func lookupEncoding(label string) (pageEncoding, bool) {
	enc, name := charset.Lookup(label)
	if enc == nil {
		return pageEncoding{}, false
	}
	switch name {
	case "utf-8", "utf-16be", "utf-16le", "replacement":
		return utf8Encoding(), true
	}
	return pageEncoding{name: standardName(name), enc: enc}, true
}

func utf8Encoding() pageEncoding { return pageEncoding{name: "UTF-8"} }

// documentEncoding is the encoding of the page; an empty label is UTF-8.
func documentEncoding(label string) (pageEncoding, error) {
	if strings.TrimSpace(label) == "" {
		return utf8Encoding(), nil
	}
	e, ok := lookupEncoding(label)
	if !ok {
		return e, fmt.Errorf("parse forms: unknown character encoding %q", label)
	}
	return e, nil
}

// pickEncoding chooses the encoding of a form: the first label of
// accept-charset that is known, else the page's. With labels of which none is
// known it is UTF-8: HTML Living Standard, "pick an encoding for the form".
func pickEncoding(acceptCharset string, has bool, page pageEncoding) pageEncoding {
	if !has {
		return page
	}
	for _, label := range strings.FieldsFunc(acceptCharset, func(r rune) bool { return strings.ContainsRune(asciiSpace, r) }) {
		if e, ok := lookupEncoding(label); ok {
			return e
		}
	}
	return utf8Encoding()
}

// standardName spells an encoding as the Encoding Standard does, which is what
// a _charset_ field sends. The index of x/text has the names in lower case.
func standardName(name string) string {
	switch name {
	case "gbk", "euc-jp", "euc-kr", "ibm866", "iso-2022-jp", "koi8-r", "koi8-u":
		return strings.ToUpper(name)
	case "big5":
		return "Big5"
	case "shift_jis":
		return "Shift_JIS"
	case "iso-8859-8-i":
		return "ISO-8859-8-I"
	}
	if strings.HasPrefix(name, "iso-8859-") {
		return strings.ToUpper(name)
	}
	return name
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
