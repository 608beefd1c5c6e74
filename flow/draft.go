package flow

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/formbot/formbot/forms"
)

// PickForm returns the form of a page that a draft is for: the only one, or
// else the only one with a password or a CAPTCHA. The error lists what is there.
func PickForm(list []*forms.Form) (*forms.Form, error) {
	candidates := list
	if len(list) > 1 {
		candidates = slices.Clone(list)
		candidates = slices.DeleteFunc(candidates, func(f *forms.Form) bool {
			return f.Captcha().Kind == forms.CaptchaNone && !slices.ContainsFunc(f.Fields, (*forms.Field).Secret)
		})
	}
	if len(candidates) == 1 {
		return candidates[0], nil
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("write a flow: the page has no form")
	}
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = fmt.Sprintf("%d (%s)", f.Index, f)
	}
	return nil, fmt.Errorf("write a flow: the page has %d forms, choose one: %s", len(list), strings.Join(names, ", "))
}

// Draft writes a flow for one form of the page at start, as YAML that Parse
// takes and that runs with only its inputs given. What the form requires becomes
// an input, a password a secret one; every other field that a person sees stands
// in it as a comment, with its label and its choices, and so does an expect to
// complete.
func Draft(name string, start *url.URL, form *forms.Form) []byte {
	d := draft{form: form, captcha: form.Captcha(), inputs: map[string]bool{}}
	d.fields()
	var b strings.Builder
	fmt.Fprintf(&b, "name: %s\nstart: %s\n", quoted(name), quoted(escaped(start.String())))
	if len(d.inputLines) > 0 {
		fmt.Fprintf(&b, "inputs:\n%s", strings.Join(d.inputLines, ""))
	}
	fmt.Fprintf(&b, "steps:\n  - form: %s\n", quoted(form.Selector()))
	b.WriteString(d.hiddenLine())
	if d.filled {
		b.WriteString("    fill:\n")
	} else if len(d.fillLines) > 0 {
		b.WriteString("    # fill:\n")
	}
	b.WriteString(strings.Join(d.fillLines, ""))
	b.WriteString(d.captchaLines())
	b.WriteString(d.submitLine())
	b.WriteString("    # expect: {url: \"/welcome\", text: \"Welcome\"}   # complete this: what shows that it worked\n")
	b.WriteString("  - save: session.json\n")
	return []byte(b.String())
}

type draft struct {
	form       *forms.Form
	captcha    forms.Captcha
	inputs     map[string]bool
	inputLines []string
	fillLines  []string
	filled     bool // a line of fillLines is not a comment
	password   string
}

// fields drafts what a person sees, the fields of one name together.
func (d *draft) fields() {
	byName := map[string][]*forms.Field{}
	var names []string
	for _, f := range d.form.Fields {
		if f.Name == "" || f.Disabled || f.ReadOnly || f.Name == d.captcha.Field && d.captcha.Field != "" {
			continue
		}
		switch f.Type {
		case "hidden", "submit", "image", "reset", "button":
			continue
		}
		if byName[f.Name] == nil {
			names = append(names, f.Name)
		}
		byName[f.Name] = append(byName[f.Name], f)
	}
	for _, name := range names {
		d.group(byName[name])
	}
}

// group drafts the fields of one name.
func (d *draft) group(group []*forms.Field) {
	first := group[0]
	required := slices.ContainsFunc(group, func(f *forms.Field) bool { return f.Required })
	switch {
	case first.Type == "radio":
		d.radio(group, required)
	case first.Type == "checkbox" && len(group) == 1:
		d.line(first, required, fmt.Sprint(required || first.Checked))
	case first.Type == "checkbox":
		d.checkboxes(group, required)
	case first.Type == "file":
		d.file(first)
	case first.Type == "select" && len(group) == 1:
		d.choice(first)
	case len(group) == 1:
		value, needed := d.value(first)
		d.line(first, needed, quoted(value))
	default: // one value each, or none of them
		values := make([]string, len(group))
		needed := false
		for i, f := range group {
			value, is := d.value(f)
			values[i], needed = quoted(value), needed || is
		}
		d.line(first, needed, "["+strings.Join(values, ", ")+"]")
	}
}

// line adds what a field is filled with, as a comment where it need not be.
func (d *draft) line(f *forms.Field, needed bool, yaml string) {
	mark := "      "
	if needed {
		d.filled = true
	} else {
		mark = "      # "
	}
	d.fillLines = append(d.fillLines, fmt.Sprintf("%s%s: %s%s\n", mark, key(f.Name), yaml, d.note(f)))
}

