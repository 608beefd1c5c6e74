package forms

import (
	"strings"
	"unicode"
)

// wrapped is what a textarea with wrap=hard submits: its text with a newline
// where each of its lines is full. Where that is the standard leaves to the
// browser, and this does as browsers do: lines break behind blanks, which may
// hang over the edge, behind hyphens and question marks within words, and around
// ideographs; a word that is longer than a line is cut.
//
// Source: HTML Living Standard, 4.10.11 "textarea wrapping transformation".
func (fl *Field) wrapped(text string) string {
	if asciiLower(attr(fl.node, "wrap")) != "hard" {
		return text
	}
	cols, ok := leadingInt(attr(fl.node, "cols"))
	if !ok || cols == 0 {
		cols = 20
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = wrapLine([]rune(line), cols)
	}
	return strings.Join(lines, "\n")
}

// wrapLine breaks one line of text into lines of at most cols characters,
// blanks at their ends aside.
func wrapLine(text []rune, cols int) string {
	var out strings.Builder
	column := 0
	for len(text) > 0 {
		word, end := nextWord(text)
		chunk, blanks := text[:word], text[word:end]
		text = text[end:]
		if column > 0 && column+word > cols {
			out.WriteByte('\n')
			column = 0
		}
		for len(chunk) > cols-column {
			out.WriteString(string(chunk[:cols-column]) + "\n")
			chunk, column = chunk[cols-column:], 0
		}
		out.WriteString(string(chunk))
		column += len(chunk)
		for _, r := range blanks {
			out.WriteRune(r)
			column++
			if r == '\t' {
				column = (column + 7) / 8 * 8
			}
		}
	}
	return out.String()
}

// nextWord returns where the word ends that text begins with, at once for a text
// that begins with blanks, and where the blanks behind it do. A word ends where
// a line may break.
func nextWord(text []rune) (word, end int) {
	for word < len(text) && !isBlank(text[word]) {
		word++
		if word < len(text) && breaksBetween(text[word-1], text[word]) {
			return word, word
		}
	}
	for end = word; end < len(text) && isBlank(text[end]); {
		end++
	}
	return word, end
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' }

// breaksBetween reports whether a line may break between two characters that are
// no blanks: the part of Unicode's line breaking (UAX #14) that matters here.
func breaksBetween(a, b rune) bool {
	switch {
	case a == '-':
		return unicode.IsLetter(b)
	case a == '?':
		return unicode.IsLetter(b) || unicode.IsDigit(b)
	}
	return isIdeograph(a) && !unicode.IsPunct(b) || isIdeograph(b) && !unicode.IsPunct(a)
}

func isIdeograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}
