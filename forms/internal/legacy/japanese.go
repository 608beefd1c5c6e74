package legacy

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// The Japanese encodings write a hyphen of full width for the minus sign.
const (
	minus           = '\u2212'
	fullWidthHyphen = '\uFF0D'
)

// charEUCJP leaves out JIS X 0212, which is read but never written. Source:
// Encoding Standard, "EUC-JP encoder".
func charEUCJP(t *table, r rune) ([]byte, bool) {
	switch r {
	case '¥':
		return t.one('\\')
	case '‾':
		return t.one('~')
	case minus:
		r = fullWidthHyphen
	}
	code, ok := t.char(r)
	return code, ok && code[0] != 0x8F
}

// charShiftJIS writes the characters that IBM and NEC have both added at IBM's
// places, where x/text takes NEC's. Source: Encoding Standard, "Shift_JIS
// encoder" and "index Shift_JIS pointer", which leaves out 8272 to 8835.
func charShiftJIS(t *table, r rune) ([]byte, bool) {
	switch r {
	case 0x80:
		return t.one(0x80)
	case '¥':
		return t.one('\\')
	case '‾':
		return t.one('~')
	case minus:
		r = fullWidthHyphen
	}
	code, ok := t.char(r)
	if !ok || len(code) != 2 || code[0] != 0xED && code[0] != 0xEE {
		return code, ok
	}
	cell := int(code[1]) - 0x40
	if code[1] > 0x7F {
		cell--
	}
	pointer := (int(code[0])-0xC1)*188 + cell
	switch {
	case pointer < 8272+360:
		pointer += 10744 - 8272 // kanji: ED40 to EEEC is FA5C to FC4B
	case pointer < 8634+10:
		pointer += 10716 - 8634 // ⅰ to ⅹ: EEEF is FA40
	default:
		pointer += 10736 - 8644 // ￢￤＇＂: EEF9 is FA54
	}
	trail := pointer%188 + 0x40
	if trail >= 0x7F {
		trail++
	}
	return t.pair(byte(pointer/188+0xC1), byte(trail))
}

// The states of ISO-2022-JP, by what switches to them.
const (
	stateASCII   = "\x1b(B"
	stateRoman   = "\x1b(J"
	stateJIS0208 = "\x1b$B"
)

// encode2022 encodes for ISO-2022-JP, which is the one encoding with states.
// &#…; is written in the state that there is, which may be the Roman one, and
// after a change of state where there must be one. Source: Encoding Standard,
// "ISO-2022-JP encoder".
func encode2022(s string, lack func([]byte, rune) []byte) []byte {
	e := encoder2022{lack: lack, state: stateASCII, kanji: &table{enc: japanese.EUCJP, encoder: japanese.EUCJP.NewEncoder()}}
	for _, r := range s {
		e.write(r)
	}
	e.to(stateASCII)
	return e.out
}

type encoder2022 struct {
	out   []byte
	lack  func([]byte, rune) []byte
	state string
	kanji *table
}

func (e *encoder2022) to(state string) {
	if e.state != state {
		e.out = append(e.out, state...)
		e.state = state
	}
}

func (e *encoder2022) write(r rune) {
	if e.state != stateJIS0208 && (r == 0x0E || r == 0x0F || r == 0x1B) {
		r = utf8.RuneError // they would look like a change of state
	}
	switch {
	case r < utf8.RuneSelf:
		if e.state != stateRoman || r == '\\' || r == '~' {
			e.to(stateASCII)
		}
		if r == 0x0E || r == 0x0F || r == 0x1B {
			e.write(r)
			return
		}
		e.out = append(e.out, byte(r))
		return
	case r == '¥' || r == '‾':
		e.to(stateRoman)
		if r == '¥' {
			e.out = append(e.out, '\\')
		} else {
			e.out = append(e.out, '~')
		}
		return
	case r == minus:
		r = fullWidthHyphen
	case 0xFF61 <= r && r <= 0xFF9F:
		r = fullWidthKatakana[r-0xFF61]
	}
	code, ok := e.kanji.char(r)
	if ok && len(code) == 2 && code[0] >= 0xA1 {
		e.to(stateJIS0208)
		e.out = append(e.out, code[0]-0x80, code[1]-0x80)
		return
	}
	if e.state == stateJIS0208 {
		e.to(stateASCII)
	}
	e.out = e.lack(e.out, r)
}

// fullWidthKatakana are the characters from U+FF61 to U+FF9F at full width.
// Source: Encoding Standard, "index ISO-2022-JP katakana".
var fullWidthKatakana = []rune("。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜") //nolint:gochecknoglobals // a table, never written to
