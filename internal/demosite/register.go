package demosite

import (
	"cmp"
	"html/template"
	"net/http"
	"net/mail"
	"unicode/utf8"
)

// minPassword is how many characters a password has at least.
const minPassword = 6

func (s *Site) routeUsers() {
	s.mux.HandleFunc("GET /user/register", s.registerPage)
	s.mux.HandleFunc("POST /user/register", s.register)
	s.mux.HandleFunc("GET /user/login", s.loginPage)
	s.mux.HandleFunc("POST /user/login", s.login)
	s.mux.HandleFunc("GET /user/logout", s.logout)
	s.mux.HandleFunc("GET /user/profile", s.profile)
	s.mux.HandleFunc("GET /welcome", s.welcome)
}

func registerForm(action string, image template.URL) *form {
	return &form{
		ID: "register", Action: action, Button: "Register", Image: image,
		Fields: []field{
			{Name: "first_name", Label: "First name", Type: "text", Complete: "given-name", Required: true},
			{Name: "last_name", Label: "Last name", Type: "text", Complete: "family-name", Required: true},
			{Name: "email", Label: "E-mail", Type: "email", Complete: "email", Required: true},
			{Name: "password", Label: "Password", Type: "password", Complete: "new-password", Required: true, Hint: "At least 6 characters."},
			{Name: "password_two", Label: "Password again", Type: "password", Complete: "new-password", Required: true},
		},
	}
}

const registerIntro = "Everything you enter stays in this process’s memory. Use an address that is not yours."

func (s *Site) registerPage(w http.ResponseWriter, r *http.Request) {
	next := r.URL.Query().Get("_next")
	if !s.staysHere(w, r, next) {
		return
	}
	f := registerForm("/user/register", embedded)
	f.Next = next
	s.showForm(w, r, f, "Register", registerIntro)
}

func (s *Site) register(w http.ResponseWriter, r *http.Request) {
	sent, ok := s.received(w, r)
	next := sent.get("_next")
	if !ok || !s.staysHere(w, r, next) {
		return
	}
	f := registerForm("/user/register", embedded)
	f.Next = next
	f.fill(sent)
	if answer, ok := s.accept(r, f, sent); ok {
		f.CaptchaError = captchaFault(sent.get("captcha"), answer)
		s.checkRegistration(f, sent)
	}
	if f.faultless() && !s.users.add(sent.get("first_name"), sent.get("last_name"), sent.get("email"), sent.raw("password")) {
		f.fault("email", emailTaken)
	}
	if !f.faultless() {
		s.showForm(w, r, f, "Register", registerIntro)
		return
	}
	s.sessions.start(w, r, canonical(sent.get("email")))
	http.Redirect(w, r, cmp.Or(next, "/welcome"), http.StatusSeeOther)
}

const emailTaken = "This e-mail address is already registered."

func (s *Site) checkRegistration(f *form, sent values) {
	f.requireAll(sent)
	email := sent.get("email")
	if address, err := mail.ParseAddress(email); email != "" && (err != nil || address.Address != email) {
		f.fault("email", "That is not an e-mail address.")
	}
	if s.users.taken(email) {
		f.fault("email", emailTaken)
	}
	if utf8.RuneCountInString(sent.raw("password")) < minPassword {
		f.fault("password", "The password is too short: 6 characters at least.")
	}
	if sent.raw("password") != sent.raw("password_two") {
		f.fault("password_two", "The passwords differ.")
	}
}
