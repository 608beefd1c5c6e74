package har

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestNoSecretIsWritten: each place where a secret may stand, and what becomes of it.
func TestNoSecretIsWritten(t *testing.T) {
	const secret = "hunter2<&\" é"
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Set-Cookie", "id=hunter2; Path=/x")
		w.Header().Add("Set-Cookie", "hunter2")
		w.Header().Set("X-Session-Token", "hunter2")
		w.Header().Set("Location", "http://ada:hunter2@b.example/next?access_token=hunter2&page=7#id_token=hunter2")
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write(body) // a page that shows what it was sent
		_, _ = fmt.Fprintf(w, `<input value="hunter2&lt;&amp;&#34; é">`)
	}))
	defer srv.Close()
	for _, show := range []bool{false, true} {
		rec, client, path := start(t, Options{ShowSecrets: show})
		rec.AddSecrets(secret)
		send := func(contentType, body string, fields ...string) {
			t.Helper()
			req := newRequest(t, "POST", srv.URL+"/p?q=1&sig=hunter2&API-Key=hunter2", contentType, body)
			req = req.WithContext(WithSecretFields(req.Context(), fields...))
			req.Header.Set("Authorization", "Bearer hunter2")
			req.Header.Set("Cookie", "a=hunter2; b=hunter2==; hunter2")
			req.Header.Set("X-Api-Key", "hunter2")
			req.Header.Set("Referer", "http://a.example/?code=hunter2&page=3")
			fetch(t, client, req)
		}
		send("application/x-www-form-urlencoded", "user=ada&password=hunter2&w%C3%B6rd=hunter2&pin=1", "wörd")
		send("application/json; charset=utf-8", `{"user":"ada","list":[{"new_password":"hunter2","n":1.50}],"wörd":"hunter2"}`, "wörd")
		send("application/json", `{"user":"ada","password":"hunter2"`) // cut
		send("text/plain", "the word is hunter2")
		send("application/x-www-form-urlencoded", "comment=hunter2%3C%26%22+%C3%A9")
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		_ = w.WriteField("user", "ada")
		_ = w.WriteField("passwd", "hunter2")
		file, _ := w.CreateFormFile("photo", "ada.png")
		_, _ = file.Write([]byte("hunter2"))
		_ = w.Close()
		send(w.FormDataContentType(), form.String())
		if err := rec.Close(); err != nil {
			t.Fatal(err)
		}
		got, text := read(t, path)
		if len(got.Log.Entries) != 6 {
			t.Fatalf("%d entries", len(got.Log.Entries))
		}
		if n := strings.Count(text, "hunter2"); !show && n > 0 || show && n < 50 {
			i := max(strings.Index(text, "hunter2"), 0)
			t.Errorf("with ShowSecrets %t the secret is there %d times: ...%s", show, n, text[max(i-200, 0):min(i+100, len(text))])
		}
		if show {
			continue
		}
		for _, want := range []string{ // what is no secret stays
			`"text":"user=ada&password=%5Bredacted%5D&w%C3%B6rd=%5Bredacted%5D&pin=%5Bredacted%5D"`,
			`{\"list\":[{\"n\":1.50,\"new_password\":\"[redacted]\"}],\"user\":\"ada\",\"wörd\":\"[redacted]\"}`,
			`/p?q=1&sig=%5Bredacted%5D&API-Key=%5Bredacted%5D`,
			`"redirectURL":"http://b.example/next?access_token=%5Bredacted%5D&page=7#id_token=%5Bredacted%5D"`,
			`a=[redacted]; b=[redacted];[redacted]`, `id=[redacted]; Path=/x`, `Bearer [redacted]`,
			`http://a.example/?code=%5Bredacted%5D&page=3`, `"fileName":"ada.png"`, `(7 bytes)`,
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s is not there", want)
			}
		}
	}
}

func TestSecretNames(t *testing.T) {
	for name, want := range map[string]bool{
		"password": true, "PASSWORD_two": true, "user[pwd]": true, "_formkey": true, "X-CSRF-Token": true, "sid": true,
		"jsessionid": true, "api_key": true, "key": true, "auth": true, "X-Amz-Signature": true, "code": true, "otp-1": true,
		"author": false, "page": false, "keyword": false, "q": false, "country_code_name": true, "postcode": false,
		"email": false, "captcha": false, "compass": false, "": false, "design": false, "inside": false,
	} {
		if got := isSecretName(name); got != want {
			t.Errorf("%q: %t, want %t", name, got, want)
		}
	}
}

// TestEchoes: a secret that a page shows is found there, if it is no everyday word.
func TestEchoes(t *testing.T) {
	const session, theme = "0123456789abcdef", "dark-theme"
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/from" {
			w.Header().Add("Set-Cookie", "id="+session)
			w.Header().Add("Set-Cookie", "theme="+theme)
			http.Redirect(w, r, "/to?token=s3crettoken&key=name", http.StatusFound) // its page has a link
			return
		}
		_, _ = fmt.Fprintf(w, "the name of %s is %s with %s", r.URL.Query().Get("token"), theme, session)
	}))
	defer srv.Close()
	rec, client, path := start(t, Options{})
	fetch(t, client, newRequest(t, "GET", srv.URL+"/from", "", ""))
	fetch(t, client, newRequest(t, "GET", srv.URL+"/to?token=s3crettoken&key=name", "", ""))
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	got, text := read(t, path)
	if strings.Contains(text, session) || strings.Contains(text, "s3crettoken") {
		t.Errorf("a secret is shown:\n%s", text)
	}
	if got, want := got.Log.Entries[1].Response.Content.Text, "the name of [redacted] is dark-theme with [redacted]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzRedact: whatever a server or a form sends, a value under a secret name is
// not in what is written, and nothing panics.
func FuzzRedact(f *testing.F) {
	for _, s := range []string{"a=1&b", "a=%zz&&=&#", "http://u:p@h/?x=1#y", "{\"a\":[1,{}]}", "a=b; c", "\x00\xff", "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B--"} {
		f.Add(s)
	}
	rec := &Recorder{}
	f.Fuzz(func(t *testing.T, s string) {
		const secret = "s3cr3tvalue"
		r := rec.redactor([]string{"field"})
		r.note = func(string, int) {}
		clean := strings.ReplaceAll(s, secret, "")
		for _, got := range []string{
			r.url("http://h.example/?password=" + secret + "&" + clean), r.encoded("field=" + secret + "&" + clean),
			r.header("Cookie", "a="+secret+"; "+clean), r.header("Set-Cookie", "a="+secret+"; "+clean),
			r.header("Authorization", "Basic "+secret+clean),
			fmt.Sprint(r.setCookies([]string{"a=" + secret + ";" + clean}), r.cookies([]string{"a=" + secret + ";" + clean})),
			fmt.Sprint(r.query("token=" + secret + "&" + clean)),
		} {
			if strings.Contains(got, secret) {
				t.Errorf("%q is in %q", secret, got)
			}
		}
		body := &capture{limit: 1 << 20}
		body.add([]byte(s))
		for _, kind := range []string{"application/json", "multipart/form-data; boundary=B", "application/x-www-form-urlencoded", s} {
			_ = r.postData(kind, body)
		}
		if off := (&redactor{off: true}); off.url(s) != s || off.encoded(s) != s || off.json(s) != s {
			t.Errorf("%q is changed though nothing is redacted", s)
		}
	})
}
