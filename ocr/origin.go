package ocr

import (
	"image"
	"math"

	"golang.org/x/image/math/f64"
)

// origin says where in the original image each point of a picture comes from.
type origin struct {
	// whole maps a point of the picture to the same point of the original image.
	whole f64.Aff3
	// parts say it for pictures that were laid out anew glyph by glyph, in reading order; else there are none.
	parts []originPart
}

// originPart is the origin of one glyph.
type originPart struct {
	box image.Rectangle // the glyph's place in the picture
	m   f64.Aff3        // maps a point of that box to the original image
}

// identity is the origin of the original image itself.
func identity() f64.Aff3 { return f64.Aff3{1, 0, 0, 0, 1, 0} }

// translation moves each point so far.
func translation(dx, dy float64) f64.Aff3 { return f64.Aff3{1, 0, dx, 0, 1, dy} }

// box returns the smallest box of the original image that holds what b holds of the picture.
func (o origin) box(b image.Rectangle) image.Rectangle {
	if b.Empty() {
		return image.Rectangle{}
	}
	if len(o.parts) == 0 {
		return mapBox(o.whole, b)
	}
	var out image.Rectangle
	for _, part := range o.parts {
		out = out.Union(mapBox(part.m, b.Intersect(part.box)))
	}
	if !out.Empty() {
		return out
	}
	// What was recognised in a gap belongs to the glyph beside it.
	nearest := o.parts[0]
	for _, part := range o.parts[1:] {
		if gapBetween(part.box, b) < gapBetween(nearest.box, b) {
			nearest = part
		}
	}
	return mapBox(nearest.m, nearest.box)
}

// gapBetween is the horizontal distance of two boxes, negative when they overlap.
func gapBetween(a, b image.Rectangle) int { return max(a.Min.X-b.Max.X, b.Min.X-a.Max.X) }

// follow notes that the picture was transformed: at its point q is now what was at m(q).
func (o *origin) follow(m f64.Aff3) {
	o.whole = after(o.whole, m)
	if len(o.parts) == 0 {
		return
	}
	forth := inverse(m)
	for i := range o.parts {
		part := &o.parts[i]
		part.m = after(part.m, m)
		part.box = mapBox(forth, part.box)
	}
}

// after returns the transformation that does b, then a.
func after(a, b f64.Aff3) f64.Aff3 {
	return f64.Aff3{
		a[0]*b[0] + a[1]*b[3], a[0]*b[1] + a[1]*b[4], a[0]*b[2] + a[1]*b[5] + a[2],
		a[3]*b[0] + a[4]*b[3], a[3]*b[1] + a[4]*b[4], a[3]*b[2] + a[4]*b[5] + a[5],
	}
}

// inverse undoes m, which must not be flat.
func inverse(m f64.Aff3) f64.Aff3 {
	d := m[0]*m[4] - m[1]*m[3]
	a, b, c, e := m[4]/d, -m[1]/d, -m[3]/d, m[0]/d
	return f64.Aff3{a, b, -a*m[2] - b*m[5], c, e, -c*m[2] - e*m[5]}
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
