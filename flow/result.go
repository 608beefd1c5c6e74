package flow

import "time"

// Result is what a run did. Its JSON form is that of `formbot run --json`.
// Secrets are already taken out of it.
type Result struct {
	Flow    string            `json:"flow"`
	OK      bool              `json:"ok"`
	Steps   []StepResult      `json:"steps"`             // those that were begun, in order
	Values  map[string]string `json:"values"`            // what was extracted
	Session string            `json:"session,omitempty"` // the file of the last save
	Error   string            `json:"error,omitempty"`   // why OK is false
	Kept    []string          `json:"kept,omitempty"`    // files to look at, under RunOptions.KeepDir
	MS      float64           `json:"ms"`                // the whole run, in milliseconds
}

// StepResult is what one step did.
type StepResult struct {
	Step            int              `json:"step"`            // from 1
	Round           int              `json:"round,omitempty"` // in a repeat: from 1
	Part            int              `json:"part,omitempty"`  // in a repeat: which of its steps, from 1
	Form            string           `json:"form,omitempty"`
	Get             string           `json:"get,omitempty"`
	Save            string           `json:"save,omitempty"`
	Load            string           `json:"load,omitempty"`
	Await           string           `json:"await,omitempty"`  // the name of the value that came
	Rounds          int              `json:"rounds,omitempty"` // of a repeat: how many were run
	URL             string           `json:"url,omitempty"`    // of the page that the step ended on
	Status          int              `json:"status,omitempty"` // of that page
	CaptchaAttempts int              `json:"captcha_attempts,omitempty"`
	Captcha         []CaptchaAttempt `json:"captcha,omitempty"`
	KeyRetries      int              `json:"key_retries,omitempty"` // how often the form was sent again because its hidden key was stale
	Unchecked       []string         `json:"unchecked,omitempty"`   // rules of the form that could not be checked, in words
	MS              float64          `json:"ms"`                    // in milliseconds
}

// CaptchaAttempt is one CAPTCHA that was read.
type CaptchaAttempt struct {
	Text       string   `json:"text"`             // "" where nothing could be read, and nothing was sent
	Confidence float64  `json:"confidence"`       // 0 to 1
	Accepted   bool     `json:"accepted"`         // by the site
	Verdict    string   `json:"verdict"`          // "accepted", "refused", "unreadable" (nothing was sent), "unknown" (something else went wrong)
	Image      string   `json:"image,omitempty"`  // the kept file
	Stages     []string `json:"stages,omitempty"` // the kept pictures of the reader's stages
	MS         float64  `json:"ms"`               // reading alone, in milliseconds
}

// What became of a CAPTCHA's answer.
const (
	verdictAccepted   = "accepted"
	verdictRefused    = "refused"
	verdictUnreadable = "unreadable"
	verdictUnknown    = "unknown"
)

// Event is a moment of a run, for a story on the terminal. Secrets are already
// taken out of it.
type Event struct {
	Kind     EventKind
	Step     int            // from 1; 0: the start page
	Steps    int            // how many steps the flow has
	What     string         // the step in words: `form "#register"`, `get /home`, `save session.json`
	URL      string         // StepDone: the page that the step ended on
	Status   int            // StepDone: its HTTP status
	Attempt  int            // CaptchaRead: from 1
	Attempts int            // CaptchaRead: how many there may be
	Captcha  CaptchaAttempt // CaptchaRead
	Elapsed  time.Duration  // StepDone, StepFailed: the step; CaptchaRead: reading alone
	Err      string         // StepFailed; KeyStale: why it is thought so; RuleUnchecked: which and why
}

// EventKind says what happened.
type EventKind string

// The moments of a run.
const (
	StepStarted EventKind = "step_started"
	CaptchaRead EventKind = "captcha_read" // after the site's verdict on it
	// The site refused a form because its hidden key was stale: the form is
	// fetched and sent again.
	KeyStale EventKind = "key_stale"
	// A rule of the form cannot be checked; it is sent all the same.
	RuleUnchecked EventKind = "rule_unchecked"
	StepDone      EventKind = "step_done"
	StepFailed    EventKind = "step_failed"
)

func ms(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}
