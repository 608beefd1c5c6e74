package demosite

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"testing"
)

// profile posts the second page's form.
func (c *client) profile(fields map[string]string, picture []byte, kind string) page {
	c.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			c.t.Fatal(err)
		}
	}
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="picture"; filename="me.png"`}, "Content-Type": {kind}})
	if err == nil {
		_, err = part.Write(picture)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+"/join/profile", &body)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	return c.read(c.Do(req))
}

func TestJoinOnTwoPages(t *testing.T) {
	_, c := serve(t, Options{Now: newClock().now})
	if p := c.get("/join/profile"); p.path != "/join" {
		t.Fatalf("the second page without the first leads to %s, want /join", p.path)
	}
	first := c.get("/join")
	p := c.post("/join", url.Values{"_formkey": {first.attr("[name=_formkey]", "value")}, "email": {"ada@example.com"}, "password": {"engine1"}})
	if p.path != "/join/profile" {
		t.Fatalf("the first page leads to %s: %s", p.path, p.text(".error"))
	}
	good := map[string]string{"nick": "ada_l", "born": "1990-12-10", "plan": "free", "terms": "yes"}
	tests := []struct {
		name, field, value string
		picture            []byte
		kind, want         string
	}{
		{"nick", "nick", "A", []byte("x"), "image/png", "A nick has 3 to 12"},
		{"born later than today", "born", "2026-01-03", []byte("x"), "image/png", "When were you born?"},
		{"plan", "plan", "gold", []byte("x"), "image/png", "Choose a plan."},
		{"terms", "terms", "", []byte("x"), "image/png", "accept the terms"},
		{"no image", "terms", "yes", []byte("x"), "text/plain", "has to be an image"},
		{"too large", "terms", "yes", make([]byte, maxPicture+1), "image/png", "has to be an image"},
	}
	send := func(field, value string, picture []byte, kind string) page {
		fields := map[string]string{"_formkey": p.attr("[name=_formkey]", "value"), field: value}
		for k, v := range good {
			if k != field {
				fields[k] = v
			}
		}
		p = c.profile(fields, picture, kind)
		return p
	}
	for _, tt := range tests {
		if got := send(tt.field, tt.value, tt.picture, tt.kind).text(".error"); !bytes.Contains([]byte(got), []byte(tt.want)) {
			t.Errorf("%s: the site says %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := send("terms", "yes", []byte("x"), "image/png"); got.path != "/welcome" {
		t.Errorf("a good profile leads to %s: %s", got.path, got.text(".error"))
	}
}
