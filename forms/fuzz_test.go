package forms

import (
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"slices"
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

// rulesPage has every kind of rule.
const rulesPage = `<form method=post><input name=text pattern="[a-z]+" minlength=2 maxlength=5 required><input name=look pattern="(?=a)b">
	<input type=email name=email multiple required><input type=url name=url><input type=number name=num min=-5 max=1e3 step=0.3>
	<input type=date name=date min=2020-02-29 step=3><input type=month name=month max=2030-01 step=5><input type=week name=week step=2>
	<input type=time name=time min=22:00 max=06:00 step=0.5><input type=datetime-local name=local step=any min=1900-01-01T00:00>
	<input type=range name=range step=3><input type=color name=color><textarea name=area maxlength=3></textarea></form>`

// FuzzFill checks that no value brings the filler down, that a value it took is
// one that it takes again, and that Fill and Validate are of one mind.
func FuzzFill(f *testing.F) {
	for _, add := range [][2]string{
		{"email", "ada@example.com"}, {"topic", "go"}, {"country", "fr"}, {"born", "2024-02-30"}, {"age", "1e999"}, {"about", "a\r\rb\n"}, {"E-mail address", "x"},
		{"num", "0.1e-300"}, {"num", "-1e308"}, {"date", "275760-12-31"}, {"week", "2020-W53"}, {"time", "23:59:59.999"}, {"local", "0001-01-01T00:00"}, {"email", "a@ü.de,"}, {"text", "😀"},
	} {
		f.Add(add[0], add[1])
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		for _, page := range []string{fillPage, rulesPage} {
			form := one(t, page)
			if form.Set(name, value) != nil {
				continue
			}
			first := submitAny(t, form)
			if err := form.Set(name, value); err != nil {
				t.Fatalf("taken once, then %v", err)
			}
			if second := submitAny(t, form); first != second {
				t.Fatalf("%q, then %q", first, second)
			}
			again := one(t, page)
			fills := again.Fill(map[string][]string{name: {value}}) == nil
			if fills && slices.ContainsFunc(faultsOf(again), func(e *FieldError) bool { return e.Constraint != ConstraintRequired }) {
				t.Fatalf("Fill took %q for %q, and Validate says %v", value, name, again.Validate())
			}
		}
	})
}

func faultsOf(form *Form) []*FieldError {
	var invalid *ValidationError
	if errors.As(form.Validate(), &invalid) {
		return invalid.Fields
	}
	return nil
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
