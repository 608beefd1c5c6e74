package scope

import (
	"fmt"
	"net/url"
)

// RefusedError says that a URL is outside the scope. The command exits with 3.
type RefusedError struct {
	URL    string // scheme, host and path: no user information, query or fragment
	Host   string // the canonical host; "" where the URL names none that could be declared
	Reason string // why, in lower case
	File   string // the file to change; where there is none yet, the one to create
	Line   string // the line to add below "authorised:"; "" where none would help
}

// Error names the host, the reason, and the file and line to change.
func (e *RefusedError) Error() string {
	name := e.Host
	if name == "" {
		name = e.URL
	}
	msg := fmt.Sprintf("refused: %s is not in scope: %s", name, e.Reason)
	if e.Line != "" {
		msg += fmt.Sprintf(`; if you may automate it, add to %s, below "authorised:", the line %s`, e.File, e.Line)
	}
	return msg
}

// defaultFile is the file to create where the scope has none.
const defaultFile = "scope.yaml"

// refuse makes the error. hostport is what the line to add would declare; "" for
// a URL that no line lets through.
func (s *Scope) refuse(u *url.URL, host, reason, hostport string) *RefusedError {
	e := &RefusedError{URL: plain(u), Host: host, Reason: reason, File: s.file}
	if e.File == "" {
		e.File = defaultFile
	}
	if hostport == "" {
		return e
	}
	e.Line = fmt.Sprintf("- host: %q", hostport)
	return e
}

// plain is u without what could be secret.
func plain(u *url.URL) string {
	if u == nil {
		return ""
	}
	p := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	return p.String()
}
