package tune

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"runtime"
	"time"

	"github.com/formbot/formbot/ocr"
)

// MinImages is the least number of images that can be tuned to. It takes a few hundred to tune well.
const MinImages = 12

// Image is one labelled image.
type Image struct {
	// Name is for messages.
	Name  string
	Image image.Image
	// Text is the right answer.
	Text string
}

// Rules say what is known of the answers. They become part of the recipe. What is left empty is learnt from the labels
// of the images that the search may see, where they leave no doubt.
type Rules struct {
	Charset string // in the notation of ocr.Recipe
	Length  ocr.Length
	Case    ocr.Case
	Answer  ocr.Answer
}

// Options are those of [Run].
type Options struct {
	// Recognizer reads. It is required, must be safe for concurrent use, and stays the caller's to close.
	Recognizer ocr.Recognizer
	// Name is that of the recipe; empty means "tuned".
	Name string
	// Rules say what answers may be.
	Rules Rules
	// Language is the recipe's; empty means "eng".
	Language string
	// Seed decides the split and the course of the search.
	Seed uint64
	// Trials is the number of pipelines to try. Zero: as many as Budget allows.
	Trials int
	// Budget bounds the search when Trials is zero; zero means 5 minutes. It is turned into an amount of work that two
	// ordinary cores do within about three quarters of that time, so that the same budget takes the same course. The clock
	// only decides where a machine is too slow for that: then the search ends with the round that is under way when the
	// time is over.
	Budget time.Duration
	// Workers is the number of images read at once, and what the work of a Budget is multiplied by; zero: as many as Go
	// uses cores.
	Workers int
	// CacheBytes bounds the memory of the pictures that are kept so that no step is computed twice; zero: 128 MiB.
	CacheBytes int
	// State is what Save was given last by a search that was interrupted. The search goes on from there. A State of other
	// images or options is a [*StateError].
	State []byte
	// Save is called with the state of the search after a round of it, at most every five seconds; may be nil. An error
	// ends the search.
	Save func(state []byte) error
	// OnProgress is called after each round, and within it as images are read, by one goroutine at a time; may be nil.
	OnProgress func(Progress)
	// Now is the clock; nil: time.Now.
	Now func() time.Time
}

// Progress is how far a search is.
type Progress struct {
	// Done is the share of the search that is done, 0 to 1.
	Done float64
	// Trials is the number of pipelines tried so far.
	Trials int
	// Best is the accuracy so far of the best pipeline, on the images that it is searched with: too good a figure.
	Best float64
	// Phase says what is done now, such as "search".
	Phase string
	// Elapsed is the time since the search began, that before an interruption included.
	Elapsed time.Duration
}

// StateError says that a search cannot go on from a state.
type StateError struct{ Reason string }

func (e *StateError) Error() string {
	return "the state of the interrupted search cannot be used: " + e.Reason
}

const (
	defaultBudget = 5 * time.Minute
	defaultCache  = 128 << 20
	saveEvery     = 5 * time.Second
)

func (o Options) withDefaults() (Options, error) {
	if o.Recognizer == nil {
		return o, errors.New("tune: there is no Recognizer")
	}
	if o.Trials < 0 || o.Budget < 0 || o.Workers < 0 || o.CacheBytes < 0 {
		return o, errors.New("tune: trials, budget, workers and cache must not be negative")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Name = cmp.Or(o.Name, "tuned")
	o.Language = cmp.Or(o.Language, "eng")
	o.Budget = cmp.Or(o.Budget, defaultBudget)
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	o.CacheBytes = cmp.Or(o.CacheBytes, defaultCache)
	return o, nil
}

// Run searches for the recipe that reads images best. When ctx ends first, it returns ctx's error, and what it did is in
// the state that was saved last.
func Run(ctx context.Context, images []Image, opts Options) (*Result, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	if n := len(images); n < MinImages {
		return nil, &TooFewError{n}
	}
	s, err := newSearch(images, opts)
	if err != nil {
		return nil, err
	}
	if len(opts.State) > 0 {
		if err := s.restore(opts.State); err != nil {
			return nil, err
		}
	}
	if err := s.run(ctx); err != nil {
		return nil, fmt.Errorf("tune: %w", err)
	}
	result, err := s.decide(ctx)
	if err != nil {
		return nil, fmt.Errorf("tune: %w", err)
	}
	return result, nil
}

// TooFewError says that there are fewer images than [MinImages].
type TooFewError struct{ Images int }

func (e *TooFewError) Error() string {
	return fmt.Sprintf("tune: %d images are too few to search with, let alone to tell how good the outcome is: "+
		"label at least %d, better 200", e.Images, MinImages)
}
