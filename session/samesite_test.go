package session

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestSameSiteOverRedirects: RFC 6265bis, sections 5.2 and 5.8.3: whether a hop of
// a redirect is same-site is a matter of its URL and of the page that caused the
// first one, not of the hops between. To cookies 127.0.0.1 and localhost are two
// sites.
func TestSameSiteOverRedirects(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/set":
			w.Header()["Set-Cookie"] = []string{"none=1; SameSite=None; Secure", "lax=1; SameSite=Lax", "strict=1; SameSite=Strict", "default=1"}
		case "/redirect":
			http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusTemporaryRedirect)
		default:
			_, _ = w.Write([]byte(r.Header.Get("Cookie")))
		}
	})
	other := strings.Replace(base, "127.0.0.1", "localhost", 1)
	now := time.Now()
	s := open(t, Options{Now: func() time.Time { return now }})
	if _, err := s.Get(t.Context(), base+"/set"); err != nil {
		t.Fatal(err)
	}
	now = now.Add(3 * time.Minute) // section 5.6.7.2 goes easy on younger ones
	const all = "none=1; lax=1; strict=1; default=1"
	for _, tt := range []struct {
		name, method, url, from, want string
	}{
		{"the user's own", "GET", base + "/see", "", all},
		{"the user's own, over another site", "GET", other + "/redirect?to=" + base + "/see", "", all},
		{"a link of another site", "GET", base + "/see", other + "/", "none=1; lax=1; default=1"},
		{"a link of another site, over a redirect", "GET", other + "/redirect?to=" + base + "/see", other + "/", "none=1; lax=1; default=1"},
		{"a form of another site", "POST", base + "/see", other + "/", "none=1"},
		{"a form of another site, over a redirect", "POST", other + "/redirect?to=" + base + "/see", other + "/", "none=1"},
		{"a form of its own, over another site", "POST", other + "/redirect?to=" + base + "/see", base + "/", all},
	} {
		req, err := http.NewRequestWithContext(t.Context(), tt.method, tt.url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if tt.from != "" {
			req.Header.Set("Referer", tt.from)
		}
		page, err := s.Do(req)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := string(page.Body); got != tt.want {
			t.Errorf("%s: sent %q, want %q", tt.name, got, tt.want)
		}
	}
}
