//go:build linux

package browserjar

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a browser on a busy machine may take for one thing.
const patience = 90 * time.Second

// site is a page on this machine that sets cookies, and a frame of another site
// in it that sets some too.
type site struct {
	*httptest.Server
	mu   sync.Mutex
	sent map[string]string // by path: the Cookie header of the last request
}

// set are the cookies that the page sets, and want what a profile then has.
var set = []string{
	"persist=p 1; Max-Age=86400; Path=/", "session=s1; Path=/; HttpOnly", "lax=1; SameSite=Lax; Max-Age=86400; Path=/",
	"strict=1; SameSite=Strict; Max-Age=86400; Path=/dir", "none=1; Secure; SameSite=None; Max-Age=86400; Path=/",
	"__Host-h=1; Secure; Path=/; Max-Age=86400", "utf8=é; Max-Age=86400; Path=/", "long=" + strings.Repeat("x", 500) + "; Max-Age=86400; Path=/",
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{sent: map[string]string{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.sent[r.URL.Path] = r.Header.Get("Cookie")
		s.mu.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch r.URL.Path {
		case "/":
			w.Header()["Set-Cookie"] = set
			// The frame is of another site: 127.0.0.1 is not localhost.
			_, port, _ := strings.Cut(r.Host, ":")
			next := "/dir/next"
			if r.URL.RawQuery == "many" {
				next = fmt.Sprintf("http://a.localhost:%s/many", port)
			}
			fmt.Fprintf(w, `<title>set</title><iframe src="http://localhost:%s/frame" onload='setTimeout(()=>location=%q,500)'></iframe>`, port, next)
		case "/many":
			s.many(w, r)
		case "/frame":
			w.Header().Add("Set-Cookie", "framed=1; Secure; SameSite=None; Partitioned; Max-Age=86400; Path=/")
			fmt.Fprint(w, "framed")
		case "/work":
			w.Header().Add("Set-Cookie", "atwork=1; Max-Age=86400; Path=/")
			fmt.Fprint(w, "work")
		default:
			fmt.Fprint(w, "done")
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// many sets as many cookies as a site may, and goes on to the next of four sites.
func (s *site) many(w http.ResponseWriter, r *http.Request) {
	for i := range 170 {
		w.Header().Add("Set-Cookie", fmt.Sprintf("c%d=1; Max-Age=86400", i))
	}
	next := s.URL + "/dir/next"
	if r.Host[0] < 'd' {
		next = fmt.Sprintf("http://%c%s/many", r.Host[0]+1, r.Host[1:])
	}
	http.Redirect(w, r, next, http.StatusFound)
}

// got is the Cookie header that came to a path, and whether one came at all.
func (s *site) got(path string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	header, ok := s.sent[path]
	return header, ok
}

// eventually asks again and again until it is true.
func eventually(ctx context.Context, t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for !is() {
		select {
		case <-ctx.Done():
			t.Fatalf("%s: not within %v", what, patience)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// launch starts a browser in a group of processes of its own, and ends all of
// them with the test.
func launch(t *testing.T, home string, argv ...string) {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home+"/.config", "XDG_CACHE_HOME="+home+"/.cache", "MOZ_CRASHREPORTER_DISABLE=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
}

// browserPath finds one of the programs, or skips the test.
func browserPath(t *testing.T, install string, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skipf("no %s on this machine; install it (Debian: apt-get install %s)", names[0], install)
	return ""
}
