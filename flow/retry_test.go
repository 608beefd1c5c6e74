package flow_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/formbot/formbot/flow"
	"github.com/formbot/formbot/internal/demosite"
	"github.com/formbot/formbot/session"
)

// picture is the n-th picture of seed 1.
func picture(t testing.TB, n uint64) (word string, png []byte) {
	t.Helper()
	word, png, err := demosite.Captcha(1, n)
	if err != nil {
		t.Fatal(err)
	}
	return word, png
}

// door is a login of its own kind: what its parts answer is up to the test.
type door struct {
	*httptest.Server
	page   func(n int, message string) string // the form's page, shown for the n-th time from 0
	image  func(n int) []byte                 // the picture, asked for the n-th time from 0
	posted func(n int, r *http.Request) (message string, in bool)

	pages, images, posts atomic.Int64
}

const doorForm = `<form id=f method=post><input name=user><input type=password name=password>
<img src=/captcha.png alt=captcha><input name=code><button>Log in</button></form>`

func newDoor(t testing.TB) *door {
	t.Helper()
	d := &door{
		page:  func(_ int, message string) string { return message + doorForm },
		image: func(n int) []byte { _, png := picture(t, uint64(n)); return png },
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, d.page(int(d.pages.Add(1)-1), ""))
	})
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		message, in := d.posted(int(d.posts.Add(1)-1), r)
		if in {
			http.Redirect(w, r, "/in", http.StatusSeeOther)
			return
		}
		io.WriteString(w, d.page(int(d.pages.Add(1)-1), message))
	})
	mux.HandleFunc("GET /captcha.png", func(w http.ResponseWriter, _ *http.Request) {
		w.Write(d.image(int(d.images.Add(1) - 1)))
	})
	mux.HandleFunc("GET /in", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<h1>You are in</h1>") })
	d.Server = httptest.NewServer(mux)
	t.Cleanup(d.Close)
	return d
}

func (d *door) flow(t testing.TB, more string) *flow.Flow {
	t.Helper()
	return parse(t, "start: "+d.URL+"\nsteps:\n  - form: \"#f\"\n    fill: {user: ada, password: hunter2}\n"+more)
}

func TestFreshPictureOfTheReturnedPage(t *testing.T) {
	d := newDoor(t)
	d.posted = func(n int, r *http.Request) (string, bool) {
		if r.FormValue("password") != "hunter2" || r.FormValue("user") != "ada" {
			t.Errorf("try %d was sent without what is to be filled in: %v", n, r.Form)
		}
		return "<p class=error>Wrong code</p>", n == 2
	}
	result, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: newKnowing(t, 1)})
	if err != nil {
		t.Fatal(err)
	}
	word, _ := picture(t, 2)
	if c := result.Steps[0].Captcha; len(c) != 3 || c[2].Text != word || !c[2].Accepted || c[0].Verdict != "refused" {
		t.Errorf("captcha = %+v", c)
	}
	if d.pages.Load() != 3 || d.images.Load() != 3 {
		t.Errorf("%d pages and %d pictures were asked for, want 3 and 3", d.pages.Load(), d.images.Load())
	}
}

func TestSamePictureIsNotReadTwice(t *testing.T) {
	d := newDoor(t)
	_, first := picture(t, 0)
	_, second := picture(t, 1)
	d.posted = func(n int, _ *http.Request) (string, bool) { return "<p class=error>Wrong code</p>", n == 1 }
	d.image = func(n int) []byte {
		if n < 2 {
			return first // the page that came back shows the old picture
		}
		return second
	}
	result, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: newKnowing(t, 1)})
	if err != nil {
		t.Fatal(err)
	}
	if n := result.Steps[0].CaptchaAttempts; n != 2 || d.posts.Load() != 2 || d.pages.Load() != 3 {
		t.Errorf("attempts %d, sent %d, pages %d; want 2, 2 and 3", n, d.posts.Load(), d.pages.Load())
	}

	d = newDoor(t)
	d.posted = func(int, *http.Request) (string, bool) { return "<p class=error>Wrong code</p>", false }
	d.image = func(int) []byte { return first }
	_, err = d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: newKnowing(t, 1)})
	wantExpect(t, err, "the site shows the same CAPTCHA again, which was read in vain")
	if d.posts.Load() != 1 {
		t.Errorf("sent %d times, want once", d.posts.Load())
	}
}

