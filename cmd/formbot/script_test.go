package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/formbot/formbot/internal/demosite"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"formbot": main})
}

// TestScripts runs each file of testdata/script in a folder of its own, with
// the practice site at $SITE, a site that fails at $BAD, single pages at $PAGES,
// and the repository's flows, samples and nasty pages at $FLOWS, $SAMPLES and
// $NASTY.
func TestScripts(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			site := httptest.NewServer(demosite.New(demosite.Options{Seed: 7}))
			env.Defer(site.Close)
			slow := make(chan struct{}, 1)
			env.Values["slow"] = slow
			bad := httptest.NewServer(badSite(slow))
			env.Defer(bad.Close)
			env.Setenv("SITE", site.URL)
			env.Setenv("BAD", bad.URL)
			pages := httptest.NewServer(pageSite())
			env.Defer(pages.Close)
			env.Setenv("PAGES", pages.URL)
			env.Setenv("FLOWS", filepath.Join(repo, "flows"))
			env.Setenv("SAMPLES", filepath.Join(repo, "testdata", "captchas"))
			env.Setenv("NASTY", filepath.Join(repo, "forms", "internal", "difftest", "testdata", "nasty"))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, ".config"))
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".cache"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "interrupt": interrupt, "fillcache": fillcache, "damage": damage},
	})
}

// exits runs a command and wants an exit code: exits 3 formbot run ...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// interrupt starts a command that asks $BAD/slow, sends it Ctrl-C once it
// waits there, and wants an exit code: interrupt 130 formbot forms $BAD/slow.
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: interrupt CODE COMMAND [ARG...]")
	}
	var path string
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if p := filepath.Join(dir, args[1]); path == "" && isFile(p) {
			path = p
		}
	}
	cmd := exec.Command(path, args[2:]...)
	cmd.Dir = ts.Getenv("WORK")
	cmd.Env = []string{"HOME=" + ts.Getenv("HOME")}
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	ts.Check(cmd.Start())
	<-ts.Value("slow").(chan struct{})
	ts.Check(cmd.Process.Signal(os.Interrupt))
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		ts.Fatalf("%v", err)
	}
	if got := strconv.Itoa(cmd.ProcessState.ExitCode()); got != args[0] || strings.Contains(out.String(), "goroutine") {
		ts.Fatalf("exit code %s, want %s; it printed:\n%s", got, args[0], out.String())
	}
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// badSite fails in the ways that the other side can. It tells the channel when
// it begins to be slow.
func badSite(slow chan<- struct{}) http.HandlerFunc {
	var busy atomic.Int32
	return func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/503":
			http.Error(w, "down for repairs", http.StatusServiceUnavailable)
		case "/busy": // the first time
			if busy.Add(1) == 1 {
				w.Header().Set("Retry-After", "2")
				w.WriteHeader(http.StatusTooManyRequests)
			}
		case "/404":
			http.NotFound(w, r)
		case "/cut":
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte("<form>"))
			panic(http.ErrAbortHandler)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/slow":
			slow <- struct{}{}
			<-r.Context().Done()
		}
	}
}

// TestDocsAreUpToDate holds docs/cli.md against the commands' own help.
func TestDocsAreUpToDate(t *testing.T) {
	want, err := os.ReadFile("../../docs/cli.md")
	if err != nil {
		t.Fatal(err)
	}
	var got, errs strings.Builder
	if code := run(t.Context(), []string{"help", "--markdown"}, strings.NewReader(""), &got, &errs); code != exitOK {
		t.Fatalf("help --markdown exits with %d: %s", code, errs.String())
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("docs/cli.md differs from the help texts: run make docs\n%s", diff)
	}
}
