package flow_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/formbot/formbot/flow"
)

// keyed is a site whose form has a hidden key, a new one each time it is shown.
// What it does with what is sent is up to the test.
type keyed struct {
	*httptest.Server
	fields      string
	refuse      func(w http.ResponseWriter, n int) bool // the n-th sending from 0; false: taken
	gets, posts atomic.Int64
	keys        []string // that were sent
	fixed       bool
}

func (k *keyed) form(message string) string {
	key := k.gets.Load()*100 + k.posts.Load()
	if k.fixed {
		key = 1234
	}
	return fmt.Sprintf(`%s<form id=f method=post><input type=hidden name=_key value=key%d><input type=hidden name=_form value=contact>%s<button>Send</button></form>`, message, key, k.fields)
}

func newKeyed(t *testing.T) *keyed {
	t.Helper()
	k := &keyed{fields: `<input name=text>`}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		k.gets.Add(1)
		io.WriteString(w, k.form(""))
	})
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		k.keys = append(k.keys, r.FormValue("_key"))
		n := int(k.posts.Add(1) - 1)
		if r.FormValue("text") != "hello" && r.FormValue("password") != "hunter2" {
			t.Errorf("sending %d lacks what is to be filled in: %v", n, r.Form)
		}
		if !k.refuse(w, n) {
			http.Redirect(w, r, "/done", http.StatusSeeOther)
		}
	})
	mux.HandleFunc("GET /done", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<h1>Thank you</h1>") })
	k.Server = httptest.NewServer(mux)
	t.Cleanup(k.Close)
	return k
}

const (
	passwordFields = `<input name=user><input type=password name=password>`
	textFlow       = "  - form: \"#f\"\n    fill: {text: hello}\n    expect: {text: Thank you}\n"
	passwordFlow   = "  - form: \"#f\"\n    fill: {user: ada, password: hunter2}\n    expect: {text: Thank you}\n"
)

func TestStaleKeyIsFetchedAgain(t *testing.T) {
	page := func(status int, text string) func(*keyed, http.ResponseWriter) {
		return func(_ *keyed, w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(status)
			io.WriteString(w, text)
		}
	}
	again := func(message string) func(*keyed, http.ResponseWriter) {
		return func(k *keyed, w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			io.WriteString(w, k.form(message))
		}
	}
	tests := []struct {
		name    string
		refusal func(*keyed, http.ResponseWriter)
		fields  string // "": a text, else a password's
		posts   int64  // 2: sent again
		gets    int64
	}{
		{"419", page(419, "<h1>Page Expired</h1>"), "", 2, 2},
		{"419 with a password", page(419, "<h1>Page Expired</h1>"), passwordFields, 2, 2},
		{"403 of Django", page(403, "<h1>Forbidden</h1><p>CSRF verification failed. Request aborted.</p>"), passwordFields, 2, 2},
		{"403 and nothing else", page(403, "<h1>403 Forbidden</h1>"), "", 2, 2},
		{"422 of Rails", page(422, "<h1>The change you wanted was rejected.</h1>"), "", 2, 2},
		{"400 with words", page(400, "Invalid form token"), "", 2, 2},
		{"200 with words", page(200, "<p>Error: your session has expired.</p>"), "", 2, 2},
		{"the form with words", again("<p class=error>The form was already sent. Please send it again.</p>"), "", 2, 1},
		{"the form with words, and a password", again("<p class=error>Your session has expired, please log in again.</p>"), passwordFields, 2, 1},
		{"in German", again("<p class=error>Das Formular ist abgelaufen.</p>"), "", 2, 1},
		{"in French", again("<p class=error>Le jeton de sécurité a expiré.</p>"), "", 2, 1},
		{"in Spanish", again("<p class=error>La sesión ha expirado.</p>"), "", 2, 1},
		{"in Russian", again("<p class=error>Срок действия формы истек, ошибка.</p>"), "", 2, 1},
		{"in Chinese", again("<p class=error>页面已过期</p>"), "", 2, 1},
		{"try again", again("<p class=error>Something went wrong. Please try again.</p>"), "", 2, 1},
		{"the form without a word", again(""), "", 2, 1},

		{"try again, and a password", again("<p class=error>Something went wrong. Please try again.</p>"), passwordFields, 1, 1},
		{"the form without a word, and a password", again(""), passwordFields, 1, 1},
		{"wrong password", again("<p class=error>Wrong user name or password. Please try again.</p>"), passwordFields, 1, 1},
		{"403 wrong password", page(403, "<p>Invalid credentials</p>"), passwordFields, 1, 1},
		{"403 locked", page(403, "<p>Your account is locked. Session expired.</p>"), passwordFields, 1, 1},
		{"password expired", again("<p class=error>Your password has expired.</p>"), passwordFields, 1, 1},
		{"card expired", again("<p class=error>Your card has expired.</p>"), "", 1, 1},
		{"of a field", again(`<p class=error id=text__error>This token is not valid</p>`), "", 1, 1},
		{"a success that is not expected", page(200, "<p>Welcome. Your API token is 1234.</p>"), "", 1, 1},
		{"429", page(429, "<p>Too many requests, your token is expired</p>"), "", 1, 1},
		{"500", page(500, "<p>CSRF</p>"), "", 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k := newKeyed(t)
			steps := textFlow
			if tt.fields != "" {
				k.fields, steps = tt.fields, passwordFlow
			}
			k.refuse = func(w http.ResponseWriter, n int) bool {
				if n == 0 {
					tt.refusal(k, w)
				}
				return n == 0
			}
			var why []string
			result, err := parse(t, "start: "+k.URL+"\nsteps:\n"+steps).Run(t.Context(), strict(t), flow.RunOptions{OnEvent: func(e flow.Event) {
				if e.Kind == flow.KeyStale {
					why = append(why, e.Err)
				}
			}})
			if (err == nil) != (tt.posts == 2) {
				t.Errorf("error = %v", err)
			}
			if k.posts.Load() != tt.posts || k.gets.Load() != tt.gets {
				t.Errorf("sent %d times, fetched %d times; want %d, %d", k.posts.Load(), k.gets.Load(), tt.posts, tt.gets)
			}
			if int64(result.Steps[0].KeyRetries) != tt.posts-1 || int64(len(why)) != tt.posts-1 {
				t.Errorf("key_retries = %d, told %q", result.Steps[0].KeyRetries, why)
			}
			if len(k.keys) == 2 && k.keys[0] == k.keys[1] {
				t.Errorf("the same key was sent again: %v", k.keys)
			}
		})
	}
}

