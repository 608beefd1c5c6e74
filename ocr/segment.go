package ocr

import (
	"cmp"
	"fmt"
	"image"
	"slices"
)

// segmentation is a way to take a picture apart into glyphs.
type segmentation struct {
	projection bool // pieces are parted by empty columns, not by what hangs together
	dropFall   bool // cuts follow a falling drop
	count      int  // glyphs; 0 when not known
	minArea    int  // px
}

// piece is some ink of a picture: all pixels of that label.
type piece struct {
	component
	label int32
}

// split takes the gray picture apart.
func (s segmentation) split(p *picture) error {
	if p.glyphs != nil {
		if err := p.settle(); err != nil {
			return err
		}
	}
	g := p.asGray()
	labels, parts := p.buffers.findComponents(g)
	pieces, label := s.pieces(parts)
	if s.count > 0 {
		pieces = fuse(pieces, label, s.count)
	}
	if len(pieces) == 0 {
		return ErrNoInk
	}
	for i, l := range labels {
		labels[i] = label.of(l)
	}
	pieces = s.cutWide(p.buffers, labels, pieces, g.Rect.Dx())
	return takeGlyphs(p, labels, pieces)
}

// relabelling says which label each label becomes.
type relabelling []int32

// of returns what a label became, over all steps.
func (r relabelling) of(l int32) int32 {
	for r[l] != l {
		l = r[l]
	}
	return l
}

// pieces joins components to pieces and returns these, from left to right, and how labels change. A piece has the label
// of one of its components.
func (s segmentation) pieces(parts []component) ([]piece, relabelling) {
	label := make(relabelling, len(parts)+1) // 0, the ground, at first
	order := make([]piece, 0, len(parts))
	for i, c := range parts {
		if c.area >= s.minArea {
			order = append(order, piece{c, int32(i + 1)})
		}
	}
	if len(order) > mostPieces { // this is no line of text: only the largest can matter
		slices.SortStableFunc(order, func(a, b piece) int { return cmp.Compare(b.area, a.area) })
		order = order[:mostPieces]
	}
	slices.SortStableFunc(order, func(a, b piece) int { return cmp.Compare(a.box.Min.X, b.box.Min.X) })
	var pieces []piece
	for _, c := range order {
		last := len(pieces) - 1
		if last >= 0 && s.belong(pieces[last].box, c.box) {
			pieces[last].take(c)
		} else {
			pieces = append(pieces, c)
			last++
		}
		label[c.label] = pieces[last].label
	}
	return pieces, label
}

// mostPieces bounds the work on pictures that hold no text.
const mostPieces = 400

// take makes another piece part of this one.
func (p *piece) take(other piece) {
	p.box = p.box.Union(other.box)
	p.area += other.area
}

// belong says that two boxes, of which b begins no farther left, are of one piece: a dot and its stem, a broken stroke.
func (s segmentation) belong(a, b image.Rectangle) bool {
	shared := min(a.Max.X, b.Max.X) - b.Min.X
	if s.projection {
		return shared > 0
	}
	return 2*shared > min(a.Dx(), b.Dx())
}

// fuse makes at most count pieces: the smallest goes into the next one where it is near, else it is dropped.
func fuse(pieces []piece, label relabelling, count int) []piece {
	for len(pieces) > count {
		least := 0
		for i, c := range pieces {
			if c.area < pieces[least].area {
				least = i
			}
		}
		small, into := pieces[least], -1
		near := max(2, small.box.Dx()/2) // px
		for _, i := range [...]int{least - 1, least + 1} {
			if i < 0 || i >= len(pieces) {
				continue
			}
			if gap := gapBetween(pieces[i].box, small.box); gap <= near {
				near, into = gap, i
			}
		}
		label[small.label] = 0
		if into >= 0 {
			label[small.label] = pieces[into].label
			pieces[into].take(small)
		}
		pieces = slices.Delete(pieces, least, least+1)
	}
	return pieces
}

