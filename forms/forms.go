// Package forms turns the HTML of a page into its forms, lets them be found,
// filled and checked, and builds the request that a browser would send for
// them. It has no network: [Form.Submit] builds, and somebody else sends.
//
// Typical calls:
//
//	list, err := forms.Parse(body, forms.Options{URL: page})
//	form, err := forms.Find(list, "#register")
//	err = form.Fill(map[string][]string{"email": {"ada@example.com"}})
//	sub, err := form.Submit(forms.SubmitOptions{})
//	req, err := sub.Request(ctx)
//
// It also says which CAPTCHA stands in a form's way ([Form.Captcha]) and shows
// the evidence. It answers none: a picture is for package ocr to read, and the
// interactive kinds (reCAPTCHA and its like) are named, never answered.
//
// It runs no scripts, so what a page's JavaScript would add to a form is not
// seen, and it refuses the actions that no HTTP request can carry out
// (javascript:, mailto:, method=dialog).
//
// Source: HTML Living Standard, section 4.10 "Forms" (form owner, constructing
// the entry list, the form submission algorithm), the URL Standard's
// application/x-www-form-urlencoded serialiser, the Encoding Standard.
package forms

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// Options says what a page's HTML alone does not.
type Options struct {
	// URL is the address that the page came from. Required: actions are
	// resolved against it, and an empty action means this very address.
	URL *url.URL
	// Charset is the label of the encoding that the page was sent in, which
	// its forms are then submitted in. Zero: UTF-8. The HTML given to Parse
	// is UTF-8 all the same.
	Charset string
	// Limits bound what a hostile page can cost. Zero: the defaults.
	Limits Limits
}

// Parse reads a page, UTF-8 HTML, and returns its forms in tree order; none is
// an empty list, not an error. Errors: [*LimitError], a page URL that is
// missing, and whatever r reports. Parse does not close r.
//
// Parse is the exact way in: it sees the end tags, which tell a form's controls
// apart where markup is misnested, as in <table><form><tr>.
func Parse(r io.Reader, opts Options) ([]*Form, error) {
	lim := opts.Limits.withDefaults()
	src, err := readLimited(r, lim)
	if err != nil {
		return nil, err
	}
	m := newMarks()
	m.quick = true
	page, sure, templates := m.scan(src)
	if templates {
		src = withoutTemplates(src)
		m.last = 0
		page, sure, _ = m.scan(src)
	}
	if sure {
		if list, sure, err := parseMarked(page, m, opts); err != nil || sure {
			return list, err
		}
	}
	m = newMarks()
	list, _, err := parseMarked(bytes.NewReader(m.annotate(src)), m, opts)
	return list, err
}

// parseMarked parses a page with marks in it. sure is false where they do not
// tell the owner of every control.
func parseMarked(src io.Reader, m *marks, opts Options) (list []*Form, sure bool, err error) {
	root, err := html.Parse(src)
	if err != nil {
		return nil, false, nestingError(err)
	}
	p, err := newPage(root, opts)
	if err != nil {
		return nil, false, err
	}
	b := newBuilder(p, opts.Limits.withDefaults())
	b.marks = m
	if err := b.collect(root); err != nil {
		return nil, false, err
	}
	if m.quick && b.unmarked {
		return nil, false, nil
	}
	if m.found < m.last {
		m.clean(root)
	}
	return b.finish()
}

// FromDocument returns the forms of a document that is parsed already, in tree
// order. Where markup is misnested the tree no longer tells which controls a
// form had, and FromDocument takes those of the table that the form opened in;
// [Parse] knows better.
func FromDocument(doc *goquery.Document, opts Options) ([]*Form, error) {
	if doc == nil || len(doc.Nodes) == 0 {
		return nil, errors.New("parse forms: no document given")
	}
	p, err := newPage(doc.Nodes[0], opts)
	if err != nil {
		return nil, err
	}
	b := newBuilder(p, opts.Limits.withDefaults())
	if err := b.collect(p.root); err != nil {
		return nil, err
	}
	list, _, err := b.finish()
	return list, err
}

// nestingError names the one limit that the HTML parser itself has.
func nestingError(err error) error {
	return fmt.Errorf("parse forms: %w", &LimitError{What: "nested elements", Max: maxDepth, Err: err})
}
