package demosite

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// clock is a time that only tests move.
type clock struct {
	mu sync.Mutex // guards at
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// client is a browser of sorts: it has cookies and reads forms.
type client struct {
	*http.Client
	t    *testing.T
	base string
}

func serve(t *testing.T, opts Options) (*Site, *client) {
	t.Helper()
	site := New(opts)
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	return site, newClient(t, server.URL)
}

func newClient(t *testing.T, base string) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	stay := func(req *http.Request, _ []*http.Request) error {
		if req.URL.Hostname() != "127.0.0.1" {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return &client{&http.Client{Jar: jar, CheckRedirect: stay}, t, base}
}

// page is an answer.
type page struct {
	*goquery.Document
	status int
	path   string // where the redirects ended
	header http.Header
	body   string
}

func (p page) text(selector string) string { return strings.TrimSpace(p.Find(selector).Text()) }

func (p page) attr(selector, name string) string { return p.Find(selector).AttrOr(name, "") }

func (c *client) read(resp *http.Response, err error) page {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(body)))
	if err != nil {
		c.t.Fatal(err)
	}
	return page{doc, resp.StatusCode, resp.Request.URL.Path, resp.Header, string(body)}
}

func (c *client) get(path string) page {
	c.t.Helper()
	return c.read(c.Get(c.base + path))
}

func (c *client) post(path string, sent url.Values) page {
	c.t.Helper()
	return c.read(c.PostForm(c.base+path, sent))
}

// hidden returns the hidden entries of a page's form.
func (p page) hidden(selector string) url.Values {
	sent := url.Values{}
	p.Find(selector + " input[type=hidden]").Each(func(_ int, in *goquery.Selection) {
		sent.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
	})
	return sent
}

// submit fills the page's form in and sends it.
func (c *client) submit(p page, selector string, fill map[string]string) page {
	c.t.Helper()
	action := p.attr(selector, "action")
	if action == "" {
		c.t.Fatalf("the page %s has no form %s:\n%s", p.path, selector, p.body)
	}
	sent := p.hidden(selector)
	for name, value := range fill {
		sent.Set(name, value)
	}
	return c.post(action, sent)
}

// ada fills the registration form; word is the CAPTCHA's answer.
func ada(word string) map[string]string {
	return map[string]string{
		"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com",
		"password": "analytical", "password_two": "analytical", "captcha": word,
	}
}

// word is the n-th CAPTCHA's.
func word(t *testing.T, seed, n uint64) string {
	t.Helper()
	text, _, err := Captcha(seed, n)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// join registers Ada on a fresh site with seed 0.
func (c *client) join() page {
	c.t.Helper()
	p := c.submit(c.get("/user/register"), "#register", ada(word(c.t, 0, 0)))
	if p.path != "/welcome" {
		c.t.Fatalf("registration ended on %s, want /welcome:\n%s", p.path, p.body)
	}
	return p
}
