package forms

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// ownersUnclear reports whether the tree alone may not tell whose the controls
// are. The HTML parser gives a control to the form whose start tag it saw last
// and whose end tag it has not seen, which markup that is misnested puts
// elsewhere in the tree: <div><form></div><input></form>.
func (b *builder) ownersUnclear() bool {
	if len(b.forms) == 0 {
		return false
	}
	if b.nested {
		return true
	}
	for i := range b.controls {
		if b.controls[i].nearest == nil && !hasAttr(b.controls[i].node, "form") {
			return true
		}
	}
	return false
}

// settleOwners decides the form owner of each control, and leaves it in
// nearest. Source: HTML Living Standard, "reset the form owner", and "create
// an element for a token" for the parser's form element pointer.
func (b *builder) settleOwners() {
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
		if b.marks != nil {
			if f := b.marks.owner(c.ordinal); f != nil && (c.moved == nil || within(f.node, c.moved)) {
				c.nearest = f
			}
			continue
		}
		if c.nearest == nil && !b.clear {
			c.nearest = c.table
		}
	}
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

// marks are the places of the form, control and </form> tags in the source,
// carried through the parser so that its form element pointer can be told
// afterwards: an attribute on each start tag, and a bogus comment, which
// disturbs nothing, before each </form>. The key is random, so that no page can
// contain it.
//
// Another comment is before every start tag and text. An element that is the
// first in its parent all the same, with no comment before it, was put there by
// the adoption agency algorithm, which repairs <b><p></b> by moving what is in
// the p into a new b; see isMovedTo.
type marks struct {
	key   string
	forms map[int]*Form
	ends  map[int]bool
	last  int
	owned []*Form      // by ordinal; filled by the first owner
	seen  map[int]bool // formatting elements, by ordinal
}

// fromAnnotated parses a page again with marks in it. It costs a second parse,
// so only a page whose owners are unclear comes here.
func fromAnnotated(src []byte, opts Options) ([]*Form, error) {
	m := &marks{key: "data-formbot-" + strings.ToLower(rand.Text()), forms: make(map[int]*Form), ends: make(map[int]bool), seen: make(map[int]bool)}
	root, err := html.Parse(bytes.NewReader(m.annotate(src)))
	if err != nil {
		return nil, nestingError(err)
	}
	m.clean(root)
	p, err := newPage(root, opts)
	if err != nil {
		return nil, err
	}
	b := newBuilder(p, opts.Limits.withDefaults())
	b.marks = m
	if err := b.collect(root); err != nil {
		return nil, err
	}
	return b.finish()
}

// annotate returns the page with a mark on each tag that matters.
func (m *marks) annotate(src []byte) []byte {
	var out bytes.Buffer
	out.Grow(2 * len(src))
	z := html.NewTokenizer(bytes.NewReader(src))
	raw := false // the next text is the content of a script or its like
	var in foreign
	for {
		kind := z.Next()
		token := bytes.Clone(z.Raw())
		switch kind {
		case html.ErrorToken:
			out.Write(token)
			return out.Bytes()
		case html.TextToken:
			if !raw {
				m.arrival(&out)
			}
			out.Write(token)
		case html.StartTagToken, html.SelfClosingTagToken:
			m.arrival(&out)
			name, _ := z.TagName()
			a := atom.Lookup(name)
			raw = isRaw(a)
			if !in.start(a, kind == html.SelfClosingTagToken) {
				raw = false
				z.NextIsNotRawText()
			}
			m.startTag(&out, token, name)
		case html.EndTagToken:
			raw = false
			name, _ := z.TagName()
			a := atom.Lookup(name)
			in.end(a)
			if a == atom.Form {
				fmt.Fprintf(&out, "<?%s %d>", m.key, m.last)
				m.last++
			}
			out.Write(token)
		default:
			out.Write(token)
		}
	}
}

