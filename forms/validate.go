package forms

import "strings"

// A ValidationError lists every field that the form's own rules forbid to
// submit as it is.
type ValidationError struct {
	Form   string // names the form
	Fields []*FieldError
}

func (e *ValidationError) Error() string {
	lines := make([]string, len(e.Fields))
	for i, fe := range e.Fields {
		lines[i] = fe.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the faults one by one.
func (e *ValidationError) Unwrap() []error {
	errs := make([]error, len(e.Fields))
	for i, fe := range e.Fields {
		errs[i] = fe
	}
	return errs
}

// Validate checks that what the form requires is there. The error is a
// [*ValidationError] with all the fields that are empty. Radio buttons of one
// name count once.
//
// Source: HTML Living Standard, 4.10.21 "Constraints", "suffering from being
// missing".
func (f *Form) Validate() error {
	var faults []*FieldError
	groups := f.requiredRadios()
	for _, fl := range f.Fields {
		if !fl.willValidate() {
			continue
		}
		if fl.Type == "radio" {
			if groups[fl.Name] {
				groups[fl.Name] = false // said once
				faults = append(faults, f.fault(fl, "one of these must be chosen"))
			}
			continue
		}
		if reason := fl.missing(); reason != "" {
			faults = append(faults, f.fault(fl, "%s", reason))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return &ValidationError{Form: f.String(), Fields: faults}
}

// requiredRadios maps each radio group that must have a choice and has none to
// true.
func (f *Form) requiredRadios() map[string]bool {
	groups := make(map[string]bool)
	for _, fl := range f.Fields {
		if fl.Type == "radio" && fl.Required && fl.Name != "" {
			groups[fl.Name] = true
		}
	}
	for _, fl := range f.Fields {
		if fl.Type == "radio" && fl.Checked {
			groups[fl.Name] = false
		}
	}
	return groups
}

// willValidate reports whether the field takes part in validation: not when it
// is disabled, read-only, hidden, or no submit button.
func (fl *Field) willValidate() bool {
	switch fl.Type {
	case "hidden", "reset", "button":
		return false
	}
	return !fl.Disabled && !fl.ReadOnly
}

// missing says why a required field counts as empty, "" when it does not.
func (fl *Field) missing() string {
	if !fl.Required {
		return ""
	}
	switch fl.Type {
	case "checkbox":
		if !fl.Checked {
			return "must be checked"
		}
	case "file":
		if len(fl.Files) == 0 {
			return "a file is required"
		}
	case "select":
		if !fl.hasChoice() {
			return "one of its options must be chosen"
		}
	default:
		if fl.Value == "" {
			return "is required and empty"
		}
	}
	return ""
}

// hasChoice reports whether a select has an option selected that is more than
// its placeholder: a first option with an empty value in a drop-down.
func (fl *Field) hasChoice() bool {
	placeholder := !fl.Multiple && fl.displaySize() == 1 && len(fl.Options) > 0 &&
		fl.Options[0].Value == "" && fl.Options[0].placeholder
	for i, o := range fl.Options {
		if o.Selected && !(placeholder && i == 0) {
			return true
		}
	}
	return false
}
