package scope

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Options are how a scope is read. The zero value works.
type Options struct {
	Now func() time.Time // the clock that until is held against; nil: time.Now
}

// Scope is the set of hosts that a user declared. It does not change once it is
// made; all methods may be called concurrently. A nil *Scope is ThisMachine.
type Scope struct {
	file    string
	entries []entry
	now     func() time.Time
}

// ThisMachine is the scope without a file: loopback addresses and localhost.
func ThisMachine() *Scope { return &Scope{now: time.Now} }

// File is the path of the file that the scope was read from, "" when there is none.
func (s *Scope) File() string {
	if s == nil {
		return ""
	}
	return s.file
}

// Decision is why a URL is in scope.
type Decision struct {
	Rule     string    `json:"rule"`           // the entry's host as written; "this machine" for loopback
	By       string    `json:"by,omitempty"`   // who allowed it, as written
	Until    time.Time `json:"until,omitzero"` // the first instant at which the entry is over; zero: never
	Host     string    `json:"host"`           // the canonical host and port that was decided on: dial this one
	Loopback bool      `json:"loopback"`       // let through as this machine: it must be dialled at a loopback address
}

// Check returns nil when formbot may act on u, and a *RefusedError otherwise. It
// looks at the scheme, the host and the port alone; user information in the URL
// does not count.
func (s *Scope) Check(u *url.URL) error {
	_, err := s.Allows(u)
	return err
}

// Allows is Check that also says by which rule. Every decision on a host is made
// here.
func (s *Scope) Allows(u *url.URL) (Decision, error) {
	if s == nil {
		s = ThisMachine()
	}
	t, err := parseTarget(u)
	if err != nil {
		return Decision{}, s.refuse(u, "", err.Error(), "")
	}
	canonical := t.canonical(u.Scheme)
	if t.loopback() {
		return Decision{Rule: "this machine", Host: canonical, Loopback: true}, nil
	}
	var near []string
	for _, e := range s.entries {
		if !e.names(t) {
			continue
		}
		switch {
		case e.host.port != 0 && e.host.port != t.port:
			near = append(near, fmt.Sprintf("the entry %q is for port %d alone, not %d", e.rule, e.host.port, t.port))
		case !e.until.IsZero() && !s.now().Before(e.until):
			near = append(near, fmt.Sprintf("the entry %q ended on %s", e.rule, e.lastDay))
		default:
			return Decision{Rule: e.rule, By: e.by, Until: e.until, Host: canonical}, nil
		}
	}
	reason := "the host is not declared"
	if len(near) > 0 {
		reason = strings.Join(near, "; ")
	}
	return Decision{}, s.refuse(u, t.host(), reason, canonical)
}
