package flow_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/formbot/formbot/flow"
)

// TestAwaitAConfirmationLink registers on a site that writes a mail, of which
// the flow takes the link.
func TestAwaitAConfirmationLink(t *testing.T) {
	mail := filepath.Join(t.TempDir(), "mail")
	confirmed := false
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	defer server.Close()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `<form method=post><input name=email></form>`)
	})
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		text := "To: " + r.FormValue("email") + "\nPlease go to " + server.URL + "/confirm/81f3?x=1 and log in.\n"
		if err := os.WriteFile(mail, []byte(text), 0o600); err != nil {
			t.Error(err)
		}
		io.WriteString(w, "<p>Look into your mail")
	})
	mux.HandleFunc("GET /confirm/81f3", func(w http.ResponseWriter, _ *http.Request) {
		confirmed = true
		io.WriteString(w, "<p>Confirmed")
	})
	f := writeFlow(t, "start: "+server.URL+`
inputs: {email: {required: true}}
steps:
  - form: 0
    fill: {email: "${email}"}
    expect: {text: Look into your mail}
  - await: {command: 'cat again >/dev/null 2>&1 && grep -A9 "To: $FORMBOT_INPUT_EMAIL" `+mail+`; touch again', regex: 'https?://\S+/confirm/\S+', name: link, every: 50ms, timeout: 1m}
  - get: "${link}"
    expect: {text: Confirmed}
`, nil)
	result, err := f.Run(t.Context(), strict(t), flow.RunOptions{Inputs: map[string]string{"email": "ada@example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	if !confirmed || result.Values["link"] != server.URL+"/confirm/81f3?x=1" || result.Steps[1].Await != "link" {
		t.Errorf("confirmed %v, %+v", confirmed, result)
	}
}

func TestAwaitSaysWhatBecameOfIt(t *testing.T) {
	for _, tt := range []struct{ await, want string }{
		{`{command: "echo nothing; exit 3", regex: "code (\\d+)", timeout: 500ms, every: 50ms}`, `no match for "code (\\d+)" in 500ms, looked`},
		{`{command: "echo nothing; exit 3", regex: "code (\\d+)", timeout: 500ms, every: 50ms}`, `ended with status 3; it printed last: "nothing"`},
		{`{command: "no-such-command-here", regex: x}`, "the command cannot be run: exit status 127"},
		{`{command: "echo hunter2", regex: x, timeout: 500ms, every: 50ms}`, `it printed last: "***"`},
	} {
		f := parse(t, "inputs: {pw: {secret: true, default: hunter2}}\nsteps:\n  - await: "+tt.await+"\n  - get: \"http://127.0.0.1:1/?${pw}\"\n")
		_, err := f.Run(t.Context(), strict(t), flow.RunOptions{})
		var e *flow.AwaitError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") && !strings.Contains(tt.await, "hunter2") {
			t.Errorf("%s: error = %v, want an *AwaitError with %s", tt.await, err, tt.want)
		}
	}
}

func TestAwaitKillsWhatItStarted(t *testing.T) {
	dir := t.TempDir()
	f := writeFlow(t, "steps:\n  - await: {command: 'cd "+dir+"; sleep 300 & echo $! > pid; sleep 300', regex: x, timeout: 300ms}\n", nil)
	began := time.Now()
	_, err := f.Run(t.Context(), strict(t), flow.RunOptions{})
	var e *flow.AwaitError
	if !errors.As(err, &e) || time.Since(began) > time.Minute {
		t.Fatalf("error = %v after %s", err, time.Since(began))
	}
	data, err := os.ReadFile(filepath.Join(dir, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	// A killed process may still be there to be waited for, but it does not run;
	// on a busy machine it dies when its turn comes.
	for range 100 {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		}
	}
	t.Errorf("the command's child %d goes on", pid)
	_ = syscall.Kill(pid, syscall.SIGKILL)
}

func TestAwaitIsNoTemplate(t *testing.T) {
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.URL.Query().Get("x")
		io.WriteString(w, "<p id=n>$(touch pwned) `id`")
	}))
	defer server.Close()
	f := writeFlow(t, "start: "+server.URL+`
inputs: {pw: {secret: true, default: s3cret}, user: {default: ada}}
steps:
  - extract: {name: {css: "#n"}}
  - await: {command: 'echo "<$FORMBOT_VALUE_NAME> ${FORMBOT_INPUT_USER} [$(env | grep s3cret)] $(ls)"', regex: '.+', name: out, secret: true}
  - get: "/?x=${out}&y=${pw}"
`, nil)
	result, err := f.Run(t.Context(), strict(t), flow.RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "<$(touch pwned) `id`> ada [] flow.yaml"; got != want {
		t.Errorf("the command was given %q, want %q", got, want)
	}
	if _, ok := result.Values["out"]; ok {
		t.Errorf("a secret value is in the result: %v", result.Values)
	}
}

func TestAwaitEndsWithTheRun(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	f := parse(t, "steps:\n  - await: {command: 'sleep 300', regex: x, timeout: 10m}\n")
	began := time.Now()
	if _, err := f.Run(ctx, strict(t), flow.RunOptions{}); err == nil || time.Since(began) > time.Minute {
		t.Errorf("error = %v after %s", err, time.Since(began))
	}
	if got := f.AwaitTime(); got != 10*time.Minute {
		t.Errorf("AwaitTime = %s", got)
	}
}
