package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/formbot/formbot/internal/demo"
)

type demoCmd struct {
	Out  string `placeholder:"DIR" help:"Folder for the page, the pictures and the session; default: formbot-demo here, or in the temporary folder where here cannot be written."`
	Seed uint64 `default:"4" help:"Which CAPTCHAs the site shows; the first of the default is one that Tesseract 5.3 misreads, so that a fresh try is seen."`
}

// Help implements kong.HelpProvider.
func (demoCmd) Help() string {
	return `It starts the practice site on a free loopback port, registers a user through its CAPTCHA, logs out and in again, edits
a record, saves the session, and shows in a new client that it is still logged in. Nothing leaves this machine.

Examples:

  formbot demo
  formbot demo --seed 7 --out /tmp/demo
  formbot demo --json`
}

// Run does the demo and tells it.
func (c *demoCmd) Run(ctx context.Context, g *globals, s *streams) error {
	dir := c.Out
	if dir == "" {
		dir = "formbot-demo"
		if !writable(dir) {
			var err error
			if dir, err = os.MkdirTemp("", "formbot-demo-"); err != nil {
				return err
			}
		}
	}
	rs := &readers{workers: 1}
	defer rs.Close()
	if _, err := rs.load(defaultRecipe); err != nil {
		return err
	}
	opts := demo.Options{Dir: dir, Seed: c.Seed, Solver: rs, Version: versionOrBuild()}
	if !g.JSON {
		st := style{on: s.colour}
		fmt.Fprintf(s.out, "%s\n\n", st.bold("formbot demo: a registration and a login through a CAPTCHA, on the built-in site"))
		opts.OnEvent = func(e demo.Event) { tellDemo(s, st, e) }
	}
	result, err := demo.Run(ctx, opts)
	if g.JSON {
		if perr := printJSON(s.out, result); perr != nil {
			return perr
		}
		return err
	}
	if err != nil {
		return err
	}
	return tellNext(s, result)
}

func tellDemo(s *streams, st style, e demo.Event) {
	switch {
	case e.Begun != "":
		fmt.Fprintf(s.out, "%s\n", st.bold(e.Begun))
	case e.Captcha != nil:
		fmt.Fprintf(s.out, "    %s\n", captchaLine(st, *e.Captcha))
	case e.Done != nil:
		fmt.Fprintf(s.out, "    %s %s\n", st.green(e.Done.Outcome), st.dim(fmt.Sprintf("(%.0f ms)", e.Done.MS)))
	}
}

func tellNext(s *streams, result *demo.Result) error {
	page, err := filepath.Abs(result.Page)
	if err != nil {
		page = result.Page
	}
	_, err = fmt.Fprintf(s.out, `
All done in %.1f s. Each CAPTCHA, with each stage of reading it:
    file://%s

Next, try:
    formbot site                     the practice site, in another terminal; then
    formbot forms http://127.0.0.1:8080/user/register
    formbot run flows/register.yaml --set email=you@example.com --set password=secret123
    formbot bench testdata/captchas/words
`, result.MS/1000, page)
	return err
}
