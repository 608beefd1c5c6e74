package ocr

import (
	"cmp"
	"strconv"
)

// Recipe says how one kind of CAPTCHA is read: the steps that prepare its image, how the result is recognised, and what
// an answer may be.
type Recipe struct {
	// Name is required only for messages and reports.
	Name string
	// Description is one line.
	Description string
	// Steps prepare the image, in order; without any, it is only made gray.
	Steps []Step
	// Recognise says what is recognised at once; empty means RecognisePage.
	Recognise Recognise
	// PSM is Tesseract's page segmentation mode, 3 to 11 or 13; zero means 7, a single line of text, or 10, a single
	// character, for RecogniseGlyphs.
	PSM int
	// Language is the name of Tesseract's trained data, several joined by "+"; empty means "eng".
	Language string
	// Charset holds the characters that an answer may have, as in "a-z0-9"; empty means any. What is recognised is
	// mapped onto it: another case, a look-alike (0 for o), or dropped. Of an arithmetic answer, they are those of the
	// expression.
	Charset string
	// Case says whether upper and lower case are told apart; empty means CaseKeep.
	Case Case
	// Confusables says what becomes of single characters once they are recognised, before the charset is applied: {"0":
	// "o"}. A character may become several, or none.
	Confusables map[string]string
	// Length is the number of characters that an answer may have (an expression, where the answer is arithmetic); zero
	// means any. A reading of another length is returned all the same, but not as a valid one.
	Length Length
	// Words are the answers that there may be; what is recognised becomes the nearest of them. Without any, and without
	// WordList, an answer may be any text.
	Words []string
	// WordList is a file of more such words, one a line, such as /usr/share/dict/words.
	WordList string
	// Answer says what is made of the text; empty means AnswerText.
	Answer Answer
	// Cascade are recipes that are tried in turn, each of which goes on from the picture that this recipe's Steps
	// prepared. What they leave empty they have from this recipe. They have no cascade of their own.
	Cascade []Recipe
	// Accept says which answer of a cascade is taken without asking the rest of it.
	Accept Accept
}

// Recognise says what a recipe has recognised at once.
type Recognise string

// What can be recognised at once.
const (
	RecognisePage   Recognise = "page"   // the whole picture
	RecogniseGlyphs Recognise = "glyphs" // each glyph that a segment step found, alone
)

// Length is a range of lengths in characters, both ends included. A zero Min is no lower limit, a zero Max no upper one.
type Length struct{ Min, Max int }

// Holds says whether n characters are within the range.
func (l Length) Holds(n int) bool { return n >= l.Min && (l.Max == 0 || n <= l.Max) }

// Answer says what is made of the text that was recognised.
type Answer string

// The answers.
const (
	AnswerText       Answer = "text"       // nothing: it is the answer
	AnswerArithmetic Answer = "arithmetic" // its value, as in "7x1=?" (see Evaluate)
)

// Accept says which answer of a cascade is taken at once.
type Accept struct {
	// Confidence is what a valid answer must reach, 0 to 1; zero means 0.8.
	Confidence float64
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

// withDefaults returns the recipe with its empty fields filled in, those of its cascade's members excepted.
func (r Recipe) withDefaults() Recipe {
	if r.Recognise == "" {
		r.Recognise = RecognisePage
	}
	if r.PSM == 0 {
		r.PSM = 7
		if r.Recognise == RecogniseGlyphs {
			r.PSM = 10
		}
	}
	if r.Language == "" {
		r.Language = "eng"
	}
	if r.Case == "" {
		r.Case = CaseKeep
	}
	if r.Answer == "" {
		r.Answer = AnswerText
	}
	if len(r.Cascade) > 0 && r.Accept.Confidence == 0 {
		r.Accept.Confidence = defaultAccept
	}
	return r
}

// member returns the i-th recipe of the cascade with what it left empty filled in from r, its steps excepted.
func (r Recipe) member(i int) Recipe {
	m := r.Cascade[i]
	if m.Name == "" {
		m.Name = strconv.Itoa(i + 1)
	}
	// The psm belongs to what is recognised at once.
	if m.PSM == 0 && (m.Recognise == "" || m.Recognise == r.Recognise) {
		m.PSM = r.PSM
	}
	m.Recognise = cmp.Or(m.Recognise, r.Recognise)
	m.Language = cmp.Or(m.Language, r.Language)
	m.Charset = cmp.Or(m.Charset, r.Charset)
	m.Case = cmp.Or(m.Case, r.Case)
	m.Length = cmp.Or(m.Length, r.Length)
	m.Answer = cmp.Or(m.Answer, r.Answer)
	if m.Confusables == nil {
		m.Confusables = r.Confusables
	}
	if len(m.Words) == 0 && m.WordList == "" {
		m.Words, m.WordList = r.Words, r.WordList
	}
	return m.withDefaults()
}
