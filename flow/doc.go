// Package flow runs a registration or a login that is written down as YAML:
// which page to start from, which form to fill with what, what the site must
// answer, what to take from that answer, and where to keep the session.
//
//	name: login
//	start: http://127.0.0.1:8080/user/login
//	inputs:
//	  email:    {required: true}
//	  password: {required: true, secret: true}
//	steps:
//	  - form: "#login"
//	    fill: {email: "${email}", password: "${password}"}
//	    expect: {text: "Welcome back"}
//	  - save: session.json
//
// Typical calls:
//
//	f, err := flow.Load("login.yaml")
//	result, err := f.Run(ctx, sess, flow.RunOptions{
//		Inputs: map[string]string{"email": "ada@example.com"},
//		Getenv: os.Getenv, // FORMBOT_INPUT_PASSWORD
//		Solver: solver,    // reads text CAPTCHAs; the caller brings it
//	})
//
// # What a step is
//
// A step does one thing, named by one of these keys:
//
//   - form: fill in and submit the one form that the value finds, on the page
//     that the step before led to: a CSS selector, a name, an id or an index, or
//     what the form is like ({password: true}, {has: [email]}, {button: Join});
//     with fill, captcha, submit and validate beside it;
//   - get: open a page, by its URL or relative to the page before;
//   - save, load: keep the session's cookies in a file, or take them from one;
//   - await: run a command of the user's own until its output matches, for a
//     confirmation link that comes by mail (see Await);
//   - repeat: run steps several times (see Repeat);
//   - none of them: look at the page that the step before led to.
//
// Form, get and none may carry expect, which decides whether the step was a
// success, and extract, which takes values from the page. ${name} stands for an
// input, for a value that an earlier step extracted or awaited, or for that of a
// round of repeat; $${ is a plain ${.
//
// The start page is opened before the first step that is not load. A flow that
// begins with get needs no start.
//
// # What a form is filled with
//
// The keys of fill are the names of fields. A key that no field has as its name
// may be the text of its label, its placeholder or a token of its autocomplete
// attribute; one that fits several fields is an error. A value is a text, a list
// of them for a field that takes several, or a file to upload: {file: path,
// type: image/png}, a list of those for several. What cannot be filled in and
// what breaks the form's own rules (required, pattern, min, ...) is told all at
// once, before anything is sent; validate: false asks no rules, and a rule that
// cannot be checked is told and does not hinder.
//
// # What a stale key is
//
// Many forms have a hidden key that is good once, or for a while. It is sent as
// the page has it. Where the site refuses it, by the evidence described at
// staleKey, the form is fetched and sent again, once.
//
// # What a refused CAPTCHA is
//
// A site that does not like what was read from its CAPTCHA shows the form again.
// So it does for a wrong password, and sending that again and again locks
// accounts. The page that comes back is therefore read for evidence, described
// at judge: only where it speaks against the CAPTCHA, or against nothing else,
// is a fresh image fetched and tried, as often as attempts says.
//
// # What it refuses
//
// It leaves the declared scope for nothing (give Run a session with Strict set),
// answers no interactive challenge (*InteractiveError says what helps instead),
// submits nothing twice but a refused CAPTCHA or a stale key, runs no command but
// those that the flow itself writes out, and lets no secret out: the
// values of inputs marked secret and of password fields are taken out of
// results, events, errors and the pages that it keeps.
//
// Sources: HTML Living Standard, "Form submission" (by package forms);
// WAI-ARIA 1.2, aria-invalid, aria-errormessage and aria-describedby, for whose
// message an error is.
package flow
