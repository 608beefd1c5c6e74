package ocr

import (
	"context"
	"errors"
	"image"
	"io"
	"time"
)

// Reader reads images by one recipe. It is safe for concurrent use when its Recognizer is.
type Reader struct {
	rec    Recognizer
	recipe Recipe
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

// NewReader returns a Reader that prepares images by recipe and has them recognised by rec. It copies recipe. A recipe
// that is not valid (see [Recipe.Validate]) is reported by each Read.
func NewReader(rec Recognizer, recipe *Recipe) *Reader {
	return &Reader{rec: rec, recipe: *recipe}
}

// Read reads one image.
func (r *Reader) Read(ctx context.Context, img image.Image) (Reading, error) {
	return Reading{}, errors.ErrUnsupported
}

// ReadFrom decodes one image within the default [Limits] and reads it. The caller closes src.
func (r *Reader) ReadFrom(ctx context.Context, src io.Reader) (Reading, error) {
	return Reading{}, errors.ErrUnsupported
}

// Explain reads one image and returns the picture after each step.
func (r *Reader) Explain(ctx context.Context, img image.Image) (Reading, []Stage, error) {
	return Reading{}, nil, errors.ErrUnsupported
}
