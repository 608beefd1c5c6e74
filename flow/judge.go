package flow

import (
	"slices"
	"strings"

	"github.com/formbot/formbot/forms"
)

// verdict is what became of a submitted form.
type verdict int

const (
	accepted verdict = iota // the site took it
	refused                 // it did not like the CAPTCHA's answer: a fresh one may help
	rejected                // it did not like something else, or something else came
)

// outcome is what is seen of the page that a submitted form led to.
type outcome struct {
	expected  bool              // the step has an expectation
	unmet     []string          // what of it is not met
	positive  bool              // a text or an element is expected, not just an address
	status    int               // HTTP
	answered  bool              // a CAPTCHA was answered
	field     string            // the field with the answer
	back      *forms.Form       // the same form again, nil: it is gone
	asksAgain bool              // and a text CAPTCHA on it
	challenge *InteractiveError // and a challenge on it
	passwords bool              // and a password field on it
	messages  []sighting        // the errors on the page
	names     *fieldPhrase      // how the form calls its fields
}

// judge says what became of a submitted form, by the evidence:
//
//  1. The expectation is met: accepted. One that asks for no text and no
//     element may be met by the form itself, so that for it, 4 comes first
//     where a CAPTCHA and errors are on the page.
//  2. The form is gone: accepted if nothing was expected and the status is
//     below 400, else rejected.
//  3. The form is back without a CAPTCHA, or none had been answered and none
//     is asked for: rejected, unless nothing was expected, no errors are shown
//     and there is no password field, as when settings are saved.
//  4. The form is back with a CAPTCHA: refused if blame says so, else rejected.
func judge(o outcome) verdict {
	met := o.expected && len(o.unmet) == 0
	again := o.back != nil && o.asksAgain
	switch {
	case met && (o.positive || !again || len(o.messages) == 0):
		return accepted
	case o.status >= 500 || o.status == 429:
		return rejected
	case o.back == nil:
		if !o.expected && o.status < 400 {
			return accepted
		}
		return rejected
	case !again:
		if !o.expected && o.status < 400 && len(o.messages) == 0 && !o.passwords {
			return accepted
		}
		return rejected
	case blameCaptcha(o):
		return refused
	default:
		return rejected
	}
}

// blameCaptcha decides whose fault it is that a form came back with a CAPTCHA:
//
//   - a message at another field: not the CAPTCHA's, even if one is at the
//     CAPTCHA too, for the form would be refused again;
//   - a message that speaks of attempts, locks or credentials and not of the
//     CAPTCHA: not the CAPTCHA's;
//   - a message at the CAPTCHA's field or in its words: the CAPTCHA's;
//   - messages that say nothing of any field ("please try again"), or none at
//     all: the CAPTCHA's, for no other error is to be seen, if one was answered.
func blameCaptcha(o outcome) bool {
	captcha := false
	for _, m := range o.messages {
		switch o.names.topic(m, o.field) {
		case aboutOther:
			return false
		case aboutCaptcha:
			captcha = true
		}
	}
	return captcha || o.answered
}

// topic is what a message is about.
type topic int

const (
	aboutNothing topic = iota
	aboutCaptcha
	aboutOther
)

// fieldPhrase is how a form speaks of its fields: labels, names, placeholders,
// in lower case.
type fieldPhrase struct{ byField map[string][]string } // by the name of the field

// phrases collects what the form calls its visible fields.
func phrases(form *forms.Form) *fieldPhrase {
	p := &fieldPhrase{byField: map[string][]string{}}
	for _, f := range form.Fields {
		if f.Name == "" || f.Type == "hidden" || f.Type == "submit" || f.Type == "button" || f.Type == "image" || f.Type == "reset" {
			continue
		}
		own := []string{plainWords(f.Label), plainWords(f.Placeholder), strings.Join(words(f.Name), " ")}
		switch f.Type {
		case "password":
			own = append(own, "password", "passphrase")
		case "email":
			own = append(own, "email", "e mail", "mail address")
		case "tel":
			own = append(own, "phone", "telephone")
		}
		for _, s := range own {
			if len([]rune(s)) >= 3 {
				p.byField[f.Name] = append(p.byField[f.Name], s)
			}
		}
	}
	return p
}

// topic tells what a message is about. Words of the CAPTCHA and of other fields
// correct what is only known from the place of the message, and not what the
// markup says.
func (p *fieldPhrase) topic(m sighting, captcha string) topic {
	if m.bond == explicit {
		if m.Field == captcha {
			return aboutCaptcha
		}
		return aboutOther
	}
	text := " " + plainWords(m.Text) + " "
	ofOther, rest := containsAny(text, accountWords), text
	for field, list := range p.byField {
		if field == captcha || !p.mentions(text, field) {
			continue
		}
		ofOther = true
		for _, s := range list { // a "postal code" is not the CAPTCHA's "code"
			rest = strings.ReplaceAll(rest, " "+s+" ", "  ")
		}
	}
	ofCaptcha := containsAny(text, captchaWords) || p.mentions(rest, captcha)
	switch {
	case containsAny(text, lockWords):
		return aboutOther
	case ofCaptcha:
		return aboutCaptcha
	case ofOther:
		return aboutOther
	case m.bond == unbound || m.Field == "":
		return aboutNothing
	case m.Field == captcha:
		return aboutCaptcha
	default:
		return aboutOther
	}
}

// mentions reports whether the text uses one of the field's phrases as words.
func (p *fieldPhrase) mentions(text, field string) bool {
	return slices.ContainsFunc(p.byField[field], func(s string) bool { return strings.Contains(text, " "+s+" ") })
}

// plainWords is a text in lower case with only its words, apart by one space.
func plainWords(s string) string { return strings.Join(words(strings.ToLower(s)), " ") }

func containsAny(text string, list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return strings.Contains(text, w) })
}

// speaksOfTrouble reports whether a text that no markup makes an error reads
// like one.
func speaksOfTrouble(s string) bool {
	text := " " + plainWords(s) + " "
	return containsAny(text, troubleWords) || containsAny(text, captchaWords) || containsAny(text, lockWords)
}
