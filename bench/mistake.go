package bench

import (
	"strings"
	"unicode/utf8"
)

// Mistake is what is wrong with an answer.
type Mistake string

// The mistakes. The first that fits is told.
const (
	MistakeNone    Mistake = ""
	MistakeError   Mistake = "error"   // the image could not be read at all
	MistakeEmpty   Mistake = "empty"   // nothing was read
	MistakeCase    Mistake = "case"    // right but for letter case
	MistakeShort   Mistake = "short"   // too few characters
	MistakeLong    Mistake = "long"    // too many characters
	MistakeOne     Mistake = "one"     // the right length, one character wrong
	MistakeSeveral Mistake = "several" // the right length, several characters wrong
)

// mistake tells what is wrong with an answer that could be read. want and got are folded as the corpus says.
func mistake(want, got string) Mistake {
	long := utf8.RuneCountInString(got) - utf8.RuneCountInString(want)
	switch {
	case want == got:
		return MistakeNone
	case got == "":
		return MistakeEmpty
	case foldCase(want) == foldCase(got):
		return MistakeCase
	case long < 0:
		return MistakeShort
	case long > 0:
		return MistakeLong
	}
	wrong, w := 0, []rune(want)
	for i, r := range []rune(got) {
		wrong += differ(w[i], r)
	}
	if wrong == 1 {
		return MistakeOne
	}
	return MistakeSeveral
}

// foldCase folds letter case.
func foldCase(s string) string {
	// Upper case first: letters such as ſ and ς have a lower case form of their own.
	return strings.ToLower(strings.ToUpper(s))
}
