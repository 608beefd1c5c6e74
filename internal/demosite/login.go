package demosite

import (
	"cmp"
	"net/http"
	"net/url"
)

func loginForm(next string) *form {
	return &form{
		ID: "login", Action: "/user/login", Button: "Log in", Next: next,
		Fields: []field{
			{Name: "email", Label: "E-mail", Type: "email", Complete: "username", Required: true},
			{Name: "password", Label: "Password", Type: "password", Complete: "current-password", Required: true},
		},
	}
}

const loginIntro = "The hidden _formkey of this form works once: each try needs a fresh page."

func (s *Site) loginPage(w http.ResponseWriter, r *http.Request) {
	next := r.URL.Query().Get("_next")
	if !s.staysHere(w, r, next) {
		return
	}
	s.showForm(w, r, loginForm(next), "Log in", loginIntro)
}

func (s *Site) login(w http.ResponseWriter, r *http.Request) {
	sent, ok := s.received(w, r)
	next := sent.get("_next")
	if !ok || !s.staysHere(w, r, next) {
		return
	}
	f := loginForm(next)
	f.fill(sent)
	var who *user
	if _, ok := s.accept(r, f, sent); ok {
		f.requireAll(sent)
		if who = s.users.check(sent.get("email"), sent.raw("password")); who == nil && f.faultless() {
			f.Error = "Wrong e-mail address or password."
		}
	}
	if !f.faultless() {
		s.showForm(w, r, f, "Log in", loginIntro)
		return
	}
	s.sessions.start(w, r, who.Email)
	http.Redirect(w, r, cmp.Or(next, "/welcome"), http.StatusSeeOther)
}

// logout is a plain link, as on the book's site: a crawler behind the login that
// follows every link logs itself out, which is one of the exercises.
func (s *Site) logout(w http.ResponseWriter, r *http.Request) {
	s.sessions.end(w, r)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// loginFirst returns who is logged in, or nil after sending the client to the
// login and back here from there.
func (s *Site) loginFirst(w http.ResponseWriter, r *http.Request) *user {
	w.Header().Set("Cache-Control", "no-store")
	who := s.currentUser(r)
	if who == nil {
		http.Redirect(w, r, "/user/login?_next="+url.QueryEscape(r.URL.Path), http.StatusSeeOther)
	}
	return who
}

func (s *Site) welcome(w http.ResponseWriter, r *http.Request) {
	if who := s.loginFirst(w, r); who != nil {
		s.show(w, r, http.StatusOK, "welcome.html", "Welcome, "+who.FirstName, who)
	}
}

func (s *Site) profile(w http.ResponseWriter, r *http.Request) {
	if who := s.loginFirst(w, r); who != nil {
		s.show(w, r, http.StatusOK, "profile.html", "Your profile", who)
	}
}
