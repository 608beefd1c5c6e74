package ocr

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"sync"
	"time"
)

// ErrNoInk says that an image, once prepared, holds nothing to recognise.
var ErrNoInk = errors.New("the image holds no ink after its preparation")

// Reader reads images by one recipe. It is safe for concurrent use when its Recognizer is.
type Reader struct {
	rec      Recognizer
	pipeline *pipeline
	err      error     // why the recipe is not valid
	buffers  sync.Pool // of *buffers
}

// Reading is what was read from one image.
type Reading struct {
	// Text is the answer, within the recipe's character set.
	Text string
	// Confidence is 0 to 1; 0 when Text is empty.
	Confidence float64
	// Symbols are Text's characters, with boxes in pixels of the original image.
	Symbols []Symbol
	// Recipe is the recipe's name.
	Recipe string
	// Elapsed is the time that preparation and recognition took, waiting for the Recognizer included.
	Elapsed time.Duration
	// Empty says that the prepared picture held no ink, so that nothing was recognised.
	Empty bool
}

// NewReader returns a Reader that prepares images by recipe and has them recognised by rec. It does not keep recipe. A
// recipe that is not valid (see [Recipe.Validate]) is reported by each call of the Reader's methods.
func NewReader(rec Recognizer, recipe *Recipe) *Reader {
	r := &Reader{rec: rec}
	r.buffers.New = func() any { return new(buffers) }
	if r.pipeline, r.err = recipe.compile(); r.err != nil {
		r.err = fmt.Errorf("recipe %q: %w", recipe.Name, r.err)
	}
	return r
}

// Read reads one image. An image without ink gives an empty Reading and no error. One of more than 16 Mpx is refused by
// a *[DecodeError].
func (r *Reader) Read(ctx context.Context, img image.Image) (Reading, error) {
	return r.read(ctx, img, nil)
}

// ReadFrom decodes one image within the default [Limits] and reads it. The caller closes src.
func (r *Reader) ReadFrom(ctx context.Context, src io.Reader) (Reading, error) {
	img, _, err := Decode(src, Limits{})
	if err != nil {
		return Reading{}, err
	}
	return r.Read(ctx, img)
}

// Explain reads one image and returns the original and the picture after each step. Where there is an error, or no ink
// left, the stages up to there are returned.
func (r *Reader) Explain(ctx context.Context, img image.Image) (Reading, []Stage, error) {
	var stages []Stage
	reading, err := r.read(ctx, img, &stages)
	return reading, stages, err
}

// Prepare runs the recipe's steps and returns what would be recognised, or ErrNoInk. The result belongs to the caller.
func (r *Reader) Prepare(ctx context.Context, img image.Image) (*image.Gray, error) {
	var out *image.Gray
	err := r.prepared(ctx, img, nil, func(p *picture) error {
		out = p.snapshot().(*image.Gray)
		return nil
	})
	return out, err
}

func (r *Reader) read(ctx context.Context, img image.Image, stages *[]Stage) (Reading, error) {
	start := time.Now()
	var out Reading
	err := r.prepared(ctx, img, stages, func(p *picture) error {
		opts := RecognizeOptions{PSM: r.pipeline.recipe.PSM, Language: r.pipeline.recipe.Language}
		rec, err := r.rec.Recognize(ctx, p.gray, opts)
		if err != nil {
			return err
		}
		out = r.pipeline.finish(rec, p.toOriginal, img.Bounds())
		return nil
	})
	if errors.Is(err, ErrNoInk) {
		out, err = Reading{Empty: true}, nil
	}
	if err != nil {
		return Reading{}, err
	}
	out.Recipe, out.Elapsed = r.pipeline.recipe.Name, time.Since(start)
	return out, nil
}

// prepared prepares img and calls use with the result, whose memory is taken back afterwards.
func (r *Reader) prepared(ctx context.Context, img image.Image, stages *[]Stage, use func(*picture) error) error {
	if r.err != nil {
		return r.err
	}
	b := img.Bounds()
	if b.Empty() {
		return ErrNoInk
	}
	if err := checkSize("image", b.Dx(), b.Dy(), defaultMaxPixels); err != nil {
		return err
	}
	buffers := r.buffers.Get().(*buffers)
	defer r.buffers.Put(buffers)
	p := newPicture(img, buffers)
	defer p.release()
	var done func(namedStep, time.Duration)
	if stages != nil {
		*stages = append(*stages, Stage{Name: "original", Image: p.snapshot()})
		done = func(s namedStep, took time.Duration) {
			*stages = append(*stages, Stage{Name: s.name, Params: s.params, Image: p.snapshot(), Elapsed: took})
		}
	}
	if err := r.pipeline.prepare(ctx, p, done); err != nil {
		return err
	}
	return use(p)
}
