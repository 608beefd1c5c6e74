package cache_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/formbot/formbot/session/cache"
)

// newProxy is a reverse proxy that keeps what it gets in a cache: the
// arrangement in which the public suite judges one.
func newProxy(t *testing.T, origin string, opts cache.Options) *httptest.Server {
	t.Helper()
	opts.Path = filepath.Join(t.TempDir(), "cache.db")
	opts.ReplaySetCookie = true // its clients keep the cookies
	c, err := cache.Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(origin)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: c.Transport(&http.Transport{DisableCompression: true}),
		ErrorLog:  log.New(io.Discard, "", 0),
	})
	t.Cleanup(func() {
		proxy.Close()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return proxy
}

// TestPublicSuite runs the public suite (npm http-cache-tests) against the cache
// in a proxy. scripts/cache-tests.sh fetches it and runs this.
func TestPublicSuite(t *testing.T) {
	dir := os.Getenv("FORMBOT_CACHE_TESTS")
	if dir == "" {
		t.Skip("FORMBOT_CACHE_TESTS names no folder with http-cache-tests; see scripts/cache-tests.sh")
	}
	port := freePort(t)
	server := exec.CommandContext(t.Context(), "node", "server/server.mjs")
	server.Dir = dir
	server.Env = append(os.Environ(), "npm_config_protocol=http", "npm_config_port="+port,
		"npm_config_pidfile="+filepath.Join(t.TempDir(), "pid"))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	origin := "http://localhost:" + port
	waitFor(t, "localhost:"+port)
	proxy := newProxy(t, origin, cache.Options{})

	client := exec.CommandContext(t.Context(), "node", "--no-warnings", "cli.mjs")
	client.Dir = dir
	client.Env = append(os.Environ(), "npm_config_base="+proxy.URL, "npm_config_id=", "npm_package_config_id=")
	client.Stderr = os.Stderr
	out, err := client.Output()
	if err != nil {
		t.Fatal(err)
	}
	judgeSuite(t, dir, out)
}

// judgeSuite counts as the suite's own pages do.
func judgeSuite(t *testing.T, dir string, out []byte) {
	t.Helper()
	start := bytes.IndexByte(out, '{')
	var results map[string]any
	if err := json.Unmarshal(out[max(0, start):], &results); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	list := exec.CommandContext(t.Context(), "node", "--input-type=module", "-e", `
		import tests from './tests/index.mjs'
		import surrogate from './tests/surrogate-control.mjs'
		console.log(JSON.stringify([...tests, surrogate].flatMap(s => s.tests.filter(t => !t.browser_only)
			.map(t => ({id: t.id, kind: t.kind || 'required', needs: t.depends_on || []})))))`)
	list.Dir = dir
	raw, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	var tests []struct {
		ID    string
		Kind  string
		Needs []string
	}
	if err := json.Unmarshal(raw, &tests); err != nil {
		t.Fatal(err)
	}
	passed, all := map[string]int{}, map[string]int{}
	for _, test := range tests {
		all[test.Kind]++
		differs := deviation(test.ID)
		if results[test.ID] == true {
			passed[test.Kind]++
			if differs != "" {
				t.Errorf("%s passes, and is listed as one that does not: %s", test.ID, differs)
			}
			continue
		}
		why, _ := json.Marshal(results[test.ID])
		t.Logf("%s %s: %s %s", test.Kind, test.ID, why, differs)
		if test.Kind != "check" && differs == "" {
			t.Errorf("%s, %s, does not pass, and no reason is known", test.ID, test.Kind)
		}
	}
	t.Logf("required %d of %d, optimal %d of %d", passed["required"], all["required"], passed["optimal"], all["optimal"])
}

// deviation says why a required or optimal case of version 0.4.5 of the suite
// does not pass; "" for those that must.
func deviation(id string) string {
	for _, d := range []struct{ ids, why string }{
		{`surrogate-(max-age|max-age-max|max-age-max-plus|max-age-me-target|max-age-extension|max-age-case-insensitive|max-age-expires|` +
			`max-age-cc-max-age-invalid-expires|max-age-short-cc-max-age|fresh-cc-nostore|max-age-0-expires|max-age-long-cc-max-age|no-store-cc-fresh)`,
			"Surrogate-Control is for shared caches"},
		{`cc-resp-private-shared|freshness-s-maxage-shared|freshness-max-age-s-maxage-shared-.*|other-authorization-smaxage`,
			"private and s-maxage mean another thing to a private cache"},
		{`age-parse-(nonnumeric|negative|float|dup-0|dup-0-twoline|dup-old|parameter|numeric-parameter|prefix-twoline)`,
			"RFC 9111, section 5.1, says otherwise than its forerunner; newer versions of the suite follow it"},
		{`stale-close-(must-revalidate|proxy-revalidate|no-cache|s-maxage=2)`,
			"wants an answer from a server that hangs up; newer versions of the suite do not"},
		{`304-etag-update-response-ETag`, "RFC 9111, section 4.3.4: a 304 with another strong tag updates nothing"},
		{`headers-store-Transfer-Encoding`, "net/http refuses the answer"},
		{`partial-.*`, "range requests pass by"},
		{`status-(400|499|500|502|503|504|599)-fresh|heuristic-(404|405|410|414|501|599)-cached`, "errors are not kept"},
		{`method-POST`, "answers to POST are not kept"},
		{`conditional-lm-fresh-no-lm`, "RFC 9111, section 4.3.2: without Last-Modified it is Date that counts"},
		{`vary-normalise-lang-select`, "Content-Language is the server's choice"},
	} {
		if regexp.MustCompile("^(" + d.ids + ")$").MatchString(id) {
			return d.why
		}
	}
	return ""
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

func waitFor(t *testing.T, addr string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) { //nolint:forbidigo // another program's start
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			_ = conn.Close()
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}
