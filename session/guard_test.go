package session

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/scope"
)

// form makes the submission of a one-field form on a page at action's host.
func form(t *testing.T, method, action string) *forms.Submission {
	t.Helper()
	page := `<form method="` + method + `" action="` + action + `"><input name="q" value="1"></form>`
	list, err := forms.Parse(strings.NewReader(page), forms.Options{URL: mustURL(t, action)})
	if err != nil {
		t.Fatal(err)
	}
	sub, err := list[0].Submit(forms.SubmitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

// TestScope: what may go where, and that a refusal opens no connection. The town
// has one server in scope, one that the user may look at, and one more.
func TestScope(t *testing.T) {
	const in, out, evil = "in.example", "out.example", "evil.example"
	request := func(method, rawURL, hostHeader string) func(*Session) error {
		return func(s *Session) error {
			req, err := http.NewRequestWithContext(t.Context(), method, rawURL, strings.NewReader("x"))
			if err != nil {
				return err
			}
			if hostHeader != "" {
				req.Host = hostHeader
			}
			_, err = s.Do(req)
			return err
		}
	}
	get := func(rawURL string) func(*Session) error {
		return func(s *Session) error { _, err := s.Get(t.Context(), rawURL); return err }
	}
	image := func(rawURL, page string) func(*Session) error {
		return func(s *Session) error { _, err := s.GetFrom(t.Context(), rawURL, mustURL(t, page)); return err }
	}
	submit := func(method, action string) func(*Session) error {
		return func(s *Session) error {
			_, err := s.Submit(t.Context(), form(t, method, action), mustURL(t, action))
			return err
		}
	}
	to := func(host, target string) string { return "http://" + host + "/to?" + target }
	tests := []struct {
		name    string
		strict  bool
		do      func(*Session) error
		refused string         // the host; "" when it goes through
		dialled map[string]int // every connection that was asked for
	}{
		{"GET in scope", true, get("http://in.example/"), "", map[string]int{in: 1}},
		{"GET that the user named", false, get("http://out.example/"), "", map[string]int{out: 1}},
		{"GET that the user named, strict", true, get("http://out.example/"), out, nil},
		{"HEAD that the user named", false, request("HEAD", "http://out.example/", ""), "", map[string]int{out: 1}},
		{"POST in scope", true, request("POST", "http://in.example/", ""), "", map[string]int{in: 1}},
		{"POST", false, request("POST", "http://out.example/", ""), out, nil},
		{"PUT", false, request("PUT", "http://out.example/", ""), out, nil},
		{"DELETE", false, request("DELETE", "http://out.example/", ""), out, nil},
		{"a method of one's own", false, request("BREW", "http://out.example/", ""), out, nil},
		{"a method that only looks like GET", false, request("get", "http://out.example/", ""), out, nil},
		{"another Host header", true, request("POST", "http://in.example/", "out.example"), out, nil},
		{"another Host header, GET", false, request("GET", "http://in.example/", "evil.example"), evil, nil},

		{"submit in scope", true, submit("post", "http://in.example/"), "", map[string]int{in: 1}},
		{"submit POST", false, submit("post", "http://out.example/"), out, nil},
		{"submit GET", false, submit("get", "http://out.example/"), out, nil},

		{"image in scope", false, image("http://in.example/", "http://out.example/"), "", map[string]int{in: 1}},
		{"image on the page's host", false, image("http://out.example/i", "http://out.example/"), "", map[string]int{out: 1}},
		{"image elsewhere", false, image("http://evil.example/i", "http://out.example/"), evil, nil},
		{"image elsewhere, of a page in scope", false, image("http://evil.example/i", "http://in.example/"), evil, nil},
		{"image on the page's host, strict", true, image("http://out.example/i", "http://out.example/"), out, nil},

		{"redirect within scope", true, get(to(in, "http://in.example/")), "", map[string]int{in: 1}},
		{"redirect on the named host", false, get(to(out, "http://out.example/")), "", map[string]int{out: 1}},
		{"redirect from the named host into scope", false, get(to(out, "http://in.example/")), "", map[string]int{out: 1, in: 1}},
		{"redirect from the named host elsewhere", false, get(to(out, "http://evil.example/")), evil, map[string]int{out: 1}},
		{"redirect out of scope", false, get(to(in, "http://evil.example/")), evil, map[string]int{in: 1}},
		{"redirect of a submit, 302", false, submit("post", to(in, "http://out.example/")), out, map[string]int{in: 1}},
		{"redirect of a submit, 307", false, submit("post", "http://in.example/to307?http://out.example/"), out, map[string]int{in: 1}},
		{"redirect of a submit by two hops", false, submit("post", to(in, to(in, "http://out.example/"))), out, map[string]int{in: 1}},
		{"redirect with userinfo", false, get(to(in, "http://in.example@evil.example/")), evil, map[string]int{in: 1}},
		{"redirect with a backslash", false, get(to(in, `http://in.example\@evil.example/`)), "", map[string]int{in: 1}},
		{"redirect without a scheme", false, get(to(in, `//evil.example/`)), evil, map[string]int{in: 1}},
		{"redirect without a scheme, backslashes", false, get(to(in, `/\evil.example/`)), evil, map[string]int{in: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tn := newTown()
			tn.serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/to":
					w.Header().Set("Location", r.URL.RawQuery)
					w.WriteHeader(http.StatusFound)
				case "/to307":
					w.Header().Set("Location", strings.TrimSuffix(r.URL.RawQuery, "&q=1"))
					w.WriteHeader(http.StatusTemporaryRedirect)
				}
			}, in, out, evil)
			s := tn.session(t, Options{Scope: declare(t, in), Strict: tt.strict})
			err := tt.do(s)
			if tt.refused != "" {
				wantRefused(t, err, tt.refused)
			} else if err != nil {
				t.Error(err)
			}
			want := tt.dialled
			if want == nil {
				want = map[string]int{}
			}
			if diff := cmp.Diff(want, tn.dialled()); diff != "" {
				t.Errorf("connections: -want +got\n%s", diff)
			}
		})
	}
}

