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
	Form   string `placeholder:"SELECTOR" help:"Only this form: CSS selector, name or index."`
	Flow   bool   `help:"Write a starting flow for the form instead."`
}

// Help implements kong.HelpProvider.
func (formsCmd) Help() string {
	return `With --flow, a flow is written that can be run once its blanks are filled in; --form picks the form where the page
has several.

Examples, with "formbot site" running in another terminal:

  formbot forms http://127.0.0.1:8080/user/register
  formbot forms --json http://127.0.0.1:8080/user/login
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
			if err := writeForm(s.out, style{on: s.colour}, f); err != nil {
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

func (c *formsCmd) fetch(ctx context.Context, g *globals, s *streams) (*goquery.Document, []*forms.Form, *url.URL, error) {
	sc, err := g.loadScope()
	if err != nil {
		return nil, nil, nil, err
	}
	sess := session.New(session.Options{Scope: sc, Version: versionOrBuild(), Logger: g.logger(s)})
	defer sess.Close()
	page, err := sess.Get(ctx, c.Source)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := page.Err(); err != nil {
		return nil, nil, nil, err
	}
	doc, err := page.Document()
	if err != nil {
		return nil, nil, nil, err
	}
	list, err := page.Forms()
	return doc, list, page.URL, err
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
	_, err = s.out.Write(flow.Draft(name, base, form))
	return err
}
