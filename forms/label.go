package forms

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// captions maps each labelled control to the text of its first label, or else
// of the elements that its aria-labelledby names.
func (b *builder) captions() map[*html.Node]string {
	captions := make(map[*html.Node]string, len(b.labels))
	if len(b.labels) > 0 {
		byID := make(map[string]*html.Node)
		for _, c := range b.controls {
			if id := attr(c.node, "id"); id != "" && byID[id] == nil {
				byID[id] = c.node
			}
		}
		for _, l := range b.labels {
			target := labelled(l, byID)
			if target == nil || captions[target] != "" {
				continue
			}
			captions[target] = text(l, labelBytes, isControl)
		}
	}
	b.ariaCaptions(captions)
	return captions
}

// ariaCaptions adds what aria-labelledby says of the controls without a label.
func (b *builder) ariaCaptions(captions map[*html.Node]string) {
	wanted := make(map[string]*html.Node)
	refs := make(map[*html.Node][]string)
	for _, c := range b.controls {
		if captions[c.node] != "" || !hasAttr(c.node, "aria-labelledby") {
			continue
		}
		ids := strings.Fields(attr(c.node, "aria-labelledby"))
		refs[c.node] = ids[:min(len(ids), 5)]
		for _, id := range refs[c.node] {
			wanted[id] = nil
		}
	}
	if len(refs) == 0 {
		return // most pages: they are not walked for it
	}
	for n := b.page.root; n != nil; n = next(n, b.page.root, false) {
		if n.Type != html.ElementNode {
			continue
		}
		if at, ok := wanted[attr(n, "id")]; ok && at == nil {
			wanted[attr(n, "id")] = n
		}
	}
	for control, ids := range refs {
		var parts []string
		for _, id := range ids {
			if n := wanted[id]; n != nil {
				parts = append(parts, text(n, labelBytes, isControl))
			}
		}
		captions[control] = squeeze(strings.Join(parts, " "))
	}
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
