package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"github.com/formbot/formbot/session"
)

// cli is the whole command line: one field a command, each in a file of its own.
type cli struct {
	Demo    demoCmd    `cmd:"" help:"The whole job, against the built-in site."`
	Site    siteCmd    `cmd:"" help:"Serve the built-in site, to practise on."`
	Run     runCmd     `cmd:"" help:"Run a registration or login flow."`
	Forms   formsCmd   `cmd:"" help:"Show the forms of a page: fields, hidden keys, CAPTCHA."`
	Get     getCmd     `cmd:"" help:"Fetch one page through the session: cookies, cache, pace, retries."`
	Read    readCmd    `cmd:"" help:"Read CAPTCHA images."`
	Recipes recipesCmd `cmd:"" help:"List the recipes and their steps, or print one."`
	Bench   benchCmd   `cmd:"" help:"Measure accuracy and speed on labelled images."`
	Tune    tuneCmd    `cmd:"" help:"Find the recipe that reads labelled images best."`
	Cookies cookiesCmd `cmd:"" help:"The session's cookies: list them, import them from a browser or a file, export them."`
	Cache   cacheCmd   `cmd:"" help:"The HTTP cache: what it holds, and how to clear it."`
	Scope   scopeCmd   `cmd:"" help:"Which hosts formbot may automate."`
	Version versionCmd `cmd:"" help:"Print the versions of formbot, Go and Tesseract."`
	Help    helpCmd    `cmd:"" help:"Explain a command or a topic."`

	globals
}

// globals are the flags that every command takes.
type globals struct {
	JSON      bool   `name:"json" help:"Print JSON on stdout."`
	ScopeFile string `name:"scope" placeholder:"FILE" help:"Scope file; default ./scope.yaml, then the user's configuration folder, else this machine only."`
	Verbose   bool   `short:"v" help:"Log each request and decision on stderr."`
}

// streams are where a command reads and writes: results on out, all else on err.
type streams struct {
	in       io.Reader
	out, err io.Writer
	colour   bool // out is a terminal that wants colour
}

// checkedWriter remembers its first error, so that a result that could not be
// written, the disk being full, is never a success.
type checkedWriter struct {
	io.Writer
	err error
}

func (w *checkedWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}

// run executes one command line and returns the exit code of help.go's table.
func run(ctx context.Context, args []string, in io.Reader, out, errw io.Writer) int {
	var c cli
	exited := -1
	checked := &checkedWriter{Writer: out}
	parser, err := kong.New(&c,
		kong.Name("formbot"),
		kong.Description("Drives HTML forms behind text CAPTCHAs, on sites that you run or may test."),
		kong.Writers(checked, errw),
		kong.Exit(func(code int) { exited = code }),
		kong.Vars{"topics": strings.Join(topicNames(), ", "), "agents": strings.Join(session.UserAgentPresets(), ", ")},
		kong.ExplicitGroups([]kong.Group{{Key: "session", Title: "Who asks, and by which way:"}, {Key: "limits", Title: "Limits:"}}),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(&streams{in: in, out: checked, err: errw, colour: isTerminal(out)}),
	)
	if err != nil {
		fmt.Fprintf(errw, "formbot: %v\n", err)
		return exitMachine
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	kctx, err := parser.Parse(args)
	if exited >= 0 { // --help printed and asked to exit
		return exited
	}
	if err != nil {
		fmt.Fprintf(errw, "formbot: %v\n", err)
		var perr *kong.ParseError
		if errors.As(err, &perr) && perr.Context != nil && perr.Context.Selected() != nil {
			fmt.Fprintf(errw, "Usage: formbot %s\nSee: formbot %s --help\n", perr.Context.Selected().Summary(), perr.Context.Command())
		} else {
			fmt.Fprintln(errw, "See: formbot --help")
		}
		return exitUsage
	}
	err = kctx.Run(&c.globals)
	if err == nil && checked.err != nil {
		err = fmt.Errorf("write the result: %w", checked.err)
	}
	if err != nil && !isQuiet(err) {
		fmt.Fprintf(errw, "formbot: %v%s\n", err, limitHint(kctx.Selected(), err))
	}
	return exitCode(ctx, err)
}

// logger writes what --verbose shows; nil without it.
func (g *globals) logger(s *streams) *slog.Logger {
	if !g.Verbose {
		return nil
	}
	return slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// isTerminal says whether w is a terminal that wants colour (https://no-color.org).
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}
