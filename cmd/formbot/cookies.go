package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/formbot/formbot/internal/atomicfile"
	"github.com/formbot/formbot/session/cookies"
	"github.com/formbot/formbot/session/cookies/exchange"
)

type cookiesCmd struct {
	List   cookiesListCmd   `cmd:"" help:"List the cookies of a session; their values stay hidden."`
	Import cookiesImportCmd `cmd:"" help:"Take cookies from a browser, or from a file of another program, into a session."`
	Export cookiesExportCmd `cmd:"" help:"Write a session's cookies to a file for another program."`
}

// sessionFlag names the session, for the commands whose object it is.
type sessionFlag struct {
	Session string `placeholder:"FILE" default:"session.json" help:"The session's file; default: session.json, which flows save."`
}

// load reads the session, which has to be there.
func (f *sessionFlag) load() (*cookies.Jar, error) {
	jar := cookies.New(cookies.Options{})
	err := jar.Load(f.Session)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("there is no session in %s; a flow's \"save: %s\" or \"formbot cookies import\" makes one, and --session names another",
			f.Session, filepath.Base(f.Session))
	}
	return jar, err
}

// hostFlag keeps to some hosts.
type hostFlag struct {
	Host []string `placeholder:"HOST" help:"Only the cookies that go to this host; repeat it for several."`
}

// keep returns the cookies that go to one of the hosts; all, where none is named.
func (f *hostFlag) keep(list []cookies.Cookie) ([]cookies.Cookie, error) {
	if len(f.Host) == 0 {
		return list, nil
	}
	var hosts []string
	for _, raw := range f.Host {
		u, err := hostURL(raw)
		if err != nil {
			return nil, err
		}
		hosts = append(hosts, u.Hostname())
	}
	return slices.DeleteFunc(list, func(c cookies.Cookie) bool {
		return !slices.ContainsFunc(hosts, c.GoesTo)
	}), nil
}

// hostURL reads a host, a host with a port, or a URL.
func hostURL(raw string) (*url.URL, error) {
	text := raw
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return nil, usagef("--host %s: this is no host", raw)
	}
	return u, nil
}

type cookiesListCmd struct {
	sessionFlag
	hostFlag
	ShowValues bool `help:"Show the values too. They are as good as passwords."`
}

// Help implements kong.HelpProvider.
func (cookiesListCmd) Help() string {
	return `Session cookies are listed and kept too: a login outlives the process that made it.

Examples:

  formbot cookies list
  formbot cookies list --session staging.json --host www.staging.example.com --json`
}

// cookieLine is the JSON of a cookie.
type cookieLine struct {
	Name     string    `json:"name"`
	Value    *string   `json:"value,omitempty"`
	Domain   string    `json:"domain"`
	HostOnly bool      `json:"host_only"`
	Path     string    `json:"path"`
	Secure   bool      `json:"secure"`
	HTTPOnly bool      `json:"http_only"`
	SameSite string    `json:"same_site"` // "" where it said nothing
	Expires  time.Time `json:"expires,omitzero"`
	Created  time.Time `json:"created"`
}

