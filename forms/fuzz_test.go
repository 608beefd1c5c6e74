package forms

import (
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"testing"
)

// FuzzParse checks that no page brings the parser, the CAPTCHA finder or the
// encoders down, and that what comes out agrees with itself.
func FuzzParse(f *testing.F) {
	for _, page := range []string{
		fillPage, twoForms, `<table><form><tr><td><input name=a></form></table>`, `<div><form></div><input form=x></form>`,
		`<form enctype=multipart/form-data method=post><input type=file name=f><input type=image></form>`,
		`<form accept-charset=shift_jis><img src=` + pngURI + `><input name=captcha dirname=d></form>`,
		`<base href=":"><form action="http://[::1"><select multiple><optgroup disabled><option>`,
		`<script src="https://www.google.com/recaptcha/api.js?render=k"></script><form method=post>`,
	} {
		f.Add(page, "utf-8")
	}
	f.Fuzz(func(t *testing.T, page, charset string) {
		u := &url.URL{Scheme: "https", Host: "example.com", Path: "/dir/page"}
		list, err := Parse(strings.NewReader(page), Options{URL: u, Charset: charset, Limits: Limits{MaxBytes: 1 << 16}})
		if err != nil {
			return
		}
		for i, form := range list {
			if form.Index != i || (form.Action == nil) == (form.ActionErr == nil) {
				t.Fatalf("form %d: index %d, action %v, %v", i, form.Index, form.Action, form.ActionErr)
			}
			if _, err := json.Marshal(form); err != nil {
				t.Fatal(err)
			}
			if got, err := Find(list, strings.Repeat("0", 1)); err != nil || got != list[0] {
				t.Fatalf("Find(0) = %v, %v", got, err)
			}
			submitAny(t, form)
		}
	})
}

// FuzzFill checks that no value brings the filler down, and that a value it
// took is one that it takes again.
func FuzzFill(f *testing.F) {
	f.Add("email", "ada@example.com")
	f.Add("topic", "go")
	f.Add("country", "fr")
	f.Add("born", "2024-02-30")
	f.Add("age", "1e999")
	f.Add("about", "a\r\rb\n")
	f.Fuzz(func(t *testing.T, name, value string) {
		form := one(t, fillPage)
		if form.Set(name, value) != nil {
			return
		}
		first := submitAny(t, form)
		if err := form.Set(name, value); err != nil {
			t.Fatalf("taken once, then %v", err)
		}
		if second := submitAny(t, form); first != second {
			t.Fatalf("%q, then %q", first, second)
		}
	})
}

// submitAny submits a form if it can be, and returns the body.
func submitAny(t *testing.T, form *Form) string {
	t.Helper()
	sub, err := form.Submit(SubmitOptions{NoValidate: true, Boundary: "B"})
	if err != nil {
		return ""
	}
	req, err := sub.Request(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", sub, err)
	}
	if req.Body == nil {
		return req.URL.RawQuery
	}
	body, err := io.ReadAll(req.Body)
	if err != nil || int64(len(body)) != req.ContentLength {
		t.Fatalf("%s: %d bytes, announced %d, %v", sub, len(body), req.ContentLength, err)
	}
	return string(body)
}
