package session

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/formbot/formbot/forms"
)

func TestCharset(t *testing.T) {
	pad := func(n int) string { return "<!--" + strings.Repeat("x", n) + "-->" }
	tests := []struct {
		name, contentType, body string
		charset, text           string
	}{
		{"byte order mark first", "text/html; charset=windows-1252", "\xef\xbb\xbf<meta charset=latin1>é", "utf-8", "<meta charset=latin1>é"},
		{"UTF-16 by its mark", "text/html; charset=utf-8", "\xff\xfeh\x00\xe9\x00", "utf-16le", "hé"},
		{"UTF-16, the other end", "", "\xfe\xff\x00h\x00\xe9", "utf-16be", "hé"},
		{"Content-Type before meta", "text/html; charset=iso-8859-2", "<meta charset=utf-8>\xe8", "iso-8859-2", "<meta charset=utf-8>č"},
		{"a label stands for an encoding", "text/html; charset=ISO-8859-1", "\x80", "windows-1252", "€"},
		{"Content-Type in quotes", `text/html; charset="koi8-r"`, "\xc1", "koi8-r", "а"},
		{"Content-Type malformed", `text/html; charset=koi8-r; =x`, "\xc1", "koi8-r", "а"},
		{"Content-Type with an unknown label", "text/html; charset=none", "<meta charset=koi8-r>\xc1", "koi8-r", "<meta charset=koi8-r>а"},
		{"meta charset", "text/html", "<meta charset='shift_jis'>\x82\xa0", "shift_jis", "<meta charset='shift_jis'>あ"},
		{"meta http-equiv", "text/html", `<META CONTENT="text/html; charset=gb2312" HTTP-EQUIV=content-type>` + "\xc4\xe3", "gbk", `<META CONTENT="text/html; charset=gb2312" HTTP-EQUIV=content-type>你`},
		{"meta content alone is none", "text/html", `<meta content="charset=koi8-r">` + "é", "utf-8", `<meta content="charset=koi8-r">é`},
		{"meta of an unknown label, then a known one", "text/html", "<meta charset=none><meta charset=koi8-r>\xc1", "koi8-r", "<meta charset=none><meta charset=koi8-r>а"},
		{"meta in a comment", "text/html", "<!-- <meta charset=koi8-r> -->é", "utf-8", "<!-- <meta charset=koi8-r> -->é"},
		{"meta says UTF-16", "text/html", "<meta charset=utf-16>é", "utf-8", "<meta charset=utf-16>é"},
		{"meta within 1024 bytes", "text/html", pad(900) + "<meta charset=koi8-r>\xc1", "koi8-r", pad(900) + "<meta charset=koi8-r>а"},
		{"meta beyond 1024 bytes, in the head", "text/html", pad(1100) + "<meta charset=koi8-r>\xc1", "koi8-r", pad(1100) + "<meta charset=koi8-r>а"},
		{"meta beyond 1024 bytes, in the body", "text/html", pad(1100) + "<p><meta charset=koi8-r>\xe9", "windows-1252", pad(1100) + "<p><meta charset=koi8-r>é"},
		{"meta is for HTML", "text/plain", "<meta charset=koi8-r>é", "utf-8", "<meta charset=koi8-r>é"},
		{"no Content-Type is HTML", "", "<meta charset=koi8-r>\xc1", "koi8-r", "<meta charset=koi8-r>а"},
		{"guess UTF-8", "text/html", "é", "utf-8", "é"},
		{"guess UTF-8 from what comes late", "text/html", pad(5000) + "é", "utf-8", pad(5000) + "é"},
		{"guess windows-1252", "text/html", "caf\xe9 \x80", "windows-1252", "café €"},
		{"what is not in the encoding", "text/html; charset=utf-8", "a\xffb", "utf-8", "a\ufffdb"},
		{"empty", "text/html", "", "utf-8", ""},
	}
	var now int
	base := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = []string{tests[now].contentType}
		_, _ = io.WriteString(w, tests[now].body)
	})
	s := open(t, Options{})
	for i, tt := range tests {
		now = i
		page, err := s.Get(t.Context(), base)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if page.Charset != tt.charset || page.Text() != tt.text {
			t.Errorf("%s: got %s %q, want %s %q", tt.name, page.Charset, page.Text(), tt.charset, tt.text)
		}
		if string(page.Body) != tt.body {
			t.Errorf("%s: Body is not what was sent", tt.name)
		}
	}
}

