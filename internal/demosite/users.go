package demosite

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// user is somebody who registered.
type user struct {
	ID                 int
	FirstName, Surname string
	Email              string
	Since              time.Time
	salt, digest       []byte
}

// users are known by their e-mail address, in lower case.
type users struct {
	now  func() time.Time
	last atomic.Int64 // the id given out last
	held *shelf[*user]
}

func newUsers(opts Options) *users {
	return &users{now: opts.Now, held: newShelf[*user](maxUsers, opts.Now)}
}

// add registers somebody; ok is false when the address is taken.
func (u *users) add(first, surname, email, password string) (ok bool) {
	if _, _, taken := u.held.get(canonical(email)); taken {
		return false
	}
	salt := []byte(rand.Text())
	return u.held.add(canonical(email), &user{
		ID: int(u.last.Add(1)), FirstName: first, Surname: surname, Email: canonical(email), Since: u.now().UTC(),
		salt: salt, digest: digest(password, salt),
	}, 0)
}

func (u *users) taken(email string) bool {
	_, _, ok := u.held.get(canonical(email))
	return ok
}

// check returns the user whose password this is, or nil.
func (u *users) check(email, password string) *user {
	held, _, ok := u.held.get(canonical(email))
	if !ok || subtle.ConstantTimeCompare(held.digest, digest(password, held.salt)) != 1 {
		return nil
	}
	return held
}

func canonical(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// digest keeps what people type out of memory dumps; few rounds, since practice
// passwords guard nothing and tests make many users.
func digest(password string, salt []byte) []byte {
	sum, err := pbkdf2.Key(sha256.New, password, salt, 4096, sha256.Size)
	if err != nil {
		panic("demosite: " + err.Error()) // only for a key length that is out of range
	}
	return sum
}

// currentUser returns who is logged in, or nil.
func (s *Site) currentUser(r *http.Request) *user {
	session := s.sessions.of(r)
	if session == nil || session.loggedIn() == "" {
		return nil
	}
	held, _, _ := s.users.held.get(session.loggedIn())
	return held
}
