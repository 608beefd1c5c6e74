package forms_test

import (
	"fmt"
	"io"
	"log"
	"net/url"
	"strings"

	"github.com/formbot/formbot/forms"
)

const page = `<form id="register" method="post" action="register">
	<input type="hidden" name="_formkey" value="8f3a">
	<label>E-mail <input name="email" required></label>
	<img src="/captcha.png" alt="captcha"> <input name="captcha" required>
	<button name="do" value="join">Join</button>
</form>`

func Example() {
	list, err := forms.Parse(strings.NewReader(page), forms.Options{
		URL: &url.URL{Scheme: "https", Host: "staging.example.com", Path: "/user/"},
	})
	if err != nil {
		log.Fatal(err)
	}
	form, err := forms.Find(list, "#register")
	if err != nil {
		log.Fatal(err)
	}
	c := form.Captcha()
	fmt.Println(c.Kind, c.Image, "->", c.Field)

	err = form.Fill(map[string][]string{"email": {"ada@example.com"}, c.Field: {"watch"}})
	if err != nil {
		log.Fatal(err)
	}
	sub, err := form.Submit(forms.SubmitOptions{})
	if err != nil {
		log.Fatal(err)
	}
	body, _, err := sub.Body()
	if err != nil {
		log.Fatal(err)
	}
	sent, err := io.ReadAll(body)
	if err != nil {
		log.Fatal(err)
	}
	if err := body.Close(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(sub.Method, sub.URL)
	fmt.Println(string(sent))
	// Output:
	// text-image https://staging.example.com/captcha.png -> captcha
	// POST https://staging.example.com/user/register
	// _formkey=8f3a&email=ada%40example.com&captcha=watch&do=join
}

func ExampleForm_Fill() {
	list, err := forms.Parse(strings.NewReader(page), forms.Options{
		URL: &url.URL{Scheme: "https", Host: "staging.example.com"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(list[0].Fill(map[string][]string{"e_mail": {"ada@example.com"}}))
	// Output:
	// field "e_mail" of form "#register": there is no such field (did you mean "email"?); there are: _formkey, email, captcha
}

func ExampleCaptcha_Advice() {
	list, err := forms.Parse(strings.NewReader(`<form method="post"><altcha-widget challengeurl="/altcha"></altcha-widget></form>`),
		forms.Options{URL: &url.URL{Scheme: "https", Host: "staging.example.com"}})
	if err != nil {
		log.Fatal(err)
	}
	c := list[0].Captcha()
	fmt.Println(c.Kind, c.Interactive())
	fmt.Println(c.Advice())
	// Output:
	// altcha true
	// formbot does not answer ALTCHA; ALTCHA runs on the site's own server, so it needs no key: on a site of yours, switch the check off on the staging system, or accept a secret token of your tests there in its place (https://altcha.org/docs)
}