// cutWide cuts those pieces that hold several glyphs, and returns all from left to right.
func (s segmentation) cutWide(b *buffers, labels []int32, pieces []piece, w int) []piece {
	parts := s.partsOf(pieces)
	next := int32(len(pieces) + 1)
	for _, c := range pieces {
		next = max(next, c.label+1)
	}
	var out []piece
	for i, c := range pieces {
		if parts[i] < 2 {
			out = append(out, c)
			continue
		}
		cut := cutter{labels: labels, w: w, piece: c, next: next, dropFall: s.dropFall}
		cutPieces := cut.into(b, parts[i])
		next += int32(len(cutPieces))
		out = append(out, cutPieces...)
	}
	return out
}

// partsOf says how many glyphs each piece holds.
func (s segmentation) partsOf(pieces []piece) []int {
	parts := make([]int, len(pieces))
	for i := range parts {
		parts[i] = 1
	}
	if s.count == 0 {
		usual := usualWidth(pieces)
		for i, c := range pieces {
			if n := c.box.Dx(); 2*n > 3*usual { // half as wide again
				parts[i] = min((n+usual/2)/usual, mostGlyphs)
			}
		}
		return parts
	}
	for n := len(pieces); n < s.count; n++ { // each further glyph is in the piece whose parts are widest
		widest := 0
		for i, c := range pieces {
			if c.box.Dx()*parts[widest] > pieces[widest].box.Dx()*parts[i] {
				widest = i
			}
		}
		parts[widest]++
	}
	return parts
}

// mostGlyphs is into how many glyphs a piece is cut at most.
const mostGlyphs = 40

// usualWidth is the width that a glyph is taken to have, in px: the median of the pieces', if that fits their height.
func usualWidth(pieces []piece) int {
	widths, heights := make([]int, len(pieces)), make([]int, len(pieces))
	for i, c := range pieces {
		widths[i], heights[i] = c.box.Dx(), c.box.Dy()
	}
	slices.Sort(widths)
	slices.Sort(heights)
	height := heights[len(heights)/2]
	return max(1, min(max(widths[(len(widths)-1)/2], 2*height/5), height))
}

// takeGlyphs copies the pixels of each piece out of the picture.
func takeGlyphs(p *picture, labels []int32, pieces []piece) error {
	w, h := p.size()
	shades := !twoLevels(p.gray)
	if shades {
		const edge = 1 // px of gray around the ink that is still its
		for i := range pieces {
			pieces[i].box = pieces[i].box.Inset(-edge).Intersect(p.gray.Rect)
		}
	}
	size := 0
	for _, c := range pieces {
		size += c.box.Dx() * c.box.Dy()
	}
	if err := checkGlyphs(size); err != nil {
		return err
	}
	p.glyphMemory = p.buffers.bytes(size)
	whiten(p.glyphMemory)
	p.glyphs = make([]glyph, 0, len(pieces))
	offset := 0
	for _, c := range pieces {
		g := glyph{offset: offset, w: c.box.Dx(), h: c.box.Dy(), left: c.box.Min.X, top: c.box.Min.Y}
		offset += g.w * g.h
		g.m = after(p.toOriginal.whole, translation(float64(g.left), float64(g.top)))
		out := p.pix(g)
		for y := range g.h {
			for x := range g.w {
				at := (g.top+y)*w + g.left + x
				if labels[at] == c.label || shades && labels[at] == 0 && touches(labels, g.left+x, g.top+y, w, h, c.label) {
					out[y*g.w+x] = p.gray.Pix[at]
				}
			}
		}
		p.glyphs = append(p.glyphs, g)
	}
	p.toOriginal.parts = nil
	return nil
}

// checkGlyphs refuses glyphs that would have, in all, more pixels than an image may have that is decoded by default.
func checkGlyphs(pixels int) error {
	if pixels > defaultMaxPixels {
		return fmt.Errorf("the glyphs would get %d pixels, and the limit is %d in all", pixels, defaultMaxPixels)
	}
	return nil
}

// twoLevels says that the picture was thresholded.
func twoLevels(g *image.Gray) bool {
	for _, v := range g.Pix {
		if v != 0 && v != 255 {
			return false
		}
	}
	return true
}

// touches says that one of the four neighbours of a pixel has the label.
func touches(labels []int32, x, y, w, h int, label int32) bool {
	i := y*w + x
	return x > 0 && labels[i-1] == label || x+1 < w && labels[i+1] == label ||
		y > 0 && labels[i-w] == label || y+1 < h && labels[i+w] == label
}
