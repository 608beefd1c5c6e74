package flow

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/formbot/formbot/session"
)

// submitWithCaptcha answers the form's CAPTCHA and submits, with a fresh picture
// for each try, until the site accepts or the attempts are used up. Everything
// is filled in again each time: sites drop passwords.
//
// A picture on which nothing could be read, or a reading that the form's own
// rules forbid to send, costs an attempt and no submission.
func (fs *formStep) submitWithCaptcha(ctx context.Context, next *target) error {
	attempts := next.task.attempts
	for n := 1; ; n++ {
		t, rd, err := fs.freshPicture(ctx, next)
		if err != nil {
			return err
		}
		got, err := fs.try(ctx, t, rd)
		fs.note(rd, n, attempts, got.verdict)
		if err != nil || got.verdict == verdictAccepted {
			return err
		}
		if got.fresh != nil {
			if next = got.fresh; next.task == nil {
				return fs.submitOnce(ctx, next)
			}
			n-- // once for each step
			continue
		}
		if n == attempts {
			return fs.gaveUp(got, t)
		}
		if got.back != nil {
			next = got.back
		} else if next, err = fs.reopen(ctx); err != nil {
			return err
		}
	}
}

// trial is what became of one reading.
type trial struct {
	verdict  string
	page     *session.Page // the answer, nil: nothing was sent
	back     *target       // the form on it, with the next CAPTCHA
	fresh    *target       // the form with a fresh hidden key, where that was what the site refused
	messages []sighting
}

// try reads the picture, submits the form with what was read, and judges the
// answer. An error ends the step.
func (fs *formStep) try(ctx context.Context, t *target, rd *reading) (trial, error) {
	got := trial{verdict: verdictUnknown}
	if err := fs.read(ctx, t, rd); err != nil {
		return got, err
	}
	page, err := fs.answer(ctx, t, rd)
	if err != nil {
		return got, err
	}
	if page == nil {
		got.verdict = verdictUnreadable
		return got, nil
	}
	o, back, err := fs.look(page, t, t.task.field)
	if err != nil {
		return got, err
	}
	switch judge(o) {
	case accepted:
		got.verdict = verdictAccepted
	case refused:
		got = trial{verdict: verdictRefused, page: page, back: back, messages: o.messages}
	default:
		if got.fresh, err = fs.withFreshKey(ctx, page, t, back, o); err != nil || got.fresh == nil {
			if err == nil {
				err = fs.fault(page, o)
			}
			return got, err
		}
	}
	return got, nil
}

// freshPicture fills the form in and gets a picture that was not tried yet: that
// on the page, or else that of the form's page opened again. It gives the target
// that the picture belongs to.
func (fs *formStep) freshPicture(ctx context.Context, t *target) (*target, *reading, error) {
	for reopened := false; ; reopened = true {
		if err := fs.fillIn(t); err != nil {
			return nil, nil, err
		}
		rd, err := fs.fetch(ctx, t)
		if err != nil {
			return nil, nil, err
		}
		if !fs.seen[sha256.Sum256(rd.image)] {
			fs.seen[sha256.Sum256(rd.image)] = true
			return t, rd, nil
		}
		if reopened {
			return nil, nil, fs.disappointed(t.page, "the site shows the same CAPTCHA again, which was read in vain"+fs.readAs(), nil, nil)
		}
		if t, err = fs.reopen(ctx); err != nil {
			return nil, nil, err
		}
	}
}

// reopen gets the form's page again.
func (fs *formStep) reopen(ctx context.Context) (*target, error) {
	page, err := fs.sess.Get(ctx, fs.home.URL.String())
	if err != nil {
		return nil, err
	}
	fs.page = page
	fs.out.seen(page)
	t, err := fs.locate(page)
	if err != nil {
		return nil, err
	}
	if t.task == nil {
		return nil, fs.disappointed(page, "the form no longer shows its CAPTCHA", nil, nil)
	}
	return t, nil
}

// answer submits the form with what was read. The page is nil where that was
// nothing, or nothing that the form's rules allow: then nothing was sent.
func (fs *formStep) answer(ctx context.Context, t *target, rd *reading) (*session.Page, error) {
	if rd.attempt.Text == "" {
		return nil, nil
	}
	if err := t.form.Set(t.task.field, rd.attempt.Text); err != nil {
		return nil, err
	}
	page, err := fs.send(ctx, t)
	if err != nil && lessFields(err, []string{t.task.field}) == nil {
		return nil, nil
	}
	return page, err
}

// gaveUp is the error for attempts that are used up.
func (fs *formStep) gaveUp(last trial, t *target) error {
	page, what := last.page, "the site refused the CAPTCHA's answer"
	if page == nil {
		page, what = t.page, "nothing could be read from the CAPTCHA"
	}
	return fs.disappointed(page, fmt.Sprintf("%s, in %s%s", what, count(len(fs.readings), "attempt"), fs.readAs()), nil, last.messages)
}

// readAs lists what was read.
func (fs *formStep) readAs() string {
	texts := make([]string, len(fs.readings))
	for i, rd := range fs.readings {
		texts[i] = fmt.Sprintf("%q", rd.attempt.Text)
	}
	return ": read as " + strings.Join(texts, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// note adds a reading to the result and tells it.
func (fs *formStep) note(rd *reading, n, attempts int, verdict string) {
	rd.attempt.Verdict, rd.attempt.Accepted = verdict, verdict == verdictAccepted
	fs.out.Captcha = append(fs.out.Captcha, rd.attempt)
	fs.out.CaptchaAttempts = len(fs.out.Captcha)
	fs.emit(Event{Kind: CaptchaRead, Step: fs.out.Step, What: fs.step.what(fs.values), Attempt: n, Attempts: attempts,
		Captcha: rd.attempt, Elapsed: rd.elapsed})
}

// keepReadings keeps the CAPTCHAs of a step that failed: the pictures, and the
// stages of reading them, for which they are read once more. It gives the
// step's error, which then says where they are.
func (fs *formStep) keepReadings(ctx context.Context, err error) error {
	if err == nil || fs.opts.KeepDir == "" {
		return err
	}
	var kept []string
	for i, rd := range fs.readings {
		if rd.attempt.Image == "" && strings.HasPrefix(http.DetectContentType(rd.image), "image/") {
			rd.attempt.Image = firstOf(fs.keepCaptcha(rd.name, rd.image))
		}
		if rd.attempt.Stages == nil && !rd.failed && ctx.Err() == nil {
			req := SolveRequest{Recipe: rd.recipe, KeepDir: fs.opts.KeepDir, Prefix: rd.name}
			if again, solveErr := fs.opts.Solver.Solve(ctx, rd.image, req); solveErr == nil {
				rd.attempt.Stages = again.Stages
			}
		}
		if rd.attempt.Image != "" {
			kept = append(kept, rd.attempt.Image)
		}
		if i < len(fs.out.Captcha) {
			fs.out.Captcha[i] = rd.attempt
		}
	}
	var expect *ExpectError
	var captcha *CaptchaError
	switch {
	case errors.As(err, &expect):
		expect.Kept = append(expect.Kept, kept...)
	case errors.As(err, &captcha):
		captcha.Kept = append(captcha.Kept, kept...)
	}
	return err
}