// Run lists the cookies.
func (c *cookiesListCmd) Run(g *globals, s *streams) error {
	jar, err := c.load()
	if err != nil {
		return err
	}
	list, err := c.keep(jar.All())
	if err != nil {
		return err
	}
	if g.JSON {
		for _, cookie := range list {
			if err := printJSON(s.out, lineOf(cookie, c.ShowValues)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) == 0 {
		fmt.Fprintf(s.err, "no cookies in %s\n", c.Session)
		return nil
	}
	return writeCookies(s.out, list, c.ShowValues)
}

func lineOf(c cookies.Cookie, values bool) cookieLine {
	line := cookieLine{
		Name: c.Name, Domain: c.Domain, HostOnly: c.HostOnly, Path: c.Path, Secure: c.Secure, HTTPOnly: c.HTTPOnly,
		SameSite: string(c.SameSite), Expires: c.Expires.UTC(), Created: c.Created.UTC(),
	}
	if values {
		line.Value = &c.Value
	}
	return line
}

// writeCookies is the table for people.
func writeCookies(w io.Writer, list []cookies.Cookie, values bool) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	head := "DOMAIN\tPATH\tNAME\tEXPIRES\tFLAGS"
	if values {
		head += "\tVALUE"
	}
	fmt.Fprintln(t, head)
	for _, c := range list {
		domain, expires := c.Domain, "session"
		if !c.HostOnly {
			domain = "*." + domain
		}
		if !c.Expires.IsZero() {
			expires = c.Expires.UTC().Format("2006-01-02 15:04")
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s", domain, cell(c.Path), cell(c.Name), expires, flagsOf(c))
		if values {
			fmt.Fprintf(t, "\t%s", cell(c.Value))
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// cell is a foreign text that does nothing to a terminal or a table.
func cell(s string) string { return orDash(printable(strings.ReplaceAll(s, "\t", " "))) }

func flagsOf(c cookies.Cookie) string {
	var out []string
	if c.Secure {
		out = append(out, "secure")
	}
	if c.HTTPOnly {
		out = append(out, "http-only")
	}
	if c.SameSite != cookies.SameSiteDefault {
		out = append(out, string(c.SameSite))
	}
	return orDash(strings.Join(out, " "))
}

type cookiesExportCmd struct {
	sessionFlag
	hostFlag
	Format     string `placeholder:"FORMAT" enum:",netscape,json,har" default:"" help:"netscape (cookies.txt), json (browser extensions) or har; default: what the file's name ends in (.txt, .json, .har)."`
	Output     string `short:"o" required:"" placeholder:"FILE" help:"The file to write, mode 0600; - for stdout, which needs --show-values."`
	ShowValues bool   `help:"Let values appear on stdout. They are as good as passwords."`
}

// Help implements kong.HelpProvider.
func (cookiesExportCmd) Help() string {
	return `Examples:

  formbot cookies export -o cookies.txt && curl --cookie cookies.txt http://127.0.0.1:8080/
  formbot cookies export --host www.staging.example.com --format json -o cookies.json`
}

// Run writes the file.
func (c *cookiesExportCmd) Run(g *globals, s *streams) error {
	format, err := c.format()
	if err != nil {
		return err
	}
	jar, err := c.load()
	if err != nil {
		return err
	}
	list, err := c.keep(jar.All())
	if err != nil {
		return err
	}
	var left []exchange.Left
	opts := exchange.Options{Creator: "formbot", Version: versionOrBuild()}
	write := func(w io.Writer) (err error) {
		left, err = exchange.Write(w, format, list, opts)
		return err
	}
	if c.Output == "-" {
		if err := write(s.out); err != nil {
			return err
		}
		tellLeft(s.err, left)
		return nil
	}
	if err := atomicfile.Write(c.Output, 0o600, write); err != nil {
		return fmt.Errorf("export cookies: %w", err)
	}
	tellLeft(s.err, left)
	if g.JSON {
		return printJSON(s.out, map[string]any{
			"file": c.Output, "format": format, "exported": len(list) - len(left), "left_out": len(left),
		})
	}
	_, err = fmt.Fprintf(s.out, "%s: %s\n", c.Output, cookiesCount(len(list)-len(left)))
	return err
}

// format is what to write, and whether that may be written there.
func (c *cookiesExportCmd) format() (exchange.Format, error) {
	if c.Output == "-" && !c.ShowValues {
		return "", usagef("the values of cookies are as good as passwords; -o FILE writes them to a file that only you can read, and --show-values lets them appear here")
	}
	if c.Format != "" {
		return exchange.Format(c.Format), nil
	}
	switch strings.ToLower(filepath.Ext(c.Output)) {
	case ".txt":
		return exchange.Netscape, nil
	case ".json":
		return exchange.JSON, nil
	case ".har":
		return exchange.HAR, nil
	}
	return "", usagef("the name of %s does not say which format it is to have; add --format netscape, json or har", c.Output)
}

func cookiesCount(n int) string {
	if n == 1 {
		return "1 cookie"
	}
	return fmt.Sprintf("%d cookies", n)
}

// tellLeft says what a file could not take or did not have whole.
func tellLeft(w io.Writer, left []exchange.Left) {
	for _, l := range left {
		fmt.Fprintf(w, "left out: %s: %s\n", printable(l.Where), l.Reason)
	}
}

// openSource opens a file to import, or stdin.
func openSource(name string, in io.Reader) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(in), nil
	}
	return os.Open(name)
}