func TestStaleKeyIsFetchedOnce(t *testing.T) {
	k := newKeyed(t)
	k.refuse = func(w http.ResponseWriter, _ int) bool {
		http.Error(w, "Page Expired", 419)
		return true
	}
	_, err := parse(t, "start: "+k.URL+"\nsteps:\n"+textFlow).Run(t.Context(), strict(t), flow.RunOptions{})
	wantExpect(t, err, "status 419")
	if k.posts.Load() != 2 || k.gets.Load() != 2 {
		t.Errorf("sent %d times, fetched %d times, want 2 and 2", k.posts.Load(), k.gets.Load())
	}
	// A key that does not change when the page is fetched again is not tried again.
	k = newKeyed(t)
	k.fixed = true
	k.refuse = func(w http.ResponseWriter, _ int) bool {
		http.Error(w, "Page Expired", 419)
		return true
	}
	_, err = parse(t, "start: "+k.URL+"\nsteps:\n"+textFlow).Run(t.Context(), strict(t), flow.RunOptions{})
	wantExpect(t, err, "status 419")
	if k.posts.Load() != 1 {
		t.Errorf("the same key was sent %d times", k.posts.Load())
	}
}

func TestStaleKeyBehindACaptcha(t *testing.T) {
	d := newDoor(t)
	d.page = func(n int, message string) string {
		return message + strings.Replace(doorForm, "<input name=user>", fmt.Sprintf("<input type=hidden name=k value=key%d><input name=user>", n), 1)
	}
	d.posted = func(int, *http.Request) (string, bool) { return "", true }
	door, first := d.Config.Handler, true
	d.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && first {
			first = false
			http.Error(w, "Page Expired", 419)
			return
		}
		door.ServeHTTP(w, r)
	})
	result, err := d.flow(t, "").Run(t.Context(), strict(t), flow.RunOptions{Solver: newKnowing(t, 1)})
	if err != nil {
		t.Fatal(err)
	}
	if got := result.Steps[0]; got.KeyRetries != 1 || len(got.Captcha) != 2 || got.Captcha[0].Verdict != "unknown" || !got.Captcha[1].Accepted {
		t.Errorf("step = %+v", got)
	}
}

func TestStaleKeyOfThePracticeSite(t *testing.T) {
	site, url := startSite(t, 1)
	// The cookies go between the page and the form: its key belongs to a session
	// that is gone.
	f := writeFlow(t, "start: "+url+"/join\nsteps:\n  - load: none.json\n  - get: /join\n  - load: none.json\n"+
		"  - form: \"#join\"\n    fill: {email: a@example.com, password: engine1}\n    expect: {url: /join/profile}\n", nil)
	dir := t.TempDir()
	if err := strict(t).Save(dir + "/none.json"); err != nil {
		t.Fatal(err)
	}
	result, err := f.Run(t.Context(), strict(t), flow.RunOptions{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if result.Steps[3].KeyRetries != 1 || site.Counts()["POST /join"] != 2 {
		t.Errorf("step 4 = %+v, %v", result.Steps[3], site.Counts())
	}
}
