package flow

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"github.com/formbot/formbot/session"
)

// RunOptions says how a flow is run. The zero value runs a flow that needs no
// inputs and meets no CAPTCHA.
type RunOptions struct {
	Inputs  map[string]string   // values by the input's name; before the environment
	Getenv  func(string) string // for FORMBOT_INPUT_NAME, usually os.Getenv; nil: no environment
	Solver  Solver              // reads text CAPTCHAs; nil: a form with one is an error
	KeepDir string              // folder for pages and CAPTCHAs to look at, created with mode 0700; "": keep nothing
	KeepAll bool                // keep every CAPTCHA with its stages; else those of a step that failed
	// NoValidate submits forms even where their own rules forbid it.
	NoValidate bool
	Dir        string      // what paths in save and load are relative to; "": the current folder
	OnEvent    func(Event) // told the story as it happens, by the goroutine that called Run; nil: nobody
}

// run is one run of a flow.
type run struct {
	flow   *Flow
	sess   *session.Session
	opts   RunOptions
	values map[string]string // inputs and what was extracted
	red    redactor
	result *Result
	steps  []*StepResult // those that were begun; they go into result in the end
	start  *url.URL      // nil: none
	page   *session.Page // where the flow is, nil: nowhere yet
}

// Run runs the flow in the session, which should be a strict one: then nothing
// outside its scope is even asked for.
//
// The Result is never nil; with an error it tells how far the flow came. Errors:
// *InputError, before anything is sent, for inputs that are missing or unknown;
// else a *StepError around *ExpectError, *InteractiveError, *CaptchaError, *AwaitError, or
// what package forms (nothing like that on the page), package session or package
// scope says. No secret is in any of them, nor in what errors.As finds in them;
// they are therefore not unwrapped but asked.
func (f *Flow) Run(ctx context.Context, s *session.Session, opts RunOptions) (*Result, error) {
	r := &run{flow: f, sess: s, opts: opts, result: &Result{Flow: f.Name, Steps: []StepResult{}, Values: map[string]string{}}}
	began := time.Now()
	err := r.prepare()
	if err == nil {
		err = r.runSteps(ctx)
	}
	for _, out := range r.steps {
		r.result.Steps = append(r.result.Steps, *out)
	}
	r.result.MS = ms(time.Since(began))
	r.result.OK = err == nil
	if err != nil {
		r.result.Error = err.Error()
	}
	r.cleanResult()
	return r.result, r.red.error(err)
}

// prepare finds the inputs.
func (r *run) prepare() error {
	values, err := r.flow.resolve(r.opts.Inputs, r.opts.Getenv)
	if err != nil {
		return err
	}
	r.values = values
	r.red.add(r.flow.secrets(values)...)
	r.sess.AddSecrets(r.flow.secrets(values)...)
	if err := r.checkUploads(r.flow.Steps); err != nil {
		return err
	}
	if !r.flow.Start.set {
		return nil
	}
	start := expand(r.flow.Start.s, values)
	if r.start, err = absoluteURL(start, nil); err != nil {
		return &InputError{Flow: r.flow.Name, Msg: fmt.Sprintf("start %q: %v", start, err)}
	}
	return nil
}

