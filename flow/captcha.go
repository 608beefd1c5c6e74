package flow

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/formbot/formbot/forms"
	"github.com/formbot/formbot/session"
)

// captchaTask is a text CAPTCHA that a form wants answered.
type captchaTask struct {
	image    string // absolute URL or data: URI
	field    string // name of the field for the answer
	recipe   string
	attempts int
}

// reading is one picture of a CAPTCHA and what was read from it.
type reading struct {
	name    string // of its kept files, without extension
	image   []byte
	recipe  string
	attempt CaptchaAttempt
	elapsed time.Duration
	failed  bool // the Solver could not make anything of it
}

func (fs *formStep) captchaOff() bool { return fs.step.Captcha != nil && fs.step.Captcha.Off }

// captchaTask finds what stands in the form's way: nil for nothing, an
// *InteractiveError for a challenge, a *CaptchaError for a CAPTCHA that can't be
// read. What the flow says of image and field goes before what is found.
func (fs *formStep) captchaTask(t *target, list []*forms.Form) (*captchaTask, error) {
	if fs.captchaOff() {
		return nil, nil
	}
	var want Captcha
	if fs.step.Captcha != nil {
		want = *fs.step.Captcha
	}
	found := t.form.Captcha()
	if found.Interactive() {
		return nil, interactive(t.page, found)
	}
	// A challenge that belongs to another form of the page is that form's.
	if c := forms.PageCaptcha(t.doc); c.Interactive() && !ofAnotherForm(list, t.form, c.Kind) {
		return nil, interactive(t.page, c)
	}
	task := &captchaTask{image: found.Image, field: found.Field, recipe: want.Recipe, attempts: want.Attempts}
	if task.attempts == 0 {
		task.attempts = DefaultAttempts
	}
	if want.Field != "" {
		task.field = want.Field
	}
	if want.Image != "" {
		image, err := imageURL(t.doc, want.Image, t.page.URL)
		if err != nil {
			return nil, err
		}
		task.image = image
	}
	if _, answered := fs.fill[task.field]; answered && task.field != "" && fs.step.Captcha == nil {
		return nil, nil // the flow's user answers it
	}
	unreadable := want.Image == "" && found.Reason != ""
	if task.image != "" && task.field != "" && !unreadable {
		return task, nil
	}
	if fs.step.Captcha == nil && found.Kind == forms.CaptchaNone {
		return nil, nil
	}
	return nil, &CaptchaError{Msg: cannotRead(task, found)}
}

// cannotRead says why there is no CAPTCHA that could be read.
func cannotRead(task *captchaTask, found forms.Captcha) string {
	switch {
	case found.Kind == forms.CaptchaAudio && task.image == "":
		return withReason("is a sound, which formbot does not read", found.Reason)
	case found.Kind == forms.CaptchaNone && task.image == "":
		return "not found on the form: name it with captcha: {image: CSS, field: NAME}, or leave captcha out where there may be none"
	case task.image == "" || task.field != "":
		return withReason("has no picture that can be read", found.Reason)
	default:
		return withReason("has no field for its answer: name it with captcha: {field: NAME}", found.Reason)
	}
}

func withReason(msg, reason string) string {
	if reason == "" {
		return msg
	}
	return msg + ": " + reason
}

// ofAnotherForm reports whether another form of the page has a challenge of this
// kind.
func ofAnotherForm(list []*forms.Form, form *forms.Form, kind string) bool {
	for _, f := range list {
		if f.Index != form.Index && f.Captcha().Kind == kind {
			return true
		}
	}
	return false
}

// fetch gets the picture of a CAPTCHA.
func (fs *formStep) fetch(ctx context.Context, t *target) (*reading, error) {
	shown := fs.shortImage(t.task.image)
	if fs.opts.Solver == nil {
		return nil, &CaptchaError{Image: shown, Msg: "stands before the form, and there is no solver to read it"}
	}
	got, err := fs.sess.GetFrom(ctx, t.task.image, t.page.URL)
	if err != nil {
		return nil, fmt.Errorf("get CAPTCHA image %s: %w", shown, err)
	}
	if fault := fs.imageFault(got); fault != "" {
		return nil, fs.withPage(&CaptchaError{Image: shown, Msg: fault}, t.page)
	}
	return &reading{image: got.Body, recipe: t.task.recipe}, nil
}

