package forms

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/andybalholm/cascadia"
)

// Find returns the one form that the selector means: a number is an index,
// anything else a form's name or id, or a CSS selector that matches the form
// element. An empty selector means the only form there is. Errors:
// [*NotFoundError], [*AmbiguousError], [*SelectorError].
func Find(forms []*Form, selector string) (*Form, error) {
	selector = strings.TrimSpace(selector)
	found, err := matching(forms, selector)
	if err != nil {
		return nil, err
	}
	switch len(found) {
	case 0:
		return nil, &NotFoundError{Selector: selector, Forms: summaries(forms)}
	case 1:
		return found[0], nil
	}
	return nil, &AmbiguousError{Selector: selector, Forms: summaries(found)}
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

// A Summary tells one form from the others on its page.
type Summary struct {
	Index    int
	ID, Name string
	Method   string
	Action   string
	Fields   []string // names that can be filled
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
	return line + " " + s.Method + " " + s.Action + " (" + enumerate(s.Fields, 12) + ")"
}

func summaries(forms []*Form) []Summary {
	list := make([]Summary, len(forms))
	for i, f := range forms {
		list[i] = Summary{Index: f.Index, ID: f.ID, Name: f.Name, Method: f.Method, Action: clip(f.rawAction), Fields: f.Names()}
		if f.Action != nil {
			list[i].Action = clip(f.Action.Redacted())
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
		return fmt.Sprintf("find form: the page has %d, say which by CSS, name or index: %s", len(e.Forms), listForms(e.Forms))
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
