package bench

import (
	"github.com/formbot/formbot/internal/strictyaml"
)

// Meta is what is known of a corpus beyond its labels.
type Meta struct {
	// Charset lists the characters that the images may show, one by one; empty: not known. It is not a pattern: "a-z"
	// are three characters.
	Charset string
	// Length is the number of characters that an image may show.
	Length Length
	// Case says how answers compare; empty: CaseKeep.
	Case Case
	// Answer says what the labels are; empty: AnswerText.
	Answer Answer
	// Source says where the images come from, Licence under what terms.
	Source, Licence string
}

// Length is a range of lengths in characters. Max is zero where the length is not known.
type Length struct{ Min, Max int }

// Case says how answers compare.
type Case string

// The cases.
const (
	CaseKeep Case = "keep" // "Ab" is not "ab"
	CaseFold Case = "fold" // "Ab" is "ab"
)

// Answer says what a label is.
type Answer string

// The answers.
const (
	AnswerText       Answer = "text"       // what the image shows
	AnswerArithmetic Answer = "arithmetic" // the value of the expression that the image shows
)

// parseMeta reads a corpus.yaml. Its errors are *strictyaml.Error.
func parseMeta(name string, data []byte) (Meta, error) {
	const kind = "corpus"
	var raw struct {
		Charset string `yaml:"charset"`
		Length  *struct {
			Min int `yaml:"min"`
			Max int `yaml:"max"`
		} `yaml:"length"`
		Case    Case   `yaml:"case"`
		Answer  Answer `yaml:"answer"`
		Source  string `yaml:"source"`
		Licence string `yaml:"licence"`
	}
	if err := strictyaml.Decode(kind, name, data, &raw); err != nil {
		return Meta{}, err
	}
	at := func(path, format string, args ...any) (Meta, error) {
		return Meta{}, strictyaml.At(kind, name, data, path, format, args...)
	}
	m := Meta{Charset: raw.Charset, Case: raw.Case, Answer: raw.Answer, Source: raw.Source, Licence: raw.Licence}
	if l := raw.Length; l != nil {
		if l.Min < 0 {
			return at("$.length.min", "length: min %d is less than 0", l.Min)
		}
		if l.Max < 1 || l.Max < l.Min {
			return at("$.length", "length: max %d must be at least 1 and at least min, which is %d", l.Max, l.Min)
		}
		m.Length = Length{Min: l.Min, Max: l.Max}
	}
	switch m.Case {
	case "":
		m.Case = CaseKeep
	case CaseKeep, CaseFold:
	default:
		return at("$.case", "case must be %s or %s, not %q", CaseKeep, CaseFold, m.Case)
	}
	switch m.Answer {
	case "":
		m.Answer = AnswerText
	case AnswerText, AnswerArithmetic:
	default:
		return at("$.answer", "answer must be %s or %s, not %q", AnswerText, AnswerArithmetic, m.Answer)
	}
	return m, nil
}
