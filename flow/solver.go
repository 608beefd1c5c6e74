package flow

import "context"

// Solver reads text CAPTCHAs. It is called by one goroutine at a time per run.
//
// Solve gets the image as the site sent it, undecoded, and gives the text on it
// with a confidence of 0 to 1. An image that can be decoded but has nothing to
// read on it is an Answer with an empty Text, not an error. An error ends the
// flow: it is for images that cannot be decoded and readers that are broken.
type Solver interface {
	Solve(ctx context.Context, image []byte, req SolveRequest) (Answer, error)
}

// SolveRequest says how to read one image.
type SolveRequest struct {
	Recipe  string // the flow's recipe; "": the Solver's default
	KeepDir string // folder for pictures of the stages, mode 0600; "": keep none
	Prefix  string // what the names of those pictures begin with
}

// Answer is what was read.
type Answer struct {
	Text       string
	Confidence float64  // 0 to 1
	Stages     []string // the pictures written to KeepDir, in order
}
