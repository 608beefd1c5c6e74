package flow

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/session"
)

// disappointed is the *ExpectError for a page, which is kept.
func (r *run) disappointed(page *session.Page, reason string, unmet []string, messages []sighting) error {
	e := &ExpectError{URL: page.URL.String(), Status: page.Status, Reason: reason, Unmet: unmet}
	for _, m := range messages {
		e.Messages = append(e.Messages, m.Message)
	}
	e.Kept = r.keepPage(page)
	return e
}

// checkOpened is nil for a page that can be gone on from: not an error page of
// the site, and not a challenge in place of the page.
func (r *run) checkOpened(page *session.Page) error {
	if page.Status < 400 {
		return nil
	}
	if err := r.challenged(page); err != nil {
		return err
	}
	return r.badStatus(page)
}

// badStatus is the error for a page with a status from 400.
func (r *run) badStatus(page *session.Page) error {
	if page.Status >= 500 {
		return fmt.Errorf("%w%s", page.Err(), keptWhere(r.keepPage(page)))
	}
	return r.disappointed(page, fmt.Sprintf("the site answered %d %s", page.Status, http.StatusText(page.Status)), nil, nil)
}

// challenged is the *InteractiveError for a page that is a challenge, or shows
// one outside its forms, and nil for any other.
func (r *run) challenged(page *session.Page) error {
	doc, err := page.Document()
	if err != nil {
		return err
	}
	if c := forms.PageCaptcha(doc); c.Interactive() {
		return r.withPage(interactive(page, c), page)
	}
	// Cloudflare says in a header that its page stands in for the site's.
	if strings.EqualFold(page.Header.Get("Cf-Mitigated"), "challenge") {
		return r.withPage(interactive(page, forms.Captcha{Kind: forms.CaptchaTurnstile}), page)
	}
	return nil
}

func interactive(page *session.Page, c forms.Captcha) error {
	return &InteractiveError{URL: page.URL.String(), Kind: c.Kind, Advice: c.Advice()}
}

// withPage keeps the page on which an error arose, and notes in the error where
// it is.
func (r *run) withPage(err error, page *session.Page) error {
	var challenge *InteractiveError
	var captcha *CaptchaError
	switch {
	case errors.As(err, &challenge):
		challenge.Kept = append(challenge.Kept, r.keepPage(page)...)
	case errors.As(err, &captcha):
		captcha.Kept = append(captcha.Kept, r.keepPage(page)...)
	}
	return err
}
