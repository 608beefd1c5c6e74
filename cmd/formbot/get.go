package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/formbot/formbot/internal/atomicfile"
	"github.com/formbot/formbot/session"
	"github.com/formbot/formbot/session/cache"
	"github.com/formbot/formbot/session/weburl"
)

type getCmd struct {
	URL     string        `arg:"" name:"url" help:"Address of the page."`
	Output  string        `short:"o" placeholder:"FILE" help:"Write the body to this file instead, whole or not at all."`
	Raw     bool          `help:"Leave text in the character set that it came in."`
	Session string        `placeholder:"FILE" help:"Send the cookies that \"formbot run\" saved here, and save those that the page sets."`
	Timeout time.Duration `placeholder:"1m" help:"Longest time for the page, redirects included, less the waits for pace and between tries."`

	Cache     string        `placeholder:"FILE|off" help:"Cache file; default: cache.db in formbot's folder under the user's cache folder."`
	CacheMode string        `enum:"http,archive" default:"http" placeholder:"MODE" help:"http: keep what the site allows; archive: keep every page for --expire."`
	Expire    time.Duration `placeholder:"24h" help:"How long --cache-mode archive uses a page without asking again; default: for ever."`

	sessionFlags
	loginFlags
}

// Help implements kong.HelpProvider.
func (getCmd) Help() string {
	return `The page's body goes to stdout: text in UTF-8, whatever character set it came in, and everything else byte for
byte. An answer of 400 and above is printed too, but not written to a file, and exits with 1, or 4 from 500 on.
robots.txt is for crawlers and not asked for one page that a person named.

Examples, with "formbot site" running in another terminal:

  formbot get http://127.0.0.1:8080/places/default/index
  formbot get --session session.json http://127.0.0.1:8080/user/profile
  formbot get --json --har get.har http://127.0.0.1:8080/robots.txt
  FORMBOT_PASSWORD=... formbot get --user ada -o page.html https://staging.example.com/
  formbot get --cache-mode archive --expire 24h https://www.example.com/data.csv`
}

// Run fetches the page.
func (c *getCmd) Run(ctx context.Context, g *globals, s *streams) (err error) {
	sc, err := g.loadScope()
	if err != nil {
		return err
	}
	opts, done, err := c.options(g, s)
	if err != nil {
		return err
	}
	defer func() {
		if derr := done(); err == nil {
			err = derr
		}
	}()
	opts.Scope, opts.Timeout, opts.PlainBasic = sc, c.Timeout, c.PlainBasic
	if opts.Cache, err = c.openCache(ctx, s); err != nil {
		return err
	}
	if opts.Cache != nil {
		defer func() { //nolint:contextcheck // what is open is closed after an interrupt too
			if cerr := opts.Cache.Close(); err == nil {
				err = cerr
			}
		}()
	}
	sess := session.New(opts)
	defer sess.Close()
	if err := c.logIn(ctx, sess, s, c.URL); err != nil {
		return err
	}
	if c.Session != "" {
		if err := loadSession(sess, c.Session); err != nil {
			return err
		}
	}
	start := time.Now()
	page, err := sess.Get(ctx, c.URL)
	elapsed := time.Since(start)
	if c.Session != "" && !errors.Is(err, context.Canceled) {
		// Also after a failure: a redirect before it may have set cookies.
		if serr := sess.Save(c.Session); err == nil { //nolint:contextcheck // it is short, and not to be half done
			err = serr
		}
	}
	if err != nil {
		return err
	}
	return c.print(g, s, page, elapsed)
}

