package flow

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// visibleText is what a person reads below n: without scripts, styles and parts
// that the markup itself hides, white space folded, words of different blocks
// apart. Style sheets are not looked at.
func visibleText(n *html.Node) string {
	var b strings.Builder
	appendText(&b, n, nil)
	return fold(b.String())
}

// textWithout is visibleText that leaves out the elements for which skip is
// true.
func textWithout(n *html.Node, skip func(*html.Node) bool) string {
	var b strings.Builder
	appendText(&b, n, skip)
	return fold(b.String())
}

func appendText(b *strings.Builder, root *html.Node, skip func(*html.Node) bool) {
	// A loop, not recursion: a page may nest deeper than a stack should.
	for n := root; n != nil; {
		leave := false
		switch n.Type {
		case html.TextNode:
			b.WriteString(n.Data)
		case html.ElementNode:
			leave = unseen(n) || n != root && skip != nil && skip(n)
			if !isInline(n) {
				b.WriteByte('\n')
			}
		}
		n = following(b, n, root, leave)
	}
}

// following is the node after n in document order below root; it ends the
// blocks that it leaves.
func following(b *strings.Builder, n, root *html.Node, leave bool) *html.Node {
	if !leave && n.FirstChild != nil {
		return n.FirstChild
	}
	for n != root {
		if n.Type == html.ElementNode && !isInline(n) {
			b.WriteByte('\n')
		}
		if n.NextSibling != nil {
			return n.NextSibling
		}
		n = n.Parent
		if n == nil {
			return nil
		}
	}
	return nil
}

// unseen reports whether an element's markup keeps it from being shown.
func unseen(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Title, atom.Iframe, atom.Object:
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			style := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// isShown reports whether neither n nor what it is in is unseen.
func isShown(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && unseen(n) {
			return false
		}
	}
	return true
}

// isInline reports whether an element's text runs on in its line.
func isInline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn,
		atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span,
		atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr:
		return true
	}
	return false
}

// isControl reports whether n is a control that a person fills in.
func isControl(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Select, atom.Textarea:
		return n.Type == html.ElementNode
	case atom.Input:
		switch strings.ToLower(attribute(n, "type")) {
		case "hidden", "submit", "reset", "button", "image":
			return false
		}
		return n.Type == html.ElementNode
	}
	return false
}

// attribute is the value of an attribute, "" where there is none.
func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// fold makes one space of all white space, also of the kinds that only Unicode
// knows.
func fold(s string) string { return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ") }

// shorten cuts a text for a message, at a rune.
func shorten(s string, limit int) string {
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}

// words splits an identifier such as email__error, emailError or form-email
// into its lower-case words.
func words(s string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	lower := false
	for _, r := range s {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
			lower = false
			continue
		case unicode.IsUpper(r) && lower:
			flush()
		}
		lower = unicode.IsLower(r)
		word = append(word, r)
	}
	flush()
	return out
}

// hasRun reports whether the words of part stand in whole, in a row.
func hasRun(whole, part []string) bool {
	if len(part) == 0 {
		return false
	}
	for i := 0; i+len(part) <= len(whole); i++ {
		if slices.Equal(whole[i:i+len(part)], part) {
			return true
		}
	}
	return false
}
