package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"golang.org/x/term"

	"github.com/formbot/formbot/session"
	"github.com/formbot/formbot/session/auth"
	"github.com/formbot/formbot/session/har"
	"github.com/formbot/formbot/session/pace"
	"github.com/formbot/formbot/session/proxy"
)

// sessionFlags are how the pages of a command are asked for: who one is, by which
// way, how often, and within which limits. Left out, each is as package session
// has it.
type sessionFlags struct {
	UserAgent      string   `group:"session" placeholder:"TEXT" help:"User-Agent to send instead of formbot's own. preset:firefox and the like are those of browsers (${agents}); use them only where the site's owner agrees."`
	Header         []string `group:"session" short:"H" sep:"none" placeholder:"'NAME: VALUE'" help:"Header to send along; repeat it for several."`
	ReferrerPolicy string   `group:"session" placeholder:"POLICY" help:"What the next page is told of the one before: no-referrer, origin, same-origin, …; default: strict-origin-when-cross-origin."`

	Proxy   []string `group:"session" env:"FORMBOT_PROXY" sep:"none" placeholder:"[HOSTS=]URL" help:"Proxy: http, https or socks5, with user and password in its URL, or \"direct\"; with HOSTS= for these alone (example.com and what is below it). Repeat it; the first that matches counts. Default: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY."`
	NoProxy string   `group:"session" placeholder:"HOSTS" help:"Hosts to reach directly, divided by commas; default: NO_PROXY. This machine always is."`
	CA      []string `name:"ca" group:"session" sep:"none" placeholder:"FILE" help:"Certificates (PEM) of an authority to trust besides the system's; repeat it for several."`
	Cert    string   `group:"session" placeholder:"FILE" help:"Client certificate (PEM), and its key unless --key has it."`
	Key     string   `group:"session" placeholder:"FILE" help:"Private key (PEM) of --cert."`

	HAR        string `name:"har" group:"session" placeholder:"FILE" help:"Write down all that goes over the wire, as a HAR that browsers' developer tools open; secrets are left out."`
	HARSecrets bool   `name:"har-secrets" group:"session" help:"Leave the secrets in the HAR: cookies, passwords, tokens."`

	Delay *time.Duration `group:"session" placeholder:"1s" help:"Least time between two requests to a host; 0 for none. Default: 1s and longer when the host slows down, none on this machine."`
	Tries int            `group:"session" placeholder:"4" help:"How often a page is asked for at most when the network or the server fails; 1 for once. Forms are sent once."`

	limitFlags
}

// limitFlags have the names of session.Options, so that an error that names a
// limit names its flag.
type limitFlags struct {
	DialTimeout      time.Duration `group:"limits" placeholder:"10s" help:"Longest wait for a connection."`
	TLSTimeout       time.Duration `name:"tls-timeout" group:"limits" placeholder:"10s" help:"Longest wait for its encryption."`
	HeaderTimeout    time.Duration `group:"limits" placeholder:"30s" help:"Longest wait for an answer's header."`
	IdleTimeout      time.Duration `group:"limits" placeholder:"30s" help:"Longest wait for the next byte of a body."`
	MinRate          byteSize      `group:"limits" placeholder:"16" help:"Bytes a second that a body must come at."`
	MaxHeaderBytes   byteSize      `group:"limits" placeholder:"256KiB" help:"Largest header of an answer."`
	MaxBodyBytes     byteSize      `group:"limits" aliases:"max-body" placeholder:"16MiB" help:"Largest body, as sent and decompressed."`
	MaxRatio         int64         `group:"limits" placeholder:"200" help:"How many times its size a body may grow when it is decompressed."`
	MaxRedirects     *int          `group:"limits" placeholder:"20" help:"Redirects that are followed; 0 for none."`
	MaxInformational int           `group:"limits" placeholder:"32" help:"Interim answers (1xx) before the answer."`
}

// byteSize is a number of bytes, written as people do: 300, 64KiB, 2MB.
type byteSize int64

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *byteSize) UnmarshalText(text []byte) error {
	n, err := humanize.ParseBytes(string(text))
	if err != nil || n > 1<<62 {
		return fmt.Errorf("%q is no size; write it as 65536, 64KiB or 2MB", text)
	}
	*b = byteSize(n)
	return nil
}

