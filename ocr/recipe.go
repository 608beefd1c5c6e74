package ocr

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

// Recipe says how one kind of CAPTCHA is read: the steps that prepare its image, and how the result is recognised.
type Recipe struct {
	// Name is required only for messages and reports.
	Name string
	// Description is one line.
	Description string
	// Steps prepare the image, in order; without any, it is only made gray.
	Steps []Step
	// PSM is Tesseract's page segmentation mode, 3 to 13; zero means 7, a single line of text.
	PSM int
	// Language is the name of Tesseract's trained data, several joined by "+"; empty means "eng".
	Language string
	// Charset holds the characters that an answer may have, as in "a-z0-9"; empty means any. What is recognised is
	// mapped onto it: another case, a look-alike (0 for o), or dropped.
	Charset string
	// Case says whether upper and lower case are told apart; empty means CaseKeep.
	Case Case
}

// Step is one step of a recipe.
type Step struct {
	// Name is that of a [StepKind].
	Name string
	// Params are those that differ from the kind's defaults: ints, float64s and strings.
	Params map[string]any
}

// Case says whether an answer's upper and lower case are told apart.
type Case string

// The cases.
const (
	CaseKeep Case = "keep" // as recognised, or as the charset has it
	CaseFold Case = "fold" // in lower case, or as the charset has it
)

// languagePattern is what Tesseract takes for -l, less anything that leads out of its data folder.
var languagePattern = regexp.MustCompile(`^\w+(/\w+)?(\+\w+(/\w+)?)*$`)

// withDefaults returns the recipe with its empty fields filled in.
func (r Recipe) withDefaults() Recipe {
	if r.PSM == 0 {
		r.PSM = 7
	}
	if r.Language == "" {
		r.Language = "eng"
	}
	if r.Case == "" {
		r.Case = CaseKeep
	}
	return r
}

// Validate reports the first fault of the recipe.
func (r *Recipe) Validate() error {
	_, err := r.compile()
	if err != nil {
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

// compile checks the recipe and makes it ready to run.
func (r *Recipe) compile() (*pipeline, error) {
	full := r.withDefaults()
	p := &pipeline{recipe: full}
	if !utf8.ValidString(full.Name) || !utf8.ValidString(full.Description) {
		return nil, &fieldError{"$", errors.New("name and description must be UTF-8")}
	}
	for i, s := range full.Steps {
		run, err := s.compile()
		if err != nil {
			return nil, &fieldError{fmt.Sprintf("$.steps[%d]", i), fmt.Errorf("step %d: %w", i+1, err)}
		}
		p.steps = append(p.steps, namedStep{s.Name, s.params(), run})
	}
	// 0 to 2 and 12 look for the orientation of a page, which needs trained data of its own.
	if full.PSM < 3 || full.PSM > 13 || full.PSM == 12 {
		return nil, &fieldError{"$.psm", fmt.Errorf("psm must be 3 to 11 or 13, not %d", full.PSM)}
	}
	if !languagePattern.MatchString(full.Language) {
		return nil, &fieldError{"$.language", fmt.Errorf("language %q is not a name such as eng or eng+deu", full.Language)}
	}
	if !slices.Contains([]Case{CaseKeep, CaseFold}, full.Case) {
		return nil, &fieldError{"$.case", fmt.Errorf("case must be %s or %s, not %q", CaseKeep, CaseFold, full.Case)}
	}
	var err error
	if p.charset, err = parseCharset(full.Charset); err != nil {
		return nil, &fieldError{"$.charset", err}
	}
	return p, nil
}
