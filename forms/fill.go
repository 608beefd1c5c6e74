package forms

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/formbot/formbot/internal/strictyaml"
)

// A FieldError says what is wrong with one field. It never holds the value of
// a password.
type FieldError struct {
	Form       string   // names the form
	Field      string   // the field's name
	Label      string   // what the page calls it, if anything
	Reason     string   // in words
	Suggestion string   // the nearest name or value that is there
	Choices    []string // what there is instead
}

func (e *FieldError) Error() string {
	msg := fmt.Sprintf("field %q", e.Field)
	if e.Label != "" && e.Label != e.Field {
		msg += fmt.Sprintf(" (%s)", clip(e.Label))
	}
	msg += " of " + e.Form + ": " + e.Reason
	if e.Suggestion != "" {
		msg += fmt.Sprintf(" (did you mean %q?)", e.Suggestion)
	}
	if len(e.Choices) > 0 {
		msg += "; there are: " + enumerate(e.Choices, 20)
	}
	return msg
}

// Fill sets fields by name, as a person would. All faults are found and
// reported together, joined by [errors.Join] in the order of the names, each a
// [*FieldError]; the fields without a fault are filled all the same.
func (f *Form) Fill(values map[string][]string) error {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	var faults []error
	for _, name := range names {
		if err := f.Set(name, values[name]...); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// Set gives the fields of one name their values. The error is a [*FieldError].
//
//   - Text, password, hidden and the like take one value. Several fields of
//     one name take one value each, in tree order.
//   - A checkbox takes true or false, or its own value; several of one name
//     take the values to be checked, none to uncheck all.
//   - Radio buttons and selects take a value, or else the text of the choice;
//     a select with multiple takes any number.
//
// Read-only and disabled fields, buttons and files are refused.
func (f *Form) Set(name string, values ...string) error {
	fields := f.Named(name)
	fields = slices.DeleteFunc(slices.Clone(fields), (*Field).isButton)
	if len(fields) == 0 {
		return f.unknownField(name)
	}
	usable := slices.DeleteFunc(slices.Clone(fields), func(fl *Field) bool { return fl.Disabled || fl.ReadOnly })
	if len(usable) == 0 {
		if fields[0].Disabled {
			return f.fault(fields[0], "is disabled, so it is never submitted")
		}
		return f.fault(fields[0], "is read-only")
	}
	switch first := usable[0]; {
	case sameType(usable, "radio"):
		return f.setRadio(usable, values)
	case sameType(usable, "checkbox"):
		return f.setCheckboxes(usable, values)
	case first.Type == "file":
		return f.fault(first, "takes a file, not a value")
	}
	return f.setEach(usable, values)
}

func sameType(fields []*Field, kind string) bool {
	return !slices.ContainsFunc(fields, func(fl *Field) bool { return fl.Type != kind })
}

func (f *Form) fault(fl *Field, format string, args ...any) *FieldError {
	return &FieldError{Form: f.String(), Field: fl.Name, Label: fl.caption(), Reason: fmt.Sprintf(format, args...)}
}

func (f *Form) unknownField(name string) error {
	if buttons := f.Named(name); len(buttons) > 0 {
		return f.fault(buttons[0], "is a button; choose it as the submitter instead")
	}
	names := f.Names()
	return &FieldError{
		Form: f.String(), Field: name, Reason: "there is no such field",
		Suggestion: strictyaml.Nearest(name, names), Choices: names,
	}
}

// setEach sets fields that take a value each; a select may take several.
func (f *Form) setEach(fields []*Field, values []string) error {
	if len(fields) == 1 && fields[0].Type == "select" {
		return f.setSelect(fields[0], values)
	}
	if len(values) != len(fields) {
		if len(fields) == 1 {
			return f.fault(fields[0], "takes one value, not %d", len(values))
		}
		return f.fault(fields[0], "%d fields have this name, so it takes %d values, not %d", len(fields), len(fields), len(values))
	}
	for i, fl := range fields {
		if err := f.setOne(fl, values[i]); err != nil {
			return err
		}
	}
	return nil
}

func (f *Form) setOne(fl *Field, value string) error {
	switch fl.Type {
	case "select":
		return f.setSelect(fl, []string{value})
	case "checkbox", "radio":
		on, err := f.truth(fl, value)
		if err != nil {
			return err
		}
		fl.Checked, fl.dirty = on, true
		return nil
	case "file":
		return f.fault(fl, "takes a file, not a value")
	}
	clean := fl.sanitize(value)
	if clean == "" && strings.TrimSpace(value) != "" {
		return f.fault(fl, "takes a %s%s", fl.Type, example(fl.Type))
	}
	if fl.Type == "color" && !strings.EqualFold(clean, value) {
		return f.fault(fl, "takes a colour%s", example(fl.Type))
	}
	fl.Value, fl.dirty = clean, true
	return nil
}

// example shows how a value of the type is written.
func example(kind string) string {
	switch kind {
	case "number":
		return " such as 12.5"
	case "date":
		return " such as 2026-01-31"
	case "month":
		return " such as 2026-01"
	case "week":
		return " such as 2026-W05"
	case "time":
		return " such as 13:45"
	case "datetime-local":
		return " such as 2026-01-31T13:45"
	case "color":
		return " such as #ff8800"
	}
	return ""
}

// truth reads what is meant for a single checkbox.
func (f *Form) truth(fl *Field, value string) (bool, error) {
	if value == fl.Value {
		return true, nil
	}
	switch asciiLower(strings.TrimSpace(value)) {
	case "true", "on", "yes", "1", "checked":
		return true, nil
	case "false", "off", "no", "0", "":
		return false, nil
	}
	return false, f.fault(fl, "is a %s: it takes true or false, or its value %q", fl.Type, clip(fl.Value))
}

func (f *Form) setCheckboxes(boxes []*Field, values []string) error {
	if len(boxes) == 1 && len(values) == 1 {
		return f.setOne(boxes[0], values[0])
	}
	on := make(map[*Field]bool)
	for _, v := range values {
		i := slices.IndexFunc(boxes, func(b *Field) bool { return b.Value == v && !on[b] })
		if i < 0 {
			i = byCaption(boxes, v)
		}
		if i < 0 {
			return f.unknownChoice(boxes[0], v, fieldValues(boxes))
		}
		on[boxes[i]] = true
	}
	for _, b := range boxes {
		b.Checked, b.dirty = on[b], true
	}
	return nil
}

func (f *Form) setRadio(group []*Field, values []string) error {
	if len(values) != 1 {
		return f.fault(group[0], "takes one value, not %d", len(values))
	}
	i := slices.IndexFunc(group, func(b *Field) bool { return b.Value == values[0] })
	if i < 0 {
		i = byCaption(group, values[0])
	}
	if i < 0 {
		return f.unknownChoice(group[0], values[0], fieldValues(group))
	}
	for _, fl := range f.Named(group[0].Name) {
		if fl.Type == "radio" {
			fl.Checked, fl.dirty = fl == group[i], true
		}
	}
	return nil
}

// byCaption finds the only one that is called so on the page, else -1.
func byCaption(fields []*Field, caption string) int {
	found := -1
	for i, fl := range fields {
		if fl.caption() == caption && caption != "" {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

func fieldValues(fields []*Field) []string {
	values := make([]string, len(fields))
	for i, fl := range fields {
		values[i] = fl.Value
	}
	return values
}

func (f *Form) setSelect(fl *Field, values []string) error {
	if !fl.Multiple && len(values) != 1 {
		return f.fault(fl, "takes one value, not %d", len(values))
	}
	on := make(map[int]bool)
	for _, v := range values {
		i := fl.option(v, on)
		if i < 0 {
			return f.unknownChoice(fl, v, fl.choices())
		}
		if fl.Options[i].Disabled {
			return f.fault(fl, "its option %q is disabled", clip(v))
		}
		on[i] = true
	}
	for i := range fl.Options {
		fl.Options[i].Selected = on[i]
	}
	fl.dirty = true
	fl.syncValue()
	return nil
}

// option finds an option by its value, else by a label that only one has;
// -1 when there is none. Of several with the value, one not yet taken and not
// disabled is preferred.
func (fl *Field) option(v string, taken map[int]bool) int {
	found := -1
	for i, o := range fl.Options {
		if o.Value == v && !taken[i] && (found < 0 || fl.Options[found].Disabled && !o.Disabled) {
			found = i
		}
	}
	if found >= 0 {
		return found
	}
	for i, o := range fl.Options {
		if o.Label == v && !taken[i] {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// choices are the values that a select takes.
func (fl *Field) choices() []string {
	var values []string
	for _, o := range fl.Options {
		if !o.Disabled {
			values = append(values, o.Value)
		}
	}
	return values
}

func (f *Form) unknownChoice(fl *Field, value string, choices []string) error {
	e := f.fault(fl, "there is no option %q", clip(value))
	e.Choices = choices
	if len(choices) <= 1000 { // edit distance to each; more is no help to anyone
		e.Suggestion = strictyaml.Nearest(value, choices)
	}
	return e
}

// SetFile chooses the files of a file input; none unsets it. The error is a
// [*FieldError].
func (f *Form) SetFile(name string, files ...File) error {
	fields := slices.DeleteFunc(slices.Clone(f.Named(name)), (*Field).isButton)
	if len(fields) == 0 {
		return f.unknownField(name)
	}
	inputs := slices.DeleteFunc(fields, func(fl *Field) bool { return fl.Type != "file" })
	switch {
	case len(inputs) == 0:
		return f.fault(f.Named(name)[0], "takes no file")
	case len(inputs) > 1:
		return f.fault(inputs[0], "%d file inputs have this name", len(inputs))
	case inputs[0].Disabled:
		return f.fault(inputs[0], "is disabled, so it is never submitted")
	case len(files) > 1 && !inputs[0].Multiple:
		return f.fault(inputs[0], "takes one file, not %d", len(files))
	}
	inputs[0].Files, inputs[0].dirty = slices.Clone(files), true
	return nil
}
