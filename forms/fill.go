package forms

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"github.com/formbot/formbot/internal/strictyaml"
)

// A FieldError says what is wrong with one field. It never holds the value of
// a password.
type FieldError struct {
	Form   string // names the form
	Field  string // the field's name, or what was asked for where there is none
	Label  string // what the page calls it, if anything
	Reason string // in words
	// Constraint is the rule of the form that is broken, one of the Constraint
	// constants; "" where the field could not be filled at all.
	Constraint string
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

// Fill sets fields as a person would, and then holds what it set against the
// form's own rules, as [Form.Submit] would with no options. All faults are found
// and reported together, joined by [errors.Join], each a [*FieldError]: first
// what could not be set, in the order of the keys, then the broken rules, in
// tree order. Fields that could be set are set all the same. A required field
// that Fill was not given is for [Form.Validate] and Submit to tell.
//
// A key is the field's name. One that no field has as its name may be the text
// of its label (or of the legend of its radio buttons or checkboxes), its
// placeholder or a token of its autocomplete attribute; letter case and a colon
// or an asterisk at the end do not count then. A key that fits several fields is
// an error that shows them. See [Form.Set] for the values.
func (f *Form) Fill(values map[string][]string) error { return f.FillFor(values, SubmitOptions{}) }

// FillFor is Fill for a submission with these options: where that would not ask
// the form's rules, because of NoValidate, novalidate or a submitter with
// formnovalidate, neither does it.
func (f *Form) FillFor(values map[string][]string, opts SubmitOptions) error {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	var faults []error
	set := make(map[*Field]bool)
	for _, key := range keys {
		fields, err := f.Lookup(key)
		if err == nil {
			err = f.set(fields, values[key])
		}
		if err != nil {
			faults = append(faults, err)
			continue
		}
		for _, fl := range fields {
			set[fl] = true
		}
	}
	if !f.asksRules(opts) {
		return errors.Join(faults...)
	}
	broken, _ := f.examine(slices.DeleteFunc(slices.Clone(f.Fields), func(fl *Field) bool { return !set[fl] }))
	for _, fault := range broken {
		faults = append(faults, fault)
	}
	return errors.Join(faults...)
}

// asksRules reports whether a submission holds the form against its rules. A
// submitter that is not there is for Submit to tell.
func (f *Form) asksRules(opts SubmitOptions) bool {
	if opts.NoValidate || f.NoValidate {
		return false
	}
	button, err := f.submitter(opts)
	return err != nil || button == nil || !hasAttr(button.node, "formnovalidate")
}

// Set gives the fields that the key means, as in [Form.Fill], their values. It
// does not ask the form's rules. The error is a [*FieldError].
//
//   - Text, password, hidden and the like take one value. Several fields of
//     one name take one value each, in tree order.
//   - A checkbox takes true or false, or its own value; several of one name
//     take the values to be checked, none to uncheck all.
//   - Radio buttons and selects take a value, or else the text of the choice;
//     a select with multiple takes any number. A radio button that is meant by
//     its own label takes true.
//
// Read-only and disabled fields, buttons and files are refused.
func (f *Form) Set(key string, values ...string) error {
	fields, err := f.Lookup(key)
	if err != nil {
		return err
	}
	return f.set(fields, values)
}

// set gives values to fields that Lookup found.
func (f *Form) set(fields []*Field, values []string) error {
	usable := slices.DeleteFunc(slices.Clone(fields), (*Field).isFixed)
	if len(usable) > len(values) {
		// Sites put a hidden field of the same name before a checkbox, to be sent
		// when it is off. A person sees one field.
		if seen := slices.DeleteFunc(slices.Clone(usable), (*Field).isHidden); len(seen) > 0 {
			usable = seen
		}
	}
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

// isFixed reports whether a person cannot change the field.
func (fl *Field) isFixed() bool { return fl.Disabled || fl.ReadOnly }

func (fl *Field) isHidden() bool { return fl.Type == "hidden" }

func sameType(fields []*Field, kind string) bool {
	return !slices.ContainsFunc(fields, func(fl *Field) bool { return fl.Type != kind })
}

func (f *Form) fault(fl *Field, format string, args ...any) *FieldError {
	return &FieldError{Form: f.String(), Field: fl.Name, Label: fl.caption(), Reason: fmt.Sprintf(format, args...)}
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
	if fl.Type == "email" {
		value = asciiDomains(value)
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

// asciiDomains writes what stands after each @ as browsers do when a person
// types an address: in the letters that host names have (UTS 46).
func asciiDomains(value string) string {
	if isASCII(value) {
		return value
	}
	list := strings.Split(value, ",")
	for i, address := range list {
		name, host, ok := strings.Cut(strings.TrimSpace(address), "@")
		if !ok {
			continue
		}
		profile := idna.New(idna.MapForLookup(), idna.Transitional(false))
		if ascii, err := profile.ToASCII(host); err == nil {
			list[i] = name + "@" + ascii
		}
	}
	return strings.Join(list, ",")
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
	if i < 0 && len(group) == 1 && len(f.Named(group[0].Name)) > 1 {
		// Meant by its own label: a choice can be made, and not taken back.
		if on, err := f.truth(group[0], values[0]); err == nil && on {
			i = 0
		}
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

// SetFile chooses the files of a file input, which the key means as in
// [Form.Fill]; none unsets it. The error is a [*FieldError].
func (f *Form) SetFile(key string, files ...File) error {
	fields, err := f.Lookup(key)
	if err != nil {
		return err
	}
	inputs := slices.DeleteFunc(slices.Clone(fields), func(fl *Field) bool { return fl.Type != "file" })
	switch {
	case len(inputs) == 0:
		return f.fault(fields[0], "takes no file")
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
