package forms

import (
	"net/url"
	"strconv"

	"golang.org/x/net/html"
)

// The methods and encodings that a form can have, as the HTML standard spells
// them.
const (
	MethodGet    = "get"
	MethodPost   = "post"
	MethodDialog = "dialog"

	EnctypeURLEncoded = "application/x-www-form-urlencoded"
	EnctypeMultipart  = "multipart/form-data"
	EnctypePlain      = "text/plain"
)

// A Form is one form of a page, with the controls whose form owner it is. It
// is not safe for concurrent use.
type Form struct {
	Index  int    // place among the page's forms, from 0
	ID     string // the id attribute
	Name   string // the name attribute
	Method string // MethodGet, MethodPost or MethodDialog
	// Action is the absolute URL that the form submits to, nil when
	// ActionErr says why there is none.
	Action    *url.URL
	ActionErr error
	Enctype   string // one of the Enctype constants
	// AcceptCharset is the name of the encoding that the form is submitted
	// in, as the Encoding Standard spells it: "UTF-8", "windows-1252".
	AcceptCharset string
	Target        string // the target attribute
	NoValidate    bool   // the form asks not to be validated
	// Fields are the form's controls in tree order, buttons included, and
	// also those that have no name and so are never submitted.
	Fields []*Field
	// PageURL is the address of the page that the form is on.
	PageURL *url.URL

	node      *html.Node
	page      *page
	rawAction string
}

// Named returns the controls that have the name, in tree order.
func (f *Form) Named(name string) []*Field {
	var found []*Field
	for _, fl := range f.Fields {
		if fl.Name == name {
			found = append(found, fl)
		}
	}
	return found
}

// Names returns the names that can be filled, each once, in tree order;
// buttons are not among them.
func (f *Form) Names() []string {
	seen := make(map[string]bool)
	var names []string
	for _, fl := range f.Fields {
		if fl.Name != "" && !fl.isButton() && !seen[fl.Name] {
			seen[fl.Name] = true
			names = append(names, fl.Name)
		}
	}
	return names
}

// Submitters returns the form's submit buttons in tree order, disabled ones
// included. The first is the default button.
func (f *Form) Submitters() []*Field {
	var found []*Field
	for _, fl := range f.Fields {
		if fl.isSubmitter() {
			found = append(found, fl)
		}
	}
	return found
}

// String names the form briefly, for messages: form "register", form 0.
func (f *Form) String() string {
	switch {
	case f.ID != "":
		return `form "#` + f.ID + `"`
	case f.Name != "":
		return `form "` + f.Name + `"`
	}
	return "form " + strconv.Itoa(f.Index)
}
