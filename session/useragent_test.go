package session

import (
	"net/http"
	"strings"
	"testing"
)

func TestParseUserAgent(t *testing.T) {
	for in, want := range map[string]string{"my bot/1.0": "my bot/1.0", "preset:Firefox": "Firefox/", "preset:chrome": "Chrome/", "": ""} {
		if got, err := ParseUserAgent(in); err != nil || !strings.Contains(got, want) {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{"preset:opera": "chrome, chrome-android, edge, firefox", "preset:": "it is one of", "a\r\nCookie: b": "line breaks"} {
		if _, err := ParseUserAgent(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
	for _, name := range UserAgentPresets() {
		if got, err := ParseUserAgent("preset:" + name); err != nil || !strings.HasPrefix(got, "Mozilla/5.0 (") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// TestHeader: what Options.Header has goes along, and what belongs to one origin
// does not.
func TestHeader(t *testing.T) {
	var got http.Header
	base := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = r.Header })
	s := open(t, Options{Header: http.Header{
		"accept-language": {"de"}, "Accept": {"text/plain"}, "X-Own": {"session"}, "Authorization": {"Bearer x"}, "Cookie": {"a=b"}, "Content-Length": {"7"},
	}})
	if _, err := s.Get(t.Context(), base); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"Accept-Language": "de", "Accept": "text/plain", "X-Own": "session", "Authorization": "", "Cookie": "", "User-Agent": "formbot/dev (+https://github.com/formbot/formbot)"} {
		if got.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.Get(name), want)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Own", "request")
	if _, err := s.Do(req); err != nil || got.Get("X-Own") != "request" {
		t.Errorf("the request's own header: %q, %v", got.Get("X-Own"), err)
	}
}
