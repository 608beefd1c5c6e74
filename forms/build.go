package forms

import (
	"fmt"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A builder collects the forms and controls of a tree in one walk.
type builder struct {
	page *page
	lim  Limits

	forms    []*Form
	controls []control
	labels   []*html.Node
	hasBase  bool
	unmarked bool // a form or control has no mark

	options int
	marks   *marks // of an annotated page, else nil
}

// A control is a form-associated element whose owner is to be settled.
type control struct {
	node     *html.Node
	nearest  *Form // the nearest form around it
	table    *Form // a form that its table swallowed: see tableForm
	disabled bool  // by a fieldset
	ordinal  int   // among the marks of an annotated page
	// moved is what the parser moved together with the control, nil when it
	// did not: see marks.isMovedTo.
	moved *html.Node
}

// A place is what the elements around a node mean for it.
type place struct {
	form     *Form
	table    *Form
	disabled bool
	datalist bool
	depth    int
	movedTo  *html.Node // its children were moved there by the parser
	moved    *html.Node // the one of them that this place is in
}

func newBuilder(p *page, lim Limits) *builder { return &builder{page: p, lim: lim} }

func (b *builder) collect(root *html.Node) error {
	if err := b.walk(root, &place{}); err != nil {
		return fmt.Errorf("parse forms: %w", err)
	}
	return nil
}

// walk visits n's children. Its depth is bounded, so it may recurse.
func (b *builder) walk(n *html.Node, at *place) error {
	if at.depth > maxDepth+8 { // the parser's bound is on open elements, not on the tree
		return &LimitError{What: "nested elements", Max: maxDepth}
	}
	legendSeen := false
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if at.movedTo == n {
			at.moved = c
		}
		if c.Type != html.ElementNode {
			if b.marks != nil {
				b.marks.comment(c)
			}
			continue
		}
		if c.Namespace != "" {
			if err := b.descend(c, at, false); err != nil {
				return err
			}
			continue
		}
		lift := false
		if c.DataAtom == atom.Legend && !legendSeen && isElement(n, atom.Fieldset) {
			legendSeen, lift = true, true
		}
		if err := b.element(c, at, lift); err != nil {
			return err
		}
	}
	return nil
}

// element takes in one HTML element and goes on to its children. lift is true
// for the first legend of a fieldset, which the fieldset does not disable.
func (b *builder) element(n *html.Node, at *place, lift bool) error {
	switch n.DataAtom {
	case atom.Template, atom.Script, atom.Style, atom.Noscript:
		return nil
	case atom.Base:
		if !b.hasBase && hasAttr(n, "href") {
			b.hasBase = true
			b.page.setBase(n)
		}
	case atom.Form:
		return b.form(n, at)
	case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small,
		atom.Strike, atom.Strong, atom.Tt, atom.U: // the formatting elements, isFormatting too
		if b.marks != nil && !b.marks.quick && b.marks.isMovedTo(n) {
			b.moveControl(n.Parent)
			in := *at
			in.movedTo = n
			return b.descend(n, &in, false)
		}
	case atom.Label:
		b.labels = append(b.labels, n)
	case atom.Input, atom.Select, atom.Textarea, atom.Button:
		if !at.datalist {
			if err := b.control(n, at); err != nil {
				return err
			}
		}
	case atom.Datalist:
		in := *at
		in.datalist = true
		return b.descend(n, &in, false)
	case atom.Table:
		in := *at
		in.table = nil
		return b.descend(n, &in, false)
	}
	return b.descend(n, at, lift)
}

// descend walks n's children, with what n itself means for them.
func (b *builder) descend(n *html.Node, at *place, lift bool) error {
	if n.FirstChild == nil {
		return nil
	}
	in := *at
	in.depth++
	if lift {
		in.disabled = fieldsetsDisable(n.Parent.Parent)
	}
	if isElement(n, atom.Fieldset) && hasAttr(n, "disabled") {
		in.disabled = true
	}
	if err := b.walk(n, &in); err != nil {
		return err
	}
	// A form that a table swallowed stays open for the rows after it.
	if inTableStructure(n) {
		at.table = in.table
	}
	return nil
}

