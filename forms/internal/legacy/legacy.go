// Package legacy turns text into the character encodings of the web, as forms
// send it.
//
//	enc, ok := legacy.Lookup("sjis")
//	enc.Name()          // Shift_JIS
//	enc.Encode("日本 é") // \x93\xfa\x96\x7b &#233;
//
// The tables are those of golang.org/x/text, whose encoders are older than the
// standard and more generous: they write characters that no browser sends in
// that encoding, and lack some that all do. This package knows the difference.
// It decodes nothing.
//
// Source: the Encoding Standard, sections 4.2 (labels), 8 to 13 (encoders) and
// the "html" error mode of section 4.1.
package legacy

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// An Encoding is one that text can be turned into. The zero value is UTF-8.
type Encoding struct {
	name string
	enc  encoding.Encoding // nil for UTF-8
}

// UTF8 is what most forms are sent in.
func UTF8() Encoding { return Encoding{} }

// Lookup finds an encoding by one of its labels, and makes of it what the
// standard calls its output encoding: UTF-8 for UTF-16 and for "replacement",
// which cannot be written.
func Lookup(label string) (Encoding, bool) {
	label = strings.Trim(label, " \t\n\f\r")
	for i := range len(label) {
		if label[i] >= utf8.RuneSelf {
			return Encoding{}, false
		}
	}
	switch label = strings.ToLower(label); label {
	case "unicode11utf8", "unicode20utf8", "x-unicode20utf8",
		"csunicode", "iso-10646-ucs-2", "ucs-2", "unicode", "unicodefeff", "unicodefffe":
		return UTF8(), true // labels that are younger than x/text's table
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return Encoding{}, false
	}
	name, err := htmlindex.Name(enc)
	if err != nil {
		return Encoding{}, false
	}
	switch name {
	case "utf-8", "utf-16be", "utf-16le", "replacement":
		return UTF8(), true
	}
	return Encoding{name: name, enc: enc}, true
}

// IsUTF8 reports whether the encoding is UTF-8.
func (e Encoding) IsUTF8() bool { return e.enc == nil }

// Name spells the encoding as the standard does, which is what a _charset_
// field sends. The table of x/text has the names in lower case.
func (e Encoding) Name() string {
	switch e.name {
	case "":
		return "UTF-8"
	case "gbk", "euc-jp", "euc-kr", "ibm866", "iso-2022-jp", "koi8-r", "koi8-u":
		return strings.ToUpper(e.name)
	case "big5":
		return "Big5"
	case "shift_jis":
		return "Shift_JIS"
	}
	if strings.HasPrefix(e.name, "iso-8859-") {
		return strings.ToUpper(e.name)
	}
	return e.name
}

// Encode returns s in the encoding. A character that the encoding lacks becomes
// &#…; with its number, and a byte that is not UTF-8 counts as U+FFFD. It never
// fails.
func (e Encoding) Encode(s string) []byte { return e.EncodeFunc(s, appendReference) }

// EncodeFunc is Encode with another way to write the characters that the
// encoding lacks: lack appends what stands for one to out, all of it ASCII.
func (e Encoding) EncodeFunc(s string, lack func(out []byte, r rune) []byte) []byte {
	switch {
	case e.enc == nil:
		return []byte(strings.ToValidUTF8(s, "\uFFFD"))
	case e.name == "iso-2022-jp":
		return encode2022(s, lack)
	}
	out := make([]byte, 0, len(s)+len(s)/4)
	t := tableOf(e)
	for _, r := range s {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
			continue
		}
		if b, ok := e.char(t, r); ok {
			out = append(out, b...)
			continue
		}
		out = lack(out, r)
	}
	return out
}

// char is the code of one character that is not ASCII; ok is false where the
// encoding has none. The result is valid until the next call.
func (e Encoding) char(t *table, r rune) (code []byte, ok bool) {
	switch e.name {
	case "gbk", "gb18030":
		return charGB(t, r, e.name == "gbk")
	case "big5":
		return charBig5(t, r)
	case "euc-jp":
		return charEUCJP(t, r)
	case "shift_jis":
		return charShiftJIS(t, r)
	case "euc-kr":
		return t.char(r)
	}
	return charSingle(t, r)
}

// appendReference writes what the "html" error mode makes of a character that
// an encoding lacks.
func appendReference(out []byte, r rune) []byte {
	out = append(out, "&#"...)
	out = strconv.AppendInt(out, int64(r), 10)
	return append(out, ';')
}

// A table is one of x/text's encoders, asked character by character.
type table struct {
	enc      encoding.Encoding
	encoder  *encoding.Encoder
	src, dst [8]byte
}

func tableOf(e Encoding) *table {
	enc := e.enc
	if e.name == "gbk" {
		enc = simplifiedchinese.GB18030 // has the same characters, and more
	}
	return &table{enc: enc, encoder: enc.NewEncoder()}
}

// char is what x/text makes of the character.
func (t *table) char(r rune) (code []byte, ok bool) {
	t.encoder.Reset()
	n := utf8.EncodeRune(t.src[:], r)
	m, _, err := t.encoder.Transform(t.dst[:], t.src[:n], true)
	return t.dst[:m], err == nil
}

// pair returns a code of two bytes.
func (t *table) pair(lead, trail byte) ([]byte, bool) {
	t.dst[0], t.dst[1] = lead, trail
	return t.dst[:2], true
}

// one returns a code of one byte.
func (t *table) one(b byte) ([]byte, bool) {
	t.dst[0] = b
	return t.dst[:1], true
}

// charSingle encodes for the encodings of one byte. In the standard's indexes a
// byte between 0x80 and 0x9F that means no printable character means the
// control character of its number.
func charSingle(t *table, r rune) ([]byte, bool) {
	if code, ok := t.char(r); ok {
		return code, true
	}
	if r < 0x80 || r > 0x9F {
		return nil, false
	}
	text, err := t.enc.NewDecoder().Bytes([]byte{byte(r)})
	if err != nil || string(text) != "\uFFFD" {
		return nil, false
	}
	return t.one(byte(r))
}
