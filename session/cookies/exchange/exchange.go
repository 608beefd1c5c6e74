// Package exchange reads and writes cookies in the formats of other programs:
// Netscape's cookies.txt (curl, wget, yt-dlp), the JSON of browser extensions
// (EditThisCookie, Cookie-Editor; what it reads of Playwright's and Puppeteer's
// is close to it), and HAR 1.2 (browsers' developer tools).
//
//	read, err := exchange.Read(file, exchange.Options{})
//	for _, c := range read.Cookies { err = jar.Add(c) }
//	left, err := exchange.Write(w, exchange.Netscape, jar.All(), exchange.Options{})
//
// Reading forgives what other programs do to these formats; it never takes half
// of a cookie: what cannot be understood is left out, and said with its place.
// Values are secrets: no error and no reason shows one.
package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/formbot/formbot/session/cookies"
)

// Format is how cookies are written down.
type Format string

// The formats.
const (
	Netscape Format = "netscape" // cookies.txt
	JSON     Format = "json"     // browser extensions
	HAR      Format = "har"      // HTTP Archive 1.2
)

// maxBytes bounds what is read: a HAR holds whole pages.
const maxBytes = 512 << 20

// Options are how to read and write. The zero value works.
type Options struct {
	// Format is what to read. Empty: what the content looks like.
	Format Format
	// Now is the clock. Nil: time.Now.
	Now func() time.Time
	// Creator is the program's name and version that a HAR says. Empty: formbot.
	Creator, Version string
}

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// Result is what was read.
type Result struct {
	Format  Format
	Cookies []cookies.Cookie
	Left    []Left // what was left out
}

// Left is a cookie that was left out.
type Left struct {
	Where  string // "line 7", "cookie 3", or the cookie's name and domain
	Reason string
}

// FormatError says that the content is none of the formats, or a damaged one.
type FormatError struct{ Reason string }

// Error implements error.
func (e *FormatError) Error() string { return e.Reason }

// Read reads cookies. What is wrong as a whole is a *FormatError.
func Read(r io.Reader, opts Options) (*Result, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxBytes {
		return nil, &FormatError{fmt.Sprintf("it is larger than %d bytes", maxBytes)}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	format := opts.Format
	if format == "" {
		if format, err = detect(data); err != nil {
			return nil, err
		}
	}
	out := &Result{Format: format}
	switch format {
	case Netscape:
		err = out.readNetscape(data)
	case JSON:
		err = out.readJSON(data)
	case HAR:
		err = out.readHAR(data, opts)
	default:
		err = fmt.Errorf("unknown format %q; there are netscape, json and har", format)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// detect looks at what the content begins with.
func detect(data []byte) (Format, error) {
	text := bytes.TrimSpace(data)
	if len(text) == 0 {
		return "", &FormatError{"it is empty"}
	}
	switch text[0] {
	case '[':
		return JSON, nil
	case '{':
		var keys struct {
			Log     json.RawMessage `json:"log"`
			Cookies json.RawMessage `json:"cookies"`
			Session json.RawMessage `json:"formbot_session"`
		}
		if err := json.Unmarshal(text, &keys); err != nil {
			return "", damaged(err)
		}
		switch {
		case keys.Session != nil:
			return "", &FormatError{"it is a formbot session already; give it as --session"}
		case keys.Log != nil:
			return HAR, nil
		case keys.Cookies != nil:
			return JSON, nil
		}
	case '#':
		return Netscape, nil
	default:
		line, _, _ := bytes.Cut(text, []byte("\n"))
		if bytes.Count(line, []byte("\t")) >= 5 {
			return Netscape, nil
		}
	}
	return "", &FormatError{"it is neither a cookies.txt nor an extension's JSON nor a HAR"}
}

// damaged describes a fault of JSON by its place alone: encoding/json quotes what
// it stumbled over, and that may be a secret.
func damaged(err error) error {
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return &FormatError{fmt.Sprintf("its JSON is damaged at byte %d", syntax.Offset)}
	case errors.As(err, &typed):
		return &FormatError{fmt.Sprintf("its JSON has something unexpected at byte %d (%q)", typed.Offset, typed.Field)}
	}
	return &FormatError{"its JSON is damaged"}
}

// Write writes cookies. What the format cannot hold is left out and returned.
func Write(w io.Writer, format Format, list []cookies.Cookie, opts Options) ([]Left, error) {
	switch format {
	case Netscape:
		return writeNetscape(w, list)
	case JSON:
		return writeJSON(w, list)
	case HAR:
		return writeHAR(w, list, opts)
	}
	return nil, fmt.Errorf("unknown format %q; there are netscape, json and har", format)
}

// leave notes a cookie that is left out.
func (r *Result) leave(where, reason string) {
	r.Left = append(r.Left, Left{where, reason})
}

// called names a cookie to a person.
func called(c *cookies.Cookie) string {
	return fmt.Sprintf("%q of %s", c.Name, c.Domain)
}

// domainOf takes a browser's writing of a domain apart: with a dot before it, it
// is for all below too.
func domainOf(host string) (domain string, hostOnly bool) {
	domain, dotted := strings.CutPrefix(host, ".")
	return domain, !dotted
}
