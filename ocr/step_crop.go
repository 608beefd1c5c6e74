package ocr

import (
	"image"
)

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
				cut(p, ink)
				return nil
			}, nil
		},
	}
}

// cut cuts a gray picture down to r, which lies in it, within its own memory.
func cut(p *picture, r image.Rectangle) {
	g, w, h := p.gray, r.Dx(), r.Dy()
	for y := range h {
		from := (r.Min.Y+y)*g.Stride + r.Min.X
		copy(g.Pix[y*w:(y+1)*w], g.Pix[from:from+w]) // never behind what is still to be read
	}
	g.Pix, g.Stride, g.Rect = g.Pix[:w*h], w, image.Rect(0, 0, w, h)
	p.moved(float64(r.Min.X), float64(r.Min.Y))
}
