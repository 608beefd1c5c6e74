package flow_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/formbot/formbot/flow"
	"github.com/formbot/formbot/flows"
	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/internal/demosite"
	"github.com/formbot/formbot/internal/strictyaml"
	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
	"github.com/formbot/formbot/scope"
	"github.com/formbot/formbot/session"
)

// knowing is a Solver that knows the words on the practice site's CAPTCHAs, and
// misreads the first of them, or sees nothing on them, if told so.
type knowing struct {
	mu      sync.Mutex
	words   map[string]string
	misread int // this many, before it reads right
	blind   int // this many, before it sees anything
	solved  int
}

func newKnowing(t testing.TB, seed uint64) *knowing {
	t.Helper()
	k := &knowing{words: map[string]string{}}
	for n := range uint64(8) { // no test is shown more
		text, png, err := demosite.Captcha(seed, n)
		if err != nil {
			t.Fatal(err)
		}
		k.words[string(png)] = text
	}
	return k
}

func (k *knowing) Solve(ctx context.Context, image []byte, req flow.SolveRequest) (flow.Answer, error) {
	if err := ctx.Err(); err != nil {
		return flow.Answer{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	word, ok := k.words[string(image)]
	if !ok {
		return flow.Answer{}, fmt.Errorf("decode image: %d bytes that the site never showed", len(image))
	}
	a := flow.Answer{Text: word, Confidence: 0.9}
	if req.KeepDir != "" {
		stage := filepath.Join(req.KeepDir, req.Prefix+"-1-original.png")
		if err := os.WriteFile(stage, image, 0o600); err != nil {
			return flow.Answer{}, err
		}
		a.Stages = []string{stage}
		return a, nil // looking again is no reading
	}
	k.solved++
	switch {
	case k.blind > 0:
		k.blind--
		a.Text, a.Confidence = "", 0
	case k.misread > 0:
		k.misread--
		a.Text = "wrong" + word
	}
	return a, nil
}

// reader is the Solver that formbot uses: real Tesseract.
type reader struct{ rec ocr.Recognizer }

func (r reader) Solve(ctx context.Context, image []byte, req flow.SolveRequest) (flow.Answer, error) {
	name := req.Recipe
	if name == "" {
		name = "book"
	}
	recipe, err := ocr.LoadRecipe(name)
	if err != nil {
		return flow.Answer{}, err
	}
	got, err := ocr.NewReader(r.rec, recipe).ReadFrom(ctx, bytes.NewReader(image))
	return flow.Answer{Text: got.Text, Confidence: got.Confidence}, err
}

func newReader(t testing.TB) flow.Solver {
	t.Helper()
	pool, err := tesseract.New(tesseract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	return reader{pool}
}

// startSite serves a practice site.
func startSite(t testing.TB, seed uint64) (site *demosite.Site, url string) {
	t.Helper()
	site = demosite.New(demosite.Options{Seed: seed})
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	return site, server.URL
}

func builtIn(t testing.TB, name string) *flow.Flow {
	t.Helper()
	data, err := flows.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := flow.Parse(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func parse(t testing.TB, text string) *flow.Flow {
	t.Helper()
	f, err := flow.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func strict(t testing.TB) *session.Session {
	t.Helper()
	s := session.New(session.Options{Strict: true})
	t.Cleanup(func() { _ = s.Close() })
	return s
}

const secret = "Tr0ub4dor & 3<>\"'%+"

func inputs(site string) map[string]string {
	return map[string]string{"site": site, "email": "ada@example.com", "password": secret}
}

func TestRegisterAndLogIn(t *testing.T) {
	site, url := startSite(t, 7)
	dir := t.TempDir()
	var story []string
	opts := flow.RunOptions{Inputs: inputs(url), Solver: newReader(t), Dir: dir, KeepDir: filepath.Join(dir, "kept"), OnEvent: func(e flow.Event) {
		story = append(story, fmt.Sprintf("%s %d/%d %s", e.Kind, e.Step, e.Steps, strings.ReplaceAll(e.What, url, "")))
	}}
	result, err := builtIn(t, "register.yaml").Run(t.Context(), strict(t), opts)
	if err != nil {
		t.Fatal(err)
	}
	if !result.OK || result.Flow != "register" || result.Session != "session.json" || result.Values["user_id"] == "" {
		t.Errorf("result = %+v", result)
	}
	first := result.Steps[0]
	if first.Form != "#register" || first.URL != url+"/welcome" || first.Status != 200 || first.CaptchaAttempts != len(first.Captcha) || first.CaptchaAttempts == 0 {
		t.Errorf("step 1 = %+v", first)
	}
	if last := first.Captcha[len(first.Captcha)-1]; !last.Accepted || last.Verdict != "accepted" || last.Confidence <= 0 {
		t.Errorf("last CAPTCHA = %+v", last)
	}
	if _, err := os.Stat(opts.KeepDir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a success left %s behind (%v)", opts.KeepDir, err)
	}
	if len(story) < 7 || story[0] != "step_started 0/2 start /user/register" || story[len(story)-1] != "step_done 2/2 save session.json" {
		t.Errorf("story = %q", story)
	}
	info, err := os.Stat(filepath.Join(dir, "session.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("session.json: %v, %v", info, err)
	}

	// A second session, which knows nothing.
	result, err = builtIn(t, "login.yaml").Run(t.Context(), strict(t), opts)
	if err != nil {
		t.Fatal(err)
	}
	if result.Values["user_id"] == "" || result.Steps[0].CaptchaAttempts != 0 {
		t.Errorf("result = %+v", result)
	}
	// A third one, with the saved cookies.
	saved := parse(t, "start: \""+url+"/user/profile\"\nsteps:\n  - load: session.json\n  - expect: {url: /user/profile, text: Ada}\n")
	if _, err = saved.Run(t.Context(), strict(t), flow.RunOptions{Dir: dir}); err != nil {
		t.Error(err)
	}
	if got := site.Counts()["POST /user/login"]; got != 1 {
		t.Errorf("the login was sent %d times, want once", got)
	}
}

func TestManyRegistrations(t *testing.T) {
	solver := newReader(t)
	f := builtIn(t, "register.yaml")
	attempts := map[int]int{}
	for seed := range uint64(registrations) {
		_, url := startSite(t, seed)
		result, err := f.Run(t.Context(), strict(t), flow.RunOptions{Inputs: inputs(url), Solver: solver, Dir: t.TempDir()})
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		attempts[result.Steps[0].CaptchaAttempts]++
	}
	t.Logf("registrations by attempts: %v", attempts)
}

func TestRefusedCaptchaIsTriedAgain(t *testing.T) {
	site, url := startSite(t, 1)
	solver := newKnowing(t, 1)
	solver.misread, solver.blind = 2, 1
	var verdicts []string
	result, err := builtIn(t, "register.yaml").Run(t.Context(), strict(t), flow.RunOptions{Inputs: inputs(url), Solver: solver, Dir: t.TempDir(),
		OnEvent: func(e flow.Event) {
			if e.Kind == flow.CaptchaRead {
				verdicts = append(verdicts, fmt.Sprintf("%d/%d %s %v", e.Attempt, e.Attempts, e.Captcha.Verdict, e.Captcha.Accepted))
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(verdicts, ", "), "1/5 unreadable false, 2/5 refused false, 3/5 refused false, 4/5 accepted true"; got != want {
		t.Errorf("verdicts = %s, want %s", got, want)
	}
	if result.Steps[0].CaptchaAttempts != 4 {
		t.Errorf("captcha_attempts = %d, want 4", result.Steps[0].CaptchaAttempts)
	}
	// What could not be read was not sent; what was refused brought its own fresh
	// picture, so that the page was opened twice, and not four times.
	if c := site.Counts(); c["POST /user/register"] != 3 || c["GET /user/register"] != 2 {
		t.Errorf("requests = %v", c)
	}
}

func TestAttemptsBoundTheTries(t *testing.T) {
	site, url := startSite(t, 2)
	solver := newKnowing(t, 2)
	solver.misread = 99
	dir := t.TempDir()
	result, err := builtIn(t, "register.yaml").Run(t.Context(), strict(t), flow.RunOptions{Inputs: inputs(url), Solver: solver, KeepDir: dir})
	var e *flow.ExpectError
	if !errors.As(err, &e) {
		t.Fatalf("error = %v, want an *ExpectError", err)
	}
	if n := site.Counts()["POST /user/register"]; n != 5 || result.Steps[0].CaptchaAttempts != 5 {
		t.Errorf("sent %d times, captcha_attempts %d, want 5", n, result.Steps[0].CaptchaAttempts)
	}
	if !strings.Contains(err.Error(), "the site refused the CAPTCHA's answer, in 5 attempts: read as \"wrong") ||
		!strings.Contains(err.Error(), "That is not the word in the picture") {
		t.Errorf("error = %v", err)
	}
	// The page, five pictures and a stage of each; the message says where.
	for _, want := range []string{"register-step1-page.html", "register-step1-captcha1.png", "register-step1-captcha5.png"} {
		path := filepath.Join(dir, want)
		info, statErr := os.Stat(path)
		if statErr != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", want, info, statErr)
		}
		if !strings.Contains(err.Error(), path) {
			t.Errorf("the message does not name %s: %v", path, err)
		}
	}
	if len(result.Steps[0].Captcha[4].Stages) != 1 {
		t.Errorf("no stages were kept: %+v", result.Steps[0].Captcha[4])
	}
}

func TestOtherErrorsAreNotTriedAgain(t *testing.T) {
	site, url := startSite(t, 3)
	solver := newKnowing(t, 3)
	opts := flow.RunOptions{Inputs: inputs(url), Solver: solver, Dir: t.TempDir()}
	f := builtIn(t, "register.yaml")
	if _, err := f.Run(t.Context(), strict(t), opts); err != nil {
		t.Fatal(err)
	}
	t.Run("taken, and the CAPTCHA right", func(t *testing.T) {
		before := site.Counts()["POST /user/register"]
		_, err := f.Run(t.Context(), strict(t), opts)
		wantExpect(t, err, `the site says of email: "This e-mail address is already registered."`)
		if n := site.Counts()["POST /user/register"] - before; n != 1 {
			t.Errorf("sent %d times, want once", n)
		}
	})
	t.Run("taken, and the CAPTCHA wrong", func(t *testing.T) {
		before := site.Counts()["POST /user/register"]
		solver.misread = 1
		_, err := f.Run(t.Context(), strict(t), opts)
		wantExpect(t, err, `the site says of email: "This e-mail address is already registered."`)
		if n := site.Counts()["POST /user/register"] - before; n != 1 {
			t.Errorf("sent %d times, want once", n)
		}
	})
	t.Run("wrong password", func(t *testing.T) {
		wrong := opts
		wrong.Inputs = inputs(url)
		wrong.Inputs["password"] = "not the one"
		_, err := builtIn(t, "login.yaml").Run(t.Context(), strict(t), wrong)
		wantExpect(t, err, `the site says: "Wrong e-mail address or password."`)
		if n := site.Counts()["POST /user/login"]; n != 1 {
			t.Errorf("sent %d times, want once", n)
		}
	})
}

func wantExpect(t *testing.T, err error, want string) {
	t.Helper()
	var e *flow.ExpectError
	if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
		t.Errorf("error = %v, want an *ExpectError with %s", err, want)
	}
}

func TestInteractiveChallenges(t *testing.T) {
	site, url := startSite(t, 4)
	for path, kind := range map[string]string{"recaptcha": "recaptcha-v2", "recaptcha-v3": "recaptcha-v3", "hcaptcha": "hcaptcha", "turnstile": "turnstile"} {
		f := parse(t, "start: "+url+"/challenge/"+path+"\nsteps:\n  - form: 0\n")
		_, err := f.Run(t.Context(), strict(t), flow.RunOptions{})
		var e *flow.InteractiveError
		if !errors.As(err, &e) || e.Kind != kind || e.Advice == "" || !strings.Contains(err.Error(), e.Advice) {
			t.Errorf("%s: error = %v, want an *InteractiveError", path, err)
		}
		if n := site.Counts()["POST /challenge/"+path]; n != 0 {
			t.Errorf("%s: the form was sent", path)
		}
	}
}

func TestBrokenImages(t *testing.T) {
	site, url := startSite(t, 5)
	solver := newReader(t)
	tests := []struct {
		kind, want string
		cause      error
	}{
		{"404", "/broken/404/captcha.png answered 404 Not Found", nil},
		{"not-an-image", "is not an image: 59 bytes of text/html; charset=utf-8, \"<!doctype html><title>Oops</title>", nil},
		{"huge", "50000", ocr.ErrTooLarge},
		{"truncated", "truncated/captcha.png", ocr.ErrTruncated},
	}
	for _, tt := range tests {
		t.Run(tt.kind, func(t *testing.T) {
			f := parse(t, "start: "+url+"/broken/"+tt.kind+`
inputs: {password: {secret: true}}
steps:
  - form: "#register"
    fill: {first_name: A, last_name: B, email: a@b.example, password: "${password}", password_two: "${password}"}
    captcha: {recipe: book}
`)
			dir := t.TempDir()
			_, err := f.Run(t.Context(), strict(t), flow.RunOptions{Solver: solver, KeepDir: dir, Inputs: map[string]string{"password": secret}})
			var e *flow.CaptchaError
			if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error = %v, want a *CaptchaError with %q", err, tt.want)
			}
			if tt.cause != nil && !errors.Is(err, tt.cause) {
				t.Errorf("error = %v, want one that is %v", err, tt.cause)
			}
			if len(e.Kept) == 0 {
				t.Error("nothing was kept")
			}
			if n := site.Counts()["POST /broken/"+tt.kind]; n != 0 {
				t.Error("the form was sent")
			}
		})
	}
}

func TestScope(t *testing.T) {
	t.Run("start outside", func(t *testing.T) {
		connected := false
		s := session.New(session.Options{Strict: true, Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			connected = true
			return nil, errors.New("connected")
		})})
		f := parse(t, "start: http://example.com/login?x=1\nsteps:\n  - form: a\n")
		_, err := f.Run(t.Context(), s, flow.RunOptions{})
		var e *scope.RefusedError
		if !errors.As(err, &e) || e.Host != "example.com" || connected {
			t.Errorf("error = %v, connected %v", err, connected)
		}
	})
	_, url := startSite(t, 6)
	t.Run("redirected outside half-way", func(t *testing.T) {
		f := parse(t, "start: "+url+"/leave/form\ninputs: {password: {secret: true}}\nsteps:\n"+
			"  - form: \"#leave\"\n    fill: {email: a@b.example, password: \"${password}\"}\n")
		_, err := f.Run(t.Context(), strict(t), flow.RunOptions{Inputs: map[string]string{"password": secret}})
		var e *scope.RefusedError
		if !errors.As(err, &e) || e.Host != "out-of-scope.example" {
			t.Errorf("error = %v", err)
		}
	})
	t.Run("get leads outside", func(t *testing.T) {
		f := parse(t, "steps:\n  - get: "+url+"/leave\n")
		_, err := f.Run(t.Context(), strict(t), flow.RunOptions{})
		var e *scope.RefusedError
		if !errors.As(err, &e) {
			t.Errorf("error = %v", err)
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestWrongFlowForThePage(t *testing.T) {
	site, url := startSite(t, 8)
	t.Run("no such form", func(t *testing.T) {
		f := parse(t, "start: "+url+"/user/login\nsteps:\n  - form: \"#signin\"\n")
		_, err := f.Run(t.Context(), strict(t), flow.RunOptions{})
		var e *forms.NotFoundError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), "#login") {
			t.Errorf("error = %v, want a *forms.NotFoundError that lists what is there", err)
		}
	})
	t.Run("no such field", func(t *testing.T) {
		f := parse(t, "start: "+url+"/user/login\nsteps:\n  - form: \"#login\"\n    fill: {emial: x, password: y}\n")
		_, err := f.Run(t.Context(), strict(t), flow.RunOptions{})
		var e *forms.FieldError
		if !errors.As(err, &e) || e.Field != "emial" {
			t.Errorf("error = %v, want a *forms.FieldError", err)
		}
	})
	t.Run("required and empty", func(t *testing.T) {
		f := parse(t, "start: "+url+"/user/register\nsteps:\n  - form: \"#register\"\n    fill: {email: a@b.example}\n")
		solver := newKnowing(t, 8)
		_, err := f.Run(t.Context(), strict(t), flow.RunOptions{Solver: solver})
		var e *forms.ValidationError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), "first_name") || !strings.Contains(err.Error(), "password_two") {
			t.Errorf("error = %v, want a *forms.ValidationError", err)
		}
		if solver.solved != 0 {
			t.Error("a CAPTCHA was read for a form that could not be sent")
		}
	})
	for path, n := range site.Counts() {
		if strings.HasPrefix(path, "POST ") {
			t.Errorf("%s was sent %d times", path, n)
		}
	}
}

// TestNoSecretLeaves runs flows that fail in many ways on a site that throws the
// password back, and looks for it in everything that comes out.
func TestNoSecretLeaves(t *testing.T) {
	echo := http.NewServeMux()
	echo.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		pw := r.Form.Get("password")
		w.Header().Set("X-Echo", pw)
		io.WriteString(w, `<h1>You said `+htmlEscape(pw)+`</h1><form id=f method=get action="/?again=`+urlEscape(pw)+`">`+
			`<input name=user><input type=password name=password value="`+htmlEscape(pw)+`"><b class=error>`+htmlEscape(pw)+` is no good</b>`+
			`<button>Go</button></form><a href="/?password=`+urlEscape(pw)+`">again</a><script>var p=`+jsonOf(pw)+`</script>`+
			`<i title='`+htmlEscape(pw)+`'>x</i>`)
	})
	server := httptest.NewServer(echo)
	defer server.Close()
	steps := map[string]string{
		"failed expectation":        "  - form: \"#f\"\n    fill: {user: u, password: \"${password}\"}\n    expect: {text: \"${password} is gold\", url: \"/${site}\"}\n",
		"extracted":                 "  - form: \"#f\"\n    fill: {user: u, password: \"${password}\"}\n    expect: {css: h1}\n    extract: {said: {css: h1}, link: {css: a, attr: href}, all: {regex: \"(?s).+\"}}\n",
		"not extracted":             "  - form: \"#f\"\n    fill: {user: u, password: \"${password}\"}\n    expect: {css: h1}\n    extract: {said: {css: h1, regex: nothing}}\n",
		"no such form later":        "  - form: \"#f\"\n    fill: {user: u, password: \"${password}\"}\n    expect: {css: h1}\n  - form: \"#g\"\n",
		"secret in the wrong field": "  - form: \"#f\"\n    fill: {nosuch: \"${password}\"}\n",
		"secret in a query":         "  - get: \"/?password=${password}\"\n    expect: {css: \".never\"}\n",
		"secret as a host":          "  - get: \"http://no.such.host.example/?password=${password}\"\n",
	}
	for name, step := range steps {
		for _, declared := range []string{"true", "false"} {
			if declared == "false" && strings.HasPrefix(name, "secret ") {
				continue // nothing says that this is a secret
			}
			t.Run(name+", secret: "+declared, func(t *testing.T) {
				site := ""
				if strings.Contains(step, "${site}") {
					site = "\n  site: {default: x}"
				}
				f := parse(t, "start: "+server.URL+"\ninputs:\n  password: {required: true, secret: "+declared+"}"+site+"\nsteps:\n"+step)
				dir := t.TempDir()
				var out strings.Builder
				result, err := f.Run(t.Context(), strict(t), flow.RunOptions{KeepDir: dir, Inputs: map[string]string{"password": secret},
					OnEvent: func(e flow.Event) { fmt.Fprintf(&out, "%+v\n", e) }})
				doc, jsonErr := json.Marshal(result)
				if jsonErr != nil {
					t.Fatal(jsonErr)
				}
				fmt.Fprintf(&out, "%s\n%v\n%+v\n%#v\n%q\n", doc, err, err, err, fmt.Sprint(err))
				for _, target := range []any{new(*flow.StepError), new(*flow.ExpectError), new(*forms.NotFoundError), new(*forms.FieldError), new(*scope.RefusedError), new(*session.NetworkError)} {
					if errors.As(err, target) {
						fmt.Fprintf(&out, "%+v\n", target)
						switch found := target.(type) {
						case **flow.StepError:
							fmt.Fprintf(&out, "%+v %v\n", **found, (*found).Unwrap())
						case **flow.ExpectError:
							fmt.Fprintf(&out, "%+v\n", **found)
						case **forms.FieldError:
							fmt.Fprintf(&out, "%+v\n", **found)
						case **session.NetworkError:
							fmt.Fprintf(&out, "%+v\n", **found)
						}
					}
				}
				kept, _ := filepath.Glob(filepath.Join(dir, "*"))
				for _, path := range kept {
					data, readErr := os.ReadFile(path)
					if readErr != nil {
						t.Fatal(readErr)
					}
					out.Write(data)
				}
				for _, form := range []string{secret, htmlEscape(secret), urlEscape(secret), jsonOf(secret), "Tr0ub4dor"} {
					if i := strings.Index(out.String(), form); i >= 0 {
						t.Errorf("%q is in the output: …%s…", form, out.String()[max(0, i-80):min(out.Len(), i+80)])
					}
				}
				if err == nil && name != "extracted" {
					t.Error("the flow did not fail")
				}
			})
		}
	}
}

func TestDraftCanBeParsed(t *testing.T) {
	_, url := startSite(t, 9)
	page, err := strict(t).Get(t.Context(), url+"/user/register")
	if err != nil {
		t.Fatal(err)
	}
	list, err := page.Forms()
	if err != nil {
		t.Fatal(err)
	}
	data := flow.Draft("draft", page.URL, list[0])
	f, err := flow.Parse("draft.yaml", data)
	var fault *strictyaml.Error
	if errors.As(err, &fault) {
		t.Fatalf("%v\n%s", err, data)
	}
	values := map[string]string{"first_name": "Ada", "last_name": "L", "email": "a@b.example", "password": secret}
	result, err := f.Run(t.Context(), strict(t), flow.RunOptions{Inputs: values, Solver: newReader(t), Dir: t.TempDir()})
	if err != nil || !strings.HasSuffix(result.Steps[0].URL, "/welcome") {
		t.Errorf("the draft does not run: %v\n%s", err, data)
	}
}
