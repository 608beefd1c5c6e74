package tune

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/formbot/formbot/ocr"
)

func mustRun(t *testing.T, images []Image, opts Options) *Result {
	t.Helper()
	r, err := Run(t.Context(), images, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// text is what a search must find again: all of the result but for the time.
func text(t *testing.T, r *Result) string {
	t.Helper()
	again := *r
	again.Elapsed = 0
	y, err := again.YAML()
	if err != nil {
		t.Fatal(err)
	}
	return string(y)
}

func TestSameSeedSameRecipe(t *testing.T) {
	images, p := samples(t, "b64_string", 16), pool(t)
	opts := Options{Recognizer: p, Seed: 5, Trials: 54, Workers: 1, Rules: Rules{Case: ocr.CaseFold}}
	first := mustRun(t, images, opts)
	// Neither the number of goroutines nor what the cache still holds may change the course.
	opts.Workers, opts.CacheBytes = 3, 1<<20
	second := mustRun(t, images, opts)
	if diff := cmp.Diff(text(t, first), text(t, second)); diff != "" {
		t.Errorf("the second run found another recipe:\n%s", diff)
	}
	if first.Trials != 54 {
		t.Errorf("tried %d pipelines, want 54", first.Trials)
	}
	opts.Seed = 6
	opts.Recognizer = echo('I')
	if third := mustRun(t, images, opts); cmp.Equal(first.Split, third.Split) {
		t.Error("another seed splits alike")
	}
}

func TestResumedSearchFindsTheSame(t *testing.T) {
	images := blots(40)
	for i := range images {
		images[i].Text = fmt.Sprint(i % 10)
	}
	opts := Options{Recognizer: recognizer(strokes), Seed: 3, Trials: 200, Workers: 2}
	whole := mustRun(t, images, opts)

	// The clock makes every round worth saving. The search is interrupted in the middle of a round, twice.
	now := time.Unix(0, 0)
	opts.Now = func() time.Time { now = now.Add(time.Second); return now }
	rounds := 0
	for range 2 {
		ctx, cancel := context.WithCancel(t.Context())
		read, saved := 0, false
		opts.OnProgress = func(p Progress) {
			if read++; read > 8 && saved && p.Phase == "search" {
				cancel()
			}
		}
		opts.Save = func(state []byte) error {
			opts.State = state
			rounds++
			read, saved = 0, true
			return nil
		}
		_, err := Run(ctx, images, opts)
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("interrupted: got error %v", err)
		}
	}
	if rounds != 2 {
		t.Fatalf("%d rounds were saved: the interruptions did not interrupt", rounds)
	}
	opts.OnProgress, opts.Now = nil, nil
	if diff := cmp.Diff(text(t, whole), text(t, mustRun(t, images, opts))); diff != "" {
		t.Errorf("the resumed search found another recipe:\n%s", diff)
	}
}

func TestStateOfAnotherSearchIsRefused(t *testing.T) {
	images := blots(16)
	var state []byte
	opts := Options{Recognizer: echo('l'), Trials: 10, Save: func(b []byte) error { state = b; return nil }}
	mustRun(t, images, opts)
	if state == nil {
		t.Fatal("no state was saved")
	}
	other := blots(16)
	other[3].Text = "J"
	damaged := append([]byte{}, state...)
	damaged[len(damaged)/2] ^= 0xff
	for name, try := range map[string]struct {
		images []Image
		seed   uint64
		state  []byte
	}{
		"another label": {other, 0, state},
		"another seed":  {images, 1, state},
		"cut off":       {images, 0, state[:len(state)/2]},
		"damaged":       {images, 0, damaged},
		"no state":      {images, 0, []byte("name: tuned\n")},
	} {
		var want *StateError
		_, err := Run(t.Context(), try.images, Options{Recognizer: echo('l'), Trials: 10, Seed: try.seed, State: try.state})
		if !errors.As(err, &want) {
			t.Errorf("%s: got error %v, want a *StateError", name, err)
		}
	}
}

func TestTooFewImages(t *testing.T) {
	var want *TooFewError
	if _, err := Run(t.Context(), blots(MinImages-1), Options{Recognizer: echo('I')}); !errors.As(err, &want) {
		t.Errorf("got error %v, want a *TooFewError", err)
	}
	// All but one are copies: there is nothing to choose with.
	copies := blots(2)
	for len(copies) < 30 {
		copies = append(copies, copies[0])
	}
	if _, err := Run(t.Context(), copies, Options{Recognizer: echo('I')}); !errors.As(err, &want) {
		t.Errorf("copies: got error %v, want a *TooFewError", err)
	}
}

func TestSmallSetIsDoubted(t *testing.T) {
	r := mustRun(t, blots(20), Options{Recognizer: echo('I'), Trials: 10})
	if r.Test != (Score{5, 5}) {
		t.Errorf("got %+v of the untouched images, want all 5", r.Test)
	}
	doubts := strings.Join(r.Doubts(), "\n")
	if !strings.Contains(doubts, "too small to tell") || !strings.Contains(text(t, r), "too small to") {
		t.Errorf("five images are not said to tell little: %q", doubts)
	}
}

func TestUntouchedImagesCannotBeSearched(t *testing.T) {
	s, err := newSearch(blots(40), Options{Recognizer: echo('I'), Workers: 1, Trials: 1, Now: time.Now, CacheBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range s.eval.originals {
		held := false
		for _, test := range s.split.Test {
			held = held || test == i
		}
		if held != (p == nil) {
			t.Errorf("image %d: untouched %v, but its picture is there: %v", i, held, p != nil)
		}
	}
}

func TestClockCutsASlowSearch(t *testing.T) {
	now := time.Unix(0, 0)
	r := mustRun(t, blots(16), Options{
		Recognizer: echo('l'), Budget: time.Hour,
		Now: func() time.Time { now = now.Add(10 * time.Minute); return now },
	})
	if !r.Cut || !strings.Contains(strings.Join(r.Doubts(), " "), "trials") {
		t.Errorf("cut %v, doubts %q: want it to say how to find the same again", r.Cut, r.Doubts())
	}
}

type missing struct{}

func (missing) Error() string     { return "there is no trained data" }
func (missing) Unavailable() bool { return true }

func TestRecognizerThatCannotWork(t *testing.T) {
	for _, fault := range []error{missing{}, errors.New("broken")} {
		rec := recognizer(func(context.Context, *image.Gray, ocr.RecognizeOptions) (ocr.Recognition, error) {
			return ocr.Recognition{}, fault
		})
		if _, err := Run(t.Context(), blots(20), Options{Recognizer: rec, Trials: 10}); !errors.Is(err, fault) {
			t.Errorf("got error %v, want %v", err, fault)
		}
	}
}
