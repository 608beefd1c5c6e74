package forms

import (
	"crypto/rand"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// marks are the places of the form, control and </form> tags in the source,
// carried through the parser so that its form element pointer can be told
// afterwards: an attribute on each start tag, and a bogus comment, which
// disturbs nothing, before each </form>. The key is random, so that no page can
// contain it.
//
// Quick marks are set by a scan of the tags that knows little of what is open,
// and thorough ones, with [marks.annotate], where they turn out not to do.
type marks struct {
	key   string
	quick bool
	forms map[int]*Form
	ends  map[int]bool
	last  int          // how many were set
	found int          // how many of them came through the parser as marks
	owned []*Form      // by ordinal; filled by the first owner
	seen  map[int]bool // formatting elements, by ordinal; of thorough marks
}

func newMarks() *marks {
	return &marks{
		key:   "data-formbot-" + strings.ToLower(rand.Text()),
		forms: make(map[int]*Form), ends: make(map[int]bool), seen: make(map[int]bool),
	}
}

// appendStart appends a mark that becomes an attribute of a start tag.
func (m *marks) appendStart(out []byte) []byte {
	out = append(out, ' ')
	out = append(out, m.key...)
	out = append(out, '=', '"')
	out = strconv.AppendInt(out, int64(m.last), 10)
	m.last++
	return append(out, '"', ' ')
}

// appendEnd appends a mark that becomes a comment.
func (m *marks) appendEnd(out []byte) []byte {
	out = append(out, '<', '?')
	out = append(out, m.key...)
	out = append(out, ' ')
	out = strconv.AppendInt(out, int64(m.last), 10)
	m.last++
	return append(out, '>')
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

// take reads and removes the mark of an element; -1 when it has none, as an
// element that the parser made up.
func (m *marks) take(n *html.Node) int {
	for i := range n.Attr {
		if n.Attr[i].Key == m.key {
			ordinal, err := strconv.Atoi(n.Attr[i].Val)
			n.Attr = slices.Delete(n.Attr, i, i+1)
			if err != nil {
				return -1
			}
			m.found++
			return ordinal
		}
	}
	return -1
}

// form takes the mark of a form and reports whether it had one.
func (m *marks) form(n *html.Node, f *Form) bool {
	ordinal := m.take(n)
	if ordinal >= 0 {
		m.forms[ordinal] = f
	}
	return ordinal >= 0
}

// comment takes the mark of a </form> that the parser saw as one.
func (m *marks) comment(n *html.Node) {
	if n.Type != html.CommentNode || len(n.Data) < len(m.key)+2 || n.Data[1:len(m.key)+1] != m.key {
		return
	}
	if ordinal, err := strconv.Atoi(n.Data[len(m.key)+2:]); err == nil {
		m.ends[ordinal] = true
		m.found++
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
