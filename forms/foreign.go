package forms

import "golang.org/x/net/html/atom"

// foreign follows the tags of a page into and out of SVG and MathML, where what
// is raw text elsewhere is markup. It knows the elements by which HTML begins
// again within, and those that end both; what else is open it does not know, so
// it errs where end tags have no start.
//
// Source: HTML Living Standard, 13.2.6.5 "The rules for parsing tokens in
// foreign content".
type foreign struct {
	open []foreignPlace
}

// A foreignPlace is an open svg or math element, or an element in one of them
// that has HTML in it.
type foreignPlace struct {
	name atom.Atom
	html bool
}

// inside reports whether the next tag is one of SVG or MathML.
func (f *foreign) inside() bool {
	return len(f.open) > 0 && !f.open[len(f.open)-1].html
}

// start takes in a start tag and reports whether the element is one of HTML.
func (f *foreign) start(a atom.Atom, selfClosing bool) (isHTML bool) {
	if f.inside() && breaksOut(a) {
		f.leave()
	}
	if !f.inside() {
		if (a == atom.Svg || a == atom.Math) && !selfClosing {
			f.open = append(f.open, foreignPlace{name: a})
		}
		return a != atom.Svg && a != atom.Math
	}
	switch {
	case selfClosing:
	case a == atom.Svg || a == atom.Math:
		f.open = append(f.open, foreignPlace{name: a})
	case f.holdsHTML(a):
		f.open = append(f.open, foreignPlace{name: a, html: true})
	}
	return false
}

// holdsHTML reports whether an element of SVG or MathML has HTML in it.
func (f *foreign) holdsHTML(a atom.Atom) bool {
	svg := f.open[len(f.open)-1].name == atom.Svg
	switch a {
	case atom.Desc, atom.Title:
		return svg
	case atom.Mi, atom.Mo, atom.Mn, atom.Ms, atom.Mtext, atom.AnnotationXml:
		return !svg
	}
	return svg && a == atom.Foreignobject
}

// end takes in an end tag.
func (f *foreign) end(a atom.Atom) {
	if f.inside() && (a == atom.P || a == atom.Br) {
		f.leave()
		return
	}
	for i := len(f.open) - 1; i >= 0 && a != 0; i-- {
		if f.open[i].name == a {
			f.open = f.open[:i]
			return
		}
	}
}

// leave goes out to the nearest HTML.
func (f *foreign) leave() {
	for f.inside() {
		f.open = f.open[:len(f.open)-1]
	}
}

// breaksOut reports whether an element ends the SVG or MathML that it is in. A
// font does so only with some attributes, and has no raw text in it either way.
func breaksOut(a atom.Atom) bool {
	switch a {
	case atom.B, atom.Big, atom.Blockquote, atom.Body, atom.Br, atom.Center, atom.Code, atom.Dd, atom.Div, atom.Dl,
		atom.Dt, atom.Em, atom.Embed, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Head, atom.Hr,
		atom.I, atom.Img, atom.Li, atom.Listing, atom.Menu, atom.Meta, atom.Nobr, atom.Ol, atom.P, atom.Pre,
		atom.Ruby, atom.S, atom.Small, atom.Span, atom.Strong, atom.Strike, atom.Sub, atom.Sup, atom.Table,
		atom.Tt, atom.U, atom.Ul, atom.Var:
		return true
	}
	return false
}
