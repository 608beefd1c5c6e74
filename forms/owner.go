package forms

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// settleOwners decides the form owner of each control, and leaves it in
// nearest; sure is false where it takes thorough marks to tell. The HTML parser
// gives a control to the form whose start tag it saw last and whose end tag it
// has not seen, which markup that is misnested puts elsewhere in the tree:
// <div><form></div><input></form>.
//
// Source: HTML Living Standard, "reset the form owner", and "create an element
// for a token" for the parser's form element pointer.
func (b *builder) settleOwners() (sure bool) {
	var ids map[string]*html.Node
	for i := range b.controls {
		c := &b.controls[i]
		if id, ok := lookup(c.node, "form"); ok {
			if ids == nil {
				ids = firstIDs(b.page.root)
			}
			c.nearest = b.formAt(ids[id])
			continue
		}
		if b.marks == nil {
			if c.nearest == nil {
				c.nearest = c.table
			}
			continue
		}
		f := b.marks.owner(c.ordinal)
		if f == nil || f == c.nearest {
			continue
		}
		if b.marks.quick && perhapsMoved(c.node) {
			return false
		}
		if c.moved == nil || within(f.node, c.moved) {
			c.nearest = f
		}
	}
	return true
}

// perhapsMoved reports whether a control may be where the adoption agency
// algorithm has moved it, which quick marks do not tell; see marks.isMovedTo.
func perhapsMoved(n *html.Node) bool {
	if c := n.FirstChild; c != nil && isFormatting(c.DataAtom) && c.Namespace == "" {
		return true // the control itself was still open
	}
	for ; n.Parent != nil; n = n.Parent {
		if isFormatting(n.DataAtom) && n.Namespace == "" && n.PrevSibling == nil && !isFormatting(n.Parent.DataAtom) {
			return true
		}
	}
	return false
}

// firstIDs maps each id to the first element that has it.
func firstIDs(root *html.Node) map[string]*html.Node {
	ids := make(map[string]*html.Node)
	for n := root; n != nil; {
		template := isElement(n, atom.Template)
		if n.Type == html.ElementNode {
			if id := attr(n, "id"); id != "" && ids[id] == nil {
				ids[id] = n
			}
		}
		n = next(n, root, template)
	}
	return ids
}

func (b *builder) formAt(n *html.Node) *Form {
	for _, f := range b.forms {
		if n != nil && f.node == n {
			return f
		}
	}
	return nil
}
