package ocr

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxCharset bounds the characters of a charset; the largest alphabets in use have some thousands.
const maxCharset = 20000

// charset is the set of characters that an answer may have. A nil charset allows all.
type charset map[rune]bool

// parseCharset reads a notation such as "a-z0-9+=": single characters and ranges. A hyphen that is first or last stands
// for itself, as does any character after a backslash.
func parseCharset(s string) (charset, error) {
	if s == "" {
		return nil, nil
	}
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("charset %q is not UTF-8", s)
	}
	set := charset{}
	in := []rune(s)
	for i := 0; i < len(in); {
		from, next, err := charsetChar(in, i)
		if err != nil {
			return nil, err
		}
		to := from
		if next+1 < len(in) && in[next] == '-' {
			if to, next, err = charsetChar(in, next+1); err != nil {
				return nil, err
			}
		}
		if to < from {
			return nil, fmt.Errorf("charset %q: the range %c-%c runs backwards", s, from, to)
		}
		if int(to-from) >= maxCharset-len(set) {
			return nil, fmt.Errorf("charset %q has more than %d characters", s, maxCharset)
		}
		for r := from; r <= to; r++ {
			set[r] = true
		}
		i = next
	}
	return set, nil
}

// charsetChar returns the character at in[i] and where the next one starts.
func charsetChar(in []rune, i int) (r rune, next int, err error) {
	if in[i] == '\\' {
		if i++; i == len(in) {
			return 0, 0, errors.New(`charset ends with a single \: write \\ for a backslash`)
		}
	}
	if unicode.IsSpace(in[i]) || unicode.IsControl(in[i]) {
		return 0, 0, fmt.Errorf("charset has %q: spaces and control characters are never read", in[i])
	}
	return in[i], i + 1, nil
}

// fit maps what was recognised onto the charset. The recogniser is not restricted to the charset: Tesseract's LSTM,
// given a whitelist, returns nothing at all for some words that it reads well without.
//
// A character that is not in the charset becomes, in this order, itself in the other case; what it is taken apart into
// (a ligature, an accented letter: Unicode NFKD); the first of its look-alikes that is in the charset. Otherwise it is
// dropped. To fold is to prefer the lower case.
//
// whole says that nothing had to be dropped.
func (c charset) fit(text string, cases Case) (fitted string, whole bool) {
	fold := cases == CaseFold
	if c == nil {
		if fold {
			return strings.ToLower(text), true
		}
		return text, true
	}
	whole = true
	var out strings.Builder
	for _, r := range text {
		if m, ok := c.inAnyCase(r, fold); ok {
			out.WriteRune(m)
			continue
		}
		found := false
		for _, part := range norm.NFKD.String(string(r)) {
			m, ok := c.inAnyCase(part, fold)
			if !ok {
				m, ok = c.lookAlike(part, fold)
			}
			if ok {
				out.WriteRune(m)
				found = true
			}
		}
		whole = whole && found
	}
	return out.String(), whole
}

// inAnyCase finds r in the charset: as it is, else in lower, else in upper case; lower case first to fold.
func (c charset) inAnyCase(r rune, fold bool) (rune, bool) {
	order := [...]rune{r, unicode.ToLower(r), unicode.ToUpper(r)}
	if fold {
		order[0], order[1] = order[1], order[0]
	}
	for _, m := range order {
		if c[m] {
			return m, true
		}
	}
	return 0, false
}

// lookAlike finds a look-alike of r in the charset. It asks by r's own case: G looks like 6, g like 9.
func (c charset) lookAlike(r rune, fold bool) (rune, bool) {
	for _, m := range lookAlikes(r) {
		if c[m] {
			return c.inAnyCase(m, fold)
		}
	}
	return 0, false
}

// lookAlikes returns the characters that r is easily taken for, the likeliest first. They are those whose shapes agree
// in common typefaces (Unicode Technical Standard 39, confusables.txt, lists most), with the usual slips of OCR.
func lookAlikes(r rune) string {
	for _, row := range [...]struct{ seen, meant string }{
		{"0°º", "oOQD0"},
		{"oOQD", "0oOQ"},
		{"1|", "lIi1"},
		{"lIi", "1lIi"},
		{"!¡", "il1I"},
		{"2", "zZ"},
		{"zZ", "2"},
		{"4", "A"},
		{"A", "4"},
		{"5$§", "sS5"},
		{"sS", "5"},
		{"6", "bG"},
		{"bG", "6"},
		{"8&", "B8"},
		{"B", "8"},
		{"9", "gq"},
		{"gq", "9"},
		{"@", "a"},
		{"¢©(<", "cC"},
		{"€", "eCE"},
		{"£", "EfL"},
		{"¥", "Yy"},
		{"®", "R"},
		{"×", "x"},
		{"xX", "×"},
		{"‘’`´", "'"},
		{"“”„", `"`},
		{"–—−_~", "-"},
	} {
		if strings.ContainsRune(row.seen, r) {
			return row.meant
		}
	}
	return ""
}
