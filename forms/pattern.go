package forms

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds on the work that a page's pattern can cause. What is beyond them is
// not checked.
const (
	maxPatternBytes = 16 << 10 // of the attribute
	maxPatternExpr  = 1 << 20  // bytes of the expression that RE2 gets
	maxPatternCost  = 50_000   // instructions of its program, or so
	maxPatternDepth = 100      // groups and classes within one another
	maxPatternWork  = 1 << 25  // instructions times bytes of the value, of one look at a form: half a second
	maxRepeat       = 1000     // RE2's own bound on a{n,m}
)

// A pattern is a pattern attribute made ready. The zero value says nothing of
// any value.
type pattern struct {
	re   *regexp.Regexp // nil: no constraint, or one that cannot be checked
	cost int            // size of re's program, or so
	// unchecked says why the pattern cannot be checked; "" when it can, and when
	// it is no regular expression at all, which browsers pass over too.
	unchecked string
}

// work is what trying the pattern on a value costs, in steps of RE2's machine at
// most.
func (p pattern) work(value string) int { return p.cost * (len(value) + 1) }

// inexpressibleError is what RE2 lacks, in words. Any other error of a
// patternParser means that the attribute is not a regular expression.
type inexpressibleError string

func (e inexpressibleError) Error() string { return string(e) }

// compilePattern translates a pattern attribute, a JavaScript regular
// expression with the flag v that must match the whole value, to RE2. Sources:
// HTML Living Standard, 4.10.5.3.6 "The pattern attribute"; ECMAScript 2025,
// 22.2.1 "Patterns"; https://github.com/google/re2/wiki/Syntax.
func compilePattern(src string) pattern {
	if len(src) > maxPatternBytes {
		return pattern{unchecked: "it is longer than formbot checks"}
	}
	if !utf8.ValidString(src) {
		return pattern{unchecked: "it is not valid UTF-8"}
	}
	p := &patternParser{src: src}
	expr, cost, err := p.parse()
	var lacking inexpressibleError
	switch {
	case errors.As(err, &lacking):
		return pattern{unchecked: lacking.Error()}
	case err != nil:
		return pattern{} // no regular expression: browsers pass over it too
	case cost > maxPatternCost || len(expr) > maxPatternExpr:
		return pattern{unchecked: "it is larger than formbot checks"}
	}
	re, err := regexp.Compile(`^(?:` + expr + `)$`)
	if err != nil {
		return pattern{unchecked: "RE2 does not take it: " + err.Error()}
	}
	return pattern{re: re, cost: cost}
}

// A patternParser reads one pattern and writes it in RE2's syntax. It goes on
// behind what RE2 lacks, because what is no regular expression at all is not to
// be told as one that cannot be checked.
type patternParser struct {
	src  string
	at   int // in src, in bytes
	deep int

	lacking inexpressibleError // the first thing that RE2 has no means for
	groups  int                // capturing ones
	highest int                // the highest \N
	names   []string           // of groups
	refs    []string           // the names of \k<…>
}

func (p *patternParser) parse() (expr string, cost int, err error) {
	expr, cost, err = p.disjunction()
	switch {
	case err != nil:
		return "", 0, err
	case p.at < len(p.src):
		return "", 0, p.wrong("an unmatched %q", p.src[p.at])
	case p.highest > p.groups:
		return "", 0, p.wrong("a reference to group %d, which is not there", p.highest)
	}
	for _, name := range p.refs {
		if !slices.Contains(p.names, name) {
			return "", 0, p.wrong("a reference to the group %q, which is not there", name)
		}
	}
	if p.lacking != "" {
		return "", 0, p.lacking
	}
	return expr, cost, nil
}

// wrong is the error for what is no regular expression.
func (p *patternParser) wrong(format string, args ...any) error {
	return fmt.Errorf("pattern: "+format+" at byte %d", append(args, p.at)...)
}

// lacks notes what RE2 cannot do.
func (p *patternParser) lacks(what string) {
	if p.lacking == "" {
		p.lacking = inexpressibleError(what)
	}
}

// peek is the next code point, -1 at the end.
func (p *patternParser) peek() rune {
	if p.at >= len(p.src) {
		return -1
	}
	r, _ := utf8.DecodeRuneInString(p.src[p.at:])
	return r
}

// next takes the next code point, -1 at the end.
func (p *patternParser) next() rune {
	if p.at >= len(p.src) {
		return -1
	}
	r, size := utf8.DecodeRuneInString(p.src[p.at:])
	p.at += size
	return r
}

// take goes past s if it comes next.
func (p *patternParser) take(s string) bool {
	if !strings.HasPrefix(p.src[p.at:], s) {
		return false
	}
	p.at += len(s)
	return true
}

func (p *patternParser) disjunction() (expr string, cost int, err error) {
	if p.deep++; p.deep > maxPatternDepth {
		return "", 0, inexpressibleError("it nests deeper than formbot checks")
	}
	defer func() { p.deep-- }()
	var b strings.Builder
	for {
		for p.at < len(p.src) && p.peek() != '|' && p.peek() != ')' {
			term, c, err := p.term()
			if err != nil {
				return "", 0, err
			}
			b.WriteString(term)
			if cost += c; b.Len() > maxPatternExpr || cost > maxPatternCost {
				return "", 0, inexpressibleError("it is larger than formbot checks")
			}
		}
		if !p.take("|") {
			return b.String(), cost, nil
		}
		b.WriteByte('|')
		cost++
	}
}

