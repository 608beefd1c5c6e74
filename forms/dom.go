package forms

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const asciiSpace = " \t\n\f\r"

// lookup returns the value of an attribute and whether it is there. The first
// of several counts, as the HTML standard's tokenizer drops the others.
func lookup(n *html.Node, key string) (string, bool) {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val, true
		}
	}
	return "", false
}

// attr returns the value of an attribute, "" when it is not there.
func attr(n *html.Node, key string) string {
	v, _ := lookup(n, key)
	return v
}

func hasAttr(n *html.Node, key string) bool {
	_, ok := lookup(n, key)
	return ok
}

// isElement reports whether n is the HTML element a; those of SVG and MathML
// have the names but not the meaning.
func isElement(n *html.Node, a atom.Atom) bool {
	return n.Type == html.ElementNode && n.DataAtom == a && n.Namespace == ""
}

// squeeze strips and collapses ASCII whitespace, as the HTML standard does.
func squeeze(s string) string {
	if isSqueezed(s) {
		return s // as most are
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(asciiSpace, r) }), " ")
}

// isSqueezed reports whether the only whitespace in s is single blanks within.
func isSqueezed(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if isSpace(c) && (c != ' ' || last == ' ') {
			return false
		}
		last = c
	}
	return s == "" || last != ' '
}

// next returns the node after n in tree order within root, without n's
// descendants when skip is set. Nil at the end.
func next(n, root *html.Node, skip bool) *html.Node {
	if !skip && n.FirstChild != nil {
		return n.FirstChild
	}
	for n != nil && n != root {
		if n.NextSibling != nil {
			return n.NextSibling
		}
		n = n.Parent
	}
	return nil
}

// text returns the visible text of n, squeezed, of at most limit bytes or so:
// enough for a label or a question, and no more on a hostile page. Elements
// for which leave is true are left out.
func text(n *html.Node, limit int, leave func(*html.Node) bool) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil && b.Len() < limit; {
		skip := false
		switch c.Type {
		case html.TextNode:
			b.WriteString(c.Data[:min(len(c.Data), limit)])
		case html.ElementNode:
			skip = unseen(c) || leave != nil && leave(c)
			b.WriteByte(' ')
		}
		c = next(c, n, skip)
	}
	return strings.ToValidUTF8(squeeze(b.String()), "")
}

// unseen reports whether an element's text is no part of the page's.
func unseen(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Title, atom.Iframe:
		return true
	}
	return false
}
