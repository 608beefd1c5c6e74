package ocr

import (
	"context"
	"errors"
	"image"
	"math"
	"time"

	"golang.org/x/image/math/f64"
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
	for _, s := range pl.steps {
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
	if uniform(p.asGray()) {
		return ErrNoInk
	}
	return nil
}

// finish makes a Reading of what was recognised in a picture that p's steps prepared from an image with these bounds.
func (pl *pipeline) finish(rec Recognition, toOriginal f64.Aff3, bounds image.Rectangle) Reading {
	var r Reading
	for _, s := range rec.Symbols {
		s.Text = pl.charset.fit(s.Text, pl.recipe.Case)
		if s.Text == "" {
			continue
		}
		s.Box = mapBox(toOriginal, s.Box).Add(bounds.Min).Intersect(bounds)
		r.Symbols = append(r.Symbols, s)
	}
	r.Text = joinSymbols(r.Symbols)
	if r.Text != "" {
		r.Confidence = rec.Confidence
	}
	return r
}

// mapBox returns the smallest box that holds b after the transformation m.
func mapBox(m f64.Aff3, b image.Rectangle) image.Rectangle {
	if b.Empty() {
		return image.Rectangle{}
	}
	var out image.Rectangle
	for i, c := range [...]image.Point{b.Min, {b.Max.X, b.Min.Y}, {b.Min.X, b.Max.Y}, b.Max} {
		x := m[0]*float64(c.X) + m[1]*float64(c.Y) + m[2]
		y := m[3]*float64(c.X) + m[4]*float64(c.Y) + m[5]
		// What is a whole pixel but for rounding stays one.
		corner := image.Rect(int(math.Floor(x+1e-6)), int(math.Floor(y+1e-6)), int(math.Ceil(x-1e-6)), int(math.Ceil(y-1e-6)))
		if i == 0 {
			out = corner
			continue
		}
		out.Min.X, out.Max.X = min(out.Min.X, corner.Min.X), max(out.Max.X, corner.Max.X)
		out.Min.Y, out.Max.Y = min(out.Min.Y, corner.Min.Y), max(out.Max.Y, corner.Max.Y)
	}
	return out
}
