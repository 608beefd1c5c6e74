package demosite

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func login(password string) map[string]string {
	return map[string]string{"email": "Ada@Example.com", "password": password}
}

func TestLoginAndLogout(t *testing.T) {
	_, c := serve(t, Options{})
	c.join()
	if p := c.get("/user/logout"); p.path != "/" || p.Find(`nav a[href="/user/login"]`).Length() != 1 {
		t.Errorf("after logging out: %s, want the index with a link to the login", p.path)
	}
	p := c.get("/welcome")
	if p.path != "/user/login" || p.attr("input[name=_next]", "value") != "/welcome" {
		t.Fatalf("/welcome ended on %s, want the login with _next", p.path)
	}
	p = c.submit(p, "#login", login("analytical"))
	if p.path != "/welcome" || p.text("h1") != "Welcome, Ada" {
		t.Errorf("the login ended on %s with %q, want the welcome", p.path, p.text("h1"))
	}
}

func TestLoginFaults(t *testing.T) {
	_, c := serve(t, Options{})
	c.join()
	c.get("/user/logout")
	p := c.submit(c.get("/user/login"), "#login", login("synthetic"))
	if got := p.text("#login__error"); !strings.Contains(got, "Wrong e-mail address or password") {
		t.Errorf("a wrong password gives %q", got)
	}
	unknown := login("analytical")
	unknown["email"] = "eve@example.com"
	if q := c.submit(p, "#login", unknown); q.text("#login__error") != p.text("#login__error") {
		t.Errorf("an unknown address gives %q, want the same as a wrong password", q.text("#login__error"))
	}
	stale := c.submit(p, "#login", login("analytical"))
	if got := stale.text("#login__error"); !strings.Contains(got, "already sent") {
		t.Errorf("a used key gives %q, want that the form was already sent", got)
	}
	if got := stale.attr("input[name=email]", "value"); got != "Ada@Example.com" {
		t.Errorf("the address is %q after the error, want it kept", got)
	}
	if p := c.submit(stale, "#login", login("analytical")); p.path != "/welcome" {
		t.Errorf("the fresh form ended on %s, want /welcome", p.path)
	}
}

func TestNextStaysHere(t *testing.T) {
	for next, want := range map[string]bool{
		"/welcome":                        true,
		"/places/default/view/-1?x=//y#z": true,
		"/":                               true,
		"//evil.example":                  false,
		"/\\evil.example":                 false,
		"\\\\evil.example":                false,
		"/\t/evil.example":                false,
		"http://evil.example/":            false,
		"https:evil.example":              false,
		"javascript:alert(1)":             false,
		"evil.example":                    false,
		"/%zz":                            false,
	} {
		if got := localPath(next); got != want {
			t.Errorf("localPath(%q) = %v, want %v", next, got, want)
		}
	}
}

func TestOpenRedirectIsRefused(t *testing.T) {
	_, c := serve(t, Options{})
	c.join()
	for _, path := range []string{"/user/login", "/user/register"} {
		if p := c.get(path + "?_next=//evil.example/"); p.status != 400 || !strings.Contains(p.text(".note"), "another site") {
			t.Errorf("%s with a _next elsewhere is answered %d %q, want 400 and why", path, p.status, p.text(".note"))
		}
		form := c.get(path)
		sent := form.hidden("form")
		sent.Set("_next", "https://evil.example/")
		if p := c.post(path, sent); p.status != 400 {
			t.Errorf("%s with a forged _next is answered %d, want 400", path, p.status)
		}
	}
}

func sessionCookie(t *testing.T, c *client) string {
	t.Helper()
	at, err := url.Parse(c.base)
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range c.Jar.Cookies(at) {
		if cookie.Name == cookieName {
			return cookie.Value
		}
	}
	return ""
}

func TestSessionCookie(t *testing.T) {
	_, c := serve(t, Options{})
	p := c.get("/places/default/index")
	if got := p.header.Values("Set-Cookie"); len(got) != 0 {
		t.Errorf("a page without a form sets %q, want no cookie", got)
	}
	p = c.get("/user/login")
	set := p.header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(set, want) {
			t.Errorf("the cookie %q lacks %s", set, want)
		}
	}
	before := sessionCookie(t, c)
	if len(before) < 26 {
		t.Errorf("the session id %q is too short to be unguessable", before)
	}
	c.submit(c.get("/user/register"), "#register", ada(word(t, 0, 0)))
	if after := sessionCookie(t, c); after == before || after == "" {
		t.Errorf("the session id before the login is still good after it")
	}
}

func TestSessionIsGoneAfterLogout(t *testing.T) {
	_, c := serve(t, Options{})
	c.join()
	kept := sessionCookie(t, c)
	c.get("/user/logout")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.base+"/welcome", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: cookieName, Value: kept})
	if p := c.read(http.DefaultClient.Do(req)); p.path != "/user/login" {
		t.Errorf("the cookie of before the logout leads to %s, want the login", p.path)
	}
}

func TestSessionExpires(t *testing.T) {
	clock := newClock()
	_, c := serve(t, Options{Now: clock.now, SessionTTL: time.Hour})
	c.join()
	for range 3 { // each request makes it live on
		clock.pass(59 * time.Minute)
		if p := c.get("/welcome"); p.path != "/welcome" {
			t.Fatalf("after 59 minutes: %s, want /welcome", p.path)
		}
	}
	clock.pass(time.Hour)
	if p := c.get("/welcome"); p.path != "/user/login" {
		t.Errorf("after an hour: %s, want the login", p.path)
	}
}

func TestFormKeysOfASessionAreBounded(t *testing.T) {
	held := &session{}
	soon := time.Now().Add(time.Minute)
	first := held.issue("login", "", soon)
	for range maxFormKeys {
		held.issue("login", "", soon)
	}
	if len(held.keys) != maxFormKeys {
		t.Errorf("the session holds %d keys, want %d", len(held.keys), maxFormKeys)
	}
	if _, ok := held.redeem("login", first, time.Now()); ok {
		t.Error("the oldest key is still good, want it dropped")
	}
}
