package flow

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/session"
)

// maxRefusal is how many characters a page has at most that does nothing but
// refuse a form.
const maxRefusal = 2000

// withFreshKey gives the form with a fresh hidden key, to be sent once more,
// where the site refused the one that was sent; nil where that is not so, and
// the second time. The page that came back may have it already, else the form's
// own page is fetched again.
func (fs *formStep) withFreshKey(ctx context.Context, page *session.Page, sent, back *target, o outcome) (*target, error) {
	why := fs.staleKey(page, sent.form, o)
	if why == "" || fs.out.KeyRetries > 0 {
		return nil, nil
	}
	again := back
	if back == nil || !keyChanged(sent.form, back.form) {
		if fs.home.Method != http.MethodGet {
			return nil, nil // fetching it would be sending something again
		}
		fresh, err := fs.sess.Get(ctx, fs.home.URL.String())
		if err != nil {
			return nil, err
		}
		// What is found there is told by the page that was disappointing.
		if again, err = fs.locate(fresh); err != nil || !keyChanged(sent.form, again.form) {
			return nil, nil //nolint:nilerr // see above
		}
	}
	fs.out.KeyRetries++
	fs.emit(Event{Kind: KeyStale, Step: fs.out.Step, What: fs.step.what(fs.values), Err: why})
	fs.page, fs.before = again.page, again.doc
	return again, nil
}

// staleKey says what speaks for it that the site refused the form because of
// its hidden key, "" where nothing does:
//
//   - the status 419, or 403 with a page that has no form;
//   - words that say so, in a message of the page, or anywhere on a short page
//     without the form: "expired", "token", "CSRF", "already sent";
//   - "please try again", if nothing more is said, no password was sent, and the
//     form is back with another key;
//   - the same form again without a word, less its key, if no password was sent.
//
// Never where the site speaks of credentials, of locks and attempts, of other
// things that expire, or of a field: then sending it again does harm, or nothing. A form without a
// hidden value has no key.
func (fs *formStep) staleKey(page *session.Page, sent *forms.Form, o outcome) string {
	if !hasKey(sent) || o.challenge != nil || page.Status >= 500 || page.Status == http.StatusTooManyRequests {
		return ""
	}
	if o.back == nil && fs.challenged(page) != nil {
		return ""
	}
	text, ok := fs.complaint(page, o)
	if !ok || containsAny(text, lockWords) || containsAny(text, credentialWords) || containsAny(text, expiringWords) {
		return ""
	}
	if o.back == nil && page.Status < 400 && !containsAny(text, troubleWords) {
		return "" // it may be a success that was not expected
	}
	switch {
	case page.Status == 419: // Laravel's "Page Expired"
		return "the site answered 419, page expired"
	case containsAny(text, staleWords):
		return fmt.Sprintf("the site says: %q", shorten(strings.TrimSpace(text), 100))
	case containsAny(text, accountWords):
		return ""
	case page.Status == http.StatusForbidden && o.back == nil:
		return "the site answered 403 Forbidden"
	case o.back == nil || passwordSent(sent) || !keyChanged(sent, o.back):
		return ""
	case containsAny(text, againWords):
		return "the site says to try again, and gives the form a new hidden key"
	case strings.TrimSpace(text) == "" && sameAsSent(sent, o.back):
		return "the site shows the same form again with a new hidden key"
	}
	return ""
}

// complaint is what the site says on the page, as plain words with a space at
// either end; ok is false where it complains of a field that a person fills in.
func (fs *formStep) complaint(page *session.Page, o outcome) (text string, ok bool) {
	if o.back == nil {
		doc, err := page.Document()
		if err != nil {
			return "", false
		}
		all := fs.red.text(visibleText(doc.Nodes[0]))
		if len([]rune(all)) > maxRefusal {
			return "", page.Status >= 400
		}
		return " " + plainWords(all) + " ", true
	}
	var b strings.Builder
	for _, m := range o.messages {
		if m.bond >= sameRow && m.Field != "" {
			return "", false
		}
		b.WriteString(" " + plainWords(m.Text) + " ")
	}
	return b.String(), true
}

// hasKey reports whether a form has a hidden field that may be a key.
func hasKey(form *forms.Form) bool {
	for _, f := range form.Fields {
		if f.Type == "hidden" && f.Name != "" && len(f.Value) >= 4 {
			return true
		}
	}
	return false
}

// keyChanged reports whether a hidden field of the form is another now.
func keyChanged(sent, now *forms.Form) bool {
	values := map[string]string{}
	for _, f := range sent.Fields {
		if f.Type == "hidden" && f.Name != "" {
			values[f.Name] = f.Value
		}
	}
	for _, f := range now.Fields {
		if f.Type == "hidden" && f.Name != "" && values[f.Name] != f.Value {
			return true
		}
	}
	return false
}

func passwordSent(form *forms.Form) bool {
	for _, f := range form.Fields {
		if f.Secret() && f.Value != "" {
			return true
		}
	}
	return false
}

// sameAsSent reports whether a form came back with the same fields.
func sameAsSent(sent, back *forms.Form) bool { return alike(sent, back) == 1 }
