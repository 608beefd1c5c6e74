package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/formbot/formbot/forms"
)

// Bounds on what is looked at and shown of a hostile page.
const (
	maxMessages    = 20
	maxMessageText = 300 // runes
	maxCandidates  = 200
	maxControls    = 500
	maxBlocks      = 2000
)

// Message is an error that a site shows to its user on the page.
type Message struct {
	Field string // name of the field that it is about; "" where that cannot be told
	Text  string // one line, shortened; "" where the field is only marked as wrong
}

// String is the message as errors show it.
func (m Message) String() string {
	switch {
	case m.Text == "":
		return fmt.Sprintf("the site marks %s as wrong", m.Field)
	case m.Field == "":
		return fmt.Sprintf("the site says: %q", m.Text)
	default:
		return fmt.Sprintf("the site says of %s: %q", m.Field, m.Text)
	}
}

// bond says how it is known which field a message is about.
type bond int

const (
	unbound  bond = iota // it is not
	near                 // the field stands before it
	sameRow              // it is the only field in an element with it
	explicit             // the markup says so
)

// sighting is a message with what was seen of it.
type sighting struct {
	Message
	bond bond
}

// reader finds the messages of one page for one form on it.
type reader struct {
	nodes    []*html.Node       // every element, in document order
	order    map[*html.Node]int // place in nodes
	last     []int              // by place: that of the last element below it, or its own
	byID     map[string]*html.Node
	form     *html.Node   // nil: not found in the tree
	controls []*html.Node // the form's, that are shown
	clean    func(string) string
}

// readMessages finds the errors that a page shows. In the order of how sure they
// are: what aria-errormessage, or aria-describedby of a field with aria-invalid,
// points to; elements with role=alert or a class or id that speaks of errors;
// fields that are marked as wrong; and, where there is none of these, texts
// that the page before did not have, inside the form, or anywhere if they
// speak of something wrong. What the page before showed too is no news and is
// left out; before may be nil. clean takes the secrets out of a text.
func readMessages(doc, before *goquery.Document, form *forms.Form, clean func(string) string) []sighting {
	r := newReader(doc, form, clean)
	old := map[string]int{}
	if before != nil {
		for _, m := range newReader(before, form, clean).marked() {
			old[m.Text]++
		}
	}
	fresh := without(r.marked(), old)
	if len(fresh) > 0 {
		return fresh
	}
	if before == nil {
		return nil
	}
	old = map[string]int{}
	for _, m := range newReader(before, form, clean).blocks() {
		old[m.Text]++
	}
	return slices.DeleteFunc(without(r.blocks(), old), func(m sighting) bool {
		return m.bond == unbound && !speaksOfTrouble(m.Text)
	})
}

