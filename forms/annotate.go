package forms

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// annotate returns the page with thorough marks: the tokenizer of x/net/html
// finds the tags, and formatting elements are marked too. Another comment is
// before every start tag and text. An element that is the first in its parent
// all the same, with no comment before it, was put there by the adoption agency
// algorithm, which repairs <b><p></b> by moving what is in the p into a new b;
// see isMovedTo.
func (m *marks) annotate(src []byte) []byte {
	out := make([]byte, 0, 2*len(src))
	arrival := []byte("<?" + m.key + ">")
	z := html.NewTokenizer(bytes.NewReader(src))
	raw := false // the next text is the content of a script or its like
	var in foreign
	for {
		kind := z.Next()
		token := bytes.Clone(z.Raw())
		switch kind {
		case html.ErrorToken:
			return append(out, token...)
		case html.TextToken:
			if !raw {
				out = append(out, arrival...)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			out = append(out, arrival...)
			name, _ := z.TagName()
			a := atom.Lookup(name)
			raw = isRaw(a)
			if !in.start(a, kind == html.SelfClosingTagToken) {
				raw = false
				z.NextIsNotRawText()
			}
			if isMarked(a) {
				after := 1 + len(name)
				out = m.appendStart(append(out, token[:after]...))
				token = token[after:]
			}
		case html.EndTagToken:
			raw = false
			name, _ := z.TagName()
			a := atom.Lookup(name)
			in.end(a)
			if a == atom.Form {
				out = m.appendEnd(out)
			}
		}
		out = append(out, token...)
	}
}

// isMarked reports whether thorough marks are set on start tags of the name.
func isMarked(a atom.Atom) bool {
	switch a {
	case atom.Form, atom.Input, atom.Select, atom.Textarea, atom.Button:
		return true
	}
	return isFormatting(a)
}

// isRaw reports whether the content of the element is text, whatever it looks
// like.
func isRaw(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Textarea, atom.Title, atom.Iframe, atom.Noembed, atom.Noframes,
		atom.Noscript, atom.Xmp, atom.Plaintext:
		return true
	}
	return false
}
