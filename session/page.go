package session

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/session/cache"
	"github.com/formbot/formbot/session/pace"
)

// Page is an answer, of whatever type. Its methods may be called concurrently;
// its fields are not to be changed.
type Page struct {
	URL       *url.URL // where the redirects ended
	Method    string   // of the last hop
	Status    int
	Header    http.Header
	Body      []byte       // as sent, decompressed
	Charset   string       // Encoding Standard's name in lower case: "utf-8", "windows-1252"
	Redirects []string     // the URLs that redirected here, in order
	Cache     cache.Report // of the last hop; zero without a cache
	Tries     []Try        // of the last hop where it was sent more than once; the last is this page

	declared declaration
	text     func() []byte
	document func() (*goquery.Document, error)
}

// newPage makes a page of an answer's last hop.
func newPage(e *errand, resp *http.Response, body []byte) *Page {
	p := &Page{URL: e.url, Method: e.method, Status: resp.StatusCode, Header: resp.Header, Body: body, Tries: e.trip.tried(), Cache: e.trip.cache}
	for _, u := range e.passed {
		p.Redirects = append(p.Redirects, u.String())
	}
	return p.ready()
}

// ready prepares what is worked out once and on demand.
func (p *Page) ready() *Page {
	p.declared = sniffCharset(p.Body, p.Header.Get("Content-Type"))
	p.Charset = p.declared.name
	p.text = sync.OnceValue(func() []byte { return decodeText(p.Body, p.Charset) })
	p.document = sync.OnceValues(func() (*goquery.Document, error) {
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(p.text()))
		if err != nil {
			return nil, fmt.Errorf("parse page %s: %w", redactURL(p.URL), err)
		}
		doc.Url = p.URL
		return doc, nil
	})
	return p
}

// UTF8 returns the body in UTF-8, without a byte order mark. It is shared: not to
// be changed.
func (p *Page) UTF8() []byte { return p.text() }

// Text is UTF8 as a string.
func (p *Page) Text() string { return string(p.text()) }

// Document returns the page parsed as HTML. It is shared: not to be changed.
func (p *Page) Document() (*goquery.Document, error) { return p.document() }

// Forms returns the page's forms. Each call gives new ones, as the page has them.
func (p *Page) Forms() ([]*forms.Form, error) {
	return forms.Parse(bytes.NewReader(p.text()), forms.Options{URL: p.URL, Charset: p.Charset})
}

// Err returns a *StatusError for a status of 400 and above, and for a redirect
// that leads nowhere, having no Location; else nil.
func (p *Page) Err() error {
	if p.Status < 400 && !isRedirect(p.Status) {
		return nil
	}
	return &StatusError{
		URL: redactURL(p.URL), Status: p.Status, Tries: p.Tries,
		RetryAfter: pace.RetryAfter(p.Header, time.Now()),
	}
}

// StatusError is an answer that says no.
type StatusError struct {
	URL        string // without user information, query and fragment
	Status     int
	Tries      []Try         // where the request was sent more than once
	RetryAfter time.Duration // how long the server asked not to be asked; 0 where it did not
}

// Error names the status and what it asks of the user.
func (e *StatusError) Error() string {
	wait := ""
	if e.RetryAfter > 0 {
		wait = fmt.Sprintf("; it asks to be left alone for %s", e.RetryAfter.Round(time.Second))
	}
	return fmt.Sprintf("%s answered %d %s%s%s%s", e.URL, e.Status, http.StatusText(e.Status),
		advice(e.Status), wait, describeTries(e.Tries))
}

func advice(status int) string {
	switch {
	case isRedirect(status):
		return ", and does not say where to (no Location); the fault is the site's"
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return "; log in first, or load a saved session"
	case status == http.StatusNotFound, status == http.StatusGone:
		return "; check the address"
	case status == http.StatusTooManyRequests:
		return "; wait, and ask less often"
	case status >= 500:
		return "; the fault is the server's, try again later"
	}
	return ""
}
