package flow

import (
	"net/url"
	"strings"
	"testing"

	"github.com/formbot/formbot/forms"
)

// fieldsHTML is a registration's form; %s stands for a message at each field.
func registration(top, email, password, captcha, bottom string) string {
	return `<!doctype html><title>Register</title><body><h1>Register</h1>` + top + `
<form id=register method=post action=/register>
 <input type=hidden name=_formkey value=k>
 <div class=row><label for=f_email>E-mail</label> <input id=f_email name=email type=email required>` + email + `</div>
 <div class=row><label for=f_pw>Password</label> <input id=f_pw name=password type=password>` + password + `</div>
 <div class=row><label for=f_zip>Postal code</label> <input id=f_zip name=zip></div>
 <div class=row id=captcha><img src=/captcha.png alt="captcha"> <label for=f_c>Type the text</label> <input id=f_c name=captcha autocomplete=off>` + captcha + `</div>
 ` + bottom + `<button>Register</button></form>`
}

// flat is a login's form without rows.
func flat(before, middle, after string) string {
	return `<body><form id=login method=post action=/login>` + before + `<label>User name <input name=user></label>
<label>Password <input type=password name=password></label>` + middle + `<img src=/captcha.png alt=captcha><input name=code placeholder=Code>` + after +
		`<input type=submit value="Log in"></form>`
}

