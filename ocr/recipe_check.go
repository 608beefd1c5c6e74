package ocr

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"unicode"
	"unicode/utf8"
)

// The bounds of a recipe: far beyond any use, and what keeps a foreign file from taking all memory or all day.
const (
	maxMembers    = 32
	maxInlineWord = 64 // characters; a longer one in a file is skipped
	maxLength     = 64
)

// defaultAccept is the confidence at which a cascade takes an answer when its recipe says none.
const defaultAccept = 0.8

// languagePattern is what Tesseract takes for -l, less anything that leads out of its data folder.
var languagePattern = regexp.MustCompile(`^\w+(/\w+)?(\+\w+(/\w+)?)*$`)

// Validate reports the first fault of the recipe. It does not look for the file of a word list: [Reader.Err] does.
func (r *Recipe) Validate() error {
	if err := r.check(); err != nil {
		return fmt.Errorf("recipe %q: %w", r.Name, err)
	}
	return nil
}

// fieldError is a fault in one field of a recipe; path is where it stands in the YAML.
type fieldError struct {
	path string
	err  error
}

func (e *fieldError) Error() string { return e.err.Error() }
func (e *fieldError) Unwrap() error { return e.err }

func faultf(path, format string, args ...any) error {
	return &fieldError{path, fmt.Errorf(format, args...)}
}

// check returns the first fault of the recipe as a *fieldError.
func (r *Recipe) check() error {
	full := r.withDefaults()
	if err := full.checkOne("$"); err != nil {
		return err
	}
	pieces, err := full.checkOrder("$", false)
	if err != nil {
		return err
	}
	if a := full.Accept.Confidence; math.IsNaN(a) || a < 0 || a > 1 {
		return faultf("$.accept.confidence", "accept: confidence must be a number from 0 to 1, not %v", a)
	}
	if len(full.Cascade) == 0 {
		if full.Accept.Confidence != 0 {
			return faultf("$.accept", "accept is for a cascade, and there is none")
		}
		return nil
	}
	if len(full.Cascade) > maxMembers {
		return faultf(fmt.Sprintf("$.cascade[%d]", maxMembers), "a cascade has at most %d recipes", maxMembers)
	}
	for i := range full.Cascade {
		m, path := full.member(i), fmt.Sprintf("$.cascade[%d]", i)
		if err := m.checkOne(path); err != nil {
			return inMember(i, err)
		}
		if _, err := m.checkOrder(path, pieces); err != nil {
			return inMember(i, err)
		}
		if len(m.Cascade) > 0 {
			return inMember(i, faultf(path+".cascade", "a recipe of a cascade has no cascade of its own"))
		}
		if m.Accept != (Accept{}) {
			return inMember(i, faultf(path+".accept", "accept belongs to the recipe that has the cascade"))
		}
		if m.Answer != full.Answer {
			return inMember(i, faultf(path+".answer", "answer must be that of the whole cascade, %s", full.Answer))
		}
	}
	return nil
}

// inMember says in which recipe of a cascade a fault is.
func inMember(i int, err error) error {
	var fe *fieldError
	if errors.As(err, &fe) {
		return &fieldError{fe.path, fmt.Errorf("cascade %d: %w", i+1, fe.err)}
	}
	return err
}

// checkOrder checks that steps for glyphs come after one that finds them; pieces says that one came before. It returns
// whether there are glyphs after the steps.
func (r *Recipe) checkOrder(path string, pieces bool) (bool, error) {
	pieces, wrong := checkOrder(r.Steps, pieces)
	if wrong >= 0 {
		return false, faultf(fmt.Sprintf("%s.steps[%d]", path, wrong), "step %d: step %q: %w", wrong+1, r.Steps[wrong].Name, errNoGlyphs)
	}
	return pieces, nil
}

// checkOne checks all fields but the cascade of a recipe that has its defaults; path is where it stands in the YAML.
func (r *Recipe) checkOne(path string) error {
	if !utf8.ValidString(r.Name) || !utf8.ValidString(r.Description) || !utf8.ValidString(r.WordList) {
		return faultf(path, "name, description and word_list must be UTF-8")
	}
	for i, s := range r.Steps {
		if _, err := s.compile(); err != nil {
			return faultf(fmt.Sprintf("%s.steps[%d]", path, i), "step %d: %w", i+1, err)
		}
	}
	if !slices.Contains([]Recognise{RecognisePage, RecogniseGlyphs}, r.Recognise) {
		return faultf(path+".recognise", "recognise must be %s or %s, not %q", RecognisePage, RecogniseGlyphs, r.Recognise)
	}
	// 0 to 2 and 12 look for the orientation of a page, which needs trained data of its own.
	if r.PSM < 3 || r.PSM > 13 || r.PSM == 12 {
		return faultf(path+".psm", "psm must be 3 to 11 or 13, not %d", r.PSM)
	}
	if !languagePattern.MatchString(r.Language) {
		return faultf(path+".language", "language %q is not a name such as eng or eng+deu", r.Language)
	}
	if !slices.Contains([]Case{CaseKeep, CaseFold}, r.Case) {
		return faultf(path+".case", "case must be %s or %s, not %q", CaseKeep, CaseFold, r.Case)
	}
	if _, err := parseCharset(r.Charset); err != nil {
		return &fieldError{path + ".charset", err}
	}
	return r.checkAnswer(path)
}

// checkAnswer checks the fields that say what an answer may be.
func (r *Recipe) checkAnswer(path string) error {
	// Sorted, so that of two faults the same one is always reported.
	for _, from := range slices.Sorted(maps.Keys(r.Confusables)) {
		if utf8.RuneCountInString(from) != 1 || !utf8.ValidString(from) {
			return faultf(path+".confusables", "confusables: %q must be one character", from)
		}
		if to := r.Confusables[from]; !utf8.ValidString(to) || !readable(to) || utf8.RuneCountInString(to) > 4 {
			return faultf(path+".confusables", "confusables: %q becomes %q: want at most 4 characters, none of them a space", from, to)
		}
	}
	if l := r.Length; l.Min < 0 || l.Max < 0 || l.Min > maxLength || l.Max > maxLength || l.Max != 0 && l.Max < l.Min {
		return faultf(path+".length", "length: min %d and max %d: want 0 to %d, and max no less than min", l.Min, l.Max, maxLength)
	}
	if r.Answer != AnswerText && r.Answer != AnswerArithmetic {
		return faultf(path+".answer", "answer must be %s or %s, not %q", AnswerText, AnswerArithmetic, r.Answer)
	}
	if r.Answer == AnswerArithmetic && (len(r.Words) > 0 || r.WordList != "") {
		return faultf(path+".answer", "answer: arithmetic cannot go with words or a word_list")
	}
	for i, w := range r.Words {
		if w == "" || !utf8.ValidString(w) || !readable(w) || utf8.RuneCountInString(w) > maxInlineWord {
			return faultf(fmt.Sprintf("%s.words[%d]", path, i), "words: %q: want 1 to %d characters, none of them a space", w, maxInlineWord)
		}
	}
	return nil
}

// readable says that s has no spaces or control characters, which are never read.
func readable(s string) bool {
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return false
		}
	}
	return true
}
