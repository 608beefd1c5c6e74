package forms

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// An Entry is one name and value of a form's entry list.
type Entry struct {
	Name  string
	Value string
	File  *File // set for a file, and Value is then not used
	// Secret is true for the value of a password field, which must not be
	// shown.
	Secret bool
}

// text is the entry's value where only text can be sent: a file's is its name.
func (e Entry) text() string {
	if e.File != nil {
		return crlf(e.File.Name)
	}
	return crlf(e.Value)
}

// String shows the entry without the value of a password.
func (e Entry) String() string {
	switch {
	case e.Secret:
		return e.Name + "=***"
	case e.File != nil:
		return e.Name + "=@" + e.File.Name
	}
	return e.Name + "=" + e.Value
}

// A Submission is what a form sends, ready to be sent, any number of times.
type Submission struct {
	Method string // "GET" or "POST"
	// URL is where to send it; of a GET form with the entries in its query.
	// A fragment stays in it, and net/http does not send that. Its String is
	// the address, byte for byte; where net/url would write the path in
	// another way, host and path are in Opaque ("//host/100%").
	URL         *url.URL
	ContentType string  // with the boundary; "" for GET
	Charset     string  // the encoding used, as the Encoding Standard spells it
	Entries     []Entry // in tree order, the submitter's among them
	Target      string  // the form's or submitter's target; formbot has one window

	body  []byte
	multi *multipartBody
}

// Body opens the body and gives its length in bytes, -1 when that is not known
// beforehand. It can be opened again and again; the caller closes it. A GET
// has none: nil and 0.
func (s *Submission) Body() (io.ReadCloser, int64, error) {
	switch {
	case s.multi != nil:
		return s.multi.open(), s.multi.size, nil
	case s.Method == http.MethodPost:
		return io.NopCloser(bytes.NewReader(s.body)), int64(len(s.body)), nil
	}
	return nil, 0, nil
}

// Request returns the submission as a request with GetBody set, so that it
// survives redirects and retries. Cookies, Origin and Referer are the
// session's to add.
//
// The request target is what a browser would send, byte for byte. For a path
// that net/url cannot write, URL.Opaque has that path; net/http sends it as it
// is to the server, which URL.Host is, but a proxy for plain http would take
// [Submission.URL] instead.
func (s *Submission) Request(ctx context.Context) (*http.Request, error) {
	body, size, err := s.Body()
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, s.Method, "", nil)
	if err != nil {
		return nil, fmt.Errorf("build request for %s: %w", s.URL.Redacted(), err)
	}
	u := *s.URL
	u.Opaque = strings.TrimPrefix(u.Opaque, "//"+u.Host)
	req.URL, req.Host = &u, u.Host
	if body == nil {
		return req, nil
	}
	req.Header.Set("Content-Type", s.ContentType)
	req.ContentLength = size
	req.Body, req.GetBody = body, func() (io.ReadCloser, error) {
		again, _, err := s.Body()
		return again, err
	}
	if size == 0 {
		req.Body, req.GetBody = http.NoBody, func() (io.ReadCloser, error) { return http.NoBody, nil }
	}
	return req, nil
}

// String shows method, address and entries, without passwords.
func (s *Submission) String() string {
	u := *s.URL
	if s.Method == http.MethodGet {
		u.RawQuery, u.ForceQuery = "", false
	}
	shown := make([]string, len(s.Entries))
	for i, e := range s.Entries {
		shown[i] = e.String()
	}
	return s.Method + " " + u.Redacted() + " " + strings.Join(shown, " ")
}
