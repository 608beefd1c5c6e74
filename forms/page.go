package forms

import (
	"errors"
	"net/url"
	"sync"

	whatwg "github.com/nlnwa/whatwg-url/url"
	"golang.org/x/net/html"

	"github.com/formbot/formbot/forms/internal/legacy"
)

// A page is what the forms of one document share.
type page struct {
	root     *html.Node
	url      *url.URL
	own      *whatwg.Url // the page's own address, nil when it is no URL
	base     *whatwg.Url // the document base URL
	baseErr  error       // why the page's own address cannot be one
	encoding legacy.Encoding

	scripts sync.Once // guards found
	found   []challenge
	loose   sync.Once // guards strong
	strong  []*picture
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
	p := &page{root: root, url: &u, encoding: enc}
	p.own, p.baseErr = urlParser().Parse(pageAddress(&u))
	p.base = p.own
	return p, nil
}

// setBase takes the page's first base element that has an href; no other
// counts.
// HTML Living Standard, 4.2.3 "set the frozen base URL".
func (p *page) setBase(n *html.Node) {
	if p.baseErr != nil {
		return
	}
	u, err := p.base.Parse(encodeQuery(scalar(attr(n, "href")), p.encoding))
	if err != nil || u.Scheme() == "data" || u.Scheme() == "javascript" {
		return
	}
	p.base = u
}
