package forms

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Characters with a meaning of their own in a class of the flag v.
const (
	classSyntax      = `()[]{}/-\|`          // must be escaped
	classPunctuators = "&-!#%,:;<=>@`~"      // may be escaped
	classDoubles     = "&!#$%*+,.:;<=>?@^`~" // must not stand twice in a row
)

// A classValue is what a class stands for: code points, and with \q{…} also
// texts of none or several of them.
type classValue struct {
	runes runeSet
	texts []string
	texty bool // the grammar's MayContainStrings
}

// expr is the class in RE2's syntax, and the size of its program.
func (c classValue) expr() (expr string, cost int) {
	if len(c.texts) == 0 {
		return c.runes.expr(), 1
	}
	alternatives := make([]string, 0, len(c.texts)+1)
	for _, s := range c.texts {
		alternatives = append(alternatives, regexp.QuoteMeta(s))
		cost += len(s) + 1
	}
	if len(c.runes) > 0 {
		alternatives = append(alternatives, c.runes.expr())
	}
	return "(?:" + strings.Join(alternatives, "|") + ")", cost + 1
}

func (c classValue) intersect(d classValue) classValue {
	c.runes = c.runes.intersect(d.runes)
	c.texts = slices.DeleteFunc(slices.Clone(c.texts), func(s string) bool { return !slices.Contains(d.texts, s) })
	c.texty = c.texty && d.texty
	return c
}

func (c classValue) minus(d classValue) classValue {
	c.runes = c.runes.minus(d.runes)
	c.texts = slices.DeleteFunc(slices.Clone(c.texts), func(s string) bool { return slices.Contains(d.texts, s) })
	return c
}

// class reads a class, from its "[".
func (p *patternParser) class() (classValue, error) {
	if p.deep++; p.deep > maxPatternDepth {
		return classValue{}, inexpressibleError("it nests deeper than formbot checks")
	}
	defer func() { p.deep-- }()
	p.at++
	negated := p.take("^")
	c, err := p.classContents()
	if err != nil {
		return classValue{}, err
	}
	if !p.take("]") {
		return classValue{}, p.wrong("a class without its ]")
	}
	if negated {
		if c.texty {
			return classValue{}, p.wrong("a negated class with texts in it")
		}
		c.runes = c.runes.complement()
	}
	return c, nil
}

// classContents reads a union, an intersection (a&&b) or a difference (a--b).
func (p *patternParser) classContents() (classValue, error) {
	if p.peek() == ']' {
		return classValue{}, nil
	}
	first, ranged, err := p.classItem()
	if err != nil {
		return classValue{}, err
	}
	combine, sign := classValue.intersect, "&&"
	if strings.HasPrefix(p.src[p.at:], "--") {
		combine, sign = classValue.minus, "--"
	}
	if ranged || !strings.HasPrefix(p.src[p.at:], sign) {
		return p.classUnion(first)
	}
	for p.take(sign) {
		if sign == "&&" && p.peek() == '&' {
			return classValue{}, p.wrong("three & in a row")
		}
		operand, ranged, err := p.classItem()
		if err != nil {
			return classValue{}, err
		}
		if ranged {
			return classValue{}, p.wrong("a range beside " + sign)
		}
		first = combine(first, operand)
	}
	return first, nil
}

// classUnion reads the rest of a class that stands for all its items together.
func (p *patternParser) classUnion(first classValue) (classValue, error) {
	ranges := slices.Clone(first.runes)
	for p.peek() != ']' && p.at < len(p.src) {
		item, _, err := p.classItem()
		if err != nil {
			return classValue{}, err
		}
		if ranges = append(ranges, item.runes...); len(ranges) > maxPatternExpr {
			return classValue{}, inexpressibleError("it is larger than formbot checks")
		}
		first.texts = append(first.texts, item.texts...)
		first.texty = first.texty || item.texty
	}
	first.runes = newRuneSet(ranges...)
	return first, nil
}

// classItem reads an operand or a range.
func (p *patternParser) classItem() (c classValue, ranged bool, err error) {
	switch {
	case p.peek() == '[':
		c, err = p.class()
		return c, false, err
	case p.take(`\q{`):
		c, err = p.classTexts()
		return c, false, err
	case p.peek() == '\\':
		before := p.at
		p.at++
		if c, ok, err := p.classEscape(); ok || err != nil {
			return c, false, err
		}
		p.at = before
	}
	low, err := p.classCharacter()
	if err != nil {
		return classValue{}, false, err
	}
	if p.peek() != '-' || strings.HasPrefix(p.src[p.at:], "--") {
		return classValue{runes: oneRune(low)}, false, nil
	}
	p.at++
	high, err := p.classCharacter()
	if err != nil {
		return classValue{}, false, err
	}
	if high < low {
		return classValue{}, false, p.wrong("a range that ends before it begins")
	}
	return classValue{runes: runeSet{{low, high}}}, true, nil
}