// openCache opens the cache; nil for none. The default one is only a help: where
// it can't be, the page is fetched all the same.
func (c *getCmd) openCache(ctx context.Context, s *streams) (*cache.Cache, error) {
	if c.Cache == "off" {
		return nil, nil
	}
	flags := cacheFlags{File: c.Cache}
	path, err := flags.path()
	if err == nil {
		opts := cache.Options{
			Path: path, Expire: c.Expire, Key: func(u *url.URL) string { return weburl.Normalize(u, weburl.Options{}).String() },
			Logger: slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
		}
		if c.CacheMode == "archive" {
			opts.Mode = cache.ModeArchive
		}
		var opened *cache.Cache
		if opened, err = cache.Open(ctx, opts); err == nil {
			return opened, nil
		}
	}
	if c.Cache == "" && ctx.Err() == nil {
		fmt.Fprintf(s.err, "formbot: going on without the cache: %v\n", err)
		return nil, nil
	}
	return nil, err
}

// print puts the answer where it was asked for, and says how it was.
func (c *getCmd) print(g *globals, s *streams, page *session.Page, elapsed time.Duration) error {
	status := page.Err()
	body, text := page.Body, isText(page)
	if text && !c.Raw {
		body = page.UTF8()
		noteCharset(s, page)
	}
	if c.Output != "" && status == nil {
		if err := atomicfile.WriteBytes(c.Output, 0o644, body); err != nil {
			return err
		}
	}
	switch {
	case g.JSON:
		if err := printJSON(s.out, c.line(page, body, text, elapsed)); err != nil {
			return err
		}
	case c.Output != "":
	case !text && s.colour:
		return usagef("this is no text (%s, %d bytes) and would spoil the terminal; give it a file by -o FILE", page.Header.Get("Content-Type"), len(body))
	default:
		if _, err := s.out.Write(body); err != nil {
			return err
		}
	}
	return status
}

// isText says whether a page is to be read by people.
func isText(page *session.Page) bool {
	kind, _, err := mime.ParseMediaType(page.Header.Get("Content-Type"))
	if err != nil {
		kind, _, _ = strings.Cut(http.DetectContentType(page.Body), ";")
	}
	switch kind {
	case "application/json", "application/xml", "application/javascript", "application/ecmascript", "application/x-ndjson", "application/yaml", "application/toml":
		return true
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+json") || strings.HasSuffix(kind, "+xml")
}

// getLine is the JSON of `formbot get --json`.
type getLine struct {
	URL       string      `json:"url"` // where the redirects ended
	Status    int         `json:"status"`
	Headers   http.Header `json:"headers"`
	Charset   string      `json:"charset,omitempty"`
	Redirects []string    `json:"redirects"`
	Cache     string      `json:"cache,omitempty"` // hit, miss, revalidated, stale, bypass
	AgeMS     int64       `json:"age_ms,omitempty"`
	Tries     int         `json:"tries"`
	MS        int64       `json:"ms"`
	Bytes     int         `json:"bytes"`
	File      string      `json:"file,omitempty"`
	Body      *string     `json:"body,omitempty"`
	BodyB64   string      `json:"body_base64,omitempty"`
}

func (c *getCmd) line(page *session.Page, body []byte, text bool, elapsed time.Duration) getLine {
	l := getLine{
		URL: page.URL.String(), Status: page.Status, Headers: page.Header.Clone(), Redirects: append([]string{}, page.Redirects...),
		Cache: string(page.Cache.Verdict), AgeMS: page.Cache.Age.Milliseconds(), Tries: max(len(page.Tries), 1),
		MS: elapsed.Milliseconds(), Bytes: len(page.Body),
	}
	for i, v := range l.Headers["Set-Cookie"] {
		l.Headers["Set-Cookie"][i] = withoutCookieValue(v)
	}
	switch {
	case c.Output != "" && page.Err() == nil:
		l.File = c.Output
	case text && !c.Raw:
		shown := string(body)
		l.Body = &shown
	default:
		l.BodyB64 = base64.StdEncoding.EncodeToString(body)
	}
	if text {
		l.Charset = page.Charset
	}
	return l
}

// withoutCookieValue is a Set-Cookie without what logs in.
func withoutCookieValue(v string) string {
	pair, attributes, _ := strings.Cut(v, ";")
	name, _, _ := strings.Cut(pair, "=")
	if attributes == "" {
		return name + "=[redacted]"
	}
	return name + "=[redacted];" + attributes
}
