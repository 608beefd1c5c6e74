package ocr

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// doubtful is what the confidence in an answer is multiplied by when the recipe rules the answer out: it is known to be
// wrong, unless the recipe is.
const doubtful = 0.1

// rules say what an answer may be, and make one of what was recognised.
type rules struct {
	charset     charset
	cases       Case
	confusables map[rune]string
	length      Length
	words       *wordIndex // nil: any
	answer      Answer
}

func newRules(r *Recipe, lists *wordLists) (*rules, error) {
	set, err := parseCharset(r.Charset)
	if err != nil {
		return nil, err
	}
	out := &rules{charset: set, cases: r.Case, length: r.Length, answer: r.Answer}
	if len(r.Confusables) > 0 {
		out.confusables = make(map[rune]string, len(r.Confusables))
		for from, to := range r.Confusables {
			c, _ := utf8.DecodeRuneInString(from)
			out.confusables[c] = to
		}
	}
	out.words, err = lists.index(r, out)
	return out, err
}

// fit maps recognised text onto the charset, after the recipe's own confusables. whole says that no character had to be
// dropped.
func (u *rules) fit(text string) (fitted string, whole bool) {
	if u.confusables != nil {
		var b strings.Builder
		for _, r := range text {
			if to, ok := u.confusables[r]; ok {
				b.WriteString(to)
			} else {
				b.WriteRune(r)
			}
		}
		if text = b.String(); text == "" {
			return "", true
		}
	}
	return u.charset.fit(text, u.cases)
}

// reading makes a Reading of what was recognised. The boxes of the symbols stay as they are.
func (u *rules) reading(rec Recognition) Reading {
	out := Reading{Raw: rec.Text()}
	whole := true
	for _, s := range rec.Symbols {
		fitted, all := u.fit(s.Text)
		whole = whole && all
		if s.Text = fitted; fitted != "" {
			out.Symbols = append(out.Symbols, s)
		}
	}
	if len(out.Symbols) == 0 {
		return out
	}
	out.Confidence = rec.Confidence
	u.answerOf(&out)
	out.Valid = out.Valid && whole
	return out
}

// answerOf fills in the Text of a Reading that has Symbols, whether it is valid, and what follows for the confidence.
func (u *rules) answerOf(r *Reading) {
	r.Text = joinSymbols(r.Symbols)
	switch {
	case u.words != nil:
		r.Valid = u.words.answer(r)
	case u.answer == AnswerArithmetic:
		value, ok := Evaluate(r.Text)
		r.Valid = ok && u.length.Holds(utf8.RuneCountInString(r.Text))
		if ok {
			r.Text = strconv.FormatInt(value, 10)
		}
	default:
		r.Valid = u.length.Holds(utf8.RuneCountInString(r.Text))
	}
	if !r.Valid {
		r.Confidence *= doubtful
	}
}