func TestNothingToReadIsNotSent(t *testing.T) {
	d := newDoor(t)
	d.posted = func(int, *http.Request) (string, bool) { return "", true }
	solver := newKnowing(t, 1)
	solver.blind = 99
	result, err := d.flow(t, "    captcha: {attempts: 3}\n").Run(t.Context(), strict(t), flow.RunOptions{Solver: solver})
	wantExpect(t, err, `nothing could be read from the CAPTCHA, in 3 attempts: read as "", "", ""`)
	if d.posts.Load() != 0 || result.Steps[0].CaptchaAttempts != 3 || result.Steps[0].Captcha[2].Verdict != "unreadable" {
		t.Errorf("sent %d times; %+v", d.posts.Load(), result.Steps[0])
	}
}

func TestWrongPasswordIsSentOnce(t *testing.T) {
	for _, message := range []string{
		"<p class=error>Invalid user name or password</p>", "<div role=alert>Login failed: unknown user</div>",
		"<p>Wrong password.</p>", "<p class=error>Too many attempts, please wait</p>",
	} {
		d := newDoor(t)
		d.posted = func(int, *http.Request) (string, bool) { return message, false }
		_, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: newKnowing(t, 1)})
		wantExpect(t, err, "the site did not accept the form")
		if d.posts.Load() != 1 {
			t.Errorf("%s: sent %d times, want once", message, d.posts.Load())
		}
	}
}

func TestCaptchaThatComesLater(t *testing.T) {
	plain := strings.Replace(doorForm, "<img src=/captcha.png alt=captcha><input name=code>", "", 1)
	t.Run("and is asked for", func(t *testing.T) {
		d := newDoor(t)
		d.page = func(n int, message string) string {
			if n == 0 {
				return plain
			}
			return message + doorForm
		}
		word, _ := picture(t, 0)
		d.posted = func(_ int, r *http.Request) (string, bool) {
			return "<p class=error>Please type the letters of the captcha</p>", r.FormValue("code") == word
		}
		result, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: newKnowing(t, 1)})
		if err != nil || result.Steps[0].CaptchaAttempts != 1 || d.posts.Load() != 2 {
			t.Errorf("error = %v, %+v", err, result.Steps[0])
		}
	})
	t.Run("after a wrong password", func(t *testing.T) {
		d := newDoor(t)
		d.page = func(n int, message string) string {
			if n == 0 {
				return plain
			}
			return message + doorForm
		}
		d.posted = func(int, *http.Request) (string, bool) { return "<p class=error>Wrong password</p>", false }
		_, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: newKnowing(t, 1)})
		wantExpect(t, err, "Wrong password")
		if d.posts.Load() != 1 {
			t.Errorf("sent %d times, want once", d.posts.Load())
		}
	})
	t.Run("and goes again", func(t *testing.T) {
		d := newDoor(t)
		d.page = func(n int, _ string) string {
			if n == 0 {
				return doorForm
			}
			return plain
		}
		solver := newKnowing(t, 1)
		solver.blind = 1
		_, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: solver})
		wantExpect(t, err, "the form no longer shows its CAPTCHA")
	})
}

func TestCaptchaNamedByTheFlow(t *testing.T) {
	const odd = `<base href="/pics/"><div id=c><img src=dot.gif data-src=%s></div><form id=f method=post><input name=user>
<input type=password name=password><input name=x><button>Go</button></form>`
	d := newDoor(t)
	d.page = func(int, string) string { return fmt.Sprintf(odd, "../captcha.png") }
	word, _ := picture(t, 0)
	d.posted = func(_ int, r *http.Request) (string, bool) { return "", r.FormValue("x") == word }
	opts := flow.RunOptions{Solver: newKnowing(t, 1)}
	if _, err := d.flow(t, "    captcha: {image: \"#c\", field: x}\n    expect: {url: /in}\n").Run(t.Context(), strict(t), opts); err != nil {
		t.Error(err)
	}
	for more, want := range map[string]string{
		"    captcha: {image: \"#nothing\", field: x}\n": `the selector "#nothing" matches 0 elements, want 1`,
		"    captcha: {image: \"form\", field: x}\n":     `the element "form" has no address of a picture`,
		"    captcha: {image: \"#c img\"}\n":             "has no field for its answer",
		"    captcha: {recipe: book}\n":                  "not found on the form",
	} {
		_, err := d.flow(t, more).Run(t.Context(), strict(t), opts)
		var e *flow.CaptchaError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error = %v, want a *CaptchaError with %q", strings.TrimSpace(more), err, want)
		}
	}
	_, err := d.flow(t, "    captcha: {image: \"#c img\", field: y}\n").Run(t.Context(), strict(t), opts)
	if err == nil || !strings.Contains(err.Error(), `field "y"`) {
		t.Errorf("error = %v, want one about the field y", err)
	}
}