// without takes those out of list that are in old, as often as they are there.
func without(list []sighting, old map[string]int) []sighting {
	var out []sighting
	for _, m := range list {
		key := m.Text
		if key == "" {
			key = "\x00" + m.Field
		}
		if old[key] > 0 {
			old[key]--
			continue
		}
		if len(out) < maxMessages && !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}

func newReader(doc *goquery.Document, form *forms.Form, clean func(string) string) *reader {
	r := &reader{clean: clean, nodes: doc.Find("*").Nodes, byID: map[string]*html.Node{}}
	r.order = make(map[*html.Node]int, len(r.nodes))
	names := map[string]bool{}
	for _, f := range form.Fields {
		names[f.Name] = f.Name != ""
	}
	if all := doc.Find("form").Nodes; form.Index < len(all) {
		r.form = all[form.Index]
	}
	for i, n := range r.nodes {
		r.order[n] = i
		if id := attribute(n, "id"); id != "" && r.byID[id] == nil {
			r.byID[id] = n
		}
		// Misnested tables put controls beside their form: they are known by name.
		if isControl(n) && names[attribute(n, "name")] && len(r.controls) < maxControls && isShown(n) {
			r.controls = append(r.controls, n)
		}
	}
	r.last = make([]int, len(r.nodes))
	for i := len(r.nodes) - 1; i >= 0; i-- {
		r.last[i] = max(r.last[i], i)
		if p, ok := r.order[r.nodes[i].Parent]; ok {
			r.last[p] = max(r.last[p], r.last[i])
		}
	}
	return r
}

// within reports whether n is a or below it.
func (r *reader) within(n, a *html.Node) bool {
	if a == nil {
		return false
	}
	at, from := r.order[n], r.order[a]
	return from <= at && at <= r.last[from]
}

// marked are the messages that the markup makes known as such.
func (r *reader) marked() []sighting {
	var out []sighting
	candidates := r.candidates()
	for i, n := range candidates {
		// Those below a candidate follow it. Where one of them says something, the
		// outer one is its frame.
		frame := false
		for _, c := range candidates[i+1:] {
			frame = frame || r.within(c, n) && visibleText(c) != ""
		}
		inside := r.controlsIn(n)
		if frame || !isShown(n) || len(inside) > 0 && onlyName(inside) == "" {
			continue
		}
		text := textWithout(n, func(n *html.Node) bool {
			return isControl(n) || n.DataAtom == atom.Button || n.DataAtom == atom.Label && len(inside) > 0
		})
		if text == "" {
			continue
		}
		field, bond := r.owner(n)
		out = append(out, sighting{Message{Field: field, Text: r.short(text)}, bond})
	}
	for _, c := range r.controls {
		name := attribute(c, "name")
		if marksWrong(c) && !slices.ContainsFunc(out, func(m sighting) bool { return m.Field == name }) {
			out = append(out, sighting{Message{Field: name}, explicit})
		}
	}
	return out
}

// short is a text for a message: secrets go before it is cut, lest a part of one
// stays.
func (r *reader) short(s string) string { return shorten(r.clean(s), maxMessageText) }

// candidates are the elements that may hold an error message, in the order of
// the document.
func (r *reader) candidates() []*html.Node {
	var out []*html.Node
	pointed := map[*html.Node]bool{}
	for _, c := range r.controls {
		refs := attribute(c, "aria-errormessage")
		if strings.EqualFold(attribute(c, "aria-invalid"), "true") {
			refs += " " + attribute(c, "aria-describedby")
		}
		for _, id := range strings.Fields(refs) {
			if n := r.byID[id]; n != nil {
				pointed[n] = true
			}
		}
	}
	for _, n := range r.nodes {
		if len(out) < maxCandidates && !isControl(n) && (pointed[n] || looksLikeError(n)) {
			out = append(out, n)
		}
	}
	return out
}

// blocks are the texts of the page, block by block.
func (r *reader) blocks() []sighting {
	var out []sighting
	for _, n := range r.nodes {
		if len(out) >= maxBlocks {
			break
		}
		if isInline(n) || isControl(n) || n.DataAtom == atom.Option || n.DataAtom == atom.Button || !isShown(n) {
			continue
		}
		// A block's line is the text that is its own, not that of blocks in it.
		own := textWithout(n, func(c *html.Node) bool { return !isInline(c) && c.DataAtom != atom.Br })
		if own == "" {
			continue
		}
		m := sighting{Message: Message{Text: r.short(own)}}
		if r.within(n, r.form) {
			m.Field, m.bond = r.owner(n)
			m.bond = max(m.bond, near)
		}
		out = append(out, m)
	}
	return out
}

// owner finds the field that the message in n is about.
func (r *reader) owner(n *html.Node) (string, bond) {
	if name := r.declaredOwner(n); name != "" {
		return name, explicit
	}
	for a := n; a != nil && a != r.form && a.DataAtom != atom.Body; a = a.Parent {
		if inside := r.controlsIn(a); len(inside) > 0 {
			if name := onlyName(inside); name != "" {
				return name, sameRow
			}
			break
		}
	}
	if !r.within(n, r.form) {
		return "", unbound
	}
	name := ""
	for _, c := range r.controls {
		if r.order[c] < r.order[n] {
			name = attribute(c, "name")
		}
	}
	if name == "" {
		return "", unbound
	}
	return name, near
}

// declaredOwner is the field that the markup of n, or of what holds it inside
// the field's own part of the page, ties it to.
func (r *reader) declaredOwner(n *html.Node) string {
	best, bestWords := "", 0
	for a := n; a != nil && a != r.form && len(r.controlsIn(a)) <= 1; a = a.Parent {
		id := attribute(a, "id")
		for _, c := range r.controls {
			name := attribute(c, "name")
			refs := strings.Fields(attribute(c, "aria-errormessage") + " " + attribute(c, "aria-describedby"))
			if id != "" && slices.Contains(refs, id) || pointsAt(a, c) {
				return name
			}
			// email__error, error-email, emailError; password_two before password.
			for _, own := range [][]string{words(name), words(attribute(c, "id"))} {
				if len(own) > bestWords && hasRun(words(id+" "+attribute(a, "class")), own) {
					best, bestWords = name, len(own)
				}
			}
		}
		if best != "" || len(r.controlsIn(a)) > 0 {
			break
		}
	}
	return best
}

// pointsAt reports whether a is a label, or one of the kinds of message that
// frameworks write, for the control c.
func pointsAt(a, c *html.Node) bool {
	for _, key := range []string{"for", "data-valmsg-for", "data-error-for", "data-for", "data-field"} {
		v := attribute(a, key)
		if v != "" && (v == attribute(c, "id") || v == attribute(c, "name")) {
			return true
		}
	}
	return false
}

func (r *reader) controlsIn(n *html.Node) []*html.Node {
	var out []*html.Node
	for _, c := range r.controls {
		if r.within(c, n) {
			out = append(out, c)
		}
	}
	return out
}

// onlyName is the name that all controls share, as radio buttons do, or "".
func onlyName(controls []*html.Node) string {
	name := attribute(controls[0], "name")
	for _, c := range controls {
		if attribute(c, "name") != name {
			return ""
		}
	}
	return name
}

// errorWords are what the classes and ids of error messages are made of, and
// goodWords those of messages that are none.
const (
	errorWords = " error errors err errorlist errormsg errormessage invalid danger alert warning warn fail failed failure flash " +
		"notice message messages msg feedback validation "
	goodWords = " success info ok done welcome hint "
)

// looksLikeError reports whether an element's role, class or id speaks of an
// error.
func looksLikeError(n *html.Node) bool {
	if strings.EqualFold(attribute(n, "role"), "alert") || strings.EqualFold(attribute(n, "aria-live"), "assertive") {
		return true
	}
	if n.DataAtom == atom.Body || n.DataAtom == atom.Html || n.DataAtom == atom.Form || n.DataAtom == atom.Fieldset {
		return false
	}
	bad := false
	for _, w := range words(attribute(n, "class") + " " + attribute(n, "id")) {
		if strings.Contains(goodWords, " "+w+" ") {
			return false
		}
		bad = bad || strings.Contains(errorWords, " "+w+" ")
	}
	return bad
}

// marksWrong reports whether a control itself is marked as wrongly filled.
func marksWrong(c *html.Node) bool {
	if strings.EqualFold(attribute(c, "aria-invalid"), "true") {
		return true
	}
	for _, w := range words(attribute(c, "class")) {
		if w == "error" || w == "invalid" {
			return true
		}
	}
	return false
}
