package forms

import (
	"strings"

	"golang.org/x/net/html"
)

// A Field is one control of a form: an input, select, textarea or button.
// Radio buttons and checkboxes that share a name are a Field each.
//
// The exported members are the control's present state, and changing them is
// what a script on the page might do; [Form.Fill] is what a person would do,
// and checks.
type Field struct {
	Name string // the name attribute; "" is never submitted
	ID   string // the id attribute
	// Type is the input's type in lower case, "text" when missing or
	// unknown; "select", "textarea"; for a button element "submit", "reset"
	// or "button".
	Type string
	// Value is the control's value; for a checkbox or radio button what it
	// submits when checked; for a select that of its first selected option.
	// Newlines in a textarea are "\n".
	Value    string
	Required bool
	// Disabled is true for the control's own attribute and for that of a
	// fieldset around it. Such a control is never submitted.
	Disabled bool
	ReadOnly bool
	Checked  bool     // a checkbox or radio button that is on
	Multiple bool     // a select, file or email input that takes several
	Options  []Option // a select's options in tree order
	Files    []File   // what a file input uploads

	// OneTime is true for a hidden field that [MarkOneTime] found to change
	// from one fetch of its page to the next: a key that is good once.
	OneTime bool

	Label        string // text of the control's label, else its aria-label
	Text         string // what is written on a button
	Placeholder  string
	Autocomplete string // the autocomplete attribute, in lower case

	Pattern              string // the pattern attribute
	Min, Max, Step       string // as written
	MinLength, MaxLength int    // -1 when there is none

	node  *html.Node
	dirty bool // set since the page was parsed, as by a person
}

// An Option is one choice of a select.
type Option struct {
	Value    string `json:"value"`
	Label    string `json:"label"`
	Selected bool   `json:"selected,omitempty"`
	Disabled bool   `json:"disabled,omitempty"` // itself, or its optgroup

	placeholder bool // may be the placeholder label option: a child of the select
}

// Secret reports whether the field's value must never be shown: a password.
func (fl *Field) Secret() bool { return fl.Type == "password" }

// String names the field and its type, never its value.
func (fl *Field) String() string {
	if fl.Name == "" {
		return fl.Type + " without a name"
	}
	return fl.Type + ` "` + fl.Name + `"`
}

// isButton reports whether the field is a button of any kind.
func (fl *Field) isButton() bool {
	switch fl.Type {
	case "submit", "image", "reset", "button":
		return true
	}
	return false
}

// isSubmitter reports whether the field is a submit button.
func (fl *Field) isSubmitter() bool { return fl.Type == "submit" || fl.Type == "image" }

// isCheckable reports whether the field is on or off.
func (fl *Field) isCheckable() bool { return fl.Type == "checkbox" || fl.Type == "radio" }

// selected returns the values of the options that are selected.
func (fl *Field) selected() []string {
	var values []string
	for _, o := range fl.Options {
		if o.Selected {
			values = append(values, o.Value)
		}
	}
	return values
}

// caption is the best name of the field for a person.
func (fl *Field) caption() string {
	for _, s := range []string{fl.Label, fl.Text, fl.Placeholder} {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}