func TestCaptchasThatAreNotRead(t *testing.T) {
	tests := map[string]string{
		`<svg class=captcha width=100 height=40><path d="M0 0"/></svg><label>Captcha <input name=captcha></label>`:   "SVG",
		`<canvas id=captcha width=100 height=40></canvas><label>Captcha <input name=captcha></label>`:                "canvas",
		`<audio id=captcha controls src=/captcha.mp3></audio><label>Type what you hear <input name=captcha></label>`: "sound",
		`<img src="data:image/svg+xml,%3Csvg%3E%3C/svg%3E" alt=captcha><label>Captcha <input name=captcha></label>`:  "SVG",
		`<img src="data:image/png;base64,AAAA" alt=captcha><label>Captcha <input name=captcha></label>`:              "is not an image: 3 bytes of application/octet-stream",
		`<img src="/empty.png" alt=captcha><label>Captcha <input name=captcha></label>`:                              "answered 404 Not Found",
	}
	for markup, want := range tests {
		d := newDoor(t)
		d.page = func(int, string) string {
			return "<form id=f method=post><input name=user><input type=password name=password>" + markup + "<button>Go</button></form>"
		}
		d.posted = func(int, *http.Request) (string, bool) { return "", true }
		_, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: newKnowing(t, 1)})
		var e *flow.CaptchaError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\nerror = %v, want a *CaptchaError with %q", markup, err, want)
		}
		if d.posts.Load() != 0 {
			t.Errorf("%s: the form was sent", markup)
		}
	}
}

func TestCaptchaFalse(t *testing.T) {
	d := newDoor(t)
	d.page = func(int, string) string {
		return `<form id=f method=post><input name=user><input type=password name=password><div class=g-recaptcha data-sitekey=x></div><img src=/captcha.png alt=captcha><input name=code></form>`
	}
	d.posted = func(int, *http.Request) (string, bool) { return "", true }
	result, err := d.flow(t, "    captcha: false\n").Run(t.Context(), strict(t), flow.RunOptions{})
	if err != nil || result.Steps[0].CaptchaAttempts != 0 || d.images.Load() != 0 {
		t.Errorf("error = %v, %+v, pictures %d", err, result.Steps[0], d.images.Load())
	}
}

func TestAnswerGivenByTheUser(t *testing.T) {
	d := newDoor(t)
	d.posted = func(_ int, r *http.Request) (string, bool) { return "", r.FormValue("code") == "mine" }
	f := parse(t, "start: "+d.URL+"\nsteps:\n  - form: \"#f\"\n    fill: {user: ada, password: x, code: mine}\n    expect: {url: /in}\n")
	if _, err := f.Run(t.Context(), strict(t), flow.RunOptions{}); err != nil {
		t.Error(err)
	}
}

func TestChallengeElsewhere(t *testing.T) {
	const other = `<form id=news><input name=mail><div class=h-captcha data-sitekey=x></div></form>`
	d := newDoor(t)
	d.page = func(int, string) string { return other + doorForm }
	d.posted = func(int, *http.Request) (string, bool) { return "", true }
	if _, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: newKnowing(t, 1)}); err != nil {
		t.Errorf("a challenge of another form: %v", err)
	}

	var e *flow.InteractiveError
	d = newDoor(t)
	d.page = func(int, string) string { return `<div class=h-captcha data-sitekey=x></div>` + doorForm }
	if _, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: newKnowing(t, 1)}); !errors.As(err, &e) || e.Kind != "hcaptcha" {
		t.Errorf("a challenge outside the forms: %v", err)
	}

	d = newDoor(t)
	d.page = func(int, string) string { return `<h1>One moment</h1><div class=cf-turnstile data-sitekey=x></div>` }
	if _, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: newKnowing(t, 1)}); !errors.As(err, &e) || e.Kind != "turnstile" {
		t.Errorf("a challenge in place of the form: %v", err)
	}

	d = newDoor(t)
	d.page = func(n int, message string) string {
		if n == 0 {
			return `<form id=f method=post><input name=user><input type=password name=password></form>`
		}
		return `<form id=f method=post><input name=user><input type=password name=password><div class=cf-turnstile data-sitekey=x></div>` + message + `</form>`
	}
	d.posted = func(int, *http.Request) (string, bool) { return "", false }
	if _, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{}); !errors.As(err, &e) || e.Kind != "turnstile" {
		t.Errorf("a challenge that comes with the form: %v", err)
	}
	d.posted = func(int, *http.Request) (string, bool) { return "<b class=error>Wrong password</b>", false }
	d.pages.Store(0)
	_, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{})
	wantExpect(t, err, "Wrong password")

	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cf-Mitigated", "challenge")
		w.WriteHeader(http.StatusForbidden)
		io.WriteString(w, "<title>Just a moment...</title>")
	}))
	defer server.Close()
	f := parse(t, "start: "+server.URL+"\nsteps:\n  - form: \"#f\"\n")
	if _, err := f.Run(t.Context(), strict(t), flow.RunOptions{}); !errors.As(err, &e) || e.Kind != "turnstile" || e.Advice == "" {
		t.Errorf("a challenge by its header: %v", err)
	}
}