// TestThisMachineIsTheDefaultScope, with the session's own transport and real
// listeners: hosts are this machine by their name.
func TestThisMachineIsTheDefaultScope(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Host) })
	port := base[strings.LastIndex(base, ":"):]
	s := open(t, Options{Strict: true})
	for _, host := range []string{"127.0.0.1", "localhost", "LOCALHOST.", "any.localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"} {
		page, err := s.Get(t.Context(), "http://"+host+port+"/")
		if err != nil {
			t.Errorf("%s: %v", host, err)
			continue
		}
		if page.Text() != page.URL.Host {
			t.Errorf("%s: the server was asked for %q, and the page says %q", host, page.Text(), page.URL.Host)
		}
	}

	closed, count := counter(t)
	for _, raw := range []string{"http://0.0.0.0:" + closed, "http://[::]:" + closed, "http://127.0.0.1.nip.io:" + closed} {
		_, err := s.Get(t.Context(), raw)
		var refused *scope.RefusedError
		var bad *URLError
		if !errors.As(err, &refused) && !errors.As(err, &bad) {
			t.Errorf("%s: %v, want it refused", raw, err)
		}
	}
	if n := count.Load(); n != 0 {
		t.Errorf("%d connections were opened", n)
	}
}

// TestGuardWithoutLeave: a request that did not come through the session's calls
// may do nothing outside the scope, and a refused request's body is closed.
func TestGuardWithoutLeave(t *testing.T) {
	g := &guard{base: http.DefaultTransport}
	body := &closing{Reader: strings.NewReader("x")}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://out.example/", body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := g.RoundTrip(req)
	if resp != nil {
		_ = resp.Body.Close()
	}
	wantRefused(t, err, "out.example")
	if !body.closed {
		t.Error("the body was left open")
	}

	// The authority of an opaque URL is not the one that is dialled.
	req, err = http.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.URL.Opaque = "//evil.example/"
	resp, err = g.RoundTrip(req)
	if resp != nil {
		_ = resp.Body.Close()
	}
	var bad *URLError
	if !errors.As(err, &bad) {
		t.Errorf("opaque: %v, want a *URLError", err)
	}
}

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

func TestMustBeLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:80": true, "127.9.9.9:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true,
		"192.0.2.1:80": false, "0.0.0.0:80": false, "[::]:80": false, "[2001:db8::1]:80": false, "/run/socket": false, "": false,
	} {
		err := mustBeLoopback("localhost", address)
		if got := err == nil; got != want {
			t.Errorf("%q: %v, want allowed %v", address, err, want)
		}
		if err != nil {
			wantRefused(t, err, "localhost")
		}
	}
}

// TestProxyIsNotForThisMachine: the proxy of the environment sees what it is for,
// and nothing of this machine, even where NO_PROXY does not say so.
func TestProxyIsNotForThisMachine(t *testing.T) {
	var seen []string
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.URL.Host)
		_, _ = io.WriteString(w, "by proxy")
	})
	site := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "direct") })
	t.Setenv("HTTP_PROXY", proxy)
	t.Setenv("http_proxy", proxy)
	t.Setenv("NO_PROXY", "")
	t.Setenv("no_proxy", "")
	s := open(t, Options{Scope: declare(t, "in.example")})
	port := site[strings.LastIndex(site, ":"):]
	for raw, want := range map[string]string{
		"http://in.example/": "by proxy", site: "direct", "http://a.localhost" + port: "direct", "http://localhost" + port: "direct",
	} {
		page, err := s.Get(t.Context(), raw)
		if err != nil || page.Text() != want {
			t.Errorf("%s: %v, %v; want %q", raw, page, err, want)
		}
	}
	if diff := cmp.Diff([]string{"in.example"}, seen); diff != "" {
		t.Errorf("the proxy saw: -want +got\n%s", diff)
	}
}
