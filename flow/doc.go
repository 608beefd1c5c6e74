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
//   - form: fill in and submit the one form that the value finds (a CSS
//     selector, a name or an index), with fill, captcha and submit beside it;
//   - get: open a page, by its URL or relative to the page before;
//   - save, load: keep the session's cookies in a file, or take them from one;
//   - none of them: look at the page that the step before led to.
//
// All but save and load may carry expect, which decides whether the step was a
// success, and extract, which takes values from the page. ${name} stands for an
// input or for a value that an earlier step extracted; $${ is a plain ${.
//
// The start page is opened before the first step that is not load. A flow that
// begins with get needs no start.
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
// submits nothing twice but a refused CAPTCHA, and lets no secret out: the
// values of inputs marked secret and of password fields are taken out of
// results, events, errors and the pages that it keeps.
//
// Sources: HTML Living Standard, "Form submission" (by package forms);
// WAI-ARIA 1.2, aria-invalid, aria-errormessage and aria-describedby, for whose
// message an error is.
package flow
