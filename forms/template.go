package forms

import (
	"bytes"
	"crypto/rand"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// parseTree parses a page. Where a template lies within SVG or MathML, x/net/html
// drops the rest of the page, so such a page is parsed without its templates:
// what is in them belongs to no form. src is what was parsed.
func parseTree(page []byte) (root *html.Node, src []byte, err error) {
	if !mixesTemplates(page) {
		root, err = html.Parse(bytes.NewReader(page))
		return root, page, err
	}
	end := "end-" + strings.ToLower(rand.Text())
	root, err = html.Parse(bytes.NewReader(append(bytes.Clone(page), "<!--"+end+"-->"...)))
	if err != nil || hasComment(root, end) {
		return root, page, err
	}
	src = withoutTemplates(page)
	root, err = html.Parse(bytes.NewReader(src))
	return root, src, err
}

// mixesTemplates reports whether the page has both templates and foreign
// content, by a glance at its tags.
func mixesTemplates(page []byte) bool {
	template, foreign := false, false
	for rest := page; !(template && foreign); {
		i := bytes.IndexByte(rest, '<')
		if i < 0 || i+5 > len(rest) {
			return false
		}
		rest = rest[i+1:]
		switch rest[0] | 0x20 {
		case 't':
			template = template || hasFold(rest, "template")
		case 's':
			foreign = foreign || hasFold(rest, "svg")
		case 'm':
			foreign = foreign || hasFold(rest, "math")
		}
	}
	return true
}

// hasFold reports whether b begins with the name, in upper or lower case.
func hasFold(b []byte, name string) bool {
	return len(b) >= len(name) && strings.EqualFold(string(b[:len(name)]), name)
}

// hasComment looks for a comment. The parser may have put it anywhere.
func hasComment(root *html.Node, data string) bool {
	for n := root; n != nil; n = next(n, root, false) {
		if n.Type == html.CommentNode && n.Data == data {
			return true
		}
	}
	return false
}

// withoutTemplates returns the page without the templates and all in them.
func withoutTemplates(page []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(page))
	z := html.NewTokenizer(bytes.NewReader(page))
	for depth := 0; ; {
		kind := z.Next()
		raw := bytes.Clone(z.Raw())
		name, _ := z.TagName()
		template := atom.Lookup(name) == atom.Template
		if template && kind == html.StartTagToken {
			depth++
		}
		if depth == 0 {
			out.Write(raw)
		}
		if template && kind == html.EndTagToken && depth > 0 {
			depth--
		}
		if kind == html.ErrorToken {
			return out.Bytes()
		}
	}
}
