package forms

import (
	"errors"
	"strings"
	"testing"
)

const calledPage = `<form>
	<label for=m>E-mail address: *</label><input id=m name=f1 autocomplete="section-a email">
	<input name=f2 placeholder="First name"><input name=f3 aria-label="Last name">
	<span id=l1>Your</span> <span id=l2>city</span><input name=f4 aria-labelledby="l1 l2">
	<label>Phone <input name=p1></label><label>Phone <input name=p2></label>
	<label>Street <input name=street_off disabled></label><label>Street <input name=street></label>
	<input name=nick placeholder=f2>
	<fieldset><legend>Plan</legend><label><input type=radio name=plan value=f>Free</label><label><input type=radio name=plan value=p>Paid</label></fieldset>
	<label><input type=checkbox name=t[] value=1>Go</label><label><input type=checkbox name=t[] value=2>C</label>
	<input type=hidden name=ok value=0><label><input type=checkbox name=ok value=1>I agree</label>
	<label>Photo<input type=file name=upload></label><label>Nobody<input></label>
	<button name=b>Go</button></form>`

func TestFillByWhatThePageSays(t *testing.T) {
	tests := []struct{ key, value, want string }{
		{"f1", "x", "f1=x"},
		{"E-mail address: *", "x", "f1=x"},
		{"e-mail address", "x", "f1=x"},
		{"email", "x", "f1=x"},
		{"First name", "x", "f2=x"},
		{"Last name", "x", "f3=x"},
		{"Your city", "x", "f4=x"},
		{"f2", "x", "f2=x"}, // a name goes before a placeholder
		{"street", "x", "street=x"},
		{"Street", "x", "street=x"},
		{"Plan", "Free", "plan=f"},
		{"Plan", "p", "plan=p"},
		{"Free", "true", "plan=f"},
		{"Go", "true", "t%5B%5D=1"},
		{"C", "2", "t%5B%5D=2"},
		{"I agree", "true", "ok=0&ok=1"},
		{"ok", "true", "ok=0&ok=1"},
	}
	for _, tt := range tests {
		f := one(t, calledPage)
		if err := f.Fill(map[string][]string{tt.key: {tt.value}}); err != nil {
			t.Errorf("%s: %v", tt.key, err)
			continue
		}
		sub, err := f.Submit(SubmitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got := "&" + sub.URL.RawQuery + "&"; !strings.Contains(got, "&"+tt.want+"&") {
			t.Errorf("%s: sent %s, want %s in it", tt.key, got, tt.want)
		}
	}
	f := one(t, calledPage)
	if err := f.SetFile("Photo", FileFromBytes("a.png", nil)); err != nil || len(f.Named("upload")[0].Files) != 1 {
		t.Errorf("a file by its label: %v", err)
	}
}

func TestFillByWhatThePageSaysFaults(t *testing.T) {
	for key, want := range map[string][]string{
		"Phone":           {"several fields are called so", `text "p1" by its label "Phone"`, `text "p2" by its label "Phone"`},
		"Nobody":          {"has no name, so it is never submitted"},
		"e-mail addresz":  {"there is no such field", `did you mean "E-mail address: *"?`},
		"b":               {"is a button"},
		"":                {"there is no such field"},
		"street_off":      {"is disabled"},
		"section-a email": {"there is no such field"},
	} {
		err := one(t, calledPage).Fill(map[string][]string{key: {"x"}})
		var fe *FieldError
		if !errors.As(err, &fe) {
			t.Errorf("%q: %v, want a FieldError", key, err)
			continue
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%q: %q is not in: %v", key, w, err)
			}
		}
	}
	// Several ways, several fields.
	err := one(t, `<form><label>Email<input name=a></label><input name=b placeholder=email><input name=c autocomplete=email></form>`).Set("email", "x")
	for _, want := range []string{`text "b" by its placeholder "email"`, `text "c" by its autocomplete "email"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
	// Several ways, one field.
	if err := one(t, `<form><label>email<input name=a placeholder=email autocomplete=email></label></form>`).Set("email", "x"); err != nil {
		t.Error(err)
	}
}
