package forms

import (
	"strconv"

	"github.com/formbot/formbot/forms/internal/legacy"
)

// entryList constructs the entry list, with button as the submitter, nil for
// none. Source: HTML Living Standard, "constructing the entry list".
func (f *Form) entryList(button *Field, opts SubmitOptions, enc legacy.Encoding) []Entry {
	var list []Entry
	known := make(directions)
	for _, fl := range f.Fields {
		if fl.Disabled || fl.isButton() && fl != button || fl.isCheckable() && !fl.Checked {
			continue
		}
		if fl.Type == "image" {
			list = append(list, imageEntries(fl, opts)...)
			continue
		}
		if fl.Name == "" {
			continue
		}
		list = append(list, fl.entries(enc)...)
		if dir := attr(fl.node, "dirname"); dir != "" && fl.takesDirname() {
			list = append(list, Entry{Name: scalar(dir), Value: fl.direction(known)})
		}
	}
	return list
}

// imageEntries are the coordinates of the click on an image button, which it
// sends even when it has no name.
func imageEntries(fl *Field, opts SubmitOptions) []Entry {
	prefix := ""
	if fl.Name != "" {
		prefix = scalar(fl.Name) + "."
	}
	return []Entry{
		{Name: prefix + "x", Value: strconv.Itoa(opts.X)},
		{Name: prefix + "y", Value: strconv.Itoa(opts.Y)},
	}
}

// entries are those of one control that has a name and is submitted.
func (fl *Field) entries(enc legacy.Encoding) []Entry {
	name := scalar(fl.Name)
	switch fl.Type {
	case "select":
		var list []Entry
		for _, o := range fl.Options {
			if o.Selected && !o.Disabled {
				list = append(list, Entry{Name: name, Value: scalar(o.Value)})
			}
		}
		return list
	case "file":
		if len(fl.Files) == 0 {
			return []Entry{{Name: name, File: &File{ContentType: "application/octet-stream"}}}
		}
		list := make([]Entry, len(fl.Files))
		for i := range fl.Files {
			list[i] = Entry{Name: name, File: &fl.Files[i]}
		}
		return list
	case "hidden":
		if asciiLower(name) == "_charset_" {
			return []Entry{{Name: name, Value: enc.Name()}}
		}
	}
	value := fl.Value
	if !fl.isCheckable() { // as a browser does when a script sets it
		value = fl.sanitize(value)
	}
	if fl.Type == "textarea" {
		value = fl.wrapped(value)
	}
	return []Entry{{Name: name, Value: scalar(value), Secret: fl.Secret()}}
}
