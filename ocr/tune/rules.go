package tune

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/formbot/formbot/ocr"
)

// enoughLabels is how many labels it takes to learn from them what answers may be.
const enoughLabels = 20

// learnRules fills in what the labels of images say of the rules that were left empty, and says in words what that was.
func learnRules(given Rules, images []Image) (rules Rules, learnt []string) {
	rules = given
	if rules.Case == "" {
		rules.Case = ocr.CaseKeep
	}
	if rules.Answer == "" {
		rules.Answer = ocr.AnswerText
	}
	// Of arithmetic the labels are the values.
	if len(images) < enoughLabels || rules.Answer == ocr.AnswerArithmetic {
		return rules, nil
	}
	if rules.Charset == "" {
		rules.Charset = Charset(classes(images))
		learnt = append(learnt, fmt.Sprintf("charset %s", rules.Charset))
	}
	if rules.Length == (ocr.Length{}) {
		n := utf8.RuneCountInString(images[0].Text)
		alike := !slices.ContainsFunc(images, func(i Image) bool { return utf8.RuneCountInString(i.Text) != n })
		if alike {
			rules.Length = ocr.Length{Min: n, Max: n}
			learnt = append(learnt, fmt.Sprintf("length %d", n))
		}
	}
	return rules, learnt
}

// classes returns the characters that labels are made of: all digits when there is one, and so with lower and upper case.
func classes(images []Image) string {
	var b strings.Builder
	for _, class := range []string{"0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} {
		if slices.ContainsFunc(images, func(i Image) bool { return strings.ContainsAny(i.Text, class) }) {
			b.WriteString(class)
		}
	}
	for _, i := range images {
		for _, r := range i.Text {
			if !strings.ContainsRune(b.String(), r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// Charset writes a set of characters in the notation of an [ocr.Recipe]: "0123ab-" becomes "0-3ab\-".
func Charset(characters string) string {
	set := []rune(characters)
	slices.Sort(set)
	set = slices.Compact(set)
	var b strings.Builder
	write := func(r rune) {
		if r == '-' || r == '\\' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	for i := 0; i < len(set); {
		end := i
		for end+1 < len(set) && set[end+1] == set[end]+1 {
			end++
		}
		write(set[i])
		switch {
		case end >= i+2:
			b.WriteByte('-')
			write(set[end])
		case end == i+1:
			write(set[end])
		}
		i = end + 1
	}
	return b.String()
}
