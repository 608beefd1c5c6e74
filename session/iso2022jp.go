package session

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// The states of ISO-2022-JP, by what ends the escape sequence that leads to them.
const (
	stateASCII    = 'B'
	stateRoman    = 'J'
	stateKatakana = 'I'
	stateKanji    = '$' // of JIS X 0208, two bytes each
)

// decodeISO2022JP is "ISO-2022-JP decoder" (Encoding Standard, section 13.2.1).
func decodeISO2022JP(body []byte) []byte {
	t := newTable(japanese.EUCJP) // whose table is that of JIS X 0208
	out := make([]byte, 0, len(body)+len(body)/2)
	fail := func() { out = utf8.AppendRune(out, utf8.RuneError) }
	state, escaped := stateASCII, false // escaped: nothing came since the last escape
	for i := 0; i < len(body); i++ {
		c := body[i]
		if c == 0x1b {
			next := escape(body[i+1:])
			if next == 0 || escaped {
				fail()
			}
			if escaped = next != 0; escaped {
				state, i = next, i+2
			}
			continue
		}
		escaped = false
		switch {
		case state == stateKanji:
			if !within(c, 0x21, 0x7e) || i+1 == len(body) || body[i+1] == 0x1b {
				fail()
				continue
			}
			i++
			pair := []byte{c | 0x80, body[i] | 0x80}
			grown, ok := out, false
			if within(body[i], 0x21, 0x7e) {
				grown, ok = t.find(pair, out)
			}
			if out = grown; !ok {
				fail()
			}
		case state == stateKatakana && within(c, 0x21, 0x5f):
			out = utf8.AppendRune(out, 0xff61-0x21+rune(c))
		case state == stateKatakana || c >= utf8.RuneSelf || c == 0x0e || c == 0x0f:
			fail()
		case state == stateRoman && c == 0x5c:
			out = append(out, "¥"...)
		case state == stateRoman && c == 0x7e:
			out = append(out, "‾"...)
		default:
			out = append(out, c)
		}
	}
	return out
}

// escape reads the two bytes behind ESC; 0 where they are none that is known.
func escape(rest []byte) rune {
	if len(rest) < 2 {
		return 0
	}
	switch {
	case rest[0] == '(' && (rest[1] == 'B' || rest[1] == 'J' || rest[1] == 'I'):
		return rune(rest[1])
	case rest[0] == '$' && (rest[1] == '@' || rest[1] == 'B'):
		return stateKanji
	}
	return 0
}
