package session

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// CharsetError says that a page's character encoding is not what was declared.
// The page can be read all the same, as far as it goes.
type CharsetError struct {
	URL     string // without user information, query and fragment
	Label   string // the charset that was declared and that nobody knows; "" for none
	Charset string // what the page was read as
	Wrong   int    // characters that could not be read, and are U+FFFD in the text
}

// Error implements error.
func (e *CharsetError) Error() string {
	if e.Label != "" {
		return fmt.Sprintf("%s declares the character encoding %.40q, which does not exist; it was read as %s", e.URL, e.Label, e.Charset)
	}
	return fmt.Sprintf("%s is not in %s, as it says: %d characters could not be read, and show as \uFFFD", e.URL, e.Charset, e.Wrong)
}

// CharsetErr returns a *CharsetError where the page declares an encoding that does
// not exist, or one that it is not in; else nil. Pages that are no text are not
// looked at.
func (p *Page) CharsetErr() error {
	if !isText(p.Header.Get("Content-Type")) {
		return nil
	}
	if p.declared.label != "" {
		return &CharsetError{URL: redactURL(p.URL), Label: p.declared.label, Charset: p.Charset}
	}
	if p.declared.guessed {
		return nil
	}
	wrong := bytes.Count(p.text(), []byte(string(utf8.RuneError)))
	if p.Charset == "utf-8" {
		wrong -= bytes.Count(p.Body, []byte(string(utf8.RuneError))) // some mean it
	}
	if wrong == 0 {
		return nil
	}
	return &CharsetError{URL: redactURL(p.URL), Charset: p.Charset, Wrong: wrong}
}
