package ocr

import "errors"

// Recipe says how one kind of CAPTCHA is read: the steps that prepare its image, and how the result is recognised.
type Recipe struct {
	Name        string
	Description string
	// Steps prepare the image, in order.
	Steps []Step
	// PSM is Tesseract's page segmentation mode; zero means 7, a single line of text.
	PSM int
	// Language is Tesseract's; empty means "eng".
	Language string
	// Charset holds the characters that an answer may have, as in "a-z0-9"; empty means any.
	Charset string
	// Case says whether upper and lower case are told apart.
	Case Case
}

// Step is one step of a recipe: the name of a [StepKind] and its parameters.
type Step struct {
	Name   string
	Params map[string]any
}

// Case says whether an answer's upper and lower case are told apart.
type Case string

// The cases. The zero value means CaseKeep.
const (
	CaseKeep Case = "keep" // as recognised
	CaseFold Case = "fold" // the answer is in lower case, or in the case that the charset has
)

// ParseRecipe reads a recipe from YAML. The name is for messages, and the recipe's name where data has none.
func ParseRecipe(name string, data []byte) (*Recipe, error) { return nil, errors.ErrUnsupported }

// BuiltIn returns the built-in recipe of that name.
func BuiltIn(name string) (*Recipe, bool) { return nil, false }

// BuiltInNames returns the names of the built-in recipes, sorted.
func BuiltInNames() []string { return []string{"book", "plain"} }

// LoadRecipe returns the built-in recipe of that name, or else reads the YAML file at that path.
func LoadRecipe(nameOrPath string) (*Recipe, error) { return nil, errors.ErrUnsupported }

// Validate reports the first fault of the recipe.
func (r *Recipe) Validate() error { return errors.ErrUnsupported }

// YAML writes the recipe in the form that [ParseRecipe] reads.
func (r *Recipe) YAML() ([]byte, error) { return nil, errors.ErrUnsupported }
