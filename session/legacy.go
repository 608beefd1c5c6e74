package session

import (
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// The decoders of x/text are older than the standard: they swallow the ASCII that
// follows a broken character, markup included, and lack the C1 controls and the
// private characters that browsers read. Their tables are right, so that what is
// here is the standard's decoders over them (Encoding Standard, sections 9 to 14).

// decodeLegacy decodes a body in one of the standard's legacy encodings; ok is
// false for the others.
func decodeLegacy(body []byte, name string) (text []byte, ok bool) {
	switch name {
	case "utf-16le", "utf-16be":
		return decodeUTF16(body, name == "utf-16be"), true
	case "iso-2022-jp":
		return decodeISO2022JP(body), true
	case "iso-8859-8-i":
		return decodeSingle(body, charmap.ISO8859_8), true // another direction, the same characters
	case "big5":
		return decodeMulti(body, &multi{next: big5, table: newTable(traditionalchinese.Big5)}), true
	case "euc-kr":
		return decodeMulti(body, &multi{next: eucKR, table: newTable(korean.EUCKR)}), true
	case "euc-jp":
		return decodeMulti(body, &multi{next: eucJP, table: newTable(japanese.EUCJP)}), true
	case "shift_jis":
		return decodeMulti(body, &multi{next: shiftJIS, table: newTable(japanese.ShiftJIS)}), true
	case "gbk", "gb18030":
		return decodeMulti(body, &multi{next: gb18030, table: newTable(simplifiedchinese.GB18030)}), true
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil, false
	}
	if single, isSingle := enc.(*charmap.Charmap); isSingle {
		return decodeSingle(body, single), true
	}
	return nil, false
}

// decodeSingle is "single-byte decoder".
func decodeSingle(body []byte, single *charmap.Charmap) []byte {
	out := make([]byte, 0, len(body)+len(body)/2)
	for _, c := range body {
		r := single.DecodeByte(c)
		if r == utf8.RuneError && c >= 0x80 && c < 0xa0 {
			r = rune(c) // the standard's tables have the C1 controls where others have holes
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// decodeUTF16 is "shared UTF-16 decoder".
func decodeUTF16(body []byte, big bool) []byte {
	unit := func(i int) rune {
		if big {
			return rune(body[i])<<8 | rune(body[i+1])
		}
		return rune(body[i+1])<<8 | rune(body[i])
	}
	out := make([]byte, 0, len(body))
	i := 0
	for ; i+1 < len(body); i += 2 {
		r := unit(i)
		switch {
		case r >= 0xd800 && r < 0xdc00 && i+3 >= len(body):
			return utf8.AppendRune(out, utf8.RuneError) // what is left is one half
		case r >= 0xd800 && r < 0xdc00 && unit(i+2)&0xfc00 == 0xdc00:
			r = (r-0xd800)<<10 + (unit(i+2) - 0xdc00) + 0x10000
			i += 2
		}
		out = utf8.AppendRune(out, r) // a surrogate alone becomes U+FFFD
	}
	if i < len(body) {
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	return out
}

// multi is one of the multi-byte decoders.
type multi struct {
	table *table
	// next reads what rest, which begins with no ASCII, begins with. n is the
	// length of the sequence; ok is false where it stands for nothing.
	next func(rest []byte, t *table, out []byte) (grown []byte, n int, ok bool)
}

func decodeMulti(body []byte, m *multi) []byte {
	out := make([]byte, 0, len(body)+len(body)/2)
	for len(body) > 0 {
		if body[0] < utf8.RuneSelf {
			out = append(out, body[0])
			body = body[1:]
			continue
		}
		grown, n, ok := m.next(body, m.table, out)
		if out = grown; !ok {
			out = utf8.AppendRune(out, utf8.RuneError)
			if n > 1 && n <= len(body) && body[n-1] < utf8.RuneSelf && n < 4 {
				n-- // the ASCII byte stands for itself ("restore")
			}
		}
		body = body[min(n, len(body)):]
	}
	return out
}

// table looks sequences up in x/text's tables.
type table struct {
	dec *encoding.Decoder
	buf [16]byte
}

func newTable(enc encoding.Encoding) *table { return &table{dec: enc.NewDecoder()} }

// find appends what a whole sequence stands for.
func (t *table) find(seq, out []byte) (grown []byte, ok bool) {
	t.dec.Reset()
	n, _, err := t.dec.Transform(t.buf[:], seq, true)
	if err != nil {
		return out, false
	}
	text := t.buf[:n]
	if first, size := utf8.DecodeRune(text); first == utf8.RuneError || size != n && n > 4 || size != n && text[size] < utf8.RuneSelf {
		return out, false // nothing, or only its first byte
	}
	return append(out, text...), true
}

func within(c, low, high byte) bool { return c >= low && c <= high }

// big5 is "Big5 decoder".
func big5(rest []byte, t *table, out []byte) ([]byte, int, bool) {
	if !within(rest[0], 0x81, 0xfe) || len(rest) < 2 {
		return out, 1, false
	}
	if c := rest[1]; !within(c, 0x40, 0x7e) && !within(c, 0xa1, 0xfe) {
		return out, 2, false
	}
	grown, ok := t.find(rest[:2], out)
	return grown, 2, ok
}

// eucKR is "EUC-KR decoder".
func eucKR(rest []byte, t *table, out []byte) ([]byte, int, bool) {
	if !within(rest[0], 0x81, 0xfe) || len(rest) < 2 {
		return out, 1, false
	}
	if !within(rest[1], 0x41, 0xfe) {
		return out, 2, false
	}
	grown, ok := t.find(rest[:2], out)
	return grown, 2, ok
}

// eucJP is "EUC-JP decoder".
func eucJP(rest []byte, t *table, out []byte) ([]byte, int, bool) {
	lead, n := rest[0], 2
	if lead != 0x8e && lead != 0x8f && !within(lead, 0xa1, 0xfe) || len(rest) < 2 {
		return out, 1, false
	}
	switch {
	case lead == 0x8e && within(rest[1], 0xa1, 0xdf):
		return utf8.AppendRune(out, 0xff61-0xa1+rune(rest[1])), 2, true
	case lead == 0x8f && within(rest[1], 0xa1, 0xfe):
		if n = 3; len(rest) < n {
			return out, len(rest), false
		}
	case lead < 0xa1:
		return out, 2, false
	}
	if !within(rest[n-1], 0xa1, 0xfe) {
		return out, n, false
	}
	grown, ok := t.find(rest[:n], out)
	return grown, n, ok
}

// shiftJIS is "Shift_JIS decoder".
func shiftJIS(rest []byte, t *table, out []byte) ([]byte, int, bool) {
	lead := rest[0]
	switch {
	case lead == 0x80:
		return utf8.AppendRune(out, 0x80), 1, true
	case within(lead, 0xa1, 0xdf):
		return utf8.AppendRune(out, 0xff61-0xa1+rune(lead)), 1, true
	case !within(lead, 0x81, 0x9f) && !within(lead, 0xe0, 0xfc), len(rest) < 2:
		return out, 1, false
	}
	trail := rest[1]
	if !within(trail, 0x40, 0x7e) && !within(trail, 0x80, 0xfc) {
		return out, 2, false
	}
	if within(lead, 0xf0, 0xf9) { // private characters
		r := 0xe000 + rune(lead-0xf0)*188 + rune(trail) - 0x40
		if trail > 0x7e {
			r--
		}
		return utf8.AppendRune(out, r), 2, true
	}
	grown, ok := t.find(rest[:2], out)
	return grown, 2, ok
}

// gb18030 is "gb18030 decoder", which is GBK's too.
func gb18030(rest []byte, t *table, out []byte) ([]byte, int, bool) {
	lead := rest[0]
	switch {
	case lead == 0x80:
		return utf8.AppendRune(out, '€'), 1, true
	case lead == 0xff, len(rest) < 2:
		return out, 1, false
	case within(rest[1], '0', '9'):
		return gb18030Four(rest, t, out)
	}
	trail := rest[1]
	if !within(trail, 0x40, 0x7e) && !within(trail, 0x80, 0xfe) {
		return out, 2, false
	}
	if grown, ok := t.find(rest[:2], out); ok {
		return grown, 2, true
	}
	if r := gbPrivate(lead, trail); r != 0 {
		return utf8.AppendRune(out, r), 2, true
	}
	return out, 2, false
}

func gb18030Four(rest []byte, t *table, out []byte) ([]byte, int, bool) {
	for i := 2; i < 4; i++ {
		if len(rest) == i {
			return out, i + 2, false // the end: all that is left is one error
		}
		if low, high := byte(0x81), byte(0xfe); i == 2 && !within(rest[i], low, high) || i == 3 && !within(rest[i], '0', '9') {
			return out, 1, false
		}
	}
	grown, ok := t.find(rest[:4], out)
	return grown, 4, ok
}

// gbRuns are the pairs that x/text lacks: trails that follow one another behind a
// lead, and the first's character (index gb18030).
var gbRuns = []struct {
	lead, trail byte
	first       rune
	count       byte
}{
	{0xa2, 0xab, 0xe766, 6}, {0xa2, 0xe4, 0xe76d, 1}, {0xa2, 0xef, 0xe76e, 2}, {0xa2, 0xfd, 0xe770, 2},
	{0xa4, 0xf4, 0xe772, 11}, {0xa5, 0xf7, 0xe77d, 8}, {0xa6, 0xb9, 0xe785, 8}, {0xa6, 0xf6, 0xe797, 9},
	{0xa7, 0xc2, 0xe7a0, 15}, {0xa7, 0xf2, 0xe7af, 13}, {0xa8, 0x96, 0xe7bc, 11}, {0xa8, 0xc1, 0xe7c9, 4},
	{0xa8, 0xea, 0xe7cd, 21}, {0xa9, 0x58, 0xe7e2, 1}, {0xa9, 0x5b, 0xe7e3, 1}, {0xa9, 0x5d, 0xe7e4, 3},
	{0xa9, 0x97, 0xe7f4, 13}, {0xa9, 0xf0, 0xe801, 15}, {0xd7, 0xfa, 0xe810, 5}, {0xfe, 0x51, 0xe816, 3},
	{0xfe, 0x6c, 0xe831, 1}, {0xfe, 0x76, 0xe83b, 1}, {0xfe, 0x91, 0xe855, 1},
	// What the standard takes from GB 18030-2022.
	{0xa6, 0xd9, 0xfe10, 1}, {0xa6, 0xda, 0xfe12, 1}, {0xa6, 0xdb, 0xfe11, 1}, {0xa6, 0xdc, 0xfe13, 4},
	{0xa6, 0xec, 0xfe17, 2}, {0xa6, 0xf3, 0xfe19, 1}, {0xa8, 0xbc, 0x1e3f, 1}, {0xfe, 0x59, 0x9fb4, 1},
	{0xfe, 0x61, 0x9fb5, 1}, {0xfe, 0x66, 0x9fb6, 2}, {0xfe, 0x6d, 0x9fb8, 1}, {0xfe, 0x7e, 0x9fb9, 1},
	{0xfe, 0x90, 0x9fba, 1}, {0xfe, 0xa0, 0x9fbb, 1},
}

// gbPrivate is where GBK has characters of its users' own.
func gbPrivate(lead, trail byte) rune {
	switch {
	case within(lead, 0xaa, 0xaf) && trail >= 0xa1:
		return 0xe000 + rune(lead-0xaa)*94 + rune(trail-0xa1)
	case within(lead, 0xf8, 0xfe) && trail >= 0xa1:
		return 0xe234 + rune(lead-0xf8)*94 + rune(trail-0xa1)
	case within(lead, 0xa1, 0xa7) && trail < 0x7f:
		return 0xe4c6 + rune(lead-0xa1)*96 + rune(trail-0x40)
	case within(lead, 0xa1, 0xa7) && trail <= 0xa0:
		return 0xe4c6 + rune(lead-0xa1)*96 + rune(trail-0x41)
	}
	for _, run := range gbRuns {
		if lead == run.lead && trail >= run.trail && trail-run.trail < run.count {
			return run.first + rune(trail-run.trail)
		}
	}
	return 0
}