// runSteps runs the steps in order, and opens the start page before the first
// that is not load.
func (r *run) runSteps(ctx context.Context) error {
	opened := r.start == nil
	for i := range r.flow.Steps {
		step := &r.flow.Steps[i]
		if !opened && !step.Load.set {
			opened = true
			if err := r.openStart(ctx); err != nil {
				return err
			}
		}
		if err := r.step(ctx, step, &StepResult{Step: i + 1}); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) openStart(ctx context.Context) error {
	what, began := "start "+r.start.String(), time.Now()
	r.emit(Event{Kind: StepStarted, What: what})
	page, err := r.sess.Get(ctx, r.start.String())
	if err == nil {
		r.page = page
		err = r.checkOpened(page)
	}
	if err != nil {
		r.emit(Event{Kind: StepFailed, What: what, Elapsed: time.Since(began), Err: err.Error()})
		return &StepError{Flow: r.flow.Name, What: what, Err: err}
	}
	r.emit(Event{Kind: StepDone, What: what, URL: page.URL.String(), Status: page.Status, Elapsed: time.Since(began)})
	return nil
}

// part runs one of the steps of a repeat.
func (r *run) part(ctx context.Context, step, round, i int, s *Step) error {
	return r.step(ctx, s, &StepResult{Step: step, Round: round, Part: i + 1})
}

// step runs one step and tells its story. out says which it is.
func (r *run) step(ctx context.Context, step *Step, out *StepResult) error {
	what, began := step.what(r.values), time.Now()
	if out.Round > 0 {
		what += fmt.Sprintf(", round %d", out.Round)
	}
	out.Form, out.Get = step.Form.String(), expand(step.Get.s, r.values)
	out.Save, out.Load = expand(step.Save.s, r.values), expand(step.Load.s, r.values)
	r.steps = append(r.steps, out)
	r.emit(Event{Kind: StepStarted, Step: out.Step, What: what})
	err := ctx.Err()
	if err == nil {
		err = r.do(ctx, step, out)
	}
	elapsed := time.Since(began)
	out.MS = ms(elapsed)
	var inner *StepError
	if errors.As(err, &inner) {
		return err // a part of a repeat, which has told
	}
	if err != nil {
		r.emit(Event{Kind: StepFailed, Step: out.Step, What: what, Elapsed: elapsed, Err: err.Error()})
		return &StepError{Flow: r.flow.Name, Step: out.Step, What: what, Err: err}
	}
	r.emit(Event{Kind: StepDone, Step: out.Step, What: what, URL: out.URL, Status: out.Status, Elapsed: elapsed})
	return nil
}

// do carries a step out.
func (r *run) do(ctx context.Context, step *Step, out *StepResult) error {
	switch {
	case step.Save.set:
		r.result.Session = out.Save
		return r.sess.Save(r.path(out.Save)) //nolint:contextcheck // it is short, and not to be half done
	case step.Load.set:
		return r.sess.Load(r.path(out.Load))
	case step.Await != nil:
		return r.await(ctx, step.Await, out)
	case step.Repeat != nil:
		return r.repeat(ctx, step.Repeat, out)
	case step.Form.set:
		if err := newFormStep(r, step, out).execute(ctx); err != nil {
			return err
		}
	case step.Get.set:
		if err := r.get(ctx, step, out); err != nil {
			return err
		}
	default:
		if err := r.expectPage(step, out); err != nil {
			return err
		}
	}
	return r.extract(step)
}

// get opens a page and holds it against the expectation.
func (r *run) get(ctx context.Context, step *Step, out *StepResult) error {
	base := r.start
	if r.page != nil {
		base = r.page.URL
	}
	target, err := absoluteURL(out.Get, base)
	if err != nil {
		return fmt.Errorf("get %q: %w", out.Get, err)
	}
	page, err := r.sess.Get(ctx, target.String())
	if err != nil {
		return err
	}
	r.page = page
	if step.Expect == nil {
		out.seen(page)
		return r.checkOpened(page)
	}
	return r.expectPage(step, out)
}

// expectPage holds the page at hand against the expectation.
func (r *run) expectPage(step *Step, out *StepResult) error {
	out.seen(r.page)
	doc, err := r.page.Document()
	if err != nil {
		return err
	}
	unmet := step.Expect.unmet(answer{r.page.URL, r.page.Status, doc}, r.values)
	if len(unmet) == 0 {
		return nil
	}
	return r.disappointed(r.page, "the page is not as expected", unmet, nil)
}

// extract takes the step's values from the page.
func (r *run) extract(step *Step) error {
	if len(step.Extract) == 0 {
		return nil
	}
	doc, err := r.page.Document()
	if err != nil {
		return err
	}
	values, missing := take(step.Extract, doc)
	for name, v := range values {
		r.values[name], r.result.Values[name] = v, v
	}
	if len(missing) > 0 {
		return r.disappointed(r.page, "the page lacks what is to be extracted", missing, nil)
	}
	return nil
}

// path is where a file of the flow is.
func (r *run) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(r.opts.Dir, p)
}

// seen notes the page that a step ended on.
func (out *StepResult) seen(page *session.Page) { out.URL, out.Status = page.URL.String(), page.Status }

// what is the step in words.
func (s *Step) what(values map[string]string) string {
	switch {
	case s.Form.set:
		return fmt.Sprintf("form %q", s.Form)
	case s.Get.set:
		return "get " + expand(s.Get.s, values)
	case s.Save.set:
		return "save " + expand(s.Save.s, values)
	case s.Load.set:
		return "load " + expand(s.Load.s, values)
	case s.Await != nil:
		return "await " + s.Await.name()
	case s.Repeat != nil:
		return "repeat " + count(len(s.Repeat.Steps), "step")
	default:
		return "look at the page"
	}
}
