package forms

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/formbot/formbot/internal/strictyaml"
)

// Lookup returns the fields that a key of [Form.Fill] means, of one name: all
// that have the key as their name, or else those that the page calls so. The
// error is a [*FieldError].
func (f *Form) Lookup(key string) ([]*Field, error) {
	if fields := slices.DeleteFunc(slices.Clone(f.Named(key)), (*Field).isButton); len(fields) > 0 && key != "" {
		return fields, nil
	}
	found := f.called(key)
	if len(found) == 0 {
		return nil, f.unknownField(key)
	}
	// What cannot be filled stands aside for what can.
	if fits := slices.DeleteFunc(slices.Clone(found), func(c calling) bool { return c.field.isFixed() }); len(fits) > 0 {
		found = fits
	}
	fields := make([]*Field, 0, len(found))
	for _, c := range found {
		if c.field.Name != found[0].field.Name {
			return nil, f.severalFields(key, found)
		}
		if !slices.Contains(fields, c.field) {
			fields = append(fields, c.field)
		}
	}
	if len(fields) > 1 && !fields[0].isCheckable() {
		return nil, f.severalFields(key, found)
	}
	if fields[0].Name == "" {
		return nil, f.fault(fields[0], "has no name, so it is never submitted")
	}
	return fields, nil
}

// A calling is a way in which a key fits a field that has another name.
type calling struct {
	field *Field
	by    string // "label", "placeholder", ...
	text  string
}

// called finds the fields that a page calls by the key: exactly so, or else but
// for letter case and punctuation at the end.
func (f *Form) called(key string) []calling {
	if strings.TrimSpace(key) == "" {
		return nil
	}
	callings := f.callings()
	var exact, near []calling
	for _, c := range callings {
		switch {
		case c.text == squeeze(key):
			exact = append(exact, c)
		case plainly(c.text) == plainly(key) && plainly(key) != "":
			near = append(near, c)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return near
}

// callings are all the ways in which the fields that a person fills in are
// called, in tree order.
func (f *Form) callings() []calling {
	var list []calling
	legends := make(map[*html.Node]string)
	named := make(map[string]int)
	for _, fl := range f.Fields {
		named[fl.Name]++
	}
	for _, fl := range f.Fields {
		if fl.isButton() || fl.Type == "hidden" {
			continue
		}
		add := func(by, text string) {
			if text = squeeze(text); text != "" {
				list = append(list, calling{fl, by, text})
			}
		}
		add("label", fl.Label)
		add("placeholder", fl.Placeholder)
		for _, token := range strings.Fields(fl.Autocomplete) {
			if token != "on" && token != "off" {
				add("autocomplete", token)
			}
		}
		if fl.isCheckable() && named[fl.Name] > 1 {
			add("legend", legendOf(fl.node, legends))
		}
	}
	return list
}

// legendOf is the text of the legend of the nearest fieldset around a control,
// kept in known by fieldset.
func legendOf(n *html.Node, known map[*html.Node]string) string {
	for ; n != nil && !isElement(n, atom.Form); n = n.Parent {
		if !isElement(n, atom.Fieldset) {
			continue
		}
		s, ok := known[n]
		if !ok {
			for c := n.FirstChild; c != nil && s == ""; c = c.NextSibling {
				if isElement(c, atom.Legend) {
					s = text(c, labelBytes, isControl)
				}
			}
			known[n] = s
		}
		return s
	}
	return ""
}

// plainly is a text as people recall it: in lower case, without what marks a
// field as required or introduces it.
func plainly(s string) string {
	return strings.TrimRightFunc(strings.ToLower(squeeze(s)), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(":*.…?：＊", r)
	})
}

func (f *Form) severalFields(key string, found []calling) error {
	e := &FieldError{Form: f.String(), Field: key, Reason: "several fields are called so; say which by its name"}
	for _, c := range found {
		e.Choices = append(e.Choices, fmt.Sprintf("%s by its %s %q", c.field, c.by, clip(c.text)))
	}
	return e
}

func (f *Form) unknownField(key string) error {
	if buttons := f.Named(key); len(buttons) > 0 && key != "" {
		return f.fault(buttons[0], "is a button; choose it as the submitter instead")
	}
	names := f.Names()
	e := &FieldError{Form: f.String(), Field: key, Reason: "there is no such field", Choices: names}
	if len(names) > 1000 { // edit distance to each; more is no help to anyone
		return e
	}
	if e.Suggestion = strictyaml.Nearest(key, names); e.Suggestion == "" {
		var texts []string
		for _, c := range f.callings() {
			texts = append(texts, c.text)
		}
		e.Suggestion = strictyaml.Nearest(key, texts)
	}
	return e
}