// value is what a field of text is filled with, and whether the form cannot do
// without it. E-mail addresses and passwords are always asked for.
func (d *draft) value(f *forms.Field) (value string, needed bool) {
	switch {
	case f.Secret() && isOldPassword(f):
		return "${" + d.input(f, "required: true, secret: true") + "}", true
	case f.Secret() && d.password != "":
		return "${" + d.password + "}", true // the same once more, to confirm it
	case f.Secret():
		d.password = d.input(f, "required: true, secret: true")
		return "${" + d.password + "}", true
	case f.Required && f.Value == "" || d.isEmail(f):
		return "${" + d.input(f, "required: true") + "}", true
	}
	return escaped(f.Value), false
}

// isOldPassword reports whether a form asks for the password that there is, which
// is no other's repetition.
func isOldPassword(f *forms.Field) bool {
	name := words(f.Name)
	return slices.Contains(strings.Fields(f.Autocomplete), "current-password") || slices.Contains(name, "old") || slices.Contains(name, "current")
}

func (d *draft) radio(group []*forms.Field, required bool) {
	at := slices.IndexFunc(group, func(f *forms.Field) bool { return f.Checked })
	switch {
	case at < 0 && required:
		d.line(group[0], true, quoted("${"+d.input(group[0], "required: true", valuesOf(group)...)+"}"))
	default:
		d.line(group[0], false, quoted(escaped(group[max(at, 0)].Value)))
	}
}

func (d *draft) checkboxes(group []*forms.Field, required bool) {
	list := []string{}
	for _, f := range group {
		if f.Checked || f.Required {
			list = append(list, quoted(escaped(f.Value)))
		}
	}
	d.line(group[0], required, "["+strings.Join(list, ", ")+"]")
}

func (d *draft) choice(f *forms.Field) {
	var list, choices []string
	for _, o := range f.Options {
		if o.Selected {
			list = append(list, quoted(escaped(o.Value)))
		}
		if !o.Disabled && o.Value != "" {
			choices = append(choices, o.Value)
		}
	}
	switch {
	case f.Required && f.Value == "":
		d.line(f, true, quoted("${"+d.input(f, "required: true", choices...)+"}"))
	case f.Multiple:
		d.line(f, false, "["+strings.Join(list, ", ")+"]")
	default:
		d.line(f, false, quoted(escaped(f.Value)))
	}
}

func (d *draft) file(f *forms.Field) {
	if f.Required {
		d.line(f, true, "{file: "+quoted("${"+d.input(f, "required: true")+"}")+"}")
		return
	}
	d.line(f, false, `{file: "path/to/file"}`)
}

func (d *draft) isEmail(f *forms.Field) bool {
	return f.Type == "email" || f.Autocomplete == "email" || f.Autocomplete == "username" || strings.EqualFold(f.Name, "email")
}

// notInputName is what may not be in an input's name.
var notInputName = regexp.MustCompile(`[^A-Za-z0-9_]+`)

// input declares an input for the field and returns its name.
func (d *draft) input(f *forms.Field, decl string, choices ...string) string {
	base := strings.Trim(notInputName.ReplaceAllString(f.Name, "_"), "_")
	if base == "" || base[0] >= '0' && base[0] <= '9' {
		base = "field_" + base
	}
	name := base
	// Two names that differ in case alone would share an environment variable.
	for i := 2; d.inputs[strings.ToLower(name)]; i++ {
		name = fmt.Sprintf("%s_%d", base, i)
	}
	d.inputs[strings.ToLower(name)] = true
	var about []string
	if label := labelOf(f); label != "" && f.Type != "radio" {
		about = append(about, label)
	}
	if f.Type == "file" {
		about = append(about, "the path of a file")
	}
	if len(choices) > 0 {
		about = append(about, "one of: "+listed(choices))
	}
	if len(about) > 0 {
		decl += ", description: " + quoted(strings.Join(about, "; "))
	}
	d.inputLines = append(d.inputLines, fmt.Sprintf("  %s: {%s}\n", key(name), decl))
	return name
}

func labelOf(f *forms.Field) string {
	if label := oneLine(f.Label); label != "" {
		return label
	}
	return oneLine(f.Placeholder)
}

func valuesOf(group []*forms.Field) []string {
	values := make([]string, len(group))
	for i, f := range group {
		values[i] = f.Value
	}
	return values
}

