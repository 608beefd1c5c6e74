package auth

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// checker is a Digest server that takes each nonce few times, and each count of it
// once (RFC 7616, section 3.4.6), and reckons the response by the formulas of
// section 3.4.1 alone.
type checker struct {
	mu           sync.Mutex // guards what is below
	issued, uses int
	seen         map[string]bool
	challenges   int
	sayStale     bool
	qop          string
}

const usesOfNonce = 3

func (c *checker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	header := r.Header.Get("Authorization")
	field := func(name string) string {
		m := regexp.MustCompile(`\b` + name + `="?([^",]*)"?`).FindStringSubmatch(header)
		if m == nil {
			return ""
		}
		return m[1]
	}
	sum := func(s string) string { h := sha256.Sum256([]byte(s)); return hex.EncodeToString(h[:]) }
	a2 := r.Method + ":" + r.RequestURI
	if c.qop == "auth-int" {
		a2 += ":" + sum(string(body))
	}
	nonce := fmt.Sprintf("nonce%d", c.issued)
	want := sum(sum("ada:the realm:secret") + ":" + nonce + ":" + field("nc") + ":" + field("cnonce") + ":" + c.qop + ":" + sum(a2))
	if header != "" && field("nonce") == nonce && field("response") == want && !c.seen[nonce+field("nc")] && c.uses < usesOfNonce {
		c.seen[nonce+field("nc")] = true
		c.uses++
		_, _ = fmt.Fprintf(w, "%s %s", r.Method, body)
		return
	}
	stale := ""
	if header != "" && c.sayStale {
		stale = ", stale=TRUE"
	}
	if c.uses >= usesOfNonce || c.issued == 0 {
		c.issued++
		c.uses = 0
	}
	c.challenges++
	w.Header().Add("WWW-Authenticate", `Basic realm="the realm"`)
	w.Header().Add("WWW-Authenticate", fmt.Sprintf(`Digest realm="the realm", nonce="nonce%d", algorithm=MD5, qop="%s"`, c.issued+1000, c.qop))
	w.Header().Add("WWW-Authenticate", fmt.Sprintf(`Digest realm="the realm", nonce="nonce%d", algorithm=SHA-256, qop="%s"%s`, c.issued, c.qop, stale))
	w.WriteHeader(http.StatusUnauthorized)
}

func TestDigestNonces(t *testing.T) {
	for _, sayStale := range []bool{true, false} {
		for _, qop := range []string{"auth", "auth-int"} {
			server := &checker{seen: map[string]bool{}, sayStale: sayStale, qop: qop}
			srv := httptest.NewServer(server)
			tr, err := New(&http.Transport{}, Options{Logins: []Login{{Origin: srv.URL, User: "ada", Password: "secret"}}})
			if err != nil {
				t.Fatal(err)
			}
			client := &http.Client{Transport: tr}
			for i := range 9 {
				resp, err := client.Post(srv.URL+"/a?b=c%20d", "text/plain", strings.NewReader(fmt.Sprint("body", i)))
				if err != nil {
					t.Fatal(err)
				}
				got, _ := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if want := fmt.Sprint("POST body", i); resp.StatusCode != http.StatusOK || string(got) != want {
					t.Errorf("stale %t, %s, request %d: %d %q, want %q", sayStale, qop, i, resp.StatusCode, got, want)
				}
			}
			if server.challenges != 3 { // at first, and when a nonce was used up
				t.Errorf("stale %t, %s: asked %d times, want 3", sayStale, qop, server.challenges)
			}
			client.CloseIdleConnections()
			srv.Close()
		}
	}
}

// TestDigestAtOnce: no two requests use one count of a nonce.
func TestDigestAtOnce(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]int{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := r.Header.Get("Authorization")
		if header == "" {
			w.Header().Set("WWW-Authenticate", `Digest realm="r", nonce="n", qop=auth`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		key := regexp.MustCompile(`nc=\w+, cnonce="\w+"`).FindString(header)
		mu.Lock()
		defer mu.Unlock()
		seen[key]++
	}))
	defer srv.Close()
	tr, err := New(&http.Transport{}, Options{Logins: []Login{{Origin: srv.URL, User: "ada", Password: "secret"}}})
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: tr}
	defer client.CloseIdleConnections()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				if status, _ := get(t, client, srv.URL); status != 200 {
					t.Errorf("status %d", status)
				}
			}
		})
	}
	wg.Wait()
	if len(seen) != 80 {
		t.Errorf("%d different counts for 80 requests", len(seen))
	}
}

