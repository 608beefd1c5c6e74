package forms

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/bidi"
)

// takesDirname reports whether the control sends the direction of its text
// under the name that its dirname attribute gives: an "auto-directionality
// form-associated element".
func (fl *Field) takesDirname() bool {
	switch fl.Type {
	case "hidden", "text", "search", "tel", "url", "email", "password", "submit", "textarea":
		return fl.node.DataAtom != atom.Button
	}
	return false
}

// directions remembers the direction of elements whose whole text it takes to
// tell, for the controls within.
type directions map[*html.Node]string

// direction is "ltr" or "rtl". Source: HTML Living Standard, 3.2.6.4 "the dir
// attribute": the directionality of an element.
func (fl *Field) direction(known directions) string {
	for n := fl.node; n != nil; n = n.Parent {
		if n.Type != html.ElementNode || n.Namespace != "" {
			continue
		}
		switch dir := dirState(n); {
		case dir == "ltr" || dir == "rtl":
			return dir
		case dir == "auto" && n == fl.node:
			return orLTR(firstStrong(fl.Value))
		case dir == "auto", isElement(n, atom.Bdi):
			return known.auto(n)
		case n == fl.node && fl.Type == "tel":
			return "ltr"
		}
	}
	return "ltr"
}

// dirState is the state of an element's dir attribute, "" for none.
func dirState(n *html.Node) string {
	switch dir := asciiLower(attr(n, "dir")); dir {
	case "ltr", "rtl", "auto":
		return dir
	}
	return ""
}

// auto is the direction of the first strong character in an element's text,
// less what has a direction of its own.
func (d directions) auto(n *html.Node) string {
	dir, ok := d[n]
	if ok {
		return dir
	}
	for c := n.FirstChild; c != nil && dir == ""; {
		skip := false
		switch c.Type {
		case html.TextNode:
			dir = firstStrong(c.Data)
		case html.ElementNode:
			skip = isolated(c)
		}
		c = next(c, n, skip)
	}
	d[n] = orLTR(dir)
	return d[n]
}

// isolated reports whether an element's text says nothing of the direction
// around it.
func isolated(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Bdi, atom.Script, atom.Style, atom.Textarea, atom.Template:
		return true
	}
	return n.Namespace == "" && dirState(n) != ""
}

// firstStrong is the direction of the first character that has a strong one,
// "" when there is none.
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
	return ""
}

func orLTR(dir string) string {
	if dir == "" {
		return "ltr"
	}
	return dir
}
