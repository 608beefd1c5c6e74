package cookies

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/publicsuffix"
)

// TestCookieJar uses the jar as net/http does, beside the standard library's.
func TestCookieJar(t *testing.T) {
	set := []string{
		"a=1", "b=2; Path=/", "c=3; Domain=127.0.0.1", "d=4; Domain=evil.example", "e=5; Max-Age=0", "f=6; Max-Age=60; HttpOnly", "a=7",
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/set" {
			w.Header()["Set-Cookie"] = set
			return
		}
		_, _ = w.Write([]byte(r.Header.Get("Cookie")))
	}))
	defer srv.Close()
	theirs, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, jar := range []http.CookieJar{New(Options{}), theirs} {
		client := &http.Client{Jar: jar}
		var body strings.Builder
		for _, path := range []string{"/set", "/get"} {
			resp, err := client.Get(srv.URL + path)
			if err != nil {
				t.Fatal(err)
			}
			if err := resp.Write(&body); err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
		}
		got = append(got, body.String()[strings.LastIndex(body.String(), "\n")+1:])
	}
	if want := "a=7; b=2; c=3; f=6"; got[0] != want || got[1] != want {
		t.Errorf("sent %q, the standard library's %q, want %q", got[0], got[1], want)
	}
}

func TestSetCookiesMadeByAProgram(t *testing.T) {
	clk := newClock()
	jar := New(Options{Now: clk.now})
	u := mustURL(t, "https://www.example.com/a/b")
	jar.SetCookies(u, []*http.Cookie{
		{Name: "plain", Value: "1"},
		{Name: "all", Value: "2", Domain: ".example.com", Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: 60},
		{Name: "date", Value: "3", Expires: clk.t.Add(time.Hour)},
		{Name: "over", Value: "4", MaxAge: -1},
		{Name: "evil", Value: "5; Domain=com"},
		{Name: "ev=il", Value: "6"},
		{Name: "elsewhere", Value: "7", Domain: "example.org"},
		{Name: "smuggled", Value: "8", Domain: "example.com; Path=/x"},
		{Name: "relative", Value: "9", Path: "x"},
	})
	if got, want := jar.Header(Request{URL: u}), "plain=1; date=3; smuggled=8; relative=9; all=2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, c := range jar.All() {
		if c.Name == "all" && (c.HostOnly || c.Domain != "example.com" || !c.HTTPOnly || c.SameSite != SameSiteStrict || c.Expires.Sub(clk.t) != time.Minute) {
			t.Errorf("got %+v", c)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	jar := New(Options{})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			u := &url.URL{Scheme: "https", Host: "example.com", Path: "/"}
			for range 50 {
				jar.Receive(Request{URL: u}, []string{string(rune('a'+i)) + "=1; Path=/"})
				jar.Header(Request{URL: u})
				jar.All()
			}
		})
	}
	wg.Wait()
	if n := len(jar.All()); n != 8 {
		t.Errorf("%d cookies, want 8", n)
	}
}

func BenchmarkHeader(b *testing.B) {
	jar := New(Options{})
	req := at(b, "https://www.example.com/")
	jar.Receive(req, []string{"a=1", "b=2; Domain=example.com", "c=3; Path=/x"})
	for b.Loop() {
		jar.Header(req)
	}
}
