package ocr

import (
	"errors"
	"image"

	"golang.org/x/image/math/f64"
)

// glyph is one piece of a picture: the ink of one character, as far as a segmentation can tell.
type glyph struct {
	offset, w, h int // its pixels are picture.glyphMemory[offset:][:w*h]; what is not its own is ground
	left, top    int // where its upper left corner lies on the line, in px
	m            f64.Aff3
}

// pix returns the pixels of a glyph, row by row.
func (p *picture) pix(g glyph) []byte { return p.glyphMemory[g.offset:][:g.w*g.h] }

// errNoGlyphs is returned by steps that work on glyphs when there are none.
var errNoGlyphs = errors.New("the picture is in one piece: put a step \"segment\" before it")

// alignment says how glyphs stand on the line that they are laid out on.
type alignment string

const (
	alignKeep   alignment = "keep" // as high as they stood
	alignTop    alignment = "top"
	alignCentre alignment = "centre"
	alignBottom alignment = "bottom"
)

// layout says how glyphs are put together again.
type layout struct {
	gap   int // px between two glyphs
	align alignment
}

// defaultGap is the space between glyphs when a recipe does not say, in px.
const defaultGap = 6

// assemble puts the glyphs side by side on a new line, which becomes the picture.
func assemble(p *picture, l layout) error {
	if len(p.glyphs) == 0 {
		return errNoGlyphs
	}
	top, bottom, width, height := p.glyphs[0].top, 0, -l.gap, 0
	for _, g := range p.glyphs {
		top, bottom = min(top, g.top), max(bottom, g.top+g.h)
		height = max(height, g.h)
		width += l.gap + g.w
	}
	if l.align == alignKeep {
		height = bottom - top
	}
	if err := checkGrown("assemble", width, height); err != nil {
		return err
	}
	line := p.buffers.gray(width, height)
	whiten(line.Pix)
	parts := make([]originPart, 0, len(p.glyphs))
	x := 0
	for _, g := range p.glyphs {
		y := 0
		switch l.align {
		case alignKeep:
			y = g.top - top
		case alignCentre:
			y = (height - g.h) / 2
		case alignBottom:
			y = height - g.h
		}
		from := p.pix(g)
		for row := range g.h {
			copy(line.Pix[(y+row)*width+x:][:g.w], from[row*g.w:])
		}
		parts = append(parts, originPart{
			box: image.Rect(x, y, x+g.w, y+g.h),
			m:   after(g.m, translation(-float64(x), -float64(y))),
		})
		x += g.w + l.gap
	}
	p.setGray(line)
	p.toOriginal = origin{whole: parts[0].m, parts: parts}
	return nil
}

// tints are the colours in which glyphs are shown.
var tints = [][3]byte{{200, 30, 30}, {20, 110, 30}, {30, 60, 200}, {170, 90, 0}, {130, 20, 150}, {0, 120, 130}}

// paintGlyphs shows the glyphs of a picture, where they lie on the line, in colours that part neighbours.
func paintGlyphs(p *picture) image.Image {
	box := image.Rectangle{}
	for _, g := range p.glyphs {
		box = box.Union(image.Rect(g.left, g.top, g.left+g.w, g.top+g.h))
	}
	const margin = 2
	box = box.Inset(-margin)
	img := image.NewRGBA(image.Rect(0, 0, box.Dx(), box.Dy()))
	whiten(img.Pix)
	for i, g := range p.glyphs {
		tint, from := tints[i%len(tints)], p.pix(g)
		for y := range g.h {
			for x := range g.w {
				at := img.PixOffset(g.left-box.Min.X+x, g.top-box.Min.Y+y)
				ink := 255 - int(from[y*g.w+x])
				for c := range tint {
					img.Pix[at+c] = byte(max(0, int(img.Pix[at+c])-ink*(255-int(tint[c]))/255))
				}
			}
		}
	}
	return img
}

// cell returns a copy of the part of a prepared picture that holds its i-th glyph, with a white margin, in memory lent by
// the picture's buffers; the whole picture when it was not segmented and i is 0.
func (p *picture) cell(i, margin int) *image.Gray {
	box := p.gray.Rect
	if len(p.toOriginal.parts) > 0 {
		box = p.toOriginal.parts[i].box.Intersect(box)
	}
	out := p.buffers.gray(box.Dx()+2*margin, box.Dy()+2*margin)
	whiten(out.Pix)
	for y := range box.Dy() {
		copy(out.Pix[(margin+y)*out.Stride+margin:][:box.Dx()], p.gray.Pix[(box.Min.Y+y)*p.gray.Stride+box.Min.X:])
	}
	return out
}
