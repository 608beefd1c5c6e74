package ocr

import "image"

func cropStep() StepKind {
	return StepKind{
		Name:   "crop",
		Group:  GroupGeometry,
		Doc:    "Cuts the picture down to its ink (levels below 128).",
		Source: "formbot's own",
		build: func(args) (stepFunc, error) {
			return func(p *picture) error {
				ink := inkBounds(p.asGray())
				if ink.Empty() {
					return ErrNoInk
				}
				p.cut(ink)
				return nil
			}, nil
		},
	}
}

// cut cuts the picture down to r, which lies in it, within its own memory.
func (p *picture) cut(r image.Rectangle) {
	if c := p.colour; c != nil {
		c.Pix = cutRows(c.Pix, c.Stride, image.Rect(4*r.Min.X, r.Min.Y, 4*r.Max.X, r.Max.Y))
		c.Stride, c.Rect = 4*r.Dx(), image.Rect(0, 0, r.Dx(), r.Dy())
	} else {
		g := p.gray
		g.Pix = cutRows(g.Pix, g.Stride, r)
		g.Stride, g.Rect = r.Dx(), image.Rect(0, 0, r.Dx(), r.Dy())
	}
	p.moved(float64(r.Min.X), float64(r.Min.Y))
}

// cutRows moves the bytes of r to the front and returns them.
func cutRows(pix []byte, stride int, r image.Rectangle) []byte {
	w := r.Dx()
	for y := range r.Dy() {
		from := (r.Min.Y+y)*stride + r.Min.X
		copy(pix[y*w:(y+1)*w], pix[from:from+w]) // never behind what is still to be read
	}
	return pix[:w*r.Dy()]
}
