package flow

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

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
// takes: required fields become inputs, passwords secret ones; optional fields
// stand in it as comments, and so does an expect to complete. It runs with only
// its inputs given.
func Draft(name string, start *url.URL, form *forms.Form) []byte {
	d := draft{form: form, captcha: form.Captcha(), inputs: map[string]bool{}}
	d.fields()
	var b strings.Builder
	fmt.Fprintf(&b, "name: %s\nstart: %s\n", quoted(name), quoted(start.String()))
	if len(d.inputLines) > 0 {
		fmt.Fprintf(&b, "inputs:\n%s", strings.Join(d.inputLines, ""))
	}
	fmt.Fprintf(&b, "steps:\n  - form: %s\n", quoted(selector(form)))
	if d.filled {
		b.WriteString("    fill:\n")
	}
	b.WriteString(strings.Join(d.fillLines, ""))
	b.WriteString(d.captchaLines())
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

func (d *draft) fields() {
	seen := map[string]bool{}
	for _, f := range d.form.Fields {
		if f.Name == "" || seen[f.Name] || f.Disabled || f.ReadOnly || f.Name == d.captcha.Field && d.captcha.Field != "" {
			continue
		}
		switch f.Type {
		case "hidden", "submit", "image", "reset", "button", "file":
			continue
		}
		seen[f.Name] = true
		d.field(f)
	}
}

func (d *draft) field(f *forms.Field) {
	note := d.note(f)
	line := func(value string, comment bool) {
		mark := "      "
		if comment {
			mark = "      # "
		} else {
			d.filled = true
		}
		d.fillLines = append(d.fillLines, fmt.Sprintf("%s%s: %s%s\n", mark, key(f.Name), quoted(value), note))
	}
	switch {
	case f.Secret() && d.password != "" && f.Autocomplete != "current-password":
		line("${"+d.password+"}", false) // the same once more, to confirm it
	case f.Secret():
		d.password = d.input(f, "{required: true, secret: true}")
		line("${"+d.password+"}", false)
	case f.Type == "checkbox" && f.Required:
		line(escaped(f.Value), false)
	case f.Type == "checkbox" || f.Type == "radio" || f.Type == "select":
		line(escaped(f.Value), !f.Required || f.Value != "" && f.Type == "select")
	case f.Required || d.isEmail(f):
		line("${"+d.input(f, "{required: true}")+"}", false)
	default:
		line(escaped(f.Value), true)
	}
}

func (d *draft) isEmail(f *forms.Field) bool {
	return f.Type == "email" || f.Autocomplete == "email" || f.Autocomplete == "username" || strings.EqualFold(f.Name, "email")
}

// notInputName is what may not be in an input's name.
var notInputName = regexp.MustCompile(`[^A-Za-z0-9_]+`)

// input declares an input for the field and returns its name.
func (d *draft) input(f *forms.Field, decl string) string {
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
	d.inputLines = append(d.inputLines, fmt.Sprintf("  %s: %s\n", name, decl))
	return name
}

// note is the comment behind a field: its label, whether it is required, what
// can be chosen.
func (d *draft) note(f *forms.Field) string {
	var parts []string
	if f.Label != "" {
		parts = append(parts, oneLine(f.Label))
	}
	if f.Required {
		parts = append(parts, "required")
	}
	var choices []string
	for _, o := range f.Options {
		if !o.Disabled {
			choices = append(choices, oneLine(o.Value))
		}
	}
	if f.Type == "radio" || f.Type == "checkbox" {
		for _, other := range d.form.Named(f.Name) {
			choices = append(choices, oneLine(other.Value))
		}
	}
	if len(choices) > 20 {
		choices = append(choices[:20], "…")
	}
	if len(choices) > 1 {
		parts = append(parts, "one of: "+strings.Join(choices, ", "))
	}
	if len(parts) == 0 {
		return ""
	}
	return "   # " + strings.Join(parts, "; ")
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

// plainID is an id or name that needs no escapes in a selector.
var plainID = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

func selector(f *forms.Form) string {
	switch {
	case plainID.MatchString(f.ID):
		return "#" + f.ID
	case plainID.MatchString(f.Name):
		return f.Name
	}
	return fmt.Sprint(f.Index)
}

// key writes a mapping's key, plain where YAML takes it as a text.
func key(name string) string {
	switch strings.ToLower(name) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return quoted(name)
	}
	if plainID.MatchString(name) {
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

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