func FuzzCharset(f *testing.F) {
	f.Add("text/html; charset=x", []byte("<meta charset=utf-16>\xff"))
	f.Add("", []byte("\xef\xbb\xbf"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		name := sniffCharset(body, contentType).name
		text := decodeText(body, name)
		if !bytes.Equal(text, bytes.ToValidUTF8(text, []byte("?"))) {
			t.Fatalf("%q %q: %q is not UTF-8", contentType, body, text)
		}
	})
}

// TestFormInItsPagesEncoding: what a page was sent in is what its form answers in.
func TestFormInItsPagesEncoding(t *testing.T) {
	var got string
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			data, _ := io.ReadAll(r.Body)
			got = string(data)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=windows-1252")
		_, _ = io.WriteString(w, "<form method=post><input name=q value='\xe9'></form>")
	})
	s := open(t, Options{})
	page, err := s.Get(t.Context(), base)
	if err != nil {
		t.Fatal(err)
	}
	list, err := page.Forms()
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	sub, err := list[0].Submit(forms.SubmitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Submit(t.Context(), sub, page.URL); err != nil {
		t.Fatal(err)
	}
	if got != "q=%E9" {
		t.Errorf("sent %q, want q=%%E9", got)
	}
	list[0].Fields[0].Value = "changed"
	again, err := page.Forms()
	if err != nil || again[0].Fields[0].Value != "é" {
		t.Errorf("Forms gave a form that was changed: %v, %v", again, err)
	}
}

// TestRequestsHeaders: what a page, what it embeds, and a form are asked for with.
func TestRequestsHeaders(t *testing.T) {
	var got http.Header
	base := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = r.Header })
	s := open(t, Options{Version: "1.2.3"})
	ctx := t.Context()
	check := func(what string, want map[string]string) {
		t.Helper()
		for name, value := range want {
			if got.Get(name) != value {
				t.Errorf("%s: %s is %q, want %q", what, name, got.Get(name), value)
			}
		}
	}
	if _, err := s.Get(ctx, base); err != nil {
		t.Fatal(err)
	}
	check("page", map[string]string{"User-Agent": "formbot/1.2.3 (+https://github.com/formbot/formbot)", "Accept": acceptPage,
		"Accept-Encoding": acceptEncoding, "Referer": "", "Origin": "", "Cookie": ""})
	page := mustURL(t, base+"/page?q=1")
	if _, err := s.GetFrom(ctx, base+"/image", page); err != nil {
		t.Fatal(err)
	}
	check("image", map[string]string{"Accept": acceptSubresource, "Referer": base + "/page?q=1", "Origin": ""})
	if _, err := s.Submit(ctx, form(t, "post", base+"/"), page); err != nil {
		t.Fatal(err)
	}
	check("form", map[string]string{"Accept": acceptPage, "Referer": base + "/page?q=1", "Origin": base, "Content-Type": "application/x-www-form-urlencoded"})
	if _, err := s.Submit(ctx, form(t, "get", base+"/"), page); err != nil {
		t.Fatal(err)
	}
	check("GET form", map[string]string{"Referer": base + "/page?q=1", "Origin": "", "Content-Type": ""})
	own, err := http.NewRequestWithContext(ctx, http.MethodGet, base, nil)
	if err != nil {
		t.Fatal(err)
	}
	own.Header = http.Header{"User-Agent": {"mine"}, "Accept-Encoding": {"br"}, "Connection": {"close"}}
	if _, err := s.Do(own); err != nil {
		t.Fatal(err)
	}
	check("own", map[string]string{"User-Agent": "mine", "Accept-Encoding": acceptEncoding, "Connection": ""})
}

// TestLoginLasts: a login that was saved is one in a new client.
func TestLoginLasts(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/login":
			http.SetCookie(w, &http.Cookie{Name: "id", Value: "42", Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
			http.Redirect(w, r, "/", http.StatusSeeOther)
		default:
			if c, err := r.Cookie("id"); err == nil && c.Value == "42" {
				_, _ = io.WriteString(w, "Welcome")
			}
		}
	})
	s := open(t, Options{})
	if page, err := s.Get(t.Context(), base); err != nil || page.Text() != "" {
		t.Fatalf("%v, %v", page, err)
	}
	page, err := s.Submit(t.Context(), form(t, "post", base+"/login"), mustURL(t, base))
	if err != nil || page.Text() != "Welcome" {
		t.Fatalf("%v, %v", page, err)
	}
	file := filepath.Join(t.TempDir(), "session.json")
	if err := s.Save(file); err != nil {
		t.Fatal(err)
	}
	later := open(t, Options{})
	if err := later.Load(file); err != nil {
		t.Fatal(err)
	}
	if page, err := later.Get(t.Context(), base); err != nil || page.Text() != "Welcome" {
		t.Errorf("in a new client: %v, %v", page, err)
	}
}

