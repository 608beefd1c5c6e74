package forms

import (
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/bidi"
)

// takesDirname reports whether the control sends the direction of its text
// under the name that its dirname attribute gives.
func (fl *Field) takesDirname() bool {
	switch fl.Type {
	case "hidden", "text", "search", "tel", "url", "email", "password", "submit", "textarea":
		return fl.node.Data != "button"
	}
	return false
}

// directions remembers the direction of elements with dir=auto, whose whole
// text it takes to tell, for the controls within.
type directions map[*html.Node]string

func (d directions) auto(n *html.Node) string {
	dir, ok := d[n]
	if !ok {
		dir = firstStrong(text(n, 1<<16, nil))
		d[n] = dir
	}
	return dir
}

// direction is "ltr" or "rtl". Source: HTML Living Standard, 3.2.6.4 "the dir
// attribute", as far as it concerns controls.
func (fl *Field) direction(known directions) string {
	for n := fl.node; n != nil; n = n.Parent {
		if n.Type != html.ElementNode {
			continue
		}
		switch asciiLower(attr(n, "dir")) {
		case "ltr":
			return "ltr"
		case "rtl":
			return "rtl"
		case "auto":
			if n == fl.node {
				return firstStrong(fl.Value)
			}
			return known.auto(n)
		}
		if n == fl.node && fl.Type == "tel" {
			return "ltr"
		}
	}
	return "ltr"
}

// firstStrong is the direction of the first character that has a strong one.
func firstStrong(s string) string {
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return "ltr"
		case bidi.R, bidi.AL:
			return "rtl"
		}
	}
	return "ltr"
}
