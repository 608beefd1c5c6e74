package demosite

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestRegister(t *testing.T) {
	_, c := serve(t, Options{Seed: 7})
	form := c.get("/user/register")
	p := c.submit(form, "#register", ada(strings.ToUpper(" "+word(t, 7, 0)+" ")))
	if p.status != 200 || p.path != "/welcome" {
		t.Fatalf("status %d on %s, want 200 on /welcome:\n%s", p.status, p.path, p.body)
	}
	if got := p.text("h1"); got != "Welcome, Ada" {
		t.Errorf("the page greets with %q, want %q", got, "Welcome, Ada")
	}
	if got := p.attr(".profile", "data-id"); got != "1" {
		t.Errorf(".profile has data-id %q, want 1", got)
	}
	if got := c.get("/user/profile").text("#auth_user_email__row .w2p_fw"); got != "ada@example.com" {
		t.Errorf("the profile shows %q, want the e-mail address", got)
	}
}

func TestRegisterGoesWhereNextSays(t *testing.T) {
	_, c := serve(t, Options{})
	p := c.submit(c.get("/user/register?_next=/places/default/edit/-1"), "#register", ada(word(t, 0, 0)))
	if p.path != "/places/default/edit/-1" || p.Find("form#edit").Length() != 1 {
		t.Errorf("registration ended on %s, want the edit form", p.path)
	}
}

func TestRegisterForm(t *testing.T) {
	_, c := serve(t, Options{Seed: 3})
	for n := range uint64(3) {
		p := c.get("/user/register")
		for _, name := range []string{"first_name", "last_name", "email", "password", "password_two", "captcha"} {
			if p.Find(`form#register input[name=`+name+`]`).Length() != 1 {
				t.Errorf("the form has no field %q", name)
			}
		}
		_, png, err := Captcha(3, n)
		if err != nil {
			t.Fatal(err)
		}
		want := "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)
		if got := p.attr("#captcha img", "src"); got != want {
			t.Errorf("page %d does not show the CAPTCHA number %d of its seed", n, n)
		}
	}
}

func TestRegisterFaults(t *testing.T) {
	tests := []struct {
		name  string
		field string // changed from a good registration
		value string
		at    string // where the error is shown, and nowhere else
		want  string
	}{
		{"wrong captcha", "captcha", "nonsense", "captcha", "not the word in the picture"},
		{"no captcha", "captcha", " ", "captcha", "type the word"},
		{"taken", "email", "TAKEN@example.com ", "email", "already registered"},
		{"not an address", "email", "ada", "email", "not an e-mail address"},
		{"address with a name", "email", "Ada <ada@example.com>", "email", "not an e-mail address"},
		{"passwords differ", "password_two", "synthetic", "password_two", "passwords differ"},
		{"no first name", "first_name", "", "first_name", "fill this in"},
		{"long name", "last_name", strings.Repeat("x", 201), "last_name", "more than 200"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site, c := serve(t, Options{})
			site.users.add("Somebody", "Else", "taken@example.com", "password")
			fill := ada(word(t, 0, 0))
			fill[tt.field] = tt.value
			p := c.submit(c.get("/user/register"), "#register", fill)
			if p.status != 200 || p.path != "/user/register" {
				t.Fatalf("status %d on %s, want the form again", p.status, p.path)
			}
			if got := p.text("#" + tt.at + "__error"); !strings.Contains(got, tt.want) {
				t.Errorf("at %s it says %q, want %q in it", tt.at, got, tt.want)
			}
			if n := p.Find(".error").Length(); n != 1 {
				t.Errorf("%d errors are shown, want 1", n)
			}
			if got := p.attr("input[name=password]", "value") + p.attr("input[name=password_two]", "value"); got != "" {
				t.Errorf("the page gives the password %q back", got)
			}
			if got := p.attr("input[name=captcha]", "value"); got != "" {
				t.Errorf("the page gives the CAPTCHA's answer %q back", got)
			}
			if tt.field != "first_name" {
				if got := p.attr("input[name=first_name]", "value"); got != "Ada" {
					t.Errorf("first_name is %q after the error, want it kept", got)
				}
			}
			if tt.field == "email" {
				return
			}
			if again := c.submit(p, "#register", ada(word(t, 0, 1))); again.path != "/welcome" {
				t.Errorf("a second try with the fresh form ended on %s, want /welcome:\n%s", again.path, again.body)
			}
		})
	}
}

