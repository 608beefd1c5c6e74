package flow

import (
	"fmt"
	"strings"
)

// InputError says that a run was called with the wrong inputs. Nothing was sent.
type InputError struct {
	Flow    string
	Missing []string // required inputs without a value, sorted
	Msg     string
}

// Error implements error.
func (e *InputError) Error() string { return fmt.Sprintf("run flow %q: %s", e.Flow, e.Msg) }

// StepError says which step of a flow an error belongs to. The cause, such as
// *scope.RefusedError, *session.NetworkError, *forms.NotFoundError,
// *ExpectError, *InteractiveError or *CaptchaError, is found by errors.As.
type StepError struct {
	Flow string
	Step int    // from 1; 0: the start page
	What string // the step in words: `form "#register"`
	Err  error
}

// Error implements error.
func (e *StepError) Error() string {
	if e.Step == 0 {
		return fmt.Sprintf("flow %q %s: %v", e.Flow, e.What, e.Err)
	}
	return fmt.Sprintf("flow %q step %d (%s): %v", e.Flow, e.Step, e.What, e.Err)
}

// Unwrap returns the cause.
func (e *StepError) Unwrap() error { return e.Err }

// ExpectError says that the site answered and the answer is no: an expectation
// is not met, the site shows errors at fields, or it refused every CAPTCHA that
// was read.
type ExpectError struct {
	URL      string   // the page that disappointed
	Status   int      // its HTTP status
	Reason   string   // what happened, in words
	Unmet    []string // the expectations that are not met, in words
	Messages []Message
	Kept     []string // files to look at, under RunOptions.KeepDir
}

// Error implements error.
func (e *ExpectError) Error() string {
	var b strings.Builder
	b.WriteString(e.Reason)
	for _, m := range e.Messages {
		b.WriteString("; " + m.String())
	}
	for _, u := range e.Unmet {
		b.WriteString("; " + u)
	}
	fmt.Fprintf(&b, " (at %s, status %d)", e.URL, e.Status)
	b.WriteString(keptWhere(e.Kept))
	return b.String()
}

// InteractiveError says that the page wants an interactive or behavioural
// challenge to be answered, which formbot does not do.
type InteractiveError struct {
	URL    string
	Kind   string // as in package forms: "recaptcha-v2", "turnstile", ...
	Advice string // what helps an owner instead
	Kept   []string
}

// Error implements error.
func (e *InteractiveError) Error() string {
	msg := fmt.Sprintf("%s shows an interactive challenge (%s), which formbot does not answer", e.URL, e.Kind)
	if e.Advice != "" {
		msg += "; " + e.Advice
	}
	return msg + keptWhere(e.Kept)
}

// CaptchaError says that a text CAPTCHA cannot be read at all: there is none,
// its picture cannot be had or is no picture, or it is of a kind that formbot
// does not read. The cause, if there is one, is that of the Solver.
type CaptchaError struct {
	Image string // its URL, shortened; "" where none was found
	Msg   string
	Err   error
	Kept  []string
}

// Error implements error.
func (e *CaptchaError) Error() string {
	msg := "CAPTCHA"
	if e.Image != "" {
		msg += " image " + e.Image
	}
	if e.Msg != "" {
		msg += " " + e.Msg
	}
	if e.Err != nil {
		msg += ": " + e.Err.Error()
	}
	return msg + keptWhere(e.Kept)
}

// Unwrap returns the Solver's error.
func (e *CaptchaError) Unwrap() error { return e.Err }

func keptWhere(files []string) string {
	if len(files) == 0 {
		return ""
	}
	return "; to look at: " + strings.Join(files, ", ")
}
