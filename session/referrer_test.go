package session

import (
	"net/http"
	"strings"
	"testing"
)

// TestReferer is the table of Referrer Policy, section 3, with its examples, and of
// "append a request `Origin` header" of the Fetch Standard.
func TestReferer(t *testing.T) {
	const page, same, other = "https://a.example/p?q=1#f", "https://a.example/x", "https://b.example/x"
	const plain, plainPage = "http://a.example/x", "http://a.example/p?q=1"
	const full, site, plainFull = "https://a.example/p?q=1", "https://a.example/", "http://a.example/p?q=1"
	for _, tt := range []struct {
		policy            ReferrerPolicy
		from, to, referer string
		origin            string
	}{
		{"", page, same, full, "https://a.example"},
		{"", page, other, site, "https://a.example"},
		{"", page, plain, "", "null"},
		{"", page, "http://localhost/x", site, "https://a.example"},
		{"", plainPage, other, "http://a.example/", "http://a.example"},
		{"", "http://u:p@a.example/p", plain, "http://a.example/p", "http://a.example"},
		{"", "http://a.example/p", "http://a.example:8080/x", "http://a.example/", "http://a.example"},
		{"", "http://a.example/" + strings.Repeat("x", 4100), plain, "http://a.example/", "http://a.example"},
		{NoReferrer, page, same, "", "null"},
		{NoReferrerWhenDowngrade, page, other, full, "https://a.example"},
		{NoReferrerWhenDowngrade, page, plain, "", "null"},
		{SameOrigin, page, same, full, "https://a.example"},
		{SameOrigin, page, other, "", "null"},
		{OriginOnly, page, same, site, "https://a.example"},
		{OriginOnly, page, plain, site, "https://a.example"},
		{StrictOrigin, page, other, site, "https://a.example"},
		{StrictOrigin, page, plain, "", "null"},
		{OriginWhenCrossOrigin, page, same, full, "https://a.example"},
		{OriginWhenCrossOrigin, page, plain, site, "https://a.example"},
		{StrictOriginWhenCrossOrigin, page, plain, "", "null"},
		{UnsafeURL, page, plain, full, "https://a.example"},
		{UnsafeURL, plainPage, other, plainFull, "http://a.example"},
	} {
		from, to := mustURL(t, tt.from), mustURL(t, tt.to)
		if got := refererFor(tt.policy, from, to); got != tt.referer {
			t.Errorf("%s from %s to %s: Referer %q, want %q", tt.policy, tt.from, tt.to, got, tt.referer)
		}
		if got := originFor(&errand{policy: tt.policy, initiator: from, url: to}); got != tt.origin {
			t.Errorf("%s from %s to %s: Origin %q, want %q", tt.policy, tt.from, tt.to, got, tt.origin)
		}
	}
	if got := refererFor(UnsafeURL, nil, mustURL(t, same)); got != "" {
		t.Errorf("from nowhere: Referer %q", got)
	}
}

// TestReferrerPolicyOfAnswers: a redirect may change the policy for what follows.
func TestReferrerPolicyOfAnswers(t *testing.T) {
	var got string
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Referer")
		if r.URL.Path == "/from" {
			w.Header().Add("Referrer-Policy", "origin, no-referrer")
			w.Header().Add("Referrer-Policy", "a-policy-of-the-future, ")
			http.Redirect(w, r, "/to", http.StatusFound)
		}
	})
	fetch := func(s *Session, path string) string {
		t.Helper()
		if _, err := s.GetFrom(t.Context(), base+path, mustURL(t, base+"/page")); err != nil {
			t.Fatal(err)
		}
		return got
	}
	s := open(t, Options{})
	if got := fetch(s, "/from"); got != "" {
		t.Errorf("after no-referrer: %q", got)
	}
	if got := fetch(s, "/to"); got != base+"/page" {
		t.Errorf("the policy stays behind: %q", got)
	}
	if got := fetch(open(t, Options{ReferrerPolicy: OriginOnly}), "/to"); got != base+"/" {
		t.Errorf("by Options.ReferrerPolicy: %q", got)
	}
	if _, err := ParseReferrerPolicy("strict"); err == nil || !strings.Contains(err.Error(), "strict-origin,") {
		t.Errorf("unknown policy: %v", err)
	}
}