// options turns the flags into the session's options. done closes the record; its
// error is the command's, where that has none.
func (f *sessionFlags) options(g *globals, s *streams) (opts session.Options, done func() error, err error) {
	opts = session.Options{Version: versionOrBuild(), Logger: g.logger(s), OnWait: tellWait(s)}
	f.limitFlags.apply(&opts)
	if opts.UserAgent, err = session.ParseUserAgent(f.UserAgent); err != nil {
		return opts, nil, usagef("--user-agent: %w", err)
	}
	if f.ReferrerPolicy != "" {
		if opts.ReferrerPolicy, err = session.ParseReferrerPolicy(f.ReferrerPolicy); err != nil {
			return opts, nil, usagef("--referrer-policy: %w", err)
		}
	}
	if opts.Header, err = f.headers(); err != nil {
		return opts, nil, err
	}
	if opts.Proxy, err = proxy.New(proxy.Options{Rules: f.Proxy, NoProxy: f.NoProxy, Getenv: os.Getenv}); err != nil {
		return opts, nil, usagef("--proxy: %w", err)
	}
	if opts.TLS, err = session.LoadTLS(session.TLSFiles{CAs: f.CA, Cert: f.Cert, Key: f.Key}); err != nil {
		return opts, nil, usagef("%w", err)
	}
	if f.Delay != nil {
		opts.Pace.Delay = *f.Delay
		if *f.Delay <= 0 {
			opts.Pace = pace.Options{Delay: -1, Fixed: true}
		}
	}
	opts.Retry = session.RetryOptions{Tries: f.Tries, Off: f.Tries == 1}
	if f.Tries < 0 {
		return opts, nil, usagef("--tries %d: want 1 or more", f.Tries)
	}
	done = func() error { return nil }
	if f.HAR != "" {
		opts.Record, err = session.NewRecorder(f.HAR, opts, har.Options{Version: versionOrBuild(), ShowSecrets: f.HARSecrets})
		if err != nil {
			return opts, nil, usagef("--har: %w", err)
		}
		done = opts.Record.Close
	}
	return opts, done, nil
}

func (f *limitFlags) apply(opts *session.Options) {
	opts.DialTimeout, opts.TLSTimeout, opts.HeaderTimeout, opts.IdleTimeout = f.DialTimeout, f.TLSTimeout, f.HeaderTimeout, f.IdleTimeout
	opts.MinRate, opts.MaxHeaderBytes, opts.MaxBodyBytes = int64(f.MinRate), int64(f.MaxHeaderBytes), int64(f.MaxBodyBytes)
	opts.MaxRatio, opts.MaxInformational = f.MaxRatio, f.MaxInformational
	if f.MaxRedirects != nil {
		opts.MaxRedirects = *f.MaxRedirects
		if opts.MaxRedirects <= 0 {
			opts.MaxRedirects = -1
		}
	}
}

// headers reads --header. What logs in has ways of its own, by which it goes to
// one origin alone.
func (f *sessionFlags) headers() (http.Header, error) {
	out := http.Header{}
	for _, line := range f.Header {
		name, value, found := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); !found || name == "" || strings.ContainsAny(line, "\r\n\x00") || strings.ContainsAny(name, " \t\"(),/;<=>?@[\\]{}") {
			return nil, usagef("--header: write it as 'Name: value'")
		}
		switch http.CanonicalHeaderKey(name) {
		case "Authorization":
			return nil, usagef("--header: Authorization would go to every host; use --user, or https://user@host/ for one")
		case "Cookie":
			return nil, usagef("--header: Cookie would go to every host; use --session, and \"formbot cookies import\" to fill it")
		case "Host", "Content-Length", "Transfer-Encoding", "Connection", "Accept-Encoding":
			return nil, usagef("--header: %s is the connection's business", name)
		}
		out.Add(name, strings.TrimSpace(value))
	}
	return out, nil
}

// loadSession takes the cookies of a file, which has to be there: who names one
// wants to be known.
func loadSession(sess *session.Session, path string) error {
	err := sess.Load(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usagef("there is no session in %s; a flow's \"save: %s\" or \"formbot cookies import\" makes one", path, filepath.Base(path))
	case err != nil:
		return &usageError{err}
	}
	return nil
}

// loginFlags are a login by HTTP itself, for the host that the command names.
type loginFlags struct {
	User       string `group:"session" placeholder:"NAME" help:"Log in by HTTP basic or digest, when the named page's host asks. The password is FORMBOT_PASSWORD's, or asked for."`
	PlainBasic bool   `group:"session" help:"Let HTTP basic send the password over plain http, where others can read it."`
}

// logIn tells the session who the user is at a page's origin.
func (f *loginFlags) logIn(ctx context.Context, sess *session.Session, s *streams, page string) error {
	if f.User == "" {
		return nil
	}
	if strings.Contains(f.User, ":") {
		return usagef("--user: keep the password off the command line, where others see it; set FORMBOT_PASSWORD, or leave it out and be asked")
	}
	password, set := os.LookupEnv("FORMBOT_PASSWORD")
	if !set {
		var err error
		if password, err = askPassword(ctx, s, f.User); err != nil {
			return err
		}
	}
	return sess.AddLogin(auth.Login{Origin: page, User: f.User, Password: password})
}

// askPassword reads a password from the terminal.
func askPassword(ctx context.Context, s *streams, user string) (string, error) {
	in, ok := s.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", usagef("--user %s: there is no terminal to ask for the password; set FORMBOT_PASSWORD", user)
	}
	before, err := term.GetState(int(in.Fd()))
	if err != nil {
		return "", err
	}
	fmt.Fprintf(s.err, "Password for %s: ", user)
	type answer struct {
		text []byte
		err  error
	}
	got := make(chan answer, 1)
	go func() { // it can't be interrupted, so an interrupt leaves it behind
		text, err := term.ReadPassword(int(in.Fd()))
		got <- answer{text, err}
	}()
	select {
	case a := <-got:
		fmt.Fprintln(s.err)
		return string(a.text), a.err
	case <-ctx.Done():
		fmt.Fprintln(s.err)
		return "", fmt.Errorf("ask for the password: %w; %w", ctx.Err(), term.Restore(int(in.Fd()), before))
	}
}