// TestOnlyItsOrigin: a login goes to no other origin, whatever asks for it.
func TestOnlyItsOrigin(t *testing.T) {
	var got []string
	asks := func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Authorization"))
		w.Header().Set("WWW-Authenticate", `Basic realm="the realm"`)
		w.WriteHeader(http.StatusUnauthorized)
	}
	evil := httptest.NewServer(http.HandlerFunc(asks))
	defer evil.Close()
	good := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, evil.URL, http.StatusFound)
	}))
	defer good.Close()
	tr, err := New(&http.Transport{}, Options{Logins: []Login{{Origin: good.URL + "/path", User: "ada", Password: "secret", Preemptive: true}}})
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: tr}
	defer client.CloseIdleConnections()
	if status, _ := get(t, client, good.URL); status != 401 || len(got) != 1 || got[0] != "" {
		t.Errorf("%d: the other origin got %q", status, got)
	}
	// One that a caller has written itself is the caller's.
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, evil.URL, nil)
	req.Header.Set("Authorization", "Bearer x")
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if len(got) != 2 || got[1] != "Bearer x" {
		t.Errorf("the other origin got %q", got)
	}
}

// answers is a transport that speaks for hosts which are not there.
type answers func(*http.Request) *http.Response

func (a answers) RoundTrip(req *http.Request) (*http.Response, error) { return a(req), nil }

func TestBasicOverPlainHTTP(t *testing.T) {
	ask := func(challenge string) (answers, *string) {
		sent := new(string)
		return func(req *http.Request) *http.Response {
			*sent = req.Header.Get("Authorization")
			resp := &http.Response{StatusCode: http.StatusUnauthorized, Header: http.Header{"Www-Authenticate": {challenge}}, Body: http.NoBody, Request: req}
			if *sent != "" {
				resp.StatusCode = http.StatusOK
			}
			return resp
		}, sent
	}
	for _, tt := range []struct {
		origin, challenge string
		allow, preemptive bool
		want              string // what Authorization begins with; "error"
	}{
		{"http://h.example", "Basic realm=x", false, false, "error"},
		{"http://h.example", "Basic realm=x", false, true, "error"},
		{"http://h.example", "Basic realm=x", true, false, "Basic "},
		{"https://h.example", "Basic realm=x", false, false, "Basic "},
		{"http://localhost", "Basic realm=x", false, false, "Basic "},
		{"http://127.0.0.2:8080", "Basic realm=x", false, true, "Basic "},
		{"http://[::1]", "Basic realm=x", false, false, "Basic "},
		{"http://h.example", "Digest realm=x, nonce=n, qop=auth", false, false, "Digest "},
		{"http://h.example", "Basic realm=x, Digest realm=x, nonce=n", false, false, "Digest "},
		{"https://h.example:443", "Negotiate", false, false, ""},
	} {
		base, sent := ask(tt.challenge)
		tr, err := New(base, Options{AllowPlain: tt.allow, Logins: []Login{{Origin: tt.origin, User: "ada", Password: "secret", Preemptive: tt.preemptive}}})
		if err != nil {
			t.Fatal(err)
		}
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, tt.origin+"/x", nil)
		resp, err := tr.RoundTrip(req)
		if err == nil {
			_ = resp.Body.Close()
		}
		var insecure *InsecureError
		if tt.want == "error" {
			if !errors.As(err, &insecure) || insecure.Origin != tt.origin || strings.Contains(err.Error(), "secret") {
				t.Errorf("%+v: got %v, want an *InsecureError", tt, err)
			}
			if *sent != "" {
				t.Errorf("%+v: %q was sent all the same", tt, *sent)
			}
			continue
		}
		if err != nil || !strings.HasPrefix(*sent, tt.want) || tt.want == "" && *sent != "" {
			t.Errorf("%+v: sent %q, %v", tt, *sent, err)
		}
	}
}

// TestBodyOnlyOnce: a body that can't be read again is not sent twice.
func TestBodyOnlyOnce(t *testing.T) {
	srv := httptest.NewServer(&checker{seen: map[string]bool{}, qop: "auth"})
	defer srv.Close()
	tr, err := New(&http.Transport{}, Options{Logins: []Login{{Origin: srv.URL, User: "ada", Password: "secret"}}})
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: tr}
	defer client.CloseIdleConnections()
	resp, err := client.Post(srv.URL, "text/plain", io.MultiReader(strings.NewReader("once")))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d, want 401", resp.StatusCode)
	}
	if _, err := New(nil, Options{Logins: []Login{{Origin: "ada:secret@h"}}}); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("no origin: %v", err)
	}
}
