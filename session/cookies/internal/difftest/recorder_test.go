package difftest

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

const (
	keyName   = "difftest" // the query's name that says which step it is
	toName    = "difftest-to"
	blankPath = "/difftest-blank"
)

// How a request comes about, as another site has it done. Its page is
// page(target)'s, on evil.example.
type via string

const (
	viaLink     via = "link"     // a page of another site goes there
	viaForm     via = "form"     // a page of another site posts a form there
	viaImage    via = "image"    // a page of another site has it for an image
	viaRedirect via = "redirect" // another site redirects there what the user asked for
	viaInsecure via = "insecure" // the same site without TLS goes there
)

// page is the URL of the page that does so.
func (v via) page(target *url.URL) string {
	host := "https://evil.example"
	if v == viaInsecure {
		host = "http://" + target.Host
	}
	return host + "/difftest-" + string(v) + "?" + toName + "=" + url.QueryEscape(target.String())
}

// recorder is every host, with TLS and without. It answers each step with the
// step's Set-Cookie headers, and keeps the Cookie header that came with it.
type recorder struct {
	plain, secure string // addresses

	mu   sync.Mutex // guards what is below
	set  map[string][]string
	sent map[string]chan string
}

func newRecorder(t *testing.T) *recorder {
	t.Helper()
	r := &recorder{set: make(map[string][]string), sent: make(map[string]chan string)}
	plain, secure := httptest.NewServer(r), httptest.NewTLSServer(r)
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	r.plain, r.secure = plain.Listener.Addr().String(), secure.Listener.Addr().String()
	return r
}

// answer says what a step is to be answered.
func (r *recorder) answer(key string, set []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.set[key], r.sent[key] = set, make(chan string, 1)
}

// wait gives the Cookie header of a step.
func (r *recorder) wait(ctx context.Context, key string) (string, error) {
	r.mu.Lock()
	sent := r.sent[key]
	r.mu.Unlock()
	select {
	case header := <-sent:
		return header, nil
	case <-ctx.Done():
		return "", fmt.Errorf("step %s: nothing was sent: %w", key, ctx.Err())
	}
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	name, isPage := strings.CutPrefix(req.URL.Path, "/difftest-")
	if isPage {
		to := req.URL.Query().Get(toName)
		quoted := html.EscapeString(to)
		switch via(name) {
		case viaLink, viaInsecure:
			fmt.Fprintf(w, `<a href="%s">x</a><script>document.querySelector("a").click()</script>`, quoted)
		case viaForm:
			fmt.Fprintf(w, `<form method=post action="%s"></form><script>document.querySelector("form").submit()</script>`, quoted)
		case viaImage:
			fmt.Fprintf(w, `<img src="%s">`, quoted)
		case viaRedirect:
			http.Redirect(w, req, to, http.StatusFound)
		}
		return
	}
	key := req.URL.Query().Get(keyName)
	r.mu.Lock()
	set, sent := r.set[key], r.sent[key]
	r.mu.Unlock()
	if sent == nil { // a favicon
		http.NotFound(w, req)
		return
	}
	w.Header()["Set-Cookie"] = set
	select {
	case sent <- strings.Join(req.Header["Cookie"], "\n"):
	default: // asked twice
	}
}