// clean takes the marks out of texts that looked like markup but were none to
// the parser, which knows better what is open.
func (m *marks) clean(root *html.Node) {
	inserted := regexp.MustCompile(`<\?` + m.key + `( \d+)?>| ` + m.key + `="\d+" `)
	for n := root; n != nil; n = next(n, root, false) {
		if n.Type == html.TextNode && strings.Contains(n.Data, m.key) {
			n.Data = inserted.ReplaceAllString(n.Data, "")
			if n.PrevSibling == nil && isElement(n.Parent, atom.Textarea) {
				n.Data = strings.TrimPrefix(n.Data, "\n") // the mark before it has hidden it
			}
		}
		for i := range n.Attr {
			if strings.Contains(n.Attr[i].Val, m.key) {
				n.Attr[i].Val = inserted.ReplaceAllString(n.Attr[i].Val, "")
			}
		}
	}
}

// arrival writes the comment before a start tag or text.
func (m *marks) arrival(out *bytes.Buffer) {
	out.WriteString("<?")
	out.WriteString(m.key)
	out.WriteByte('>')
}

func (m *marks) startTag(out *bytes.Buffer, token, name []byte) {
	switch a := atom.Lookup(name); a {
	case atom.Form, atom.Input, atom.Select, atom.Textarea, atom.Button:
	default:
		if !isFormatting(a) {
			out.Write(token)
			return
		}
	}
	after := 1 + len(name)
	out.Write(token[:after])
	fmt.Fprintf(out, ` %s="%d" `, m.key, m.last)
	m.last++
	out.Write(token[after:])
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

// take reads and removes the mark of an element; -1 when it has none, as an
// element that the parser made up.
func (m *marks) take(n *html.Node) int {
	for i := range n.Attr {
		if n.Attr[i].Key == m.key {
			ordinal, err := strconv.Atoi(n.Attr[i].Val)
			n.Attr = append(n.Attr[:i:i], n.Attr[i+1:]...)
			if err != nil {
				return -1
			}
			return ordinal
		}
	}
	return -1
}

func (m *marks) form(n *html.Node, f *Form) {
	if ordinal := m.take(n); ordinal >= 0 {
		m.forms[ordinal] = f
	}
}

// comment takes the mark of a </form> that the parser saw as one.
func (m *marks) comment(n *html.Node) {
	rest, ok := strings.CutPrefix(n.Data, "?"+m.key+" ")
	if n.Type != html.CommentNode || !ok {
		return
	}
	if ordinal, err := strconv.Atoi(rest); err == nil {
		m.ends[ordinal] = true
	}
}

// owner is the form that the parser's form element pointer was at when it
// came to the control, nil for none.
func (m *marks) owner(ordinal int) *Form {
	if m.owned == nil {
		m.owned = make([]*Form, m.last)
		var pointer *Form
		for i := range m.owned {
			if f := m.forms[i]; f != nil {
				pointer = f
			}
			if m.ends[i] {
				pointer = nil
			}
			m.owned[i] = pointer
		}
	}
	if ordinal < 0 || ordinal >= len(m.owned) {
		return nil
	}
	return m.owned[ordinal]
}

// isMovedTo reports whether what is in n was moved there by the adoption agency
// algorithm: n is the new element that it makes, the first child of its parent
// and a copy of another. While it is moved a control is in no tree with its
// form, unless the form is moved together with it, and so loses the owner that
// the parser gave it; once there it gets the nearest form around it. A copy within
// another formatting element is none of those: the parser reopened both. HTML
// Living Standard, "reset the form owner" and its callers.
func (m *marks) isMovedTo(n *html.Node) bool {
	ordinal := m.take(n)
	copied := m.seen[ordinal]
	m.seen[ordinal] = true
	return copied && n.PrevSibling == nil && !isFormatting(n.Parent.DataAtom)
}

// isFormatting reports whether the element is of those that the adoption agency
// algorithm copies.
func isFormatting(a atom.Atom) bool {
	switch a {
	case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small,
		atom.Strike, atom.Strong, atom.Tt, atom.U:
		return true
	}
	return false
}
