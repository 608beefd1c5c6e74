package forms

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// syntaxCharacters can be escaped to stand for themselves outside a class, and
// so can the slash.
const syntaxCharacters = `^$\.*+?()[]{}|/`

// atomEscape reads a backslash and what follows it, outside a class.
func (p *patternParser) atomEscape() (expr string, cost int, err error) {
	p.at++
	switch r := p.peek(); {
	case '1' <= r && r <= '9':
		digits := p.src[p.at : len(p.src)-len(strings.TrimLeft(p.src[p.at:], "0123456789"))]
		p.at += len(digits)
		if n, err := strconv.Atoi(digits); err != nil {
			p.highest = len(p.src) // more groups than there can be
		} else {
			p.highest = max(p.highest, n)
		}
		p.lacks(`it refers back to a group (\` + digits + ")")
		return "", 1, nil
	case r == 'k':
		p.at++
		if !p.take("<") {
			return "", 0, p.wrong(`a \k without a name`)
		}
		name, err := p.groupName()
		if err != nil {
			return "", 0, err
		}
		p.refs = append(p.refs, name)
		p.lacks(`it refers back to a group (\k<` + name + ">)")
		return "", 1, nil
	}
	if c, ok, err := p.classEscape(); ok || err != nil {
		expr, cost := c.expr()
		return expr, cost, err
	}
	r, err := p.characterEscape(syntaxCharacters)
	if err != nil {
		return "", 0, err
	}
	return oneRune(r).expr(), 1, nil
}

// classEscape reads d, D, s, S, w, W, p{…} or P{…}, behind its backslash; ok is
// false when none of them comes.
func (p *patternParser) classEscape() (c classValue, ok bool, err error) {
	r := p.peek()
	switch r {
	case 'd', 'D':
		c.runes = newRuneSet(runeRange{'0', '9'})
	case 's', 'S':
		c.runes = whiteSpace().union(lineTerminators())
	case 'w', 'W':
		c.runes = newRuneSet(runeRange{'0', '9'}, runeRange{'A', 'Z'}, runeRange{'_', '_'}, runeRange{'a', 'z'})
	case 'p', 'P':
		p.at++
		c.runes, err = p.property()
	default:
		return classValue{}, false, nil
	}
	if err != nil {
		return classValue{}, false, err
	}
	if r != 'p' && r != 'P' {
		p.at++
	}
	if unicode.IsUpper(r) {
		c.runes = c.runes.complement()
	}
	return c, true, nil
}

// characterEscape reads what stands for one code point, behind its backslash;
// the characters in identity stand for themselves.
func (p *patternParser) characterEscape(identity string) (rune, error) {
	r := p.next()
	switch r {
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'v':
		return '\v', nil
	case '0':
		if d := p.peek(); '0' <= d && d <= '9' {
			return 0, p.wrong("an octal escape")
		}
		return 0, nil
	case 'c':
		if l := p.next(); 'a' <= l && l <= 'z' || 'A' <= l && l <= 'Z' {
			return l % 32, nil
		}
		return 0, p.wrong(`a \c without a letter`)
	case 'x':
		return p.hex(2)
	case 'u':
		return p.unicodeEscape()
	}
	if r >= 0 && strings.ContainsRune(identity, r) {
		return r, nil
	}
	return 0, p.wrong("an escape of %q, which needs none", r)
}

// hex reads just n hexadecimal digits.
func (p *patternParser) hex(n int) (rune, error) {
	if len(p.src)-p.at < n {
		return 0, p.wrong("an escape that is cut short")
	}
	v, err := strconv.ParseUint(p.src[p.at:p.at+n], 16, 32)
	if err != nil {
		return 0, p.wrong("an escape with %q for hexadecimal digits", p.src[p.at:p.at+n])
	}
	p.at += n
	return rune(v), nil //nolint:gosec // four digits at most
}

// unicodeEscape reads XXXX or {X…}, behind \u. Two halves of a surrogate pair
// are one code point.
func (p *patternParser) unicodeEscape() (rune, error) {
	if p.take("{") {
		digits, _, ok := strings.Cut(p.src[p.at:], "}")
		v, err := strconv.ParseUint(strings.TrimLeft(digits, "0")+"", 16, 32)
		if strings.Trim(digits, "0") == "" && digits != "" {
			v, err = 0, nil
		}
		if !ok || err != nil || v > unicode.MaxRune {
			return 0, p.wrong("an escape of no code point")
		}
		p.at += len(digits) + 1
		return rune(v), nil //nolint:gosec // checked against MaxRune
	}
	high, err := p.hex(4)
	if err != nil || !utf16.IsSurrogate(high) {
		return high, err
	}
	before := p.at
	if p.take(`\u`) {
		if low, err := p.hex(4); err == nil {
			if r := utf16.DecodeRune(high, low); r != unicode.ReplacementChar {
				return r, nil
			}
		}
	}
	p.at = before
	return high, nil // half a pair, which no text in UTF-8 has
}

// lineTerminators is ECMAScript's LineTerminator, which "." does not match.
func lineTerminators() runeSet {
	return newRuneSet(runeRange{'\n', '\n'}, runeRange{'\r', '\r'}, runeRange{0x2028, 0x2029})
}

// whiteSpace is ECMAScript's WhiteSpace.
func whiteSpace() runeSet {
	return fromTables(unicode.Zs).union(newRuneSet(runeRange{'\t', '\t'}, runeRange{'\v', '\f'}, runeRange{0xFEFF, 0xFEFF}))
}
