package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/formbot/formbot/flow"
	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/session"
)

type formsCmd struct {
	Source string `arg:"" name:"url|file" help:"Address of a page, an HTML file, or - for stdin."`
	Base   string `placeholder:"URL" help:"Address that a file's relative links count from."`
	Form   string `placeholder:"SELECTOR" help:"Only this form: CSS selector, name, id or index, or what it is like: password=true, has=email,password, button='Sign in'."`
	Flow   bool   `help:"Write a starting flow for the form instead."`
	Once   bool   `help:"Fetch the page only once, and so do not tell which hidden fields are one-time keys."`

	Session string `placeholder:"FILE" help:"Ask with the cookies that \"formbot run\" saved here; those that the page sets are not saved."`

	sessionFlags
	loginFlags
}

// Help implements kong.HelpProvider.
func (formsCmd) Help() string {
	return `A page with hidden fields is fetched twice: those that change in between are one-time keys, and marked.

With --flow, a flow is written that can be run with only its inputs given; --form picks the form where the page has
several.

Examples, with "formbot site" running in another terminal:

  formbot forms http://127.0.0.1:8080/user/register
  formbot forms --json http://127.0.0.1:8080/user/login
  formbot forms --form button=Register http://127.0.0.1:8080/user/register
  formbot forms --flow http://127.0.0.1:8080/user/register > register.yaml
  formbot forms --base https://www.example.com/login saved.html`
}

// Run lists the forms.
func (c *formsCmd) Run(ctx context.Context, g *globals, s *streams) error {
	doc, list, base, err := c.load(ctx, g, s)
	if err != nil {
		return err
	}
	if c.Form != "" {
		form, err := forms.Find(list, c.Form)
		if err != nil {
			return err
		}
		list = []*forms.Form{form}
	}
	switch {
	case c.Flow:
		return c.draft(s, list, base)
	case g.JSON:
		for _, f := range list {
			if err := printJSON(s.out, f); err != nil {
				return err
			}
		}
	default:
		for i, f := range list {
			if i > 0 {
				fmt.Fprintln(s.out)
			}
			if err := writeForm(s.out, style{on: s.colour}, f, columnsOf()); err != nil {
				return err
			}
		}
	}
	if len(list) == 0 {
		fmt.Fprintln(s.err, "formbot: the page has no form")
	}
	inForm := func(f *forms.Form) bool { return f.Captcha().Interactive() }
	if challenge := forms.PageCaptcha(doc); challenge.Interactive() && !slices.ContainsFunc(list, inForm) {
		fmt.Fprintf(s.err, "formbot: the page shows an interactive challenge (%s); %s\n", challenge.Kind, challenge.Advice())
	}
	return nil
}

func (c *formsCmd) load(ctx context.Context, g *globals, s *streams) (*goquery.Document, []*forms.Form, *url.URL, error) {
	if scheme, _, ok := strings.Cut(c.Source, "://"); ok {
		if !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
			return nil, nil, nil, usagef("%s: formbot speaks http and https only", c.Source)
		}
		return c.fetch(ctx, g, s)
	}
	data, base, err := c.readFile(s.in)
	if err != nil {
		return nil, nil, nil, err
	}
	page := session.SavedPage(base, data)
	doc, err := page.Document()
	if err != nil {
		return nil, nil, nil, err
	}
	list, err := page.Forms()
	return doc, list, base, err
}

func (c *formsCmd) fetch(ctx context.Context, g *globals, s *streams) (_ *goquery.Document, _ []*forms.Form, _ *url.URL, err error) {
	sc, err := g.loadScope()
	if err != nil {
		return nil, nil, nil, err
	}
	opts, done, err := c.options(g, s)
	if err != nil {
		return nil, nil, nil, err
	}
	defer func() {
		if derr := done(); err == nil {
			err = derr
		}
	}()
	opts.Scope, opts.PlainBasic = sc, c.PlainBasic
	sess := session.New(opts)
	defer sess.Close()
	if err := c.logIn(ctx, sess, s, c.Source); err != nil {
		return nil, nil, nil, err
	}
	if c.Session != "" {
		if err := loadSession(sess, c.Session); err != nil {
			return nil, nil, nil, err
		}
	}
	page, err := sess.Get(ctx, c.Source)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := page.Err(); err != nil {
		return nil, nil, nil, err
	}
	noteCharset(s, page)
	doc, err := page.Document()
	if err != nil {
		return nil, nil, nil, err
	}
	list, err := page.Forms()
	if err == nil && !c.Once && !c.Flow && hasHidden(list) {
		err = c.markOneTime(ctx, sess, s, list)
	}
	return doc, list, page.URL, err
}

// hasHidden says whether there is anything that could be a one-time key.
func hasHidden(list []*forms.Form) bool {
	return slices.ContainsFunc(list, func(f *forms.Form) bool {
		return slices.ContainsFunc(f.Fields, func(fl *forms.Field) bool { return fl.Type == "hidden" && fl.Value != "" })
	})
}

// markOneTime fetches the page again and marks the keys that have changed. That
// it cannot be had again is no fault of the first.
func (c *formsCmd) markOneTime(ctx context.Context, sess *session.Session, s *streams, list []*forms.Form) error {
	page, err := sess.Get(ctx, c.Source)
	if err == nil {
		err = page.Err()
	}
	var again []*forms.Form
	if err == nil {
		again, err = page.Forms()
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintf(s.err, "formbot: one-time keys are not marked: fetch the page again: %v\n", err)
		return nil
	}
	forms.MarkOneTime(list, again)
	return err
}

func (c *formsCmd) readFile(stdin io.Reader) ([]byte, *url.URL, error) {
	var (
		data []byte
		err  error
		base = &url.URL{Scheme: "http", Host: "localhost", Path: "/"}
	)
	if c.Source == "-" {
		data, err = io.ReadAll(stdin)
	} else {
		data, err = os.ReadFile(c.Source)
	}
	if err != nil {
		return nil, nil, usagef("read the page: %w", err)
	}
	if c.Base != "" {
		if base, err = url.Parse(c.Base); err != nil || base.Host == "" {
			return nil, nil, usagef("--base %q: want an address such as https://www.example.com/login", c.Base)
		}
	}
	return bytes.Clone(data), base, nil
}

func (c *formsCmd) draft(s *streams, list []*forms.Form, base *url.URL) error {
	form, err := flow.PickForm(list)
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(filepath.Base(base.Path), filepath.Ext(base.Path))
	if strings.Trim(name, "./") == "" {
		name = base.Hostname()
	}
	_, err = s.out.Write(flow.Draft(name, base, form))
	return err
}
