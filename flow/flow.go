package flow

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/formbot/formbot/internal/strictyaml"
)

// DefaultAttempts is how many CAPTCHAs a step reads where the flow does not say.
const DefaultAttempts = 5

// maxAttempts bounds what a flow may ask for: a reader that fails this often
// will not succeed, and the site pays for each try.
const maxAttempts = 100

// Flow is a parsed and checked flow. It does not change: one Flow may be run by
// several goroutines at once, each with a session of its own.
type Flow struct {
	Name        string           `yaml:"name"`        // in results and file names; default: the file's name
	Description string           `yaml:"description"` // for people
	Start       Text             `yaml:"start"`       // URL of the first page; may hold ${input}
	Inputs      map[string]Input `yaml:"inputs"`
	Steps       []Step           `yaml:"steps"`

	dir string // the folder of its file
}

// Input is a value that the flow needs from its user.
type Input struct {
	Required    bool   `yaml:"required"`    // there must be a value, and not an empty one
	Secret      bool   `yaml:"secret"`      // the value is never shown
	Default     Text   `yaml:"default"`     // used when no value is given
	Description string `yaml:"description"` // for people, and in the error when it is missing
}

// Step is one step. Which fields go together is said in the package comment.
type Step struct {
	Form     FormChoice         `yaml:"form"`     // exactly one form
	Fill     map[string]Values  `yaml:"fill"`     // by field name, label, placeholder or autocomplete token
	Captcha  *Captcha           `yaml:"captcha"`  // nil: found on the page, if there is one
	Submit   Text               `yaml:"submit"`   // the button: name, id, value or text; default: the form's default button
	Validate *bool              `yaml:"validate"` // false: submit what the form's own rules forbid
	Get      Text               `yaml:"get"`      // URL, absolute or relative
	Save     Text               `yaml:"save"`     // file for the session's cookies
	Load     Text               `yaml:"load"`     // file with cookies that save wrote
	Await    *Await             `yaml:"await"`
	Repeat   *Repeat            `yaml:"repeat"`
	Expect   *Expect            `yaml:"expect"`
	Extract  map[string]Extract `yaml:"extract"` // by the name that the value gets
}

// Captcha says how a form's text CAPTCHA is answered. Fields left empty are
// found on the page or have defaults.
type Captcha struct {
	Off      bool   // captcha: false: look for none, whatever the page shows
	Image    string // CSS selector of the image, on the whole page
	Field    string // name of the field for the answer
	Recipe   string // passed to the Solver: how to read it
	Attempts int    // CAPTCHAs to read before giving up; zero: DefaultAttempts

	unknown       []string // keys that there are not, for check
	attemptsGiven bool
}

// Expect is what a step's page must show. Every part given must hold.
type Expect struct {
	URL     Texts `yaml:"url"`      // one of them must match, see matchURL
	Text    Texts `yaml:"text"`     // each must be in the page's visible text
	NotText Texts `yaml:"not_text"` // none may be in it
	CSS     Texts `yaml:"css"`      // each must select something
	NotCSS  Texts `yaml:"not_css"`  // none may select anything
	Status  Texts `yaml:"status"`   // one of them must be the HTTP status; default: below 400
}

// Extract says where on a page a value is. At least one of css and regex is
// given.
type Extract struct {
	CSS   string `yaml:"css"`   // the first element that it selects; default: the whole page
	Attr  string `yaml:"attr"`  // the value of this attribute; default: the visible text
	Regex string `yaml:"regex"` // RE2; the value is its first group, or else its match
	Text  bool   `yaml:"text"`  // says the default, the visible text, in words
}

// Load reads a flow from a file. A fault in it is a *strictyaml.Error, or
// several of them joined.
func Load(path string) (*Flow, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read flow: %w", err)
	}
	return Parse(path, data)
}

// Parse reads a flow. The name is that of its file, for the errors. Everything
// that can be checked without the site is checked here: unknown keys and
// inputs, wrong types, CSS selectors, regular expressions, steps that do
// nothing or two things. All faults are reported together.
func Parse(name string, data []byte) (*Flow, error) {
	f := new(Flow)
	if err := strictyaml.Decode("flow", name, data, f); err != nil {
		return nil, err
	}
	if f.Name == "" {
		f.Name = strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	}
	f.dir = filepath.Dir(name)
	if err := f.check(name, data); err != nil {
		return nil, err
	}
	return f, nil
}

// Recipes are the recipes that the steps name, each once, in order.
func (f *Flow) Recipes() []string { return recipes(f.Steps, nil) }

func recipes(steps []Step, list []string) []string {
	for i := range steps {
		if c := steps[i].Captcha; c != nil && c.Recipe != "" && !slices.Contains(list, c.Recipe) {
			list = append(list, c.Recipe)
		}
		if steps[i].Repeat != nil {
			list = recipes(steps[i].Repeat.Steps, list)
		}
	}
	return list
}
