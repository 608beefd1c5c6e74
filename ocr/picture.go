package ocr

import (
	"image"
	"image/draw"
	"slices"

	"golang.org/x/image/math/f64"
)

// picture is what the steps of a recipe work on, one after the other. A step may overwrite it or replace it.
//
// Its origin is (0, 0) and its rows follow each other without gaps, so that a step can run over Pix in one loop.
// Exactly one of colour and gray is set.
type picture struct {
	colour *image.RGBA // opaque; nil once a step has made the picture gray
	gray   *image.Gray
	// glyphs are the pieces into which a step has taken the gray picture, in reading order, until they are assembled.
	// They do not overlap in the memory that they share.
	glyphs      []glyph
	glyphMemory []byte
	toOriginal  origin
	buffers     *buffers
}

// newPicture copies img, laid on white.
func newPicture(img image.Image, buffers *buffers) *picture {
	p := &picture{buffers: buffers, toOriginal: origin{whole: identity()}}
	b := img.Bounds()
	if g, ok := img.(*image.Gray); ok {
		p.gray = buffers.gray(b.Dx(), b.Dy())
		draw.Draw(p.gray, p.gray.Rect, g, b.Min, draw.Src)
		return p
	}
	p.colour = buffers.rgba(b.Dx(), b.Dy())
	switch src := img.(type) {
	case *image.Paletted:
		paintPaletted(p.colour, src)
	default:
		if isOpaque(img) {
			draw.Draw(p.colour, p.colour.Rect, img, b.Min, draw.Src)
			break
		}
		draw.Draw(p.colour, p.colour.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(p.colour, p.colour.Rect, img, b.Min, draw.Over)
	}
	return p
}

// paintPaletted does what image/draw has no fast path for.
func paintPaletted(dst *image.RGBA, src *image.Paletted) {
	var palette [256][4]byte // an index beyond the palette is black, as it is to Go's own decoders
	for i := range palette {
		palette[i][3] = 0xff
	}
	for i, c := range src.Palette {
		if i == len(palette) {
			break
		}
		r, g, b, a := c.RGBA()
		white := 0xffff - a // alpha-premultiplied, so the ground only adds
		palette[i] = [4]byte{byte((r + white) >> 8), byte((g + white) >> 8), byte((b + white) >> 8), 0xff}
	}
	w := dst.Rect.Dx()
	for y := range dst.Rect.Dy() {
		row := src.Pix[y*src.Stride:][:w]
		out := dst.Pix[y*dst.Stride:][:4*w]
		for x, index := range row {
			copy(out[4*x:4*x+4], palette[index][:])
		}
	}
}

// asGray makes the picture gray by its luma if it is still in colour, and returns it.
func (p *picture) asGray() *image.Gray {
	if p.gray == nil {
		w, h := p.size()
		g := p.buffers.gray(w, h)
		lumaRounded(g.Pix, p.colour.Pix)
		p.setGray(g)
	}
	return p.gray
}

// setGray makes g, which is from the picture's buffers, the picture.
func (p *picture) setGray(g *image.Gray) {
	p.release()
	p.gray = g
}

// setColour makes c the picture.
func (p *picture) setColour(c *image.RGBA) {
	p.release()
	p.colour = c
}

// release gives the picture's memory back.
func (p *picture) release() {
	if p.colour != nil {
		p.buffers.release(p.colour.Pix)
	}
	if p.gray != nil {
		p.buffers.release(p.gray.Pix)
	}
	p.colour, p.gray = nil, nil
	p.dropGlyphs()
}

// dropGlyphs forgets the pieces that the picture was taken into.
func (p *picture) dropGlyphs() {
	p.buffers.release(p.glyphMemory)
	p.glyphs, p.glyphMemory = nil, nil
}

// clone copies the picture, into memory lent by buffers.
func (p *picture) clone(buffers *buffers) *picture {
	c := *p
	c.buffers = buffers
	if p.colour != nil {
		c.colour = buffers.rgba(p.size())
		copy(c.colour.Pix, p.colour.Pix)
	}
	if p.gray != nil {
		c.gray = buffers.gray(p.size())
		copy(c.gray.Pix, p.gray.Pix)
	}
	if p.glyphs != nil {
		c.glyphMemory = buffers.bytes(len(p.glyphMemory))
		copy(c.glyphMemory, p.glyphMemory)
		c.glyphs = slices.Clone(p.glyphs)
	}
	c.toOriginal.parts = slices.Clone(p.toOriginal.parts)
	return &c
}

// settle ends the preparation: the picture is gray, and in one piece. It returns ErrNoInk when there is nothing to
// recognise.
func (p *picture) settle() error {
	if p.glyphs != nil {
		if err := assemble(p, layout{gap: defaultGap, align: alignKeep}); err != nil {
			return err
		}
	}
	if uniform(p.asGray()) {
		return ErrNoInk
	}
	return nil
}

func (p *picture) size() (w, h int) {
	if p.colour != nil {
		return p.colour.Rect.Dx(), p.colour.Rect.Dy()
	}
	return p.gray.Rect.Dx(), p.gray.Rect.Dy()
}

// snapshot copies the picture for someone who keeps it.
func (p *picture) snapshot() image.Image {
	if p.glyphs != nil {
		return paintGlyphs(p)
	}
	if p.colour != nil {
		c := *p.colour
		c.Pix = append([]byte(nil), c.Pix...)
		return &c
	}
	g := *p.gray
	g.Pix = append([]byte(nil), g.Pix...)
	return &g
}

// moved notes that the picture's point (0, 0) was at (dx, dy) before the current step.
func (p *picture) moved(dx, dy float64) {
	p.toOriginal.follow(translation(dx, dy))
}

// scaled notes that the picture became sx times as wide and sy times as high.
func (p *picture) scaled(sx, sy float64) {
	p.toOriginal.follow(f64.Aff3{1 / sx, 0, 0, 0, 1 / sy, 0})
}

// uniform says that all pixels are the same.
func uniform(g *image.Gray) bool {
	for _, v := range g.Pix {
		if v != g.Pix[0] {
			return false
		}
	}
	return true
}

// inkBounds returns the smallest rectangle that holds all ink, empty when there is none.
func inkBounds(g *image.Gray) image.Rectangle {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	left, right, top, bottom := w, 0, h, 0
	for y := range h {
		row := g.Pix[y*g.Stride:][:w]
		first := 0
		for first < w && row[first] >= inkBelow {
			first++
		}
		if first == w {
			continue
		}
		last := w - 1
		for row[last] >= inkBelow {
			last--
		}
		left, right = min(left, first), max(right, last+1)
		top, bottom = min(top, y), y+1
	}
	if top == h {
		return image.Rectangle{}
	}
	return image.Rect(left, top, right, bottom)
}

// inkBelow is the gray value below which a pixel is ink to the steps that look at shapes. A thresholded picture has ink
// at 0 and ground at 255.
const inkBelow = 128
