package ocr

import "image"

func frameStep() StepKind {
	return StepKind{
		Name:  "frame",
		Group: GroupGeometry,
		Doc: "Cuts off a frame around the picture: a fixed width, or on each side all up to the last line, within a " +
			"sixth of the picture, of which three quarters are dark by Otsu's threshold.",
		Source: "formbot's own",
		Params: []Param{{
			Name: "px", Kind: ParamInt, Unit: "px", Min: 0, Max: 500, Words: []string{"auto"}, Default: "auto",
			Try: []any{"auto", 1, 2, 3, 5}, Doc: "what is cut off on each side",
		}},
		build: func(a args) (stepFunc, error) {
			auto, px := a.isWord("px", "auto"), 0
			if !auto {
				px = a.int("px")
			}
			return func(p *picture) error {
				w, h := p.size()
				inside := image.Rect(px, px, w-px, h-px)
				if auto {
					inside = insideFrame(p)
				}
				if w <= 2*px || h <= 2*px || inside.Empty() {
					return ErrNoInk
				}
				p.cut(inside)
				return nil
			}, nil
		},
	}
}

// insideFrame returns what a frame encloses, the whole picture when it has none.
func insideFrame(p *picture) image.Rectangle {
	w, h := p.size()
	g := p.gray
	if g == nil { // the picture stays in colour
		g = p.buffers.gray(w, h)
		lumaRounded(g.Pix, p.colour.Pix)
		defer p.buffers.release(g.Pix)
	}
	level := byte(otsu(g))
	dark := func(r image.Rectangle) bool {
		n := 0
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for _, v := range g.Pix[y*w+r.Min.X : y*w+r.Max.X] {
				if v < level {
					n++
				}
			}
		}
		return 4*n >= 3*r.Dx()*r.Dy()
	}
	in := image.Rect(0, 0, w, h)
	for i := range h / 6 {
		if dark(image.Rect(0, i, w, i+1)) {
			in.Min.Y = i + 1
		}
		if dark(image.Rect(0, h-1-i, w, h-i)) {
			in.Max.Y = h - 1 - i
		}
	}
	for i := range w / 6 {
		if dark(image.Rect(i, 0, i+1, h)) {
			in.Min.X = i + 1
		}
		if dark(image.Rect(w-1-i, 0, w-i, h)) {
			in.Max.X = w - 1 - i
		}
	}
	return in
}
