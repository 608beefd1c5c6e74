package ocr

import "image"

func borderStep() StepKind {
	return StepKind{
		Name:   "border",
		Group:  GroupGeometry,
		Doc:    "Adds a white border on all sides.",
		Source: "Tesseract documentation, \"Improving the quality of the output\", section Borders",
		Params: []Param{{
			Name: "px", Kind: ParamInt, Unit: "px", Min: 0, Max: 500, Default: 10, Try: []any{5, 10, 20}, Doc: "its width",
		}},
		build: func(a args) (stepFunc, error) {
			px := a.int("px")
			return func(p *picture) error { return addBorder(p, px) }, nil
		},
	}
}

func addBorder(p *picture, px int) error {
	g := p.asGray()
	w, h := p.size()
	if err := checkGrown("border", w+2*px, h+2*px); err != nil {
		return err
	}
	out := framed(p.buffers, g, px)
	p.setGray(out)
	p.moved(-float64(px), -float64(px))
	return nil
}

// framed returns, in memory that b lends, g with a white border.
func framed(b *buffers, g *image.Gray, px int) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	out := b.gray(w+2*px, h+2*px)
	whiten(out.Pix[:px*out.Stride])
	for y := range h {
		row := out.Pix[(px+y)*out.Stride:][:out.Stride]
		whiten(row[:px])
		copy(row[px:], g.Pix[y*g.Stride:][:w])
		whiten(row[px+w:])
	}
	whiten(out.Pix[(px+h)*out.Stride:])
	return out
}

// whiten makes s ground.
func whiten(s []byte) {
	for i := range s {
		s[i] = 255
	}
}
