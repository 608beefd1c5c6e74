package ocr

import (
	"context"
	"errors"
	"fmt"
	"image"
	"time"
)

// pipeline is a recipe that was checked and is ready to run.
type pipeline struct {
	recipe  Recipe // with its defaults filled in
	steps   []namedStep
	charset charset
}

type namedStep struct {
	name, params string
	run          stepFunc
}

// prepare runs the steps on p and leaves it gray. It returns ErrNoInk when there is nothing to recognise. After each step
// it calls done, if given.
func (pl *pipeline) prepare(ctx context.Context, p *picture, done func(namedStep, time.Duration)) error {
	if err := runSteps(ctx, p, pl.steps, done); err != nil {
		return err
	}
	return p.settle()
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

// finish makes a Reading of what was recognised in a picture from there, prepared from an image with these bounds.
func (pl *pipeline) finish(rec Recognition, from origin, bounds image.Rectangle) Reading {
	var r Reading
	for _, s := range rec.Symbols {
		s.Text = pl.charset.fit(s.Text, pl.recipe.Case)
		if s.Text == "" {
			continue
		}
		s.Box = from.box(s.Box).Add(bounds.Min).Intersect(bounds)
		r.Symbols = append(r.Symbols, s)
	}
	r.Text = joinSymbols(r.Symbols)
	if r.Text != "" {
		r.Confidence = rec.Confidence
	}
	return r
}
