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
	rec     Recognizer
	plan    *plan
	err     error     // why the recipe cannot be used
	buffers sync.Pool // of *buffers
}

// Reading is what was read from one image.
type Reading struct {
	// Text is the answer: the Symbols joined, or the word or the value that the recipe makes of them.
	Text string
	// Confidence is 0 to 1; 0 when Text is empty. It is the recogniser's for the whole text, and the least one of its
	// glyphs where each is recognised alone. A word list lowers it by how near the word is to one too far. A tenth of it
	// is left to an answer that is not Valid, but for characters that were dropped. Where the recipes of a cascade voted,
	// it is the least share of the votes that a symbol has, less the more doubtful all are. Tesseract's figures rank
	// answers; they are no rates: bench measures what they are worth.
	Confidence float64
	// Raw is what was recognised, before anything was mapped onto the character set; of a vote, what won it.
	Raw string
	// Valid says that the answer is what the recipe says an answer is: of its length, of its characters without any that
	// had to be dropped, one of its words, an expression that has a value. Where the recipe says nothing, any text is.
	Valid bool
	// Symbols are what was recognised, within the recipe's character set, with boxes in pixels of the original image.
	Symbols []Symbol
	// Recipe is the recipe's name.
	Recipe string
	// Member is the name of that recipe of a cascade whose answer this is, the first of those that agree; empty when it is
	// the answer of a vote that none of them gave, or there is no cascade.
	Member string
	// Elapsed is the time that preparation and recognition took, waiting for the Recognizer included.
	Elapsed time.Duration
	// Empty says that the prepared picture held no ink, so that nothing was recognised.
	Empty bool
}

// NewReader returns a Reader that prepares images by recipe and has them recognised by rec. It does not keep recipe, and
// it loads the recipe's word list now. A recipe that cannot be used (see [Reader.Err]) is reported by each call of the
// Reader's methods.
func NewReader(rec Recognizer, recipe *Recipe) *Reader {
	r := &Reader{rec: rec}
	r.buffers.New = func() any { return new(buffers) }
	if r.plan, r.err = recipe.compile(); r.err != nil {
		r.err = fmt.Errorf("recipe %q: %w", recipe.Name, r.err)
	}
	return r
}

// Err says why the recipe cannot be used: it is not valid, or its word list cannot be read. It is nil when it can.
func (r *Reader) Err() error { return r.err }

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

// Prepare runs the recipe's steps and returns what would be recognised, or ErrNoInk. Of a cascade those are the steps
// before its members' own. The result belongs to the caller.
func (r *Reader) Prepare(ctx context.Context, img image.Image) (*image.Gray, error) {
	var out *image.Gray
	err := r.prepared(ctx, img, nil, func(p *picture) error {
		steps := r.plan.members[0].steps
		if r.plan.cascade {
			steps = nil
		}
		if err := runSteps(ctx, p, steps, nil); err != nil {
			return err
		}
		if err := p.settle(); err != nil {
			return err
		}
		out = p.snapshot().(*image.Gray)
		return nil
	})
	return out, err
}

// ReadPrepared reads a picture that went through the recipe's steps already: of a cascade, those before its members'
// own.
func (r *Reader) ReadPrepared(ctx context.Context, p *Prepared) (Reading, error) {
	if r.err != nil {
		return Reading{}, r.err
	}
	start := time.Now()
	lent := r.buffers.Get().(*buffers)
	defer r.buffers.Put(lent)
	c := p.p.clone(lent)
	defer c.release()
	run := reading{plan: r.plan, rec: r.rec, buffers: lent, bounds: p.bounds}
	out, err := run.read(ctx, c)
	return r.finish(out, err, start)
}

// Combine returns what a cascade answers whose recipes read readings, one for each in their order: the first that is
// accepted, or what they vote for. A search for a cascade can try many without recognising anything again. Of a recipe
// that is no cascade it is the first reading.
func (r *Reader) Combine(readings []Reading) Reading {
	if r.err != nil || len(readings) == 0 {
		return Reading{}
	}
	out := r.plan.combine(readings)
	out.Recipe = r.plan.name
	return out
}

func (r *Reader) read(ctx context.Context, img image.Image, stages *[]Stage) (Reading, error) {
	start := time.Now()
	var out Reading
	err := r.prepared(ctx, img, stages, func(p *picture) (err error) {
		run := reading{plan: r.plan, rec: r.rec, buffers: p.buffers, bounds: img.Bounds(), stages: stages}
		out, err = run.read(ctx, p)
		return err
	})
	return r.finish(out, err, start)
}

// finish fills in what a Reading has whatever was read.
func (r *Reader) finish(out Reading, err error, start time.Time) (Reading, error) {
	if errors.Is(err, ErrNoInk) {
		out, err = Reading{Empty: true}, nil
	}
	if err != nil {
		return Reading{}, err
	}
	out.Recipe, out.Elapsed = r.plan.name, time.Since(start)
	return out, nil
}

// prepared runs the recipe's own steps on img and calls use with the result, whose memory is taken back afterwards.
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
	lent := r.buffers.Get().(*buffers)
	defer r.buffers.Put(lent)
	p := newPicture(img, lent)
	defer p.release()
	run := reading{stages: stages}
	if stages != nil {
		*stages = append(*stages, Stage{Name: "original", Image: p.snapshot()})
	}
	if err := runSteps(ctx, p, r.plan.steps, run.keep("", p)); err != nil {
		return err
	}
	return use(p)
}