func TestStatusOfTheSite(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	defer server.Close()
	start := parse(t, "start: "+server.URL+"\nsteps:\n  - form: \"#f\"\n")
	get := parse(t, "steps:\n  - get: "+server.URL+"\n    expect: {status: [404, 503]}\n")

	status = http.StatusServiceUnavailable
	_, err := start.Run(t.Context(), strict(t), flow.RunOptions{KeepDir: t.TempDir()})
	var se *session.StatusError
	if !errors.As(err, &se) || se.Status != 503 || !strings.Contains(err.Error(), "to look at: ") {
		t.Errorf("503: error = %v, want a *session.StatusError", err)
	}
	if _, err := get.Run(t.Context(), strict(t), flow.RunOptions{}); err != nil {
		t.Errorf("503 as expected: %v", err)
	}
	status = http.StatusNotFound
	_, err = start.Run(t.Context(), strict(t), flow.RunOptions{})
	wantExpect(t, err, "the site answered 404 Not Found")
	status = http.StatusForbidden
	_, err = get.Run(t.Context(), strict(t), flow.RunOptions{})
	wantExpect(t, err, "expected status 404 or 503, got 403")
}

func TestWithoutASolver(t *testing.T) {
	d := newDoor(t)
	_, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{})
	var e *flow.CaptchaError
	if !errors.As(err, &e) || !strings.Contains(err.Error(), "there is no solver to read it") {
		t.Errorf("error = %v", err)
	}
}

type solverFunc func(ctx context.Context, image []byte, req flow.SolveRequest) (flow.Answer, error)

func (f solverFunc) Solve(ctx context.Context, image []byte, req flow.SolveRequest) (flow.Answer, error) {
	return f(ctx, image, req)
}

func TestCancelled(t *testing.T) {
	for _, when := range []string{"while reading", "while submitting"} {
		t.Run(when, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			d := newDoor(t)
			d.posted = func(int, *http.Request) (string, bool) {
				cancel()
				return "<p class=error>Wrong code</p>", false
			}
			solver := solverFunc(func(ctx context.Context, _ []byte, _ flow.SolveRequest) (flow.Answer, error) {
				if when == "while reading" {
					cancel()
					return flow.Answer{}, ctx.Err()
				}
				return flow.Answer{Text: "word"}, nil
			})
			result, err := d.flow(t, "").Run(ctx, strict(t), flow.RunOptions{Solver: solver, KeepDir: t.TempDir()})
			if !errors.Is(err, context.Canceled) || result.OK || len(result.Steps) != 1 {
				t.Errorf("error = %v, result = %+v", err, result)
			}
		})
	}
	d := newDoor(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := d.flow(t, "").Run(ctx, strict(t), flow.RunOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("before it began: error = %v", err)
	}
}

func TestSolverThatIsBroken(t *testing.T) {
	d := newDoor(t)
	broken := errors.New("install tesseract-ocr")
	_, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{KeepDir: t.TempDir(), Solver: solverFunc(
		func(context.Context, []byte, flow.SolveRequest) (flow.Answer, error) { return flow.Answer{}, broken })})
	if !errors.Is(err, broken) || d.posts.Load() != 0 {
		t.Errorf("error = %v, sent %d", err, d.posts.Load())
	}
	var e *flow.CaptchaError
	if !errors.As(err, &e) || !strings.Contains(err.Error(), "captcha1.png") {
		t.Errorf("error = %v, want a *CaptchaError that says where the picture is", err)
	}
}
