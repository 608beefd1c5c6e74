package forms

import (
	"fmt"
	"slices"
	"strings"
)

// A SubmitterError says that no button, or not just one, is meant.
type SubmitterError struct {
	Form    string   // names the form
	Name    string   // what was asked for; "" for the default button
	Reason  string   // why not
	Buttons []string // the submit buttons that are there
}

func (e *SubmitterError) Error() string {
	msg := "submit " + e.Form
	if e.Name != "" {
		msg += fmt.Sprintf(" by button %q", e.Name)
	}
	msg += ": " + e.Reason
	if len(e.Buttons) > 0 {
		msg += "; its buttons: " + strings.Join(e.Buttons, ", ")
	}
	return msg
}

// submitter finds the button that is meant, nil when the form has none and
// none was asked for.
func (f *Form) submitter(opts SubmitOptions) (*Field, error) {
	buttons := f.Submitters()
	fail := func(reason string) error {
		e := &SubmitterError{Form: f.String(), Name: opts.Submitter, Reason: reason}
		for _, b := range buttons {
			e.Buttons = append(e.Buttons, describeButton(b))
		}
		return e
	}
	found := opts.Button
	switch {
	case found != nil:
		if !slices.Contains(buttons, found) {
			return nil, fail("the button given is none of its submit buttons")
		}
	case opts.Submitter == "":
		return f.defaultButton(buttons, fail)
	default:
		named := slices.DeleteFunc(slices.Clone(buttons), func(b *Field) bool { return !b.answersTo(opts.Submitter) })
		switch len(named) {
		case 0:
			return nil, fail("it has no such button")
		case 1:
			found = named[0]
		default:
			return nil, fail(fmt.Sprintf("%d buttons are called so; write name=value", len(named)))
		}
	}
	if found.Disabled {
		return nil, fail("the button is disabled")
	}
	return found, nil
}

// defaultButton is the first submit button, disabled or not: HTML Living
// Standard, "implicit submission". A form whose default button is disabled is
// not submitted by the next one, which may be called Delete.
func (f *Form) defaultButton(buttons []*Field, fail func(string) error) (*Field, error) {
	switch {
	case len(buttons) == 0:
		return nil, nil
	case !buttons[0].Disabled:
		return buttons[0], nil
	case len(buttons) == 1:
		return nil, fail("its only button is disabled")
	}
	return nil, fail("its default button is disabled; choose another")
}

// FormAttr returns what a submit button says of itself in place of its form: its
// attribute "formaction", "formmethod", "formenctype", "formtarget" or
// "formnovalidate" as written, and whether it has it.
func (fl *Field) FormAttr(name string) (value string, ok bool) {
	if !fl.isSubmitter() || !strings.HasPrefix(name, "form") {
		return "", false
	}
	return lookup(fl.node, name)
}

// answersTo reports whether a person may call the button so.
func (fl *Field) answersTo(name string) bool {
	return name == fl.ID || name == fl.Name || name == fl.Value || name == fl.Text ||
		fl.Name != "" && name == fl.Name+"="+fl.Value
}

func describeButton(b *Field) string {
	var parts []string
	if b.Name != "" {
		parts = append(parts, b.Name+"="+b.Value)
	}
	if b.ID != "" {
		parts = append(parts, "#"+b.ID)
	}
	if b.Text != "" {
		parts = append(parts, fmt.Sprintf("%q", clip(b.Text)))
	}
	if len(parts) == 0 {
		parts = append(parts, b.Type+" without a name")
	}
	if b.Disabled {
		parts = append(parts, "(disabled)")
	}
	return strings.Join(parts, " ")
}
