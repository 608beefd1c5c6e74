package forms

import (
	"fmt"
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
func (f *Form) submitter(name string) (*Field, error) {
	buttons := f.Submitters()
	fail := func(reason string) error {
		e := &SubmitterError{Form: f.String(), Name: name, Reason: reason}
		for _, b := range buttons {
			e.Buttons = append(e.Buttons, describeButton(b))
		}
		return e
	}
	if name == "" {
		for _, b := range buttons {
			if !b.Disabled {
				return b, nil
			}
		}
		if len(buttons) > 0 {
			return nil, fail("every button is disabled")
		}
		return nil, nil
	}
	var found []*Field
	for _, b := range buttons {
		if b.answersTo(name) {
			found = append(found, b)
		}
	}
	switch {
	case len(found) == 0:
		return nil, fail("it has no such button")
	case len(found) > 1:
		return nil, fail(fmt.Sprintf("%d buttons are called so; write name=value", len(found)))
	case found[0].Disabled:
		return nil, fail("the button is disabled")
	}
	return found[0], nil
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
