package ocr

import "image"

func erodeStep() StepKind {
	return morphologyStep("erode", "Makes ink thinner: a pixel stays as dark as the lightest under the element around it.",
		func(p *picture, e element) { extreme(p, e, e.window(), lightest) })
}

func dilateStep() StepKind {
	return morphologyStep("dilate", "Makes ink thicker: a pixel becomes as dark as the darkest under the element around it.",
		func(p *picture, e element) { extreme(p, e, e.window(), darkest) })
}

func openStep() StepKind {
	return morphologyStep("open", "Removes ink into which the element does not fit, and leaves the rest as it is: erode, then dilate.",
		func(p *picture, e element) {
			extreme(p, e, e.window(), lightest)
			extreme(p, e, e.window().mirrored(), darkest)
		})
}

func closeStep() StepKind {
	return morphologyStep("close", "Fills gaps in ink into which the element does not fit: dilate, then erode.",
		func(p *picture, e element) {
			extreme(p, e, e.window(), darkest)
			extreme(p, e, e.window().mirrored(), lightest)
		})
}

func morphologyStep(name, doc string, do func(*picture, element)) StepKind {
	return StepKind{
		Name:   name,
		Group:  GroupShape,
		Doc:    doc,
		Source: "J. Serra, \"Image Analysis and Mathematical Morphology\", 1982; on gray levels, what lies outside is ignored",
		Params: []Param{
			{Name: "shape", Kind: ParamWord, Words: []string{"rectangle", "horizontal", "vertical", "cross"},
				Default: "rectangle", Try: []any{"rectangle", "horizontal", "vertical", "cross"},
				Doc: "the element: a square, a line, or both lines"},
			{Name: "size", Kind: ParamInt, Unit: "px", Min: 1, Max: 99, Default: 3, Try: []any{2, 3, 4, 5},
				Doc: "how long and wide it is; the middle of an even one is the pixel before"},
		},
		build: func(a args) (stepFunc, error) {
			e := element{shape: a.word("shape"), size: a.int("size")}
			return func(p *picture) error {
				p.asGray()
				do(p, e)
				return nil
			}, nil
		},
	}
}

// element is a structuring element.
type element struct {
	shape string
	size  int // px
}

func (e element) window() window { return windowOf(e.size) }

// which says whether the least or the greatest level under the element is taken.
type which bool

const (
	darkest  which = false
	lightest which = true
)

// extreme replaces each pixel of the gray picture by the darkest or lightest under the element.
func extreme(p *picture, e element, w window, take which) {
	g := p.gray
	if take == lightest { // the lightest of levels is the darkest of their negative
		invert(g)
		defer invert(g)
	}
	switch e.shape {
	case "horizontal":
		leastAcross(p.buffers, g, w)
	case "vertical":
		leastDown(p.buffers, g, w)
	case "cross":
		across := &image.Gray{Pix: p.buffers.bytes(len(g.Pix)), Stride: g.Stride, Rect: g.Rect}
		copy(across.Pix, g.Pix)
		leastAcross(p.buffers, across, w)
		leastDown(p.buffers, g, w)
		leastOf(g.Pix, g.Pix, across.Pix)
		p.buffers.release(across.Pix)
	default:
		leastAcross(p.buffers, g, w)
		leastDown(p.buffers, g, w)
	}
}
