package forms

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html/atom"
)

// Find returns the one form that the selector means: a number is an index,
// anything else a form's name or id, or a CSS selector that matches the form
// element. An empty selector means the only form there is. What people say of a
// form can be written as in a [Query]: "password=true", "has=email,password",
// "button=Sign in". Errors: [*NotFoundError], [*AmbiguousError],
// [*SelectorError].
func Find(forms []*Form, selector string) (*Form, error) {
	return FindBy(forms, ParseQuery(selector))
}

// A Query says which form is meant. All that is given must hold; the zero value
// means the only form there is.
type Query struct {
	// Selector is an index, a name, an id or a CSS selector.
	Selector string
	// Password wants a password field that can be filled.
	Password bool
	// Has wants fields, as the keys of [Form.Fill] name them: by name, label,
	// placeholder or autocomplete token.
	Has []string
	// Button wants a submit button with this text, name, id or value.
	Button string
}

// ParseQuery reads the selector of [Find].
func ParseQuery(selector string) Query {
	selector = strings.TrimSpace(selector)
	key, value, ok := strings.Cut(selector, "=")
	switch {
	case ok && key == "password" && value == "true":
		return Query{Password: true}
	case ok && key == "has" && value != "":
		var has []string
		for _, name := range strings.Split(value, ",") {
			if name = strings.TrimSpace(name); name != "" {
				has = append(has, name)
			}
		}
		return Query{Has: has}
	case ok && key == "button" && value != "":
		return Query{Button: value}
	}
	return Query{Selector: selector}
}

// String is the query as [Find] takes it, or for several conditions those with
// blanks between.
func (q Query) String() string {
	var parts []string
	if q.Selector != "" {
		parts = append(parts, q.Selector)
	}
	if q.Password {
		parts = append(parts, "password=true")
	}
	if len(q.Has) > 0 {
		parts = append(parts, "has="+strings.Join(q.Has, ","))
	}
	if q.Button != "" {
		parts = append(parts, "button="+q.Button)
	}
	return strings.Join(parts, " ")
}

// FindBy returns the one form that the query means. Errors: [*NotFoundError],
// [*AmbiguousError], [*SelectorError].
func FindBy(forms []*Form, q Query) (*Form, error) {
	found, err := matching(forms, strings.TrimSpace(q.Selector))
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(slices.Clone(found), func(f *Form) bool { return !f.isLike(q) })
	switch len(found) {
	case 0:
		return nil, &NotFoundError{Selector: q.String(), Forms: summaries(forms)}
	case 1:
		return found[0], nil
	}
	return nil, &AmbiguousError{Selector: q.String(), Forms: summaries(found)}
}

// isLike reports whether the form has what the query says beside its selector.
func (f *Form) isLike(q Query) bool {
	if q.Password && !slices.ContainsFunc(f.Fields, func(fl *Field) bool { return fl.Secret() && !fl.isFixed() }) {
		return false
	}
	for _, key := range q.Has {
		named := slices.ContainsFunc(f.Fields, func(fl *Field) bool { return fl.Name == key && !fl.isButton() })
		if !named && len(f.called(key)) == 0 {
			return false
		}
	}
	return q.Button == "" || slices.ContainsFunc(f.Submitters(), func(b *Field) bool {
		return b.answersTo(q.Button) || b.Text != "" && plainly(b.Text) == plainly(q.Button)
	})
}

func matching(forms []*Form, selector string) ([]*Form, error) {
	if selector == "" {
		return forms, nil
	}
	if i, err := strconv.Atoi(selector); err == nil {
		for _, f := range forms {
			if f.Index == i {
				return []*Form{f}, nil
			}
		}
		return nil, nil
	}
	css, cssErr := cascadia.ParseGroup(selector)
	var found []*Form
	for _, f := range forms {
		if f.Name == selector || f.ID == selector || cssErr == nil && css.Match(f.node) {
			found = append(found, f)
		}
	}
	if cssErr != nil && len(found) == 0 {
		return nil, &SelectorError{Selector: selector, Err: cssErr, Forms: summaries(forms)}
	}
	return found, nil
}

