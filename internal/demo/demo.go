// Package demo is what `formbot demo` does: the whole job, on the built-in
// practice site, with the real parts. It registers a user through a CAPTCHA,
// logs out and in again, edits a record behind the login, saves the session and
// loads it in a new client. It tells that as a story, and leaves a page with
// every CAPTCHA of the run and each stage of reading it.
package demo

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/formbot/formbot/flow"
	"github.com/formbot/formbot/flows"
	"github.com/formbot/formbot/internal/demosite"
	"github.com/formbot/formbot/session"
)

// ownFlows are the parts of the story beside registering and logging in, whose
// flows are the ones that users start from.
//
//go:embed flows/*.yaml
var ownFlows embed.FS

// Options configures a run.
type Options struct {
	Dir     string      // required: the folder for the page, the pictures and the session
	Seed    uint64      // the practice site's seed
	Solver  flow.Solver // required: reads the CAPTCHAs
	Version string      // of formbot, for the User-Agent
	OnEvent func(Event) // called as the story goes; nil: nobody listens
}

// Event is a moment of the story: a part begins, a CAPTCHA was read, a part is
// done. Exactly one of the fields is set.
type Event struct {
	Begun   string               // the part's title
	Captcha *flow.CaptchaAttempt // a CAPTCHA and the site's verdict
	Done    *Part
}

// Result is what a run did. Its JSON form is that of `formbot demo --json`.
type Result struct {
	OK      bool    `json:"ok"`
	Site    string  `json:"site"`
	Seed    uint64  `json:"seed"`
	Parts   []Part  `json:"parts"`
	Page    string  `json:"page"`    // the index.html to look at
	Session string  `json:"session"` // the saved session
	MS      float64 `json:"ms"`
}

// Part is one part of the job.
type Part struct {
	Name    string                `json:"name"`
	Title   string                `json:"title"`
	Outcome string                `json:"outcome"` // what shows that it worked
	Captcha []flow.CaptchaAttempt `json:"captcha,omitempty"`
	MS      float64               `json:"ms"`
}

// The user that the demo registers; the site forgets it when the demo ends.
const (
	email    = "ada@example.com"
	password = "analytical engine"
)

// Run does the whole job. The Result is not nil when an error is returned: it
// holds the parts that were done.
func Run(ctx context.Context, opts Options) (*Result, error) {
	start := time.Now()
	if err := os.MkdirAll(opts.Dir, 0o755); err != nil {
		return &Result{}, fmt.Errorf("make the demo's folder: %w", err)
	}
	site, stop, err := serve(ctx, opts.Seed)
	if err != nil {
		return &Result{}, err
	}
	defer stop()
	r := &run{
		opts: opts,
		result: &Result{
			Site: site, Seed: opts.Seed, Parts: []Part{},
			Page: filepath.Join(opts.Dir, "index.html"), Session: filepath.Join(opts.Dir, "session.json"),
		},
	}
	err = r.parts(ctx)
	r.result.MS = ms(time.Since(start))
	r.result.OK = err == nil
	if perr := writePage(opts.Dir, r.result); perr != nil && err == nil {
		r.result.OK, err = false, perr
	}
	return r.result, err
}

// serve starts the practice site on a free loopback port.
func serve(ctx context.Context, seed uint64) (url string, stop func(), err error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("start the practice site: %w", err)
	}
	server := &http.Server{Handler: demosite.New(demosite.Options{Seed: seed}), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(ln) // ends with ErrServerClosed when stop closes it
	}()
	stop = func() {
		_ = server.Close()
		<-served
	}
	return "http://" + ln.Addr().String(), stop, nil
}

type run struct {
	opts   Options
	result *Result
}

func (r *run) parts(ctx context.Context) error {
	first := r.session()
	defer first.Close()
	for _, p := range []struct{ name, title, outcome string }{
		{"register", "Register a new user", "the site welcomes Ada"},
		{"logout", "Log out", "the site asks for a login again"},
		{"login", "Log in, with the form's one-time key", "the site knows Ada again"},
		{"edit", "Edit a record behind the login", "the page shows the new value"},
	} {
		if err := r.flow(ctx, first, p.name, p.title, p.outcome); err != nil {
			return err
		}
	}
	err := r.part("save", "Save the session", "cookies in session.json, readable by you alone", func() error { //nolint:contextcheck // saving is short, and not to be half done
		return first.Save(r.result.Session)
	})
	if err != nil {
		return err
	}
	second := r.session()
	defer second.Close()
	err = r.part("load", "Load the session in a new client", "cookies read", func() error {
		return second.Load(r.result.Session)
	})
	if err != nil {
		return err
	}
	return r.flow(ctx, second, "profile", "Open the profile with it", "still logged in as Ada")
}

func (r *run) session() *session.Session {
	return session.New(session.Options{Strict: true, Version: r.opts.Version})
}

func (r *run) part(name, title, outcome string, do func() error) error {
	r.tell(Event{Begun: title})
	start := time.Now()
	if err := do(); err != nil {
		return err
	}
	r.done(Part{Name: name, Title: title, Outcome: outcome, MS: ms(time.Since(start))})
	return nil
}

// flow runs one of the practice site's flows.
func (r *run) flow(ctx context.Context, s *session.Session, name, title, outcome string) error {
	text, err := flows.FS.ReadFile(name + ".yaml")
	if errors.Is(err, fs.ErrNotExist) {
		text, err = ownFlows.ReadFile("flows/" + name + ".yaml")
	}
	if err != nil {
		return err
	}
	f, err := flow.Parse(name+".yaml", text)
	if err != nil {
		return err
	}
	r.tell(Event{Begun: title})
	inputs := map[string]string{"site": r.result.Site, "email": email, "password": password}
	for known := range inputs {
		if _, ok := f.Inputs[known]; !ok {
			delete(inputs, known)
		}
	}
	result, err := f.Run(ctx, s, flow.RunOptions{
		Inputs: inputs, Solver: r.opts.Solver, KeepDir: r.opts.Dir, KeepAll: true, Dir: r.opts.Dir,
		OnEvent: func(e flow.Event) {
			if e.Kind == flow.CaptchaRead {
				r.tell(Event{Captcha: &e.Captcha})
			}
		},
	})
	part := Part{Name: name, Title: title, Outcome: outcome}
	if result != nil {
		part.MS = result.MS
		for _, step := range result.Steps {
			part.Captcha = append(part.Captcha, step.Captcha...)
		}
	}
	if err != nil {
		part.Outcome = "failed: " + err.Error()
		r.result.Parts = append(r.result.Parts, part)
		return err
	}
	r.done(part)
	return nil
}

func (r *run) done(p Part) {
	r.result.Parts = append(r.result.Parts, p)
	r.tell(Event{Done: &p})
}

func (r *run) tell(e Event) {
	if r.opts.OnEvent != nil {
		r.opts.OnEvent(e)
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