// fieldsetsDisable reports whether a fieldset at n or above it disables what
// lies in n.
func fieldsetsDisable(n *html.Node) bool {
	var below *html.Node
	for ; n != nil; below, n = n, n.Parent {
		if isElement(n, atom.Fieldset) && hasAttr(n, "disabled") && !isFirstLegend(below) {
			return true
		}
	}
	return false
}

// isFirstLegend reports whether n is the first legend among its siblings.
func isFirstLegend(n *html.Node) bool {
	if n == nil || !isElement(n, atom.Legend) {
		return false
	}
	for s := n.PrevSibling; s != nil; s = s.PrevSibling {
		if isElement(s, atom.Legend) {
			return false
		}
	}
	return true
}

func (b *builder) form(n *html.Node, at *place) error {
	if len(b.forms) >= b.lim.MaxForms {
		return &LimitError{What: "forms", Max: int64(b.lim.MaxForms)}
	}
	f := &Form{Index: len(b.forms), node: n, page: b.page}
	f.ID, f.Name = attr(n, "id"), attr(n, "name")
	b.forms = append(b.forms, f)
	if b.marks != nil && !b.marks.form(n, f) {
		b.unmarked = true
	}
	if inTableStructure(n.Parent) {
		at.table = f // inserted and closed at once: "in table" insertion mode
	}
	in := *at
	in.form = f
	return b.descend(n, &in, false)
}

// inTableStructure reports whether n is a part of a table that holds no text.
func inTableStructure(n *html.Node) bool {
	if n == nil || n.Type != html.ElementNode {
		return false
	}
	switch n.DataAtom {
	case atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr:
		return true
	}
	return false
}

func (b *builder) control(n *html.Node, at *place) error {
	if len(b.controls) >= b.lim.MaxFields {
		return &LimitError{What: "fields", Max: int64(b.lim.MaxFields)}
	}
	c := control{node: n, nearest: at.form, table: at.table, disabled: at.disabled, ordinal: -1, moved: at.moved}
	if b.marks != nil {
		c.ordinal = b.marks.take(n)
		b.unmarked = b.unmarked || c.ordinal < 0
	}
	b.controls = append(b.controls, c)
	return nil
}

// moveControl notes that the parser has moved a control which was still open
// around what it moved: <i><button></i>.
func (b *builder) moveControl(n *html.Node) {
	for i := len(b.controls) - 1; i >= 0 && isControl(n); i-- {
		if b.controls[i].node == n {
			b.controls[i].moved = n
			return
		}
	}
}

// finish settles the owners and builds the forms; sure is as in settleOwners.
func (b *builder) finish() (list []*Form, sure bool, err error) {
	if !b.settleOwners() {
		return nil, false, nil
	}
	captions := b.captions()
	for i := range b.controls {
		c := &b.controls[i]
		if c.nearest == nil {
			continue
		}
		fl, err := b.field(c)
		if err != nil {
			return nil, false, fmt.Errorf("parse forms: %w", err)
		}
		fl.Label = captions[c.node]
		if fl.Label == "" {
			fl.Label = squeeze(attr(c.node, "aria-label"))
		}
		c.nearest.Fields = append(c.nearest.Fields, fl)
	}
	for _, f := range b.forms {
		f.settle()
	}
	return b.forms, true, nil
}

// settle fills in what needs the whole page: the base URL and the other
// buttons of a radio group.
func (f *Form) settle() {
	n := f.node
	u := *f.page.url
	f.PageURL = &u
	f.Method = parseMethod(attr(n, "method"))
	f.Enctype = parseEnctype(attr(n, "enctype"))
	accept, has := lookup(n, "accept-charset")
	f.AcceptCharset = pickEncoding(accept, has, f.page.encoding).Name()
	f.Target = attr(n, "target")
	f.NoValidate = hasAttr(n, "novalidate")
	f.rawAction = attr(n, "action")
	f.Action, f.ActionErr = f.action(f.rawAction)
	f.settleRadios()
}

// settleRadios leaves the last checked button of each radio group on.
func (f *Form) settleRadios() {
	on := make(map[string]*Field)
	for _, fl := range f.Fields {
		if fl.Type != "radio" || !fl.Checked || fl.Name == "" {
			continue
		}
		if before := on[fl.Name]; before != nil {
			before.Checked = false
		}
		on[fl.Name] = fl
	}
}
