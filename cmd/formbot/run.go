package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/formbot/formbot/flow"
	"github.com/formbot/formbot/session"
)

type runCmd struct {
	Flow    string            `arg:"" name:"flow.yaml" help:"The flow's file."`
	Set     map[string]string `placeholder:"NAME=VALUE" mapsep:"none" help:"Value of an input; repeat it for several. FORMBOT_INPUT_NAME in the environment does the same and stays out of the shell's history."`
	Session string            `placeholder:"FILE" help:"Start with the cookies that an earlier run saved here."`
	Keep    string            `placeholder:"DIR" help:"Where the CAPTCHAs and, on failure, the page are kept to look at; default: a new folder under the user's cache folder."`
	Timeout time.Duration     `placeholder:"2m" help:"End the run after this long; default: 2m, and as long as the flow's await steps may take."`

	NoValidate bool `help:"Submit forms even where their own rules (required, pattern, …) forbid it."`

	sessionFlags
}

// runTimeout bounds a run, the waiting of its await steps aside.
const runTimeout = 2 * time.Minute

// Help implements kong.HelpProvider.
func (runCmd) Help() string {
	return `The story of the run goes to stderr, the result to stdout. "formbot help flow" explains the file.

Examples, with "formbot site" running in another terminal:

  formbot run flows/register.yaml --set email=ada@example.com --set password=lovelace1
  FORMBOT_INPUT_PASSWORD=lovelace1 formbot run flows/login.yaml --set email=ada@example.com --json`
}

// Run runs the flow.
func (c *runCmd) Run(ctx context.Context, g *globals, s *streams) (err error) {
	f, err := flow.Load(c.Flow)
	if err != nil {
		return &usageError{err}
	}
	sc, err := g.loadScope()
	if err != nil {
		return err
	}
	rs := &readers{workers: 1}
	defer rs.Close()
	for _, recipe := range f.Recipes() {
		if _, err := rs.load(recipe); err != nil {
			return err
		}
	}
	sessOpts, done, err := c.options(g, s)
	if err != nil {
		return err
	}
	defer func() {
		if derr := done(); err == nil {
			err = derr
		}
	}()
	sessOpts.Scope, sessOpts.Strict = sc, true
	sess := session.New(sessOpts)
	defer sess.Close()
	if c.Session != "" {
		if err := loadSession(sess, c.Session); err != nil {
			return err
		}
	}
	keep := c.Keep
	if keep == "" {
		keep = keepFolder(f.Name)
	}
	if c.Timeout <= 0 {
		c.Timeout = runTimeout + f.AwaitTime()
	}
	limited, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	opts := flow.RunOptions{Inputs: c.Set, Getenv: os.Getenv, Solver: rs, KeepDir: keep, NoValidate: c.NoValidate}
	if !g.JSON {
		opts.OnEvent = func(e flow.Event) { tellEvent(s.err, e) }
	}
	result, err := f.Run(limited, sess, opts)
	if perr := c.print(g, s, result); perr != nil {
		return perr
	}
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("the flow took longer than --timeout %s: %w", c.Timeout, err)
	}
	return err
}

func (c *runCmd) print(g *globals, s *streams, result *flow.Result) error {
	if result == nil {
		return nil
	}
	if g.JSON {
		return printJSON(s.out, result)
	}
	for _, name := range slices.Sorted(maps.Keys(result.Values)) {
		if _, err := fmt.Fprintf(s.out, "%s: %s\n", name, result.Values[name]); err != nil {
			return err
		}
	}
	if result.OK {
		_, err := fmt.Fprintf(s.out, "%s: ok\n", result.Flow)
		return err
	}
	return nil
}

// keepFolder is a new folder's name for one run; nothing is made before there
// is something to keep.
func keepFolder(name string) string {
	base, err := os.UserCacheDir()
	if err != nil || !writable(base) {
		base = os.TempDir()
	}
	safe := strings.Map(func(r rune) rune {
		if r == '/' || r == os.PathSeparator {
			return '-'
		}
		return r
	}, name)
	return filepath.Join(base, "formbot", "kept", fmt.Sprintf("%s-%s-%d", safe, time.Now().Format("20060102-150405"), os.Getpid()))
}

func writable(dir string) bool {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false
	}
	probe, err := os.CreateTemp(dir, ".formbot-*")
	if err != nil {
		return false
	}
	name := probe.Name()
	return probe.Close() == nil && os.Remove(name) == nil
}

// tellEvent writes one line of the story.
func tellEvent(w io.Writer, e flow.Event) {
	st := styleFor(w)
	switch e.Kind {
	case flow.StepStarted:
		if e.Step > 0 {
			fmt.Fprintf(w, "%d/%d %s\n", e.Step, e.Steps, st.bold(e.What))
		}
	case flow.CaptchaRead:
		fmt.Fprintf(w, "    %s\n", captchaLine(st, e.Captcha))
	case flow.KeyStale:
		fmt.Fprintf(w, "    the form's hidden key was stale (%s): sent again with a fresh one\n", e.Err)
	case flow.RuleUnchecked:
		fmt.Fprintf(w, "    %s\n", st.dim("not checked: "+e.Err))
	case flow.StepDone:
		if e.Step > 0 {
			where := ""
			if e.URL != "" {
				where = "at " + e.URL + " "
			}
			fmt.Fprintf(w, "    %s %s\n", st.green("done"), st.dim(fmt.Sprintf("%sin %d ms", where, e.Elapsed.Milliseconds())))
		}
	case flow.StepFailed:
		fmt.Fprintf(w, "    %s\n", st.red("failed"))
	}
}

// captchaLine tells what was read and what the site said to it.
func captchaLine(st style, a flow.CaptchaAttempt) string {
	if a.Verdict == "unreadable" {
		return "CAPTCHA: nothing could be read, so nothing was sent"
	}
	verdict := st.dim("no verdict")
	switch a.Verdict {
	case "accepted":
		verdict = st.green("accepted")
	case "refused":
		verdict = st.red("refused")
	}
	return fmt.Sprintf("CAPTCHA: read %q, %.0f %% sure: %s", a.Text, 100*a.Confidence, verdict)
}
