package forms

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestValidate(t *testing.T) {
	f := one(t, `<form>
		<input name=a required><input name=ok required value=x><input name=hidden type=hidden required>
		<input name=off required disabled><input name=ro required readonly>
		<input type=checkbox name=c required><input type=radio name=r value=1><input type=radio name=r value=2 required>
		<input type=radio name=done value=1 required><input type=radio name=done value=2 checked>
		<select name=s required><option value="">choose<option>1</select>
		<select name=s2 required><option>1<option value="" selected>later</select>
		<select name=s3 required><optgroup><option value="">in a group</optgroup></select>
		<select name=s4 required multiple><option>1</select>
		<textarea name=t required></textarea><input type=file name=f required><input type=color name=col required>
		<button formnovalidate name=save value=draft>Save</button></form>`)
	var invalid *ValidationError
	if !errors.As(f.Validate(), &invalid) {
		t.Fatalf("got %v, want a ValidationError", f.Validate())
	}
	var got []string
	for _, fe := range invalid.Fields {
		got = append(got, fe.Field)
	}
	if diff := cmp.Diff([]string{"a", "c", "r", "s", "s4", "t", "f"}, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if _, err := f.Submit(SubmitOptions{}); err != nil {
		t.Errorf("formnovalidate: %v", err)
	}
}

func TestValidateBeforeSubmit(t *testing.T) {
	page := `<input name=a required><button>Go</button></form>`
	var invalid *ValidationError
	if _, err := one(t, `<form>`+page).Submit(SubmitOptions{}); !errors.As(err, &invalid) {
		t.Errorf("got %v, want a ValidationError", err)
	}
	if _, err := one(t, `<form>`+page).Submit(SubmitOptions{NoValidate: true}); err != nil {
		t.Errorf("NoValidate: %v", err)
	}
	if _, err := one(t, `<form novalidate>`+page).Submit(SubmitOptions{}); err != nil {
		t.Errorf("novalidate: %v", err)
	}
}

// What Chromium 156 says of these was asked for each, by input.validity.
func TestValidateRules(t *testing.T) {
	tests := []struct {
		markup, value, want string // want: the constraints that are broken
	}{
		{`<input name=x type=email>`, "ada@example.com", ""},
		{`<input name=x type=email>`, "a@b", ""},
		{`<input name=x type=email>`, "a@bü.de", ""}, // sent as xn--b-eha.de
		{`<input name=x type=email>`, "ada", "type"},
		{`<input name=x type=email>`, "a@b..c", "type"},
		{`<input name=x type=email>`, "a@-b", "type"},
		{`<input name=x type=email>`, "a@b,c@d", "type"},
		{`<input name=x type=email multiple>`, "a@b, c@d", ""},
		{`<input name=x type=email multiple>`, "a@b,", "type"},
		{`<input name=x type=url>`, "mailto:x", ""},
		{`<input name=x type=url>`, "/x", "type"},
		{`<input name=x type=url>`, "http:", "type"},
		{`<input name=x pattern="[a-z]{3}">`, "abc", ""},
		{`<input name=x pattern="[a-z]{3}">`, "abcd", "pattern"},
		{`<input name=x pattern="[a-z]{3}">`, "", ""},
		{`<input name=x pattern="[\w-.]+">`, "!", ""}, // no regular expression with the flag v
		{`<input name=x pattern="a|b">`, "ab", "pattern"},
		{`<input name=x type=email multiple pattern=".+@example\.com">`, "a@example.com,b@example.org", "pattern"},
		{`<input name=x type=number pattern=a>`, "1", ""},
		{`<textarea name=x pattern=a></textarea>`, "1", ""},
		{`<input name=x minlength=3>`, "ab", "minlength"},
		{`<input name=x minlength=3>`, "", ""},
		{`<input name=x maxlength=2>`, "abc", "maxlength"},
		{`<input name=x maxlength=2>`, "😀", ""},
		{`<input name=x maxlength=2>`, "😀a", "maxlength"},
		{`<textarea name=x maxlength=3></textarea>`, "a\r\nb", ""},
		{`<input name=x maxlength=-1>`, "abc", ""},
		{`<input name=x type=number maxlength=1>`, "12", ""},
		{`<input name=x type=number min=2 max=4>`, "3", ""},
		{`<input name=x type=number min=2 max=4>`, "1", "min"},
		{`<input name=x type=number min=2 max=4>`, "4.0000001", "max step"},
		{`<input name=x type=number>`, "1.5", "step"},
		{`<input name=x type=number step=any>`, "1.5", ""},
		{`<input name=x type=number step=0.1>`, "0.3", ""},
		{`<input name=x type=number step=0.1>`, "1e-10", ""},
		{`<input name=x type=number step=3 min=1>`, "4", ""},
		{`<input name=x type=number step=3 min=1>`, "3", "step"},
		{`<input name=x type=number step=3 value=2>`, "5", ""},
		{`<input name=x type=number step=0>`, "7", ""},
		{`<input name=x type=number step=7>`, "99999999999999999999", ""},
		{`<input name=x type=number min=5px>`, "1", ""},
		{`<input name=x type=number min=1e300>`, "1e299", "min"},
		{`<input name=x type=date min=2024-01-01>`, "2023-12-31", "min"},
		{`<input name=x type=date step=7 min=2024-01-01>`, "2024-01-08", ""},
		{`<input name=x type=date step=7 min=2024-01-01>`, "2024-01-09", "step"},
		{`<input name=x type=date max=9999-12-31>`, "12024-01-01", "max"},
		{`<input name=x type=month step=12>`, "2024-01", ""},
		{`<input name=x type=month step=12>`, "2024-02", "step"},
		{`<input name=x type=month max=1969-12>`, "1970-01", "max"},
		{`<input name=x type=week step=2>`, "1970-W01", ""},
		{`<input name=x type=week step=2>`, "1970-W02", "step"},
		{`<input name=x type=week min=2020-W53>`, "2021-W01", ""},
		{`<input name=x type=time>`, "12:30", ""},
		{`<input name=x type=time>`, "12:30:15", "step"},
		{`<input name=x type=time step=0.5>`, "12:30:15.5", ""},
		{`<input name=x type=time min=09:00 max=17:00>`, "08:59", "min"},
		{`<input name=x type=time min=22:00 max=06:00>`, "23:30", ""},
		{`<input name=x type=time min=22:00 max=06:00>`, "12:00", "min"},
		{`<input name=x type=datetime-local min=2024-01-01T00:00>`, "2023-12-31T23:59", "min"},
		{`<input name=x type=datetime-local>`, "2024-01-01T00:00:30", "step"},
		{`<input name=x type=range min=0 max=10 step=3>`, "5", ""}, // a slider goes to where it can
	}
	for _, tt := range tests {
		f := one(t, "<form>"+tt.markup+"</form>")
		if err := f.Set("x", tt.value); err != nil {
			t.Errorf("%s = %q: %v", tt.markup, tt.value, err)
			continue
		}
		if got := broken(t, f); got != tt.want {
			t.Errorf("%s = %q: broken %q, want %q", tt.markup, tt.value, got, tt.want)
		}
		// Fill tells the same.
		err := one(t, "<form>"+tt.markup+"</form>").Fill(map[string][]string{"x": {tt.value}})
		if (err != nil) != (tt.want != "") {
			t.Errorf("%s = %q: Fill says %v, want %q", tt.markup, tt.value, err, tt.want)
		}
	}
}

// broken are the constraints that a form's validation finds broken.
func broken(t *testing.T, f *Form) string {
	t.Helper()
	var invalid *ValidationError
	if err := f.Validate(); err != nil && !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	var got []string
	if invalid != nil {
		for _, fe := range invalid.Fields {
			got = append(got, fe.Constraint)
		}
	}
	return strings.Join(got, " ")
}

func TestValidateBarred(t *testing.T) {
	for _, markup := range []string{
		`<input required disabled>`, `<input required readonly>`, `<input type=checkbox required readonly>`, `<input type=file required readonly>`,
		`<textarea required readonly></textarea>`, `<select required disabled><option value=""></select>`, `<fieldset disabled><input required></fieldset>`,
		`<datalist><input required></datalist>`, `<input type=hidden required>`, `<input type=reset required>`, `<input type=button required>`,
		`<button type=button required></button>`, `<input type=submit required>`, `<input type=radio required>`, `<template><input required></template>`,
	} {
		if got := broken(t, one(t, `<form>`+strings.Replace(markup, " ", " name=x ", 1)+`</form>`)); got != "" && markup != `<input type=radio required>` {
			t.Errorf("%s: broken %q, want nothing", markup, got)
		}
	}
	// A value that the page came with may be as long as it likes; one that was
	// typed may not.
	f := one(t, `<form><input name=x maxlength=2 value=abc></form>`)
	if got := broken(t, f); got != "" {
		t.Errorf("as the page came: %q", got)
	}
	if err := f.Set("x", "abc"); err != nil || broken(t, f) != "maxlength" {
		t.Errorf("typed: %v, %q", err, broken(t, f))
	}
}

func TestValidateInWords(t *testing.T) {
	f := one(t, `<form id=f><label>Your age <input name=age type=number min=18 max=99></label><input name=zip pattern="\d{5}" title="Five digits">
		<input type=password name=pw minlength=8 pattern="[a-z]+"><input type=email name=mail><input type=date name=d step=7 min=2024-01-01>
		<input type=radio name=r value=a required><input type=radio name=r value=b></form>`)
	err := f.Fill(map[string][]string{"age": {"7"}, "zip": {"123"}, "pw": {"HUNTER2"}, "mail": {"ada at home"}, "d": {"2024-01-05"}, "nosuch": {"x"}})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`field "nosuch" of form "#f": there is no such field; there are: age, zip, pw, mail, d, r`,
		`field "age" (Your age) of form "#f": 7 is less than the least, 18 (from 18 to 99)`,
		`field "zip" of form "#f": "123" is not of the form that the page asks for: Five digits (\d{5})`,
		`field "pw" of form "#f": its value is not of the form that the page asks for: [a-z]+`,
		`field "pw" of form "#f": takes at least 8 characters`,
		`field "mail" of form "#f": "ada at home" is not an e-mail address: it has no @`,
		`field "d" of form "#f": 2024-01-05 is between two steps; the nearest are 2024-01-01 and 2024-01-08`,
	} {
		if !slices.Contains(strings.Split(err.Error(), "\n"), want) {
			t.Errorf("missing line: %s\nin:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "HUNTER2") || strings.Contains(err.Error(), `"r"`) {
		t.Errorf("what is not to be told: %v", err)
	}
	if err := f.Validate(); err == nil || !strings.Contains(err.Error(), `field "r" of form "#f": one of these must be chosen: a, b`) {
		t.Errorf("Validate: %v", err)
	}
	if f.Named("zip")[0].Value != "123" {
		t.Error("what breaks a rule was not set: it could not be submitted without validation")
	}
}

func TestFillForAsksNoRulesThatSubmitDoesNot(t *testing.T) {
	const body = `<input name=a type=email><button>Go</button><button name=draft value=1 formnovalidate>Later</button></form>`
	bad := map[string][]string{"a": {"x"}}
	tests := []struct {
		name, page string
		opts       SubmitOptions
		want       bool // a fault
	}{
		{"plain", "<form>" + body, SubmitOptions{}, true},
		{"no validation asked for", "<form>" + body, SubmitOptions{NoValidate: true}, false},
		{"a button that asks for none", "<form>" + body, SubmitOptions{Submitter: "Later"}, false},
		{"a form that asks for none", "<form novalidate>" + body, SubmitOptions{}, false},
	}
	for _, tt := range tests {
		f := one(t, tt.page)
		if err := f.FillFor(bad, tt.opts); (err != nil) != tt.want {
			t.Errorf("%s: FillFor says %v", tt.name, err)
		}
		if _, err := f.Submit(tt.opts); (err != nil) != tt.want {
			t.Errorf("%s: Submit says %v", tt.name, err)
		}
	}
}

func TestUnchecked(t *testing.T) {
	f := one(t, `<form><input name=a pattern="(?=.*\d).{8,}"><input name=b pattern="(a)\1"><input name=c pattern="[a-z]+"></form>`)
	if err := f.Fill(map[string][]string{"a": {"short"}, "c": {"abc"}}); err != nil {
		t.Errorf("what cannot be checked is no fault: %v", err)
	}
	got := f.Unchecked()
	if len(got) != 1 || got[0].Field != "a" || !strings.Contains(got[0].Error(), "cannot be checked: it looks ahead or behind ((?=…)") {
		t.Errorf("Unchecked = %v", got) // b is empty: nothing to check
	}
	if _, err := f.Submit(SubmitOptions{}); err != nil {
		t.Error(err)
	}
}