// classCharacter reads one code point of a class.
func (p *patternParser) classCharacter() (rune, error) {
	r := p.next()
	switch {
	case r < 0:
		return 0, p.wrong("a class without its ]")
	case r == '\\':
		if p.take("b") {
			return '\b', nil
		}
		return p.characterEscape(syntaxCharacters + classPunctuators)
	case strings.ContainsRune(classSyntax, r):
		return 0, p.wrong("an unescaped %q in a class", r)
	case r == p.peek() && strings.ContainsRune(classDoubles, r):
		return 0, p.wrong("%q twice in a class", r)
	}
	return r, nil
}

// classTexts reads the texts of \q{a|bc}, behind its brace.
func (p *patternParser) classTexts() (classValue, error) {
	var c classValue
	for {
		var text []rune
		for p.peek() != '|' && p.peek() != '}' {
			r, err := p.classCharacter()
			if err != nil {
				return classValue{}, err
			}
			text = append(text, r)
		}
		if len(text) == 1 {
			c.runes = c.runes.union(oneRune(text[0]))
		} else {
			c.texts, c.texty = append(c.texts, string(text)), true
		}
		if p.next() == '}' {
			return c, nil
		}
	}
}

// property reads the braces of \p{…} and gives its code points.
func (p *patternParser) property() (runeSet, error) {
	body, _, ok := strings.Cut(p.src[p.at:], "}")
	if !ok || !strings.HasPrefix(body, "{") {
		return nil, p.wrong(`a \p without its {…}`)
	}
	p.at += len(body) + 1
	body = body[1:]
	key, value, keyed := strings.Cut(body, "=")
	var set runeSet
	switch {
	case keyed && (key == "Script" || key == "sc"):
		set = tableOf(unicode.Scripts, value)
	case keyed && (key == "General_Category" || key == "gc"):
		set = category(value)
	case !keyed:
		if set = category(body); set == nil {
			set = binaryProperty(body)
		}
	}
	if set == nil {
		// It may be one that JavaScript has and Go has not.
		p.lacks(`it uses the Unicode property \p{` + body + `}`)
	}
	return set, nil
}

func tableOf(tables map[string]*unicode.RangeTable, name string) runeSet {
	if t := tables[name]; t != nil {
		return fromTables(t)
	}
	return nil
}

// category is the general category of a name, nil for none.
func category(name string) runeSet {
	if short, ok := unicode.CategoryAliases[name]; ok {
		name = short
	}
	return tableOf(unicode.Categories, name)
}

// binaryProperty is the binary property of a name, nil for none that is known.
// Source: Unicode Standard Annex 44, table 9; those that are derived, by their
// derivation there.
func binaryProperty(name string) runeSet {
	switch name {
	case "Any":
		return runeSet{{0, utf8.MaxRune}}
	case "ASCII":
		return runeSet{{0, unicode.MaxASCII}}
	case "Assigned":
		return category("Cn").complement()
	case "Alphabetic", "Alpha":
		return fromTables(unicode.Lu, unicode.Ll, unicode.Lt, unicode.Lm, unicode.Lo, unicode.Nl, unicode.Other_Alphabetic)
	case "Lowercase", "Lower":
		return fromTables(unicode.Ll, unicode.Other_Lowercase)
	case "Uppercase", "Upper":
		return fromTables(unicode.Lu, unicode.Other_Uppercase)
	case "White_Space", "space":
		return fromTables(unicode.White_Space)
	case "ASCII_Hex_Digit", "AHex":
		return fromTables(unicode.ASCII_Hex_Digit)
	case "Hex_Digit", "Hex":
		return fromTables(unicode.Hex_Digit)
	case "Dash":
		return fromTables(unicode.Dash)
	case "Ideographic", "Ideo":
		return fromTables(unicode.Ideographic)
	case "Unified_Ideograph", "UIdeo":
		return fromTables(unicode.Unified_Ideograph)
	case "Diacritic", "Dia":
		return fromTables(unicode.Diacritic)
	case "Quotation_Mark", "QMark":
		return fromTables(unicode.Quotation_Mark)
	}
	return nil
}
