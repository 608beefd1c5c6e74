package demosite

import (
	"net/http"
	"slices"
)

// outside is a site that no scope of this machine holds; ".example" never resolves.
const outside = "http://out-of-scope.example/"

// routeRefusals adds the pages at which a careful client stops.
func (s *Site) routeRefusals() {
	s.mux.HandleFunc("GET /challenge/{kind}", s.challenge)
	s.mux.HandleFunc("POST /challenge/{kind}", s.challengeUnanswered)
	s.mux.HandleFunc("GET /leave", s.leave)
	s.mux.HandleFunc("GET /leave/form", s.leaveForm)
	s.mux.HandleFunc("POST /leave/form", s.leavePosted)
	s.mux.HandleFunc("GET /broken/{kind}", s.brokenPage)
	s.mux.HandleFunc("POST /broken/{kind}", s.brokenPosted)
	s.mux.HandleFunc("GET /broken/{kind}/captcha.png", s.brokenImage)
}

// challenge is a registration behind a challenge that software is not to answer.
// It has the vendor's markup; the vendor's script is never loaded.
func (s *Site) challenge(w http.ResponseWriter, r *http.Request) {
	kind := r.PathValue("kind")
	if !slices.Contains([]string{"recaptcha", "recaptcha-v3", "hcaptcha", "turnstile"}, kind) {
		s.notFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	s.show(w, r, http.StatusOK, "challenge.html", "Register behind "+kind, kind)
}

func (s *Site) challengeUnanswered(w http.ResponseWriter, r *http.Request) {
	s.say(w, r, http.StatusBadRequest, "Challenge not answered",
		"This form takes no answer at all: a client should not have sent it.")
}

// leave redirects to a host outside every scope of this machine.
func (s *Site) leave(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, outside, http.StatusFound)
}

// leaveForm shows a form whose answer would carry the password off the site.
func (s *Site) leaveForm(w http.ResponseWriter, r *http.Request) {
	f := loginForm("")
	f.ID, f.Action = "leave", "/leave/form"
	s.showForm(w, r, f, "A login that leads away", "The answer to this form is a redirect to "+outside+
		" that asks to send the form there again.")
}

func (s *Site) leavePosted(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, outside+"collect", http.StatusTemporaryRedirect)
}
