package demosite

import (
	"strings"
	"testing"
)

func TestChallenges(t *testing.T) {
	_, c := serve(t, Options{})
	for kind, widget := range map[string]string{
		"recaptcha":    ".g-recaptcha[data-sitekey]",
		"recaptcha-v3": `script[src*="api.js?render="]`,
		"hcaptcha":     ".h-captcha[data-sitekey]",
		"turnstile":    ".cf-turnstile[data-sitekey]",
	} {
		p := c.get("/challenge/" + kind)
		if p.Find("form#register "+widget).Length() != 1 {
			t.Errorf("/challenge/%s has no %s in its form", kind, widget)
		}
		if p.Find("form#register script[src]").Length() != 1 || !strings.Contains(p.header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("/challenge/%s names no script, or would load it", kind)
		}
		if p := c.submit(p, "#register", nil); p.status != 400 {
			t.Errorf("/challenge/%s takes an answer: %d, want 400", kind, p.status)
		}
	}
	if p := c.get("/challenge/other"); p.status != 404 {
		t.Errorf("an unknown challenge is answered %d, want 404", p.status)
	}
}

func TestLeave(t *testing.T) {
	_, c := serve(t, Options{})
	if p := c.get("/leave"); p.status != 302 || p.header.Get("Location") != "http://out-of-scope.example/" {
		t.Errorf("/leave is answered %d to %q", p.status, p.header.Get("Location"))
	}
	p := c.submit(c.get("/leave/form"), "#leave", login("analytical"))
	if p.status != 307 || !strings.HasPrefix(p.header.Get("Location"), "http://out-of-scope.example/") {
		t.Errorf("/leave/form is answered %d to %q, want 307 out of scope", p.status, p.header.Get("Location"))
	}
}