// Selector is a selector that [Find] finds the form by on its page, the most
// telling there is: its id, its name, or else its index.
func (f *Form) Selector() string {
	root := f.node
	for root.Parent != nil {
		root = root.Parent
	}
	ids, names := 0, 0
	for n := root; n != nil; n = next(n, root, false) {
		if !isElement(n, atom.Form) {
			continue
		}
		for _, value := range []string{attr(n, "id"), attr(n, "name")} {
			if value != "" && value == f.ID {
				ids++
			}
			if value != "" && value == f.Name {
				names++
			}
		}
	}
	switch {
	case ids == 1 && plainName.MatchString(f.ID):
		return "#" + f.ID
	case (names == 1 || names == 2 && f.ID == f.Name) && plainName.MatchString(f.Name) &&
		!strings.EqualFold(f.Name, "form"): // which is CSS for every form
		return f.Name
	}
	return strconv.Itoa(f.Index)
}

// plainName needs no escapes in CSS.
var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// A Summary tells one form from the others on its page.
type Summary struct {
	Index    int
	ID, Name string
	Method   string
	Action   string
	Fields   []string // names that can be filled
	Buttons  []string // what is written on the submit buttons
}

// String is the summary in one line.
func (s Summary) String() string {
	line := "[" + strconv.Itoa(s.Index) + "]"
	if s.ID != "" {
		line += " #" + s.ID
	}
	if s.Name != "" {
		line += fmt.Sprintf(" name=%q", s.Name)
	}
	line += " " + s.Method + " " + s.Action + " (" + enumerate(s.Fields, 12)
	for i, text := range s.Buttons {
		if i == 3 {
			break // enough to tell it by
		}
		line += fmt.Sprintf("; button %q", text)
	}
	return line + ")"
}

func summaries(forms []*Form) []Summary {
	list := make([]Summary, len(forms))
	for i, f := range forms {
		list[i] = Summary{Index: f.Index, ID: f.ID, Name: f.Name, Method: f.Method, Action: clip(f.rawAction), Fields: f.Names()}
		if f.Action != nil {
			list[i].Action = clip(f.Action.Redacted())
		}
		for _, b := range f.Submitters() {
			if b.Text != "" {
				list[i].Buttons = append(list[i].Buttons, clip(b.Text))
			}
		}
	}
	return list
}

// A NotFoundError says that no form matches, and lists those that are there.
type NotFoundError struct {
	Selector string
	Forms    []Summary
}

func (e *NotFoundError) Error() string {
	if len(e.Forms) == 0 {
		return fmt.Sprintf("find form %q: the page has no forms", e.Selector)
	}
	return fmt.Sprintf("find form %q: none matches; the page has %s", e.Selector, listForms(e.Forms))
}

// An AmbiguousError says that several forms match, and lists them.
type AmbiguousError struct {
	Selector string
	Forms    []Summary
}

func (e *AmbiguousError) Error() string {
	if e.Selector == "" {
		return fmt.Sprintf("find form: the page has %d, say which by CSS, name, index, has=FIELDS or button=TEXT: %s", len(e.Forms), listForms(e.Forms))
	}
	return fmt.Sprintf("find form %q: %d match, say which by CSS, name or index: %s", e.Selector, len(e.Forms), listForms(e.Forms))
}

// A SelectorError says that a selector is neither a form's name or id nor CSS.
type SelectorError struct {
	Selector string
	Err      error // what the CSS parser said
	Forms    []Summary
}

func (e *SelectorError) Error() string {
	return fmt.Sprintf("find form %q: no form's name or id, and not CSS (%v); the page has %s", e.Selector, e.Err, listForms(e.Forms))
}

// Unwrap returns the CSS parser's error.
func (e *SelectorError) Unwrap() error { return e.Err }

func listForms(forms []Summary) string {
	const most = 10
	if len(forms) == 0 {
		return "no forms"
	}
	lines := make([]string, 0, most)
	for i, s := range forms {
		if i == most {
			lines = append(lines, fmt.Sprintf("and %d more", len(forms)-most))
			break
		}
		lines = append(lines, s.String())
	}
	return strings.Join(lines, "; ")
}

// enumerate joins names with commas, at most the first few, each clipped.
func enumerate(names []string, most int) string {
	shown := make([]string, 0, min(len(names), most+1))
	for i, name := range names {
		if i == most {
			shown = append(shown, fmt.Sprintf("and %d more", len(names)-most))
			break
		}
		shown = append(shown, clip(name))
	}
	return strings.Join(shown, ", ")
}
