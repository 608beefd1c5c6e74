package flow

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/PuerkitoBio/goquery"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/session"
)

// formStep is a form step at work.
type formStep struct {
	*run
	step     *Step
	out      *StepResult
	fill     map[string][]string // by the flow's keys, ${names} expanded
	home     *session.Page       // the page that the form was first found on
	before   *goquery.Document   // that page, to tell new messages from old ones
	readings []*reading
	seen     map[[sha256.Size]byte]bool // pictures that were read, by their hash
}

// target is the form on a page, ready to be filled.
type target struct {
	page *session.Page
	doc  *goquery.Document
	form *forms.Form
	task *captchaTask // nil: no text CAPTCHA to answer
}

func newFormStep(r *run, step *Step, out *StepResult) *formStep {
	fs := &formStep{run: r, step: step, out: out, fill: make(map[string][]string, len(step.Fill)),
		seen: map[[sha256.Size]byte]bool{}}
	for name, v := range step.Fill {
		if len(v.files) > 0 {
			continue
		}
		list := make([]string, len(v.list))
		for i, s := range v.list {
			list[i] = expand(s, r.values)
		}
		fs.fill[name] = list
	}
	return fs
}

// execute finds the form on the page at hand, fills it in, answers its CAPTCHA if it
// has one, submits it, and judges what comes back.
func (fs *formStep) execute(ctx context.Context) error {
	t, err := fs.locate(fs.page)
	if err != nil {
		return err
	}
	fs.home, fs.before = t.page, t.doc
	if t.task == nil {
		err = fs.submitOnce(ctx, t)
	} else {
		err = fs.submitWithCaptcha(ctx, t)
	}
	return fs.keepReadings(ctx, err)
}

// locate finds the form on a page, and its CAPTCHA.
func (fs *formStep) locate(page *session.Page) (*target, error) {
	doc, err := page.Document()
	if err != nil {
		return nil, err
	}
	list, err := page.Forms()
	if err != nil {
		return nil, err
	}
	form, err := forms.FindBy(list, fs.step.Form.query)
	if err != nil {
		// Challenges come in place of a page with its status or with another.
		if challenge := fs.challenged(page); challenge != nil {
			return nil, challenge
		}
		if page.Status >= 400 {
			return nil, fs.badStatus(page)
		}
		return nil, fmt.Errorf("at %s: %w%s", page.URL, err, keptWhere(fs.keepPage(page)))
	}
	t := &target{page: page, doc: doc, form: form}
	if t.task, err = fs.captchaTask(t, list); err != nil {
		return nil, fs.withPage(err, page)
	}
	return t, nil
}

// submitOnce sends a form without a CAPTCHA, and once more where the site
// refuses its hidden key.
func (fs *formStep) submitOnce(ctx context.Context, t *target) error {
	if err := fs.fillIn(t); err != nil {
		return err
	}
	page, err := fs.send(ctx, t)
	if err != nil {
		return err
	}
	o, back, err := fs.look(page, t, "")
	if err != nil {
		return err
	}
	switch judge(o) {
	case accepted:
		return nil
	case refused:
		// The site wants a CAPTCHA only now, and says so.
		fs.before = t.doc
		return fs.submitWithCaptcha(ctx, back)
	}
	again, err := fs.withFreshKey(ctx, page, t, back, o)
	switch {
	case err != nil:
		return err
	case again == nil:
		return fs.fault(page, o)
	case again.task != nil:
		return fs.submitWithCaptcha(ctx, again)
	}
	return fs.submitOnce(ctx, again)
}

// send submits the form, and takes note of the page that it leads to.
func (fs *formStep) send(ctx context.Context, t *target) (*session.Page, error) {
	sub, err := t.form.Submit(fs.submitOptions())
	if err != nil {
		return nil, err
	}
	page, err := fs.sess.Submit(ctx, sub, t.page.URL)
	if err != nil {
		return nil, err
	}
	fs.page = page
	fs.out.seen(page)
	return page, nil
}

// look gathers the evidence on the page that a form led to. The target is the
// same form again, nil where it is gone.
func (fs *formStep) look(page *session.Page, sent *target, field string) (outcome, *target, error) {
	doc, err := page.Document()
	if err != nil {
		return outcome{}, nil, err
	}
	o := outcome{
		expected: fs.step.Expect != nil,
		unmet:    fs.step.Expect.unmet(answer{page.URL, page.Status, doc}, fs.values),
		positive: fs.step.Expect.positive(),
		status:   page.Status,
		answered: field != "",
		field:    field,
	}
	list, err := page.Forms()
	if err != nil {
		return outcome{}, nil, err
	}
	o.back = sameForm(list, sent.form, fs.step.Form.query)
	if o.back == nil {
		return o, nil, nil
	}
	back := &target{page: page, doc: doc, form: o.back}
	// A challenge that came with the form is no CAPTCHA to answer; fault names it
	// if the step has failed.
	var challenge *InteractiveError
	if back.task, err = fs.captchaTask(back, list); errors.As(err, &challenge) {
		o.challenge = challenge
	} else if back.task != nil {
		o.asksAgain = true
		if o.field == "" {
			o.field = back.task.field
		}
	}
	for _, f := range o.back.Fields {
		o.passwords = o.passwords || f.Secret()
	}
	o.messages = readMessages(doc, fs.before, o.back, fs.red.text)
	o.names = phrases(o.back)
	return o, back, nil
}

// sameForm finds the form that was sent on the page that it led to: the one
// that the step's selector finds if it has most of the sent one's fields, else
// one with exactly these. A welcome page has a form 0 too, and it is another.
func sameForm(list []*forms.Form, sent *forms.Form, choice forms.Query) *forms.Form {
	if f, err := forms.FindBy(list, choice); err == nil && alike(f, sent) > 0.5 {
		return f
	}
	for _, f := range list {
		if alike(f, sent) == 1 {
			return f
		}
	}
	return nil
}

// alike is how many of the names of two forms' visible fields they share: the
// Jaccard index of the sets, 0 to 1. Hidden fields say little: frameworks put
// the same ones into every form.
func alike(a, b *forms.Form) float64 {
	union := map[string]int{}
	for i, form := range []*forms.Form{a, b} {
		for _, f := range form.Fields {
			if f.Name != "" && f.Type != "hidden" {
				union[f.Name] |= 1 << i
			}
		}
	}
	if len(union) == 0 {
		if a.ID == b.ID && a.Name == b.Name {
			return 1
		}
		return 0
	}
	both := 0
	for _, v := range union {
		if v == 3 {
			both++
		}
	}
	return float64(both) / float64(len(union))
}

// fault is the error for a page that is not what the step was to lead to.
func (fs *formStep) fault(page *session.Page, o outcome) error {
	if !fs.captchaOff() && (o.back == nil || page.Status >= 400) {
		if err := fs.challenged(page); err != nil {
			return err
		}
	}
	if o.challenge != nil && len(o.messages) == 0 {
		return fs.withPage(o.challenge, page)
	}
	if page.Status >= 500 {
		return fs.badStatus(page)
	}
	if o.back == nil {
		if !o.expected {
			return fs.badStatus(page)
		}
		return fs.disappointed(page, "the form was sent, and what came is not as expected", o.unmet, nil)
	}
	reason := "the site shows the form again"
	if len(o.messages) > 0 {
		reason = "the site did not accept the form"
	}
	return fs.disappointed(page, reason, o.unmet, o.messages)
}
