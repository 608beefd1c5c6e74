package forms

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html/atom"
)

// What a field can suffer from: the [FieldError.Constraint] of a fault that the
// form's own rules find.
const (
	ConstraintRequired  = "required"
	ConstraintType      = "type"
	ConstraintPattern   = "pattern"
	ConstraintMin       = "min"
	ConstraintMax       = "max"
	ConstraintStep      = "step"
	ConstraintMinLength = "minlength"
	ConstraintMaxLength = "maxlength"
)

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

// Validate holds the form against its own rules: required, type, pattern, min,
// max, step, minlength and maxlength. The error is a [*ValidationError] with all
// faults, in tree order. Radio buttons of one name count once. As in a browser,
// the lengths are those of values that were filled in: what the page came with
// may be longer. What is not checked, [Form.Unchecked] tells.
//
// It does not matter here whether the form has novalidate: that is for
// [Form.Submit].
//
// Source: HTML Living Standard, 4.10.20 "Constraints" and 4.10.5.3 "Common
// input element attributes".
func (f *Form) Validate() error {
	faults, _ := f.examine(f.Fields)
	if len(faults) == 0 {
		return nil
	}
	return &ValidationError{Form: f.String(), Fields: faults}
}

// Unchecked lists the rules that formbot cannot hold the present values
// against: patterns with what RE2 has no means for (looking ahead, references
// to groups), in words. They are no faults: the site decides.
func (f *Form) Unchecked() []*FieldError {
	_, unchecked := f.examine(f.Fields)
	return unchecked
}

// examine holds fields of the form against the rules.
func (f *Form) examine(fields []*Field) (faults, unchecked []*FieldError) {
	x := examination{form: f, patterns: make(map[string]pattern), groups: f.unansweredGroups()}
	for _, fl := range fields {
		if fl.willValidate() {
			x.field(fl)
		}
	}
	return x.faults, x.unchecked
}

// An examination is one look at fields, in which each pattern is compiled once.
type examination struct {
	form              *Form
	patterns          map[string]pattern
	work              int                 // that the patterns have cost
	groups            map[string][]*Field // radio groups that want a choice and have none
	faults, unchecked []*FieldError
}

func (x *examination) fault(fl *Field, constraint, reason string) {
	e := x.form.fault(fl, "%s", reason)
	e.Constraint = constraint
	x.faults = append(x.faults, e)
}

// field checks one field. More than one rule can be broken.
func (x *examination) field(fl *Field) {
	if fl.Type == "radio" {
		if group := x.groups[fl.Name]; group != nil {
			delete(x.groups, fl.Name) // said once
			x.fault(fl, ConstraintRequired, "one of these must be chosen"+choicesOf(group))
		}
		return
	}
	if reason := fl.missing(); reason != "" {
		x.fault(fl, ConstraintRequired, reason)
	}
	if fl.Value == "" || fl.isButton() || fl.isCheckable() {
		return
	}
	if reason := fl.typeMismatch(); reason != "" {
		x.fault(fl, ConstraintType, reason)
	}
	x.pattern(fl)
	for _, check := range []func(*Field) []brokenRule{(*Field).wrongLength, (*Field).outOfRange, (*Field).offStep} {
		for _, rule := range check(fl) {
			x.fault(fl, rule.constraint, rule.reason)
		}
	}
}

// A brokenRule is one that a value breaks, and how, in words.
type brokenRule struct{ constraint, reason string }

// choicesOf tells what can be chosen of a radio group.
func choicesOf(group []*Field) string {
	var shown []string
	for _, fl := range group {
		if !fl.Disabled {
			shown = append(shown, fl.Value)
		}
	}
	return ": " + enumerate(shown, 10)
}

// unansweredGroups are the radio groups that must have a choice and have none,
// by name. One button with required makes the whole group required, even if that
// button itself is disabled.
func (f *Form) unansweredGroups() map[string][]*Field {
	groups := make(map[string][]*Field)
	required, answered := make(map[string]bool), make(map[string]bool)
	for _, fl := range f.Fields {
		if fl.Type != "radio" || fl.Name == "" {
			continue
		}
		groups[fl.Name] = append(groups[fl.Name], fl)
		required[fl.Name] = required[fl.Name] || fl.Required
		answered[fl.Name] = answered[fl.Name] || fl.Checked
	}
	maps.DeleteFunc(groups, func(name string, _ []*Field) bool { return !required[name] || answered[name] })
	return groups
}

// willValidate reports whether the field takes part in validation: not when it
// is disabled, has the readonly attribute (whether or not that means something
// for its type), is hidden, or a button that submits nothing. Controls within a
// datalist are no fields of a form at all.
func (fl *Field) willValidate() bool {
	switch fl.Type {
	case "hidden", "reset", "button":
		return false
	}
	input := isElement(fl.node, atom.Input)
	return !fl.Disabled && !fl.ReadOnly && !(input && hasAttr(fl.node, "readonly"))
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
			return "one of its options must be chosen: " + enumerate(slices.DeleteFunc(fl.choices(), isEmpty), 10)
		}
	default:
		if fl.Value == "" {
			return "is required and empty"
		}
	}
	return ""
}

func isEmpty(s string) bool { return s == "" }

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