func formsOf(t *testing.T, s string) []*forms.Form {
	t.Helper()
	u, _ := url.Parse("http://h/register")
	list, err := forms.Parse(strings.NewReader(s), forms.Options{URL: u})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestJudgeByMessages(t *testing.T) {
	plain := registration("", "", "", "", "")
	bare := flat("", "", "")
	const oops = `<span class="error">Oops</span>`
	tests := []struct {
		name, before, after, field string
		want                       verdict
		messages                   string // what the user is shown of them
	}{
		{"no message at all", plain, plain, "captcha", refused, ""},
		{"at the CAPTCHA's row", plain, registration("", "", "", oops, ""), "captcha", refused, `the site says of captcha: "Oops"`},
		{"at the e-mail's row", plain, registration("", oops, "", "", ""), "captcha", rejected, `the site says of email: "Oops"`},
		{"at both", plain, registration("", oops, "", oops, ""), "captcha", rejected, `the site says of email: "Oops"; the site says of captcha: "Oops"`},
		{"summary above, and at the CAPTCHA", plain, registration(`<div class="alert alert-danger">Please correct the errors below.</div>`, "", "", oops, ""), "captcha", refused,
			`the site says: "Please correct the errors below."; the site says of captcha: "Oops"`},
		{"summary above, and at the password", plain, registration(`<div class="alert alert-danger">Please correct the errors below.</div>`, "", oops, "", ""), "captcha", rejected,
			`the site says: "Please correct the errors below."; the site says of password: "Oops"`},
		{"above: captcha", plain, registration(`<p class=flash>The captcha was wrong</p>`, "", "", "", ""), "captcha", refused, `the site says: "The captcha was wrong"`},
		{"above: the CAPTCHA by its label", plain, registration(`<p class=flash>Type the text: does not match</p>`, "", "", "", ""), "captcha", refused, `the site says: "Type the text: does not match"`},
		{"above: says nothing", plain, registration(`<p class=flash>Something was wrong. Please try again.</p>`, "", "", "", ""), "captcha", refused, `the site says: "Something was wrong. Please try again."`},
		{"above: taken", plain, registration(`<p class=flash>That e-mail is already registered</p>`, "", "", "", ""), "captcha", rejected, `the site says: "That e-mail is already registered"`},
		{"above: another field by its label", plain, registration(`<p class=flash>Invalid postal code</p>`, "", "", "", ""), "captcha", rejected, `the site says: "Invalid postal code"`},
		{"too many tries", plain, registration(`<p class=flash>Too many wrong CAPTCHA answers, try again later</p>`, "", "", "", ""), "captcha", rejected, `the site says: "Too many wrong CAPTCHA answers, try again later"`},
		{"a success is no error", plain, registration(`<p class="alert alert-success">You were logged out</p>`, "", "", "", ""), "captcha", refused, ""},
		{"what was there before is no news", registration(`<p class=alert>E-mail is down today</p>`, "", "", "", ""), registration(`<p class=alert>E-mail is down today</p>`, "", "", oops, ""), "captcha", refused,
			`the site says of captcha: "Oops"`},
		{"hidden templates are no messages", plain, registration("", `<span class=error hidden>Bad e-mail</span><span class=error style="display:none">No</span>`, "", "", ""), "captcha", refused, ""},
		{"without any class, in the row", plain, registration("", "Already taken", "", "", ""), "captcha", rejected, `the site says of email: "Already taken"`},
		{"without any class, above", plain, registration("<p>The characters were incorrect.</p>", "", "", "", ""), "captcha", refused, `the site says: "The characters were incorrect."`},
		{"other news above are no errors", plain, registration("<p>It is 12:01 now.</p>", "", "", "", ""), "captcha", refused, ""},
		{"web2py, at the CAPTCHA", plain, registration("", "", "", `<div class="error_wrapper"><div id="captcha__error" class="error" style="display: block;">invalid</div></div>`, ""), "captcha", refused,
			`the site says of captcha: "invalid"`},
		{"web2py, at the e-mail", plain, registration("", `<div class="error_wrapper"><div id="email__error" class="error">invalid</div></div>`, "", "", ""), "captcha", rejected,
			`the site says of email: "invalid"`},
		{"by id, far from its field", plain, registration(`<ul class=errors><li id=error-email>Bad</li></ul>`, "", "", "", ""), "captcha", rejected, `the site says of email: "Bad"`},
		{"ARIA", plain, strings.Replace(registration("", `<i id=m1>Not like this</i>`, "", "", ""), "name=email", "name=email aria-invalid=true aria-describedby=m1", 1), "captcha", rejected,
			`the site says of email: "Not like this"`},
		{"ARIA at the CAPTCHA", plain, strings.Replace(registration(`<i id=m1>Not like this</i>`, "", "", "", ""), "name=captcha", "name=captcha aria-invalid=true aria-errormessage=m1", 1), "captcha", refused,
			`the site says of captcha: "Not like this"`},
		{"only marked", plain, strings.Replace(plain, "name=email", `name=email class="form-control is-invalid"`, 1), "captcha", rejected, `the site marks email as wrong`},
		{"only the CAPTCHA is marked", plain, strings.Replace(plain, "name=captcha", `name=captcha class="form-control is-invalid"`, 1), "captcha", refused, `the site marks captcha as wrong`},
		{"label as message", plain, registration(`<label class=error for=f_email>Hm</label>`, "", "", "", ""), "captcha", rejected, `the site says of email: "Hm"`},
		{"ASP.NET", plain, registration("", "", "", "", `<span class=field-validation-error data-valmsg-for=email>Hm</span>`), "captcha", rejected, `the site says of email: "Hm"`},
		{"row with a class", plain, strings.Replace(registration("", "Hm", "", "", ""), "class=row", `class="row has-error"`, 1), "captcha", rejected, `the site says of email: "Hm"`},
		{"in another language", plain, registration(`<div class=fehler role=alert>Der Sicherheitscode ist falsch.</div>`, "", "", "", ""), "captcha", refused, `the site says: "Der Sicherheitscode ist falsch."`},
		{"credentials in another language", plain, registration(`<div role=alert>Ungültige Anmeldedaten</div>`, "", "", "", ""), "captcha", rejected, `the site says: "Ungültige Anmeldedaten"`},
		{"CAPTCHA in Chinese", plain, registration(`<div role=alert>验证码不正确</div>`, "", "", "", ""), "captcha", refused, `the site says: "验证码不正确"`},

		{"flat: wrong password beside the CAPTCHA", bare, flat("", "", `<p class=error>Wrong user name or password</p>`), "code", rejected, `the site says of code: "Wrong user name or password"`},
		{"flat: invalid login on top", bare, flat(`<p class=error>Invalid login</p>`, "", ""), "code", rejected, `the site says: "Invalid login"`},
		{"flat: after the CAPTCHA", bare, flat("", "", `<p class=error>Wrong</p>`), "code", refused, `the site says of code: "Wrong"`},
		{"flat: by the placeholder", bare, flat(`<p class=error>Wrong code</p>`, "", ""), "code", refused, `the site says: "Wrong code"`},
		{"flat: after the password, of the CAPTCHA", bare, flat("", `<p class=error>Security code wrong</p>`, ""), "code", refused, `the site says of password: "Security code wrong"`},
		{"flat: after the password", bare, flat("", `<p class=error>Wrong</p>`, ""), "code", rejected, `the site says of password: "Wrong"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form := formsOf(t, tt.after)[0]
			found := readMessages(parseHTML(t, tt.after), parseHTML(t, tt.before), form, func(s string) string { return s })
			var shown []string
			for _, m := range found {
				shown = append(shown, m.String())
			}
			if got := strings.Join(shown, "; "); got != tt.messages {
				t.Errorf("messages\n got %s\nwant %s", got, tt.messages)
			}
			o := outcome{status: 200, answered: true, field: tt.field, back: form, asksAgain: true, messages: found, names: phrases(form)}
			if got := judge(o); got != tt.want {
				t.Errorf("verdict = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestJudgeByWhatComes(t *testing.T) {
	form := formsOf(t, registration("", "", "", "", ""))[0]
	message := []sighting{{Message{Text: "Wrong CAPTCHA"}, unbound}}
	other := []sighting{{Message{Field: "email", Text: "no"}, explicit}}
	tests := []struct {
		name string
		o    outcome
		want verdict
	}{
		{"met by a text", outcome{expected: true, positive: true, back: form, asksAgain: true, messages: message}, accepted},
		{"met by an address alone, form gone", outcome{expected: true}, accepted},
		{"met by an address alone, form back", outcome{expected: true, back: form, asksAgain: true}, accepted},
		{"met by an address alone, form back with an error", outcome{expected: true, back: form, asksAgain: true, messages: message}, refused},
		{"not met, form gone", outcome{expected: true, unmet: []string{"x"}}, rejected},
		{"not met, form back without a CAPTCHA", outcome{expected: true, unmet: []string{"x"}, back: form}, rejected},
		{"not met, form back, no error", outcome{expected: true, unmet: []string{"x"}, back: form, asksAgain: true}, refused},
		{"nothing expected, form gone", outcome{}, accepted},
		{"nothing expected, 403", outcome{status: 403}, rejected},
		{"nothing expected, 500", outcome{status: 500, back: form, asksAgain: true}, rejected},
		{"422 with the form", outcome{status: 422, back: form, asksAgain: true, messages: message}, refused},
		{"429 with the form", outcome{status: 429, back: form, asksAgain: true, messages: message}, rejected},
		{"503 as expected", outcome{status: 503, expected: true, positive: true}, accepted},
		{"settings saved", outcome{back: form}, accepted},
		{"settings with an error", outcome{back: form, messages: other}, rejected},
		{"a password form is back", outcome{back: form, passwords: true}, rejected},
		{"another field's error", outcome{back: form, asksAgain: true, messages: other}, rejected},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := tt.o
			o.answered, o.field, o.names = true, "captcha", phrases(form)
			if o.status == 0 {
				o.status = 200
			}
			if got := judge(o); got != tt.want {
				t.Errorf("verdict = %v, want %v", got, tt.want)
			}
		})
	}
	t.Run("a CAPTCHA that comes only now", func(t *testing.T) {
		o := outcome{status: 200, back: form, asksAgain: true, passwords: true, field: "captcha", names: phrases(form)}
		if got := judge(o); got != rejected {
			t.Errorf("without a word of it: verdict = %v, want rejected", got)
		}
		o.messages = message
		if got := judge(o); got != refused {
			t.Errorf("with its error: verdict = %v, want refused", got)
		}
	})
}

func TestSameForm(t *testing.T) {
	sent := formsOf(t, registration("", "", "", "", ""))[0]
	tests := []struct {
		name, page, selector string
		want                 bool
	}{
		{"the same", registration("x", "", "", "", ""), "#register", true},
		{"with another id", strings.Replace(registration("", "", "", "", ""), "id=register", "id=again", 1), "#register", true},
		{"without its CAPTCHA", strings.Replace(registration("", "", "", "", ""), "name=captcha", "", 1), "#register", true},
		{"a search on the welcome page", `<form><input name=q></form>`, "0", false},
		{"a login", flat("", "", ""), "0", false},
		{"a login with the framework's hidden fields", `<form><input type=hidden name=_formkey><input name=email><input type=password name=password></form>`, "0", false},
		{"none", `<p>Welcome</p>`, "#register", false},
	}
	for _, tt := range tests {
		if got := sameForm(formsOf(t, tt.page), sent, forms.ParseQuery(tt.selector)) != nil; got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}
