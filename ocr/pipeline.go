package ocr

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type namedStep struct {
	name, params string
	run          stepFunc
}

// compileSteps checks steps and makes them ready to run.
func compileSteps(steps []Step) ([]namedStep, error) {
	out := make([]namedStep, 0, len(steps))
	for i, s := range steps {
		run, err := s.compile()
		if err != nil {
			return nil, fmt.Errorf("step %d: %w", i+1, err)
		}
		out = append(out, namedStep{s.Name, s.params(), run})
	}
	return out, nil
}

// checkOrder says whether the picture is in pieces after the steps, if it is so before, and which step wants pieces where
// there are none; -1 when all is well.
func checkOrder(steps []Step, pieces bool) (after bool, wrong int) {
	for i, s := range steps {
		kind, err := findStepKind(s.Name)
		switch {
		case err != nil, kind.Group != GroupGlyph:
			pieces = false
		case s.Name == "segment":
			pieces = true
		case !pieces:
			return false, i
		default:
			pieces = s.Name != "assemble"
		}
	}
	return pieces, -1
}

// runSteps runs steps on p. It returns ErrNoInk when a step finds nothing to work on. After each step it calls done,
// if given.
func runSteps(ctx context.Context, p *picture, steps []namedStep, done func(namedStep, time.Duration)) error {
	for _, s := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		start := time.Now()
		err := s.run(p)
		if done != nil && (err == nil || errors.Is(err, ErrNoInk)) {
			done(s, time.Since(start))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