// term reads an assertion, or an atom with its quantifier.
func (p *patternParser) term() (expr string, cost int, err error) {
	for _, a := range []string{`^`, `$`, `\b`, `\B`} {
		if p.take(a) {
			return a, 1, p.unquantified()
		}
	}
	for _, a := range []string{"(?=", "(?!", "(?<=", "(?<!"} {
		if p.take(a) {
			p.lacks("it looks ahead or behind (" + a + "…)")
			if _, _, err := p.group(""); err != nil {
				return "", 0, err
			}
			return "", 1, p.unquantified()
		}
	}
	expr, cost, err = p.atom()
	if err != nil {
		return "", 0, err
	}
	return p.quantified(expr, cost)
}

// unquantified is an error where a quantifier comes next: with the flag v
// nothing but an atom has one.
func (p *patternParser) unquantified() error {
	if r := p.peek(); r == '*' || r == '+' || r == '?' || r == '{' {
		return p.wrong("a quantifier %q of an assertion", r)
	}
	return nil
}

func (p *patternParser) atom() (expr string, cost int, err error) {
	switch r := p.peek(); r {
	case '.':
		p.at++
		return lineTerminators().complement().expr(), 1, nil
	case '[':
		c, err := p.class()
		if err != nil {
			return "", 0, err
		}
		expr, cost = c.expr()
		return expr, cost, nil
	case '(':
		p.at++
		return p.capture()
	case '\\':
		return p.atomEscape()
	case '*', '+', '?', '{', '}', ']':
		return "", 0, p.wrong("an unescaped %q", r)
	}
	return regexp.QuoteMeta(string(p.next())), 1, nil
}

// capture reads a group of any kind but the assertions, behind its "(".
func (p *patternParser) capture() (expr string, cost int, err error) {
	switch {
	case !p.take("?"):
		p.groups++
		return p.group("(?:")
	case p.take(":"):
		return p.group("(?:")
	case p.take("<"):
		name, err := p.groupName()
		if err != nil {
			return "", 0, err
		}
		if slices.Contains(p.names, name) {
			p.lacks("it uses the group name " + strconv.Quote(name) + " twice")
		}
		p.names = append(p.names, name)
		p.groups++
		return p.group("(?:")
	}
	return p.modified()
}

// modified reads (?ims-ims:…), behind its "(?". None has a counterpart: RE2
// folds case by other rules within classes, and knows one line terminator.
func (p *patternParser) modified() (expr string, cost int, err error) {
	flags, rest, ok := strings.Cut(p.src[p.at:], ":")
	on, off, minus := strings.Cut(flags, "-")
	if !ok || minus && flags == "-" || !minus && on == "" {
		return "", 0, p.wrong("a group of an unknown kind")
	}
	for i, c := range on + off {
		if !strings.ContainsRune("ims", c) || strings.ContainsRune((on + off)[:i], c) {
			return "", 0, p.wrong("a group of an unknown kind")
		}
	}
	p.at = len(p.src) - len(rest)
	p.lacks("it changes flags within (?" + flags + ":…)")
	return p.group("(?:")
}

// group reads up to the ")" that ends a group, and writes it with open.
func (p *patternParser) group(open string) (expr string, cost int, err error) {
	expr, cost, err = p.disjunction()
	if err != nil {
		return "", 0, err
	}
	if !p.take(")") {
		return "", 0, p.wrong("a group without its )")
	}
	return open + expr + ")", cost + 1, nil
}

// groupName reads a group's name and its ">". Any word of letters and digits is
// taken for an identifier.
func (p *patternParser) groupName() (string, error) {
	name, _, ok := strings.Cut(p.src[p.at:], ">")
	if !ok || name == "" || strings.ContainsAny(name, " ()[]{}*+?.|^$<\t\n,;:-/") || '0' <= name[0] && name[0] <= '9' {
		return "", p.wrong("a group's name that is none")
	}
	p.at += len(name) + 1
	return name, nil
}

// quantified reads the quantifier of an atom, if it has one.
func (p *patternParser) quantified(atom string, cost int) (expr string, c int, err error) {
	switch p.peek() {
	case '*', '+', '?':
	case '{':
		return p.counted(atom, cost)
	default:
		return atom, cost, nil
	}
	sign := string(p.next())
	p.take("?") // lazy or not, the same values match
	return "(?:" + atom + ")" + sign, cost + 1, nil
}

// counted reads {n}, {n,} or {n,m}.
func (p *patternParser) counted(atom string, cost int) (expr string, c int, err error) {
	body, _, ok := strings.Cut(p.src[p.at+1:], "}")
	if !ok {
		return "", 0, p.wrong("a { without its }")
	}
	low, high, ranged := strings.Cut(body, ",")
	if !allDigits(low) || ranged && high != "" && !allDigits(high) {
		return "", 0, p.wrong("an unescaped %q", '{')
	}
	p.at += len(body) + 2
	p.take("?")
	n, m := count(low), count(low)
	switch {
	case ranged && high == "":
		m = -1
	case ranged:
		m = count(high)
	}
	if m >= 0 && lessDigits(high, low) && ranged {
		return "", 0, p.wrong("a quantifier that ends before it begins")
	}
	if n > maxRepeat || m > maxRepeat {
		p.lacks("it repeats something more than " + strconv.Itoa(maxRepeat) + " times")
		return "", 1, nil
	}
	// Each repetition is a copy in RE2's program.
	return "(?:" + atom + "){" + body + "}", (cost + 1) * max(1, n, m), nil
}

// allDigits reports whether s is a number of one digit at least.
func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// count reads digits; what is far too large is one more than maxRepeat.
func count(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil || n > maxRepeat {
		return maxRepeat + 1
	}
	return n
}

// lessDigits reports whether the number a is less than b, of any length.
func lessDigits(a, b string) bool {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}
