package demosite

import (
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// The second way to register: two pages, the second with a picture to upload,
// and rules that a browser checks before anything is sent. Both pages' keys work
// once.

func (s *Site) routeJoin() {
	s.mux.HandleFunc("GET /join", s.joinPage)
	s.mux.HandleFunc("POST /join", s.join)
	s.mux.HandleFunc("GET /join/profile", s.joinProfilePage)
	s.mux.HandleFunc("POST /join/profile", s.joinProfile)
}

func joinForm() *form {
	return &form{
		ID: "join", Action: "/join", Button: "Next",
		Fields: []field{
			{Name: "email", Label: "E-mail", Type: "email", Complete: "email", Required: true},
			{Name: "password", Label: "Password", Type: "password", Complete: "new-password", Required: true, Hint: "At least 6 characters."},
		},
	}
}

const joinIntro = "Step 1 of 2. On the next page you tell us who you are, and show a picture."

func (s *Site) joinPage(w http.ResponseWriter, r *http.Request) {
	s.showForm(w, r, joinForm(), "Join", joinIntro)
}

func (s *Site) join(w http.ResponseWriter, r *http.Request) {
	sent, ok := s.received(w, r)
	if !ok {
		return
	}
	f := joinForm()
	f.fill(sent)
	if _, ok := s.accept(r, f, sent); ok {
		f.requireAll(sent)
		if s.users.taken(sent.get("email")) {
			f.fault("email", emailTaken)
		}
		if utf8.RuneCountInString(sent.raw("password")) < minPassword {
			f.fault("password", "The password is too short: 6 characters at least.")
		}
	}
	if !f.faultless() {
		s.showForm(w, r, f, "Join", joinIntro)
		return
	}
	s.sessions.of(r).begin(sent.get("email"), sent.raw("password"))
	http.Redirect(w, r, "/join/profile", http.StatusSeeOther)
}

// A profileForm is the second page's, with what was typed in.
type profileForm struct {
	Key, Error  string
	Nick, Born  string
	Plans       []option
	Plan        string
	Today       string // what Born may be at most
	NickPattern string
	PictureMax  int // bytes
}

// nickPattern is the page's pattern too: it means the same to JavaScript.
var nickPattern = regexp.MustCompile(`^(?:[a-z][a-z0-9_]{2,11})$`)

const maxPicture = 32 << 10 // bytes

func (s *Site) newProfileForm() *profileForm {
	return &profileForm{
		Plans: []option{{"free", "Free"}, {"paid", "Paid"}}, NickPattern: `[a-z][a-z0-9_]{2,11}`,
		Today: s.opts.Now().UTC().Format(time.DateOnly), PictureMax: maxPicture,
	}
}

const profileFormID = "join_profile"

func (s *Site) showProfileForm(w http.ResponseWriter, r *http.Request, f *profileForm) {
	f.Key = s.sessions.open(w, r).issue(profileFormID, "", s.opts.Now().Add(s.opts.CaptchaTTL))
	w.Header().Set("Cache-Control", "no-store")
	s.show(w, r, http.StatusOK, "join.html", "Join: your profile", f)
}

func (s *Site) joinProfilePage(w http.ResponseWriter, r *http.Request) {
	if session := s.sessions.of(r); session == nil || session.joining() == "" {
		http.Redirect(w, r, "/join", http.StatusSeeOther)
		return
	}
	s.showProfileForm(w, r, s.newProfileForm())
}

func (s *Site) joinProfile(w http.ResponseWriter, r *http.Request) {
	sent, ok := s.received(w, r)
	if !ok {
		return
	}
	session := s.sessions.of(r)
	if session == nil || session.joining() == "" {
		http.Redirect(w, r, "/join", http.StatusSeeOther)
		return
	}
	if sent.get("do") == "later" {
		s.say(w, r, http.StatusOK, "Later", "Nobody was registered. The first page is remembered for a while.")
		return
	}
	f := s.newProfileForm()
	f.Nick, f.Born, f.Plan = sent.get("nick"), sent.get("born"), sent.get("plan")
	if _, ok := session.redeem(profileFormID, sent.raw("_formkey"), s.opts.Now()); !ok {
		f.Error = "This form was already sent, or is too old. Here is a fresh one: please send it again."
	} else if f.Error = f.problem(r); f.Error == "" && !session.finish(s, f.Nick) {
		f.Error = emailTaken
	}
	if f.Error != "" {
		s.showProfileForm(w, r, f)
		return
	}
	s.sessions.start(w, r, session.joining())
	http.Redirect(w, r, "/welcome", http.StatusSeeOther)
}

// problem says what a browser would not have sent, or "".
func (f *profileForm) problem(r *http.Request) string {
	born, err := time.Parse(time.DateOnly, f.Born)
	switch {
	case !nickPattern.MatchString(f.Nick):
		return "A nick has 3 to 12 small letters, digits and underscores, and begins with a letter."
	case err != nil || f.Born > f.Today || born.Year() < 1900:
		return "When were you born?"
	case f.Plan != "free" && f.Plan != "paid":
		return "Choose a plan."
	case r.FormValue("terms") != "yes":
		return "You have to accept the terms."
	}
	file, header, err := r.FormFile("picture")
	if err != nil || header.Filename == "" {
		return "Choose a picture of you."
	}
	defer file.Close()
	if kind := header.Header.Get("Content-Type"); !strings.HasPrefix(kind, "image/") || header.Size > maxPicture || header.Size == 0 {
		return "The picture has to be an image of at most 32 KiB."
	}
	return ""
}

// begin notes what the first page was told.
func (s *session) begin(email, password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.joinEmail, s.joinPassword = email, password
}

// joining is who began to join in this session; "" for nobody.
func (s *session) joining() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.joinEmail
}

// finish registers who began to join; ok is false when the address is taken.
func (s *session) finish(site *Site, nick string) (ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return site.users.add(nick, "", s.joinEmail, s.joinPassword)
}
