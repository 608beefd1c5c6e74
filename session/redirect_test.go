package session

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRedirectMethods: Fetch Standard, "HTTP-redirect fetch".
func TestRedirectMethods(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if status := 0; r.URL.Path == "/from" {
			_, _ = fmt.Sscan(r.URL.RawQuery, &status)
			w.Header().Set("Location", "/to")
			w.WriteHeader(status)
			return
		}
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Got", strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Method, body, r.Header.Get("Content-Type"))))
	})
	s := open(t, Options{})
	for _, tt := range []struct {
		status int
		method string
		want   string
	}{
		{301, "POST", "GET"}, {302, "POST", "GET"}, {303, "POST", "GET"},
		{307, "POST", "POST body text/plain"}, {308, "POST", "POST body text/plain"},
		{301, "PUT", "PUT body text/plain"}, {302, "DELETE", "DELETE body text/plain"}, {303, "PUT", "GET"},
		{301, "HEAD", "HEAD"}, {303, "HEAD", "HEAD"}, {307, "GET", "GET"}, {303, "GET", "GET"},
	} {
		var body io.Reader
		if tt.method != "GET" && tt.method != "HEAD" {
			body = strings.NewReader("body")
		}
		req, err := http.NewRequestWithContext(t.Context(), tt.method, fmt.Sprintf("%s/from?%d", base, tt.status), body)
		if err != nil {
			t.Fatal(err)
		}
		if body != nil {
			req.Header.Set("Content-Type", "text/plain")
		}
		page, err := s.Do(req)
		if err != nil {
			t.Errorf("%d %s: %v", tt.status, tt.method, err)
			continue
		}
		if got := page.Header.Get("X-Got"); got != tt.want {
			t.Errorf("%d %s: arrives as %q, want %q", tt.status, tt.method, got, tt.want)
		}
		if diff := cmp.Diff([]string{fmt.Sprintf("%s/from?%d", base, tt.status)}, page.Redirects); diff != "" {
			t.Error(diff)
		}
	}

	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/from?307", io.MultiReader(strings.NewReader("once")))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Do(req)
	wantKind(t, err, KindRedirects, "can be read only once")
}

func TestRedirectTargets(t *testing.T) {
	var location string
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/dir/from" {
			w.Header()["Location"] = []string{location}
			w.WriteHeader(http.StatusFound)
		}
	})
	s := open(t, Options{})
	for _, tt := range []struct{ location, want string }{
		{"to", "/dir/to#frag"},
		{"/to", "/to#frag"},
		{"../../to", "/to#frag"},
		{"?q", "/dir/from?q#frag"}, // from with a query is another answer below
		{"/to#own", "/to#own"},
		{"/a b", "/a%20b#frag"},
		{"/100%", "/100%25#frag"},
		{" /to\t", "/to#frag"},
		{`\to`, "/to#frag"},
		{"/é", "/%C3%A9#frag"},
		{strings.Replace(base, "http:", "HTTP:", 1) + "/x/../to", "/to#frag"},
	} {
		location = tt.location
		page, err := s.Get(t.Context(), base+"/dir/from#frag")
		if tt.location == "?q" {
			wantKind(t, err, KindRedirects, "loop")
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", tt.location, err)
			continue
		}
		if got := strings.TrimPrefix(page.URL.String(), base); got != tt.want {
			t.Errorf("%q leads to %q, want %q", tt.location, got, tt.want)
		}
	}
	for _, bad := range []string{"http://", "http://[::1", "ftp://127.0.0.1/", "javascript:alert(1)", "http://a b/"} {
		location = bad
		_, err := s.Get(t.Context(), base+"/dir/from")
		wantKind(t, err, KindRedirects, "it redirects to")
	}

	// Without Location, and with other statuses, the answer is the page.
	location = ""
	page, err := s.Get(t.Context(), base+"/dir/from")
	if err != nil || page.Status != http.StatusFound {
		t.Errorf("302 without Location: %v, %v", page, err)
	}
}

func TestRedirectLimits(t *testing.T) {
	var requests int
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		n := 0
		switch _, _ = fmt.Sscanf(r.URL.Path, "/%d", &n); {
		case r.URL.Path == "/a":
			http.Redirect(w, r, "/b?secret=hunter2", http.StatusFound)
		case r.URL.Path == "/b":
			http.Redirect(w, r, "/a", http.StatusFound)
		case n > 0:
			http.Redirect(w, r, fmt.Sprintf("/%d", n-1), http.StatusFound)
		}
	})
	s := open(t, Options{})
	if page, err := s.Get(t.Context(), base+"/20"); err != nil || len(page.Redirects) != 20 {
		t.Errorf("20 redirects: %v, %v", page, err)
	}
	_, err := s.Get(t.Context(), base+"/21")
	wantKind(t, err, KindRedirects, "more than 20 times, last to "+base+"/0")
	requests = 0
	_, err = s.Get(t.Context(), base+"/a")
	wantKind(t, err, KindRedirects, fmt.Sprintf("in a loop (%[1]s/b?... -> %[1]s/a -> %[1]s/b?...)", base))
	if requests != 21 {
		t.Errorf("%d requests, want 21", requests)
	}
	none := open(t, Options{MaxRedirects: -1})
	_, err = none.Get(t.Context(), base+"/1")
	wantKind(t, err, KindRedirects, "more than 0 times")
}

// TestRedirectHeaders: what goes along to another origin, and what does not.
func TestRedirectHeaders(t *testing.T) {
	tn := newTown()
	var got []string
	show := func(w http.ResponseWriter, r *http.Request) {
		got = append(got, fmt.Sprintf("%s%s auth=%q cookie=%q x=%q origin=%q referer=%q", r.Host, r.URL.Path,
			r.Header.Get("Authorization"), r.Header.Get("Cookie"), r.Header.Get("X-Own"), r.Header.Get("Origin"), r.Header.Get("Referer")))
		if r.URL.RawQuery != "" {
			w.Header().Set("Location", r.URL.RawQuery)
			w.WriteHeader(http.StatusTemporaryRedirect)
		}
	}
	tn.serve(t, show, "a.example", "b.example", "c.example")
	s := tn.session(t, Options{Scope: declare(t, "a.example", "b.example", "c.example")})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
		"http://a.example/1?/2?http://b.example/3?http://c.example/4", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Basic YWRhOmh1bnRlcjI=")
	req.Header.Set("Cookie", "own=1")
	req.Header.Set("X-Own", "kept")
	req.Header.Set("Referer", "http://a.example/page?q=1#frag")
	if _, err := s.Do(req); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`a.example/1 auth="Basic YWRhOmh1bnRlcjI=" cookie="own=1" x="kept" origin="http://a.example" referer="http://a.example/page?q=1"`,
		`a.example/2 auth="Basic YWRhOmh1bnRlcjI=" cookie="own=1" x="kept" origin="http://a.example" referer="http://a.example/page?q=1"`,
		`b.example/3 auth="" cookie="" x="kept" origin="http://a.example" referer="http://a.example/"`,
		`c.example/4 auth="" cookie="" x="kept" origin="null" referer="http://a.example/"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
