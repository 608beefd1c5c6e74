package demosite

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"
)

// cookieName is the session cookie's.
const cookieName = "formbot_session"

// maxFormKeys is how many unanswered forms a session can have; the oldest goes.
const maxFormKeys = 20

// session is a client's, known by its cookie.
type session struct {
	mu    sync.Mutex // guards all below
	email string     // who is logged in; "" for nobody
	keys  []formKey

	joinEmail, joinPassword string // of who is between the two pages of /join
}

// formKey is the ticket of one form on one page: it is good for one answer.
type formKey struct {
	key     string
	form    string // the form's _formname
	answer  string // what its CAPTCHA shows; "" without one
	expires time.Time
}

type sessions struct {
	opts Options
	held *shelf[*session]
}

func newSessions(opts Options) *sessions {
	return &sessions{opts, newShelf[*session](maxSessions, opts.Now)}
}

// of returns the session of a request, or nil. It lives on from now.
func (s *sessions) of(r *http.Request) *session {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return nil
	}
	held, _ := s.held.touch(cookie.Value, s.opts.SessionTTL)
	return held
}

// open returns the session of a request, or starts one.
func (s *sessions) open(w http.ResponseWriter, r *http.Request) *session {
	if held := s.of(r); held != nil {
		return held
	}
	return s.start(w, r, "")
}

// start gives the client a new session, in which email is logged in. The old one,
// if any, ends, so that nobody can have planted it.
func (s *sessions) start(w http.ResponseWriter, r *http.Request, email string) *session {
	if old, err := r.Cookie(cookieName); err == nil {
		s.held.remove(old.Value)
	}
	id, held := rand.Text(), &session{email: email}
	s.held.put(id, held, s.opts.SessionTTL)
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: id, Path: "/",
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	})
	return held
}

// end forgets the request's session and takes its cookie back.
func (s *sessions) end(w http.ResponseWriter, r *http.Request) {
	if cookie, err := r.Cookie(cookieName); err == nil {
		s.held.remove(cookie.Value)
		http.SetCookie(w, &http.Cookie{Name: cookieName, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
}

func (s *session) loggedIn() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.email
}

// issue makes a key for a form.
func (s *session) issue(form, answer string, expires time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := rand.Text()
	if len(s.keys) >= maxFormKeys {
		s.keys = s.keys[1:]
	}
	s.keys = append(s.keys, formKey{key, form, answer, expires})
	return key
}

// redeem takes a key back, which works once, and returns its CAPTCHA's answer.
func (s *session) redeem(form, key string, now time.Time) (answer string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, k := range s.keys {
		if k.key == key && k.form == form {
			s.keys = append(s.keys[:i:i], s.keys[i+1:]...)
			return k.answer, now.Before(k.expires)
		}
	}
	return "", false
}