// listed are choices on one line, at most the first twenty.
func listed(choices []string) string {
	var list []string
	for i, c := range choices {
		if i == 20 {
			list = append(list, "…")
			break
		}
		list = append(list, shorten(oneLine(c), 60))
	}
	return strings.Join(list, ", ")
}

// note is the comment behind a field: its label, whether it is required, the
// form's other rules, what can be chosen.
func (d *draft) note(f *forms.Field) string {
	var parts []string
	if label := labelOf(f); label != "" && f.Type != "radio" {
		parts = append(parts, shorten(label, 100))
	}
	if f.Required {
		parts = append(parts, "required")
	}
	parts = append(parts, rules(f)...)
	var choices []string
	for _, o := range f.Options {
		choice := o.Value
		if label := oneLine(o.Label); label != "" && label != o.Value {
			choice += " (" + label + ")"
		}
		if !o.Disabled && o.Value != "" {
			choices = append(choices, choice)
		}
	}
	if f.Type == "radio" || f.Type == "checkbox" {
		for _, other := range d.form.Named(f.Name) {
			choice := other.Value
			if label := oneLine(other.Label); label != "" && label != choice {
				choice += " (" + label + ")"
			}
			if other.Type == f.Type && (f.Type == "radio" || len(d.form.Named(f.Name)) > 1) {
				choices = append(choices, choice)
			}
		}
	}
	if len(choices) > 1 {
		what := "one of: "
		if f.Multiple || f.Type == "checkbox" {
			what = "any of: "
		}
		parts = append(parts, what+listed(choices))
	}
	if len(parts) == 0 {
		return ""
	}
	return "   # " + strings.Join(parts, "; ")
}

// rules are what a form says of a field's value, in words.
func rules(f *forms.Field) []string {
	var out []string
	add := func(is bool, format string, args ...any) {
		if is {
			out = append(out, oneLine(fmt.Sprintf(format, args...)))
		}
	}
	add(f.Type == "date" || f.Type == "month" || f.Type == "week" || f.Type == "time" || f.Type == "datetime-local" || f.Type == "number" ||
		f.Type == "url" || f.Type == "color" || f.Type == "file", "a %s", f.Type)
	add(f.Min != "", "from %s", shorten(f.Min, 30))
	add(f.Max != "", "to %s", shorten(f.Max, 30))
	add(f.Step != "", "step %s", shorten(f.Step, 30))
	add(f.MinLength > 0, "%d characters at least", f.MinLength)
	add(f.MaxLength >= 0, "%d at most", f.MaxLength)
	add(f.Pattern != "", "pattern %s", shorten(f.Pattern, 60))
	return out
}

// hiddenLine tells of the keys that need no filling.
func (d *draft) hiddenLine() string {
	var names []string
	for _, f := range d.form.Fields {
		if f.Type == "hidden" && f.Name != "" && !f.Disabled {
			names = append(names, f.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "    # hidden, sent as the page has them: " + listed(names) + "\n"
}

// submitLine tells of the buttons where there is a choice.
func (d *draft) submitLine() string {
	var names []string
	for _, b := range d.form.Submitters() {
		if name := oneLine(b.Text); name != "" && !b.Disabled {
			names = append(names, name)
		}
	}
	if len(names) < 2 {
		return ""
	}
	return fmt.Sprintf("    # submit: %s   # the default; there are: %s\n", quoted(escaped(names[0])), listed(names))
}

func (d *draft) captchaLines() string {
	switch {
	case d.captcha.Interactive():
		return fmt.Sprintf("    # The form stands behind an interactive challenge (%s), which formbot does not answer;\n    # %s\n",
			d.captcha.Kind, oneLine(d.captcha.Advice()))
	case d.captcha.Kind == forms.CaptchaTextImage:
		return fmt.Sprintf("    captcha: {field: %s, recipe: book, attempts: %d}   # the image is found on the page\n",
			quoted(d.captcha.Field), DefaultAttempts)
	}
	return ""
}

// plainKey is a text that YAML takes as it is.
var plainKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// key writes a mapping's key, plain where YAML takes it as a text.
func key(name string) string {
	switch strings.ToLower(name) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return quoted(name)
	}
	if plainKey.MatchString(name) {
		return name
	}
	return quoted(name)
}

// escaped keeps a page's own "${" from being taken for an input.
func escaped(s string) string { return strings.ReplaceAll(s, "${", "$${") }

// quoted writes a YAML double-quoted scalar; JSON's strings are those (YAML 1.2,
// section 7.3.1).
func quoted(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// oneLine is a text for a comment or a message: without line breaks, and without
// what does not show.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
