package forms

import (
	"errors"
	"net/url"
	"sync"

	"golang.org/x/net/html"
)

// A page is what the forms of one document share.
type page struct {
	root     *html.Node
	url      *url.URL
	base     string // the document base URL, serialised
	encoding pageEncoding

	scripts sync.Once // guards challenges
	found   []challenge
}

func newPage(root *html.Node, opts Options) (*page, error) {
	if opts.URL == nil {
		return nil, errors.New("parse forms: Options.URL is not set; give the page's address")
	}
	enc, err := documentEncoding(opts.Charset)
	if err != nil {
		return nil, err
	}
	u := *opts.URL
	return &page{root: root, url: &u, base: u.String(), encoding: enc}, nil
}

// setBase takes the page's first base element that has an href; no other
// counts.
// HTML Living Standard, 4.2.3 "set the frozen base URL".
func (p *page) setBase(n *html.Node) {
	href := attr(n, "href")
	u, err := resolveURL(p.url.String(), href, p.encoding)
	if err != nil || u.Scheme == "data" || u.Scheme == "javascript" {
		return
	}
	p.base = u.String()
}
