package forms

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// captions maps each labelled control to the text of its first label.
func (b *builder) captions() map[*html.Node]string {
	if len(b.labels) == 0 {
		return nil
	}
	byID := make(map[string]*html.Node)
	for _, c := range b.controls {
		if id := attr(c.node, "id"); id != "" && byID[id] == nil {
			byID[id] = c.node
		}
	}
	captions := make(map[*html.Node]string, len(b.labels))
	for _, l := range b.labels {
		target := labelled(l, byID)
		if target == nil || captions[target] != "" {
			continue
		}
		captions[target] = text(l, labelBytes, isControl)
	}
	return captions
}

// labelled returns the control of a label: that with the id in its for
// attribute, or the first within it.
func labelled(l *html.Node, byID map[string]*html.Node) *html.Node {
	if id, ok := lookup(l, "for"); ok {
		return byID[id]
	}
	for n := l.FirstChild; n != nil; n = next(n, l, false) {
		if isControl(n) && asciiLower(attr(n, "type")) != "hidden" {
			return n
		}
	}
	return nil
}

// isControl reports whether n is a control, whose own text is no part of its
// label.
func isControl(n *html.Node) bool {
	if n.Type != html.ElementNode || n.Namespace != "" {
		return false
	}
	switch n.DataAtom {
	case atom.Input, atom.Select, atom.Textarea, atom.Button:
		return true
	}
	return false
}
