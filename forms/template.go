package forms

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// withoutTemplates returns the page without HTML's templates and all in them.
// Where one lies within SVG or MathML, x/net/html drops the rest of the page.
// What is in a template belongs to no form, so that such a page can do without.
func withoutTemplates(page []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(page))
	z := html.NewTokenizer(bytes.NewReader(page))
	var in foreign
	for depth := 0; ; {
		kind := z.Next()
		raw := bytes.Clone(z.Raw())
		name, _ := z.TagName()
		a := atom.Lookup(name)
		switch {
		case a == atom.Template && (kind == html.StartTagToken || kind == html.SelfClosingTagToken) && (depth > 0 || !in.inside()):
			depth++ // HTML's elements do not close themselves
		case depth > 0:
		case kind == html.StartTagToken || kind == html.SelfClosingTagToken:
			if !in.start(a, kind == html.SelfClosingTagToken) {
				z.NextIsNotRawText()
			}
		case kind == html.EndTagToken:
			in.end(a)
		}
		if depth == 0 {
			out.Write(raw)
		}
		if kind == html.EndTagToken && a == atom.Template && depth > 0 {
			depth--
		}
		if kind == html.ErrorToken {
			return out.Bytes()
		}
	}
}