func TestDataURLs(t *testing.T) {
	s := open(t, Options{MaxBodyBytes: 100})
	for _, tt := range []struct{ url, kind, body string }{
		{"data:,a%20b", "text/plain;charset=US-ASCII", "a b"},
		{"data:image/png;base64,iVBORw0=", "image/png", "\x89PNG\r"},
		{"data:image/png;base64,iVBORw0", "image/png", "\x89PNG\r"},
		{"data:image/png;base64,iVBO%0ARw0%3D", "image/png", "\x89PNG\r"},
		{"  DATA:image/png ; BASE64,\niVBORw0=\n", "image/png", "\x89PNG\r"},
		{"data:text/html;charset=utf-8,<b>#frag", "text/html;charset=utf-8", "<b>"},
		{"data:;charset=utf-8,x", "text/plain;charset=utf-8", "x"},
		{"data:nonsense,100%", "text/plain;charset=US-ASCII", "100%"},
		{"data:text/plain;xbase64,QQ==", "text/plain;charset=US-ASCII", "QQ=="},
	} {
		page, err := s.GetFrom(t.Context(), tt.url, nil)
		if err != nil {
			t.Errorf("%s: %v", tt.url, err)
			continue
		}
		if got := page.Header.Get("Content-Type"); string(page.Body) != tt.body || got != tt.kind || page.Status != http.StatusOK {
			t.Errorf("%s: %q %q, want %q %q", tt.url, got, page.Body, tt.kind, tt.body)
		}
	}
	for url, want := range map[string]string{
		"data:image/png;base64,a":              "not base64",
		"data:image/png;base64,!!!!":           "not base64",
		"data:image/png;base64,QQ=":            "not base64",
		"data:image/png":                       "no comma",
		"data:," + strings.Repeat("x", 101):    "100 bytes",
		"data:," + strings.Repeat("%41", 9999): "100 bytes",
	} {
		_, err := s.GetFrom(t.Context(), url, nil)
		var bad *URLError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s: %v, want a *URLError with %q", url, err, want)
		}
	}
	var bad *URLError
	if _, err := s.Get(t.Context(), "data:,x"); !errors.As(err, &bad) {
		t.Errorf("Get of a data: URL: %v, want a *URLError", err)
	}
}

func FuzzDataURL(f *testing.F) {
	f.Add("image/png;base64,iVBORw0=")
	f.Add(",a%20b%")
	s := New(Options{MaxBodyBytes: 1000})
	f.Fuzz(func(t *testing.T, rest string) {
		page, err := s.GetFrom(context.Background(), "data:"+rest, nil)
		if err == nil && (len(page.Body) > 1000 || len(page.Body) > len(rest)) {
			t.Fatalf("%q makes %d bytes", rest, len(page.Body))
		}
	})
}

func TestURLErrors(t *testing.T) {
	s := open(t, Options{})
	for raw, want := range map[string]string{
		"":                  "no scheme",
		"127.0.0.1:8080/x":  "no scheme",
		"example.com/login": `did you mean "http://example.com/login"`,
		"/login":            "no scheme",
		"ftp://localhost/":  "http and https only",
		"http://":           "no URL",
		"http://a b/":       "no URL",
		"http://1.2.3.400/": "no URL",
		"mailto:a@b":        "http and https only",
	} {
		_, err := s.Get(t.Context(), raw)
		var bad *URLError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want a *URLError with %q", raw, err, want)
		}
	}
}

// FuzzParseURL: what the session takes for a URL has the host that is dialled,
// and is the same when read again.
func FuzzParseURL(f *testing.F) {
	for _, s := range []string{"http://localhost/%", "http://a@b\\c", "HTTP:0x7f.1", "https://[::1]:443/?q#f%", "http://ü:ü@ü/ü?ü#ü"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := parseURL(raw)
		if err != nil {
			return
		}
		again, err := url.Parse(u.String())
		if err != nil || again.Host != u.Host {
			t.Fatalf("%q: %q is read as %v, %v", raw, u, again, err)
		}
		twice, err := parseURL(u.String())
		if err != nil || twice.Host != u.Host || twice.EscapedPath() != u.EscapedPath() {
			t.Fatalf("%q: %q, then %q, %v", raw, u, twice, err)
		}
	})
}
