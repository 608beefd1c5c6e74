package demosite

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
)

// form is a form of a page, with what was typed in and what is wrong with it.
type form struct {
	ID     string // also its _formname
	Action string
	Button string
	Fields []field
	Next   string       // hidden _next: where to go when it is done; "" for none
	Image  template.URL // the CAPTCHA's address; "" for no CAPTCHA

	Key          string // hidden _formkey
	Error        string // about the whole form
	CaptchaError string
}

// field is an input of a form, or a select when it has options.
type field struct {
	Name, Label, Type string
	Complete          string // autocomplete
	Hint              string
	Required          bool
	ReadOnly          bool
	Options           []option

	Value string
	Error string
}

type option struct{ Value, Label string }

// values are what a client sent for a form.
type values url.Values

func (v values) get(name string) string { return strings.TrimSpace(url.Values(v).Get(name)) }

// raw does not trim: blanks count in a password.
func (v values) raw(name string) string { return url.Values(v).Get(name) }

// fill puts what was sent into the inputs, passwords excepted.
func (f *form) fill(sent values) {
	for i := range f.Fields {
		if in := &f.Fields[i]; in.Type != "password" && !in.ReadOnly {
			in.Value = sent.get(in.Name)
		}
	}
}

// fault notes what is wrong with an input. The first fault stands.
func (f *form) fault(name, message string) {
	for i := range f.Fields {
		if in := &f.Fields[i]; in.Name == name && in.Error == "" {
			in.Error = message
		}
	}
}

// faultless is true when nothing is wrong.
func (f *form) faultless() bool {
	for _, in := range f.Fields {
		if in.Error != "" {
			return false
		}
	}
	return f.Error == "" && f.CaptchaError == ""
}

// requireAll faults the required inputs that were left empty.
func (f *form) requireAll(sent values) {
	for _, in := range f.Fields {
		if in.Required && sent.raw(in.Name) == "" {
			f.fault(in.Name, "Please fill this in.")
		}
		if len(sent.raw(in.Name)) > 200 {
			f.fault(in.Name, "That is more than 200 characters.")
		}
	}
}

// received reads a sent form, urlencoded or multipart. When that is impossible
// it answers with the reason and ok is false.
func (s *Site) received(w http.ResponseWriter, r *http.Request) (sent values, ok bool) {
	err := r.ParseForm()
	if err == nil {
		if err = r.ParseMultipartForm(maxBody); errors.Is(err, http.ErrNotMultipart) {
			err = nil
		}
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		s.say(w, r, http.StatusRequestEntityTooLarge, "Too large", "A form here has at most 64 KiB.")
	case err != nil:
		s.say(w, r, http.StatusBadRequest, "Not a form", "The request's body is not a form: "+err.Error())
	}
	return values(r.PostForm), err == nil
}

// accept takes the form's key back and returns the answer to its CAPTCHA. A key
// that is not good any more is noted as the form's error, and ok is false.
func (s *Site) accept(r *http.Request, f *form, sent values) (answer string, ok bool) {
	session := s.sessions.of(r)
	if session == nil {
		f.Error = "This form was sent without the session that it was shown in: are cookies on? Please send it again."
		return "", false
	}
	answer, ok = session.redeem(f.ID, sent.raw("_formkey"), s.opts.Now())
	if !ok {
		f.Error = "This form was already sent, or is too old. Here is a fresh one: please send it again."
	}
	return answer, ok
}

// showForm gives the form a key and a CAPTCHA, if it has one, and answers with
// its page. Faults or not, the status is 200, as on the book's site.
func (s *Site) showForm(w http.ResponseWriter, r *http.Request, f *form, title, intro string) {
	answer := ""
	if f.Image == embedded {
		text, png, err := s.nextCaptcha()
		if err != nil {
			s.opts.Logger.ErrorContext(r.Context(), "captcha not drawn", "error", err)
			http.Error(w, "the CAPTCHA could not be drawn", http.StatusInternalServerError)
			return
		}
		answer, f.Image = text, dataURI(png)
	}
	f.Key = s.sessions.open(w, r).issue(f.ID, answer, s.opts.Now().Add(s.opts.CaptchaTTL))
	w.Header().Set("Cache-Control", "no-store")
	s.show(w, r, http.StatusOK, "formpage.html", title, struct {
		Heading, Intro string
		Form           *form
	}{title, intro, f})
}

// embedded stands for a CAPTCHA that is drawn when the form is shown.
const embedded template.URL = "data:"

// localPath reports whether an address leads to this very site: a path, and
// nothing that a browser reads as another host.
func localPath(next string) bool {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") {
		return false
	}
	for _, c := range next {
		if c < ' ' || c == 0x7f || c == '\\' {
			return false // browsers drop the one and read the other as a slash
		}
	}
	u, err := url.Parse(next)
	return err == nil && u.Scheme == "" && u.Host == ""
}

// staysHere reports whether a form's _next, if it has one, leads to this very
// site. Where it does not, a page that says so is the answer.
func (s *Site) staysHere(w http.ResponseWriter, r *http.Request, next string) bool {
	if next == "" || localPath(next) {
		return true
	}
	s.say(w, r, http.StatusBadRequest, "Refused", "_next leads to another site. It must be a path on this one.")
	return false
}