// imageFault says why an answer can't be a picture, "" where it may be one; the
// Solver decodes it and knows better.
func (fs *formStep) imageFault(got *session.Page) string {
	head := strings.ToLower(string(got.Body[:min(len(got.Body), 1000)]))
	kind := http.DetectContentType(got.Body)
	switch {
	case got.Status >= 400:
		return fmt.Sprintf("answered %d %s", got.Status, http.StatusText(got.Status))
	case len(got.Body) == 0:
		return "is empty: 0 bytes"
	case strings.Contains(head, "<svg") && !strings.Contains(head, "<html"):
		return "is an SVG drawing, which formbot does not read"
	case !strings.HasPrefix(kind, "image/"):
		if !strings.HasPrefix(kind, "text/") {
			return fmt.Sprintf("is not an image: %d bytes of %s", len(got.Body), kind)
		}
		return fmt.Sprintf("is not an image: %d bytes of %s, %q", len(got.Body), kind, shorten(fold(fs.red.text(got.Text())), 60))
	default:
		return ""
	}
}

// read gives the picture to the solver and notes the answer.
func (fs *formStep) read(ctx context.Context, t *target, rd *reading) error {
	rd.name = fs.fileName(fmt.Sprintf("captcha%d", len(fs.readings)+1))
	fs.readings = append(fs.readings, rd)
	req := SolveRequest{Recipe: rd.recipe}
	if fs.opts.KeepAll && fs.opts.KeepDir != "" {
		req.KeepDir, req.Prefix = fs.opts.KeepDir, rd.name
		rd.attempt.Image = firstOf(fs.keepCaptcha(rd.name, rd.image))
	}
	began := time.Now()
	got, err := fs.opts.Solver.Solve(ctx, rd.image, req)
	rd.elapsed = time.Since(began)
	rd.attempt.MS = ms(rd.elapsed)
	if err != nil {
		rd.failed = true
		if ctx.Err() != nil {
			return err
		}
		return &CaptchaError{Image: fs.shortImage(t.task.image), Err: err}
	}
	rd.attempt.Text, rd.attempt.Confidence, rd.attempt.Stages = strings.TrimSpace(got.Text), got.Confidence, got.Stages
	return nil
}

// imageURL finds the picture that the flow's own selector means.
func imageURL(doc *goquery.Document, selector string, page *url.URL) (string, error) {
	m, err := cascadia.Compile(selector)
	if err != nil {
		return "", fmt.Errorf("captcha image %q: %w", selector, err)
	}
	found := doc.FindMatcher(m)
	if found.Length() == 1 && found.Nodes[0].DataAtom != atom.Img && found.Find("img").Length() == 1 {
		found = found.Find("img")
	}
	if found.Length() != 1 {
		return "", &CaptchaError{Msg: fmt.Sprintf("image: the selector %q matches %d elements, want 1", selector, found.Length())}
	}
	n := found.Nodes[0]
	src, reason := pictureOf(n)
	if reason != "" {
		return "", &CaptchaError{Msg: fmt.Sprintf("image: the element %q %s", selector, reason)}
	}
	base := page
	if b, err := page.Parse(strings.TrimSpace(doc.Find("base[href]").First().AttrOr("href", ""))); err == nil {
		base = b
	}
	u, err := base.Parse(strings.TrimSpace(src))
	if err != nil {
		return "", &CaptchaError{Msg: fmt.Sprintf("image: the element %q has an address that is none: %q", selector, shorten(src, 60))}
	}
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(src)), "data:") {
		return strings.TrimSpace(src), nil
	}
	return u.String(), nil
}

// pictureOf is the address of an element's picture, or the reason why it has
// none. A page that loads pictures late has the address in an attribute of
// its script, and a placeholder in src.
func pictureOf(n *html.Node) (src, reason string) {
	switch n.DataAtom {
	case atom.Svg:
		return "", "is an inline SVG drawing, which formbot does not read"
	case atom.Canvas:
		return "", "is a canvas that a script draws, which formbot does not run"
	case atom.Audio:
		return "", "is a sound, which formbot does not read"
	case atom.Object, atom.Embed:
		src = attribute(n, "data") + attribute(n, "src")
	default:
		for _, key := range []string{"data-src", "data-original", "data-lazy-src", "data-lazy", "src"} {
			if src = attribute(n, key); src != "" {
				break
			}
		}
	}
	if strings.TrimSpace(src) == "" {
		return "", "has no address of a picture"
	}
	return src, ""
}

// shortImage is an image's address for a message: data: URIs are long. Secrets
// go before it is cut.
func (fs *formStep) shortImage(s string) string {
	if len(s) >= 5 && strings.EqualFold(s[:5], "data:") {
		head, _, _ := strings.Cut(s, ",")
		return shorten(head, 60) + ",…"
	}
	return shorten(fs.red.text(s), 200)
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