func TestRegisterShortPassword(t *testing.T) {
	_, c := serve(t, Options{})
	fill := ada("wrong too")
	fill["password"], fill["password_two"] = "short", "short"
	p := c.submit(c.get("/user/register"), "#register", fill)
	if got := p.text("#password__error"); !strings.Contains(got, "too short") {
		t.Errorf("at the password it says %q, want that it is too short", got)
	}
	if got := p.text("#captcha__error"); !strings.Contains(got, "not the word") {
		t.Errorf("at the CAPTCHA it says %q, want its own error as well", got)
	}
}

func TestFormKeyWorksOnce(t *testing.T) {
	_, c := serve(t, Options{})
	form := c.get("/user/register")
	c.submit(form, "#register", ada("wrong"))
	p := c.submit(form, "#register", ada(word(t, 0, 0)))
	if got := p.text("#register__error"); !strings.Contains(got, "already sent") {
		t.Errorf("a key used twice gives %q, want that the form was already sent", got)
	}
	if p.Find("#captcha__error").Length() != 0 {
		t.Error("a stale key blames the CAPTCHA")
	}
}

func TestFormKeyIsOfItsFormAndSession(t *testing.T) {
	_, c := serve(t, Options{})
	form := c.get("/user/register")
	loginKey := c.get("/user/login").attr("input[name=_formkey]", "value")
	fill := ada(word(t, 0, 0))
	fill["_formkey"] = loginKey
	if p := c.submit(form, "#register", fill); p.text("#register__error") == "" {
		t.Error("the key of the login form opened the registration")
	}
	other := newClient(t, c.base)
	other.get("/user/register")
	if p := other.submit(form, "#register", ada(word(t, 0, 0))); p.text("#register__error") == "" {
		t.Error("the key of another session worked")
	}
	bare := newClient(t, c.base)
	p := bare.submit(form, "#register", ada(word(t, 0, 0)))
	if got := p.text("#register__error"); !strings.Contains(got, "cookies") {
		t.Errorf("without a cookie it says %q, want it to ask for cookies", got)
	}
}

func TestFormKeyExpires(t *testing.T) {
	clock := newClock()
	_, c := serve(t, Options{Now: clock.now, CaptchaTTL: time.Minute})
	form := c.get("/user/register")
	clock.pass(59 * time.Second)
	fresh := c.get("/user/register")
	clock.pass(time.Second)
	if p := c.submit(form, "#register", ada(word(t, 0, 0))); p.text("#register__error") == "" {
		t.Errorf("a form of a minute ago was taken, on %s", p.path)
	}
	if p := c.submit(fresh, "#register", ada(word(t, 0, 1))); p.path != "/welcome" {
		t.Errorf("a form of a second ago ended on %s, want /welcome", p.path)
	}
}

func TestNotAForm(t *testing.T) {
	_, c := serve(t, Options{})
	for _, tt := range []struct {
		kind, body string
		want       int
	}{
		{"application/x-www-form-urlencoded", "a=%zz", 400},
		{"multipart/form-data; boundary=x", "not multipart", 400},
		{"application/x-www-form-urlencoded", "a=" + strings.Repeat("x", maxBody), 413},
		{"text/plain", "a=b", 200}, // no form at all: nothing was sent
	} {
		if p := c.read(c.Post(c.base+"/user/register", tt.kind, strings.NewReader(tt.body))); p.status != tt.want {
			t.Errorf("%s of %d bytes is answered %d, want %d", tt.kind, len(tt.body), p.status, tt.want)
		}
	}
}

func TestMultipartIsAFormToo(t *testing.T) {
	_, c := serve(t, Options{})
	form := c.get("/user/register")
	sent := form.hidden("#register")
	for name, value := range ada(word(t, 0, 0)) {
		sent.Set(name, value)
	}
	p := c.read(c.Post(c.base+"/user/register", "multipart/form-data; boundary=cut", strings.NewReader(multipartBody(sent))))
	if p.path != "/welcome" {
		t.Errorf("a multipart registration ended on %s, want /welcome:\n%s", p.path, p.body)
	}
}

func multipartBody(sent url.Values) string {
	var b strings.Builder
	for name := range sent {
		b.WriteString("--cut\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + sent.Get(name) + "\r\n")
	}
	return b.String() + "--cut--\r\n"
}
