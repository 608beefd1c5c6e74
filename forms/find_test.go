package forms

import (
	"errors"
	"strings"
	"testing"
)

const twoForms = `<form id=search action=/search><input name=q></form>
	<form id=register name=reg class="main wide" method=post action=/user/register><input name=email><input type=password name=pass></form>
	<form name=login class=main method=post action=/user/login><input name=email></form>`

func TestFind(t *testing.T) {
	list := parse(t, twoForms)
	for selector, want := range map[string]int{
		"0": 0, "2": 2, "#register": 1, "form#register": 1, "register": 1, "reg": 1, "form.wide": 1, "login": 2, "form[action*=login]": 2, "form:has(input[type=password])": 1,
	} {
		f, err := Find(list, selector)
		if err != nil || f.Index != want {
			t.Errorf("Find(%q) = %v, %v; want form %d", selector, f, err, want)
		}
	}
}

func TestFindErrors(t *testing.T) {
	list := parse(t, twoForms)
	_, err := Find(list, "#registr")
	var missing *NotFoundError
	if !errors.As(err, &missing) || len(missing.Forms) != 3 {
		t.Fatalf("got %v, want a NotFoundError that lists 3 forms", err)
	}
	for _, want := range []string{"#register", `name="login"`, "/user/login", "email, pass", "[0]"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
	_, err = Find(list, "form.main")
	var several *AmbiguousError
	if !errors.As(err, &several) || len(several.Forms) != 2 || strings.Contains(err.Error(), "#search") {
		t.Errorf("got %v, want an AmbiguousError with the two that match", err)
	}
	_, err = Find(list, "")
	if !errors.As(err, &several) || len(several.Forms) != 3 {
		t.Errorf("got %v, want an AmbiguousError with all", err)
	}
	_, err = Find(list, "form[")
	var invalid *SelectorError
	if !errors.As(err, &invalid) {
		t.Errorf("got %v, want a SelectorError", err)
	}
	if _, err = Find(list, "3"); !errors.As(err, &missing) {
		t.Errorf("got %v, want a NotFoundError", err)
	}
	if _, err = Find(nil, "#x"); err == nil || !strings.Contains(err.Error(), "no forms") {
		t.Errorf("got %v, want one that says there are no forms", err)
	}
	if f, err := Find(list, "  #register\n"); err != nil || f.Index != 1 {
		t.Errorf("blanks around: got %v, %v", f, err)
	}
	if f, err := Find(list[:1], ""); err != nil || f != list[0] {
		t.Errorf("the only form: got %v, %v", f, err)
	}
}

func TestFindBy(t *testing.T) {
	list := parse(t, `<form><input name=q placeholder=Search><button>Search</button></form>
		<form action=/in><label>Your e-mail<input name=a1></label><input type=password name=p><input type=submit value="Sign in"></form>
		<form action=/join name=form><input name=email autocomplete=email><input type=password name=p><input type=password name=p2><button id=join>Join</button></form>
		<form><input type=password disabled name=old><input name=email></form>`)
	for selector, want := range map[string]int{
		"has=q": 0, "has=Search": 0, "has=email, p2": 2, "has=your e-mail,p": 1, "button=Sign in": 1, "button=sign in": 1, "button=join": 2,
	} {
		f, err := Find(list, selector)
		if err != nil || f.Index != want {
			t.Errorf("Find(%q) = %v, %v; want form %d", selector, f, err, want)
		}
	}
	if f, err := FindBy(list, Query{Password: true, Has: []string{"email"}}); err != nil || f.Index != 2 {
		t.Errorf("password and email: %v, %v", f, err)
	}
	var several *AmbiguousError
	if _, err := Find(list, "password=true"); !errors.As(err, &several) || len(several.Forms) != 2 || !strings.Contains(err.Error(), `button "Sign in"`) {
		t.Errorf("got %v, want an AmbiguousError with two forms and their buttons", err)
	}
	var missing *NotFoundError
	if _, err := FindBy(list, Query{Selector: "form", Button: "Leave"}); !errors.As(err, &missing) || !strings.Contains(err.Error(), `find form "form button=Leave"`) || len(missing.Forms) != 4 {
		t.Errorf("got %v, want a NotFoundError that lists four", err)
	}
}

func TestSelectorFindsItsForm(t *testing.T) {
	for _, page := range []string{
		twoForms, `<form id=a></form><form id=a></form>`, `<form id=a name=a></form><form></form>`, `<form name=form></form><form></form>`,
		`<form name=x></form><form id=x></form>`, `<form id="a b"></form><form name="1"></form>`, `<form name=login></form><form id=login></form><form></form>`,
	} {
		list := parse(t, page)
		for _, f := range list {
			if got, err := Find(list, f.Selector()); err != nil || got != f {
				t.Errorf("%s: form %d says %q, which finds %v, %v", page, f.Index, f.Selector(), got, err)
			}
		}
	}
}
