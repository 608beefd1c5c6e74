package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/formbot/formbot/scope"
	"github.com/formbot/formbot/session/cookies"
	"github.com/formbot/formbot/session/cookies/browserjar"
	"github.com/formbot/formbot/session/cookies/exchange"
)

type cookiesImportCmd struct {
	sessionFlag
	hostFlag
	Source    string `arg:"" help:"firefox, chromium, chrome, or a file (- for stdin): cookies.txt, an extension's JSON, or a HAR."`
	Profile   string `placeholder:"PROFILE" help:"The browser's profile, by name or folder; default: the one that it opens."`
	Container string `placeholder:"NAME" help:"Firefox's container, by name or number; default: what is in none."`
	Format    string `placeholder:"FORMAT" enum:",netscape,json,har" default:"" help:"The file's format: netscape, json or har; default: what it looks like."`
}

// Help implements kong.HelpProvider.
func (cookiesImportCmd) Help() string {
	return `Only cookies for hosts in scope are taken ("formbot help scope"); the others are counted. A --host that is out of
scope is refused. The browser may be running. What was imported goes into the session beside what is there, and
in the place of the same cookies. A file whose name is a browser's is written ./firefox.

Examples:

  formbot cookies import firefox --host 127.0.0.1
  formbot cookies import chromium --profile "Profile 1" --scope scope.yaml --session staging.json
  formbot cookies import cookies.txt`
}

// imported is the JSON of an import.
type imported struct {
	Source   string         `json:"source"`
	Profile  string         `json:"profile,omitempty"`
	Session  string         `json:"session"`
	Imported int            `json:"imported"`
	Cookies  []cookieLine   `json:"cookies"`
	LeftOut  map[string]int `json:"left_out"` // by reason

	refused error // the first refusal of the scope
}

// Run imports.
func (c *cookiesImportCmd) Run(ctx context.Context, g *globals, s *streams) error {
	sc, err := g.loadScope()
	if err != nil {
		return err
	}
	for _, host := range c.Host {
		u, err := hostURL(host)
		if err != nil {
			return err
		}
		if err := sc.Check(u); err != nil {
			return err
		}
	}
	out := &imported{Source: c.Source, Session: c.Session, Cookies: []cookieLine{}, LeftOut: map[string]int{}}
	list, err := c.read(ctx, s, out)
	if err != nil {
		return err
	}
	if list, err = c.inScope(sc, list, out); err != nil {
		return err
	}
	jar := cookies.New(cookies.Options{})
	for _, cookie := range list {
		if err := jar.Add(cookie); err != nil {
			out.LeftOut[err.Error()]++
		}
	}
	for _, cookie := range jar.All() {
		out.Cookies = append(out.Cookies, lineOf(cookie, false))
	}
	out.Imported = len(out.Cookies)
	if out.Imported > 0 {
		if err := jar.Save(c.Session); err != nil { //nolint:contextcheck // it is short, and to be done whole
			return err
		}
	}
	return c.tell(g, s, out, jar.All())
}

// read reads the source.
func (c *cookiesImportCmd) read(ctx context.Context, s *streams, out *imported) ([]cookies.Cookie, error) {
	opts := browserjar.Options{Profile: c.Profile, Container: c.Container}
	var got *browserjar.Result
	var err error
	switch c.Source {
	case "firefox":
		got, err = browserjar.Firefox(ctx, opts)
	case "chromium", "chrome":
		if c.Container != "" {
			return nil, usagef("--container is Firefox's")
		}
		got, err = browserjar.Chromium(ctx, browserjar.Browser(c.Source), opts)
	default:
		return c.readFile(s, out)
	}
	if err != nil {
		return nil, err
	}
	out.Profile = got.Profile
	for _, l := range got.Left {
		out.LeftOut[l.Reason] += l.Count
	}
	return got.Cookies, nil
}

func (c *cookiesImportCmd) readFile(s *streams, out *imported) ([]cookies.Cookie, error) {
	if c.Profile != "" || c.Container != "" {
		return nil, usagef("%s is a file; --profile and --container are for firefox, chromium and chrome", c.Source)
	}
	f, err := openSource(c.Source, s.in)
	if err != nil {
		return nil, fmt.Errorf("import cookies: %w", err)
	}
	defer f.Close()
	got, err := exchange.Read(f, exchange.Options{Format: exchange.Format(c.Format)})
	if err != nil {
		return nil, usagef("import cookies from %s: %w", c.Source, err)
	}
	if len(got.Left) <= 10 { // by their places; more are counted alone
		tellLeft(s.err, got.Left)
	}
	for _, l := range got.Left {
		out.LeftOut[l.Reason]++
	}
	return got.Cookies, nil
}

// inScope keeps the cookies of hosts that may be automated: with --host, which
// has been checked, those that go there, else those whose own host is in scope.
func (c *cookiesImportCmd) inScope(sc *scope.Scope, list []cookies.Cookie, out *imported) ([]cookies.Cookie, error) {
	all := len(list)
	if len(c.Host) > 0 {
		list, err := c.keep(list)
		if n := all - len(list); n > 0 {
			out.LeftOut["it does not go to a --host"] = n
		}
		return list, err
	}
	return slices.DeleteFunc(list, func(cookie cookies.Cookie) bool {
		err := mayHave(sc, cookie)
		if err != nil {
			out.LeftOut["its host is out of scope"]++
			if out.refused == nil {
				out.refused = err
			}
		}
		return err != nil
	}), nil
}

// mayHave asks the scope for a cookie's host. A cookie for all hosts below a
// domain is in scope also where all hosts below it are.
func mayHave(sc *scope.Scope, c cookies.Cookie) error {
	domain := strings.TrimPrefix(c.Domain, ".")
	if strings.Contains(domain, ":") {
		domain = "[" + strings.Trim(domain, "[]") + "]"
	}
	err := sc.Check(&url.URL{Scheme: "https", Host: domain, Path: "/"})
	if err != nil && !c.HostOnly && sc.Check(&url.URL{Scheme: "https", Host: "any." + domain, Path: "/"}) == nil {
		return nil
	}
	return err
}

// tell says what was imported and what was not. Nothing at all is not the outcome
// that was asked for.
func (c *cookiesImportCmd) tell(g *globals, s *streams, out *imported, list []cookies.Cookie) error {
	for _, reason := range slices.Sorted(maps.Keys(out.LeftOut)) {
		fmt.Fprintf(s.err, "left out: %s: %s\n", cookiesCount(out.LeftOut[reason]), reason)
	}
	if g.JSON {
		if err := printJSON(s.out, out); err != nil {
			return err
		}
	} else if out.Imported > 0 {
		if err := writeCookies(s.out, list, false); err != nil {
			return err
		}
		fmt.Fprintf(s.err, "imported %s into %s\n", cookiesCount(out.Imported), c.Session)
	}
	switch {
	case out.Imported > 0:
		return nil
	case out.refused != nil:
		return fmt.Errorf("nothing was imported from %s: %w", c.Source, out.refused)
	}
	fmt.Fprintf(s.err, "nothing was imported from %s\n", c.Source)
	return errNo
}
