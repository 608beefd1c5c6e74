package forms

import (
	"net/http"
	"strings"

	"github.com/formbot/formbot/forms/internal/legacy"
)

// SubmitOptions says how a form is submitted. The zero value is what pressing
// its default button does.
type SubmitOptions struct {
	// Submitter chooses the button: its name, id, value, the text on it, or
	// name=value. Zero: the default button, which is the first submit button,
	// or none when the form has no submit buttons.
	Submitter string
	// Button chooses one of [Form.Submitters] itself, and Submitter is then
	// not used. Zero: by Submitter.
	Button *Field
	// X, Y are where an image button is clicked, in pixels from its top left.
	X, Y int
	// NoValidate submits even a form that its own rules forbid.
	NoValidate bool
	// Boundary separates the parts of a multipart body. Zero: a random one.
	Boundary string
}

// Submit checks the form and builds what a browser would send for it; nothing
// is sent. Errors: [*SubmitterError], [*ValidationError], [*ActionError].
//
// Source: HTML Living Standard, 4.10.22.3 "Form submission algorithm".
func (f *Form) Submit(opts SubmitOptions) (*Submission, error) {
	button, err := f.submitter(opts)
	if err != nil {
		return nil, err
	}
	over := override{form: f, button: button}
	if !opts.NoValidate && !over.noValidate() {
		if err := f.Validate(); err != nil {
			return nil, err
		}
	}
	raw := over.attr("formaction", f.rawAction)
	method := over.method()
	if method == MethodDialog {
		return nil, &ActionError{Form: f.String(), Action: raw, Reason: "method=dialog closes a dialog of the page and sends nothing"}
	}
	target, err := f.action(raw)
	if err != nil {
		return nil, err
	}
	enc := f.encoding()
	s := &Submission{
		URL:     target,
		Charset: enc.Name(),
		Entries: f.entryList(button, opts, enc),
		Target:  over.attr("formtarget", f.Target),
	}
	if method == MethodGet {
		s.mutateAction(enc)
		return s, nil
	}
	s.entityBody(over.enctype(), enc, opts.Boundary)
	return s, nil
}

// mutateAction puts the entries into the query, in place of the one that the
// action had. An empty list leaves a bare "?".
func (s *Submission) mutateAction(enc legacy.Encoding) {
	s.Method = http.MethodGet
	s.URL.RawQuery = encodeURL(s.Entries, enc)
	s.URL.ForceQuery = s.URL.RawQuery == ""
}

func (s *Submission) entityBody(enctype string, enc legacy.Encoding, boundary string) {
	s.Method = http.MethodPost
	switch enctype {
	case EnctypeMultipart:
		if boundary == "" {
			boundary = newBoundary()
		}
		s.ContentType = EnctypeMultipart + "; boundary=" + boundary
		s.multi = encodeMultipart(s.Entries, enc, boundary)
	case EnctypePlain:
		s.ContentType = EnctypePlain
		s.body = encodePlain(s.Entries, enc)
	default:
		s.ContentType = EnctypeURLEncoded
		s.body = []byte(encodeURL(s.Entries, enc))
	}
}

// encoding is the one that AcceptCharset names.
func (f *Form) encoding() legacy.Encoding {
	if e, ok := legacy.Lookup(f.AcceptCharset); ok {
		return e
	}
	return legacy.UTF8()
}

// An override is a form as seen by one of its submit buttons, whose form*
// attributes go before the form's own.
type override struct {
	form   *Form
	button *Field // nil: none
}

func (o override) attr(key, form string) string {
	if o.button != nil {
		if v, ok := lookup(o.button.node, key); ok {
			return v
		}
	}
	return form
}

func (o override) noValidate() bool {
	return o.form.NoValidate || o.button != nil && hasAttr(o.button.node, "formnovalidate")
}

func (o override) method() string {
	if o.button != nil {
		if v, ok := lookup(o.button.node, "formmethod"); ok {
			return parseMethod(v)
		}
	}
	return o.form.Method
}

func (o override) enctype() string {
	if o.button != nil {
		if v, ok := lookup(o.button.node, "formenctype"); ok {
			return parseEnctype(v)
		}
	}
	return o.form.Enctype
}

// parseMethod reads a method attribute; what is unknown is GET.
func parseMethod(s string) string {
	switch s = asciiLower(s); s {
	case MethodPost, MethodDialog:
		return s
	}
	return MethodGet
}

// parseEnctype reads an enctype attribute; what is unknown is urlencoded.
func parseEnctype(s string) string {
	switch s = asciiLower(s); s {
	case EnctypeMultipart, EnctypePlain:
		return s
	}
	return EnctypeURLEncoded
}

// asciiLower lowers A to Z alone, as the standard compares keywords: the
// Kelvin sign is no k.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
