package ocr

import (
	"context"
	"image"
	"sync"
)

// Prepared is a picture part of the way through its preparation. A search over recipes keeps them, so that the steps that
// two recipes begin with are run once. It is immutable, safe for concurrent use, and its memory is the garbage
// collector's.
type Prepared struct {
	p      picture // without buffers; never changed
	bounds image.Rectangle
	lent   *sync.Pool // of *buffers, shared by all that come from one image
}

// Prepare begins the preparation of img, laid on white. It does not keep img. One without pixels is [ErrNoInk], and one
// of more than 16 Mpx is refused by a *[DecodeError].
func Prepare(img image.Image) (*Prepared, error) {
	b := img.Bounds()
	if b.Empty() {
		return nil, ErrNoInk
	}
	if err := checkSize("image", b.Dx(), b.Dy(), defaultMaxPixels); err != nil {
		return nil, err
	}
	p := newPicture(img, new(buffers)) // memory that is lent to nobody else
	p.buffers = nil
	return &Prepared{p: *p, bounds: b, lent: &sync.Pool{New: func() any { return new(buffers) }}}, nil
}

// Apply returns what the steps make of the picture, which itself stays as it is. It returns [ErrNoInk] when one of
// them finds nothing to work on, ctx's error when ctx ends first, and an error for a step that is not valid.
func (p *Prepared) Apply(ctx context.Context, steps ...Step) (*Prepared, error) {
	compiled, err := compileSteps(steps)
	if err != nil {
		return nil, err
	}
	return p.work(func(c *picture) error { return runSteps(ctx, c, compiled, nil) })
}

// work returns what do makes of a copy of the picture.
func (p *Prepared) work(do func(*picture) error) (*Prepared, error) {
	lent := p.lent.Get().(*buffers)
	defer p.lent.Put(lent)
	c := p.p.clone(lent)
	defer c.release()
	if err := do(c); err != nil {
		return nil, err
	}
	kept := c.clone(new(buffers)) // just as large as it must be
	kept.buffers = nil
	return &Prepared{p: *kept, bounds: p.bounds, lent: p.lent}, nil
}

// Image returns a copy of the picture, for looking at. Glyphs that were segmented are in different colours.
func (p *Prepared) Image() image.Image { return p.p.snapshot() }

// Bytes returns how much memory the picture holds, for whoever keeps many.
func (p *Prepared) Bytes() int {
	const headers = 512
	n := headers + cap(p.p.glyphMemory) + 128*(len(p.p.glyphs)+len(p.p.toOriginal.parts))
	if p.p.colour != nil {
		n += cap(p.p.colour.Pix)
	}
	if p.p.gray != nil {
		n += cap(p.p.gray.Pix)
	}
	return n
}
