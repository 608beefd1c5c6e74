package ocr

import (
	"errors"
	"fmt"
	"image"
	"math"

	"github.com/disintegration/imaging"
)

func scaleStep() StepKind {
	return StepKind{
		Name:  "scale",
		Group: GroupScale,
		Doc:   "Scales the picture, width and height alike, by a factor or so that its ink gets a height.",
		Source: "K. Turkowski, \"Filters for common resampling tasks\", Graphics Gems I, 1990; " +
			"colours by disintegration/imaging",
		Params: []Param{
			{Name: "height", Kind: ParamInt, Unit: "px", Min: 0, Max: 1000, Default: 0, Try: []any{24, 30, 36, 42, 48, 60},
				Doc: "height that the ink (levels below 128) gets; 0 when factor is given"},
			{Name: "factor", Kind: ParamNumber, Min: 0, Max: 20, Default: 0.0, Try: []any{1.5, 2.0, 3.0, 4.0},
				Doc: "how many times as large the picture gets; 0 when height is given"},
			{Name: "filter", Kind: ParamWord, Default: "linear",
				Words: []string{"nearest", "area", "linear", "cubic", "lanczos"},
				Try:   []any{"area", "linear", "cubic", "lanczos"}, Doc: "how pixels are interpolated"},
		},
		OneOf: []string{"height", "factor"},
		build: func(a args) (stepFunc, error) {
			height, factor, filter := a.int("height"), a.number("factor"), a.word("filter")
			if (height == 0) == (factor == 0) {
				return nil, errors.New("give either height or factor")
			}
			return func(p *picture) error {
				by := factor
				if by == 0 {
					ink := inkBounds(p.asGray())
					if ink.Empty() {
						return ErrNoInk
					}
					by = float64(height) / float64(ink.Dy())
				}
				return scale(p, by, filter)
			}, nil
		},
	}
}

// scale makes the picture by times as large, in colour if it is in colour.
func scale(p *picture, by float64, filter string) error {
	w, h := p.size()
	newW, newH := math.Max(1, math.Round(float64(w)*by)), math.Max(1, math.Round(float64(h)*by))
	if err := checkGrown("scale", newW, newH); err != nil {
		return err
	}
	if p.colour != nil {
		// Neither a paletted image, on which imaging panics in a goroutine of its own, nor any other foreign type gets here.
		out := imaging.Resize(p.colour, int(newW), int(newH), imagingFilter(filter))
		p.setColour(&image.RGBA{Pix: out.Pix, Stride: out.Stride, Rect: out.Rect}) // opaque, so the same bytes
	} else {
		// imaging makes gray pictures colour first and starts goroutines, which costs more than the work.
		g := p.buffers.gray(int(newW), int(newH))
		p.buffers.resample(g, p.gray, kernelOf(filter))
		p.setGray(g)
	}
	p.scaled(newW/float64(w), newH/float64(h))
	return nil
}

func imagingFilter(name string) imaging.ResampleFilter {
	switch name {
	case "nearest":
		return imaging.NearestNeighbor
	case "area":
		return imaging.Box
	case "cubic":
		return imaging.CatmullRom
	case "lanczos":
		return imaging.Lanczos
	default:
		return imaging.Linear
	}
}

// checkGrown refuses a step's result that has more pixels than an image may have that is decoded by default.
func checkGrown[N int | float64](step string, w, h N) error {
	if float64(w)*float64(h) > defaultMaxPixels {
		return fmt.Errorf("step %q: the picture would get %v×%v pixels, and the limit is %d in all",
			step, w, h, defaultMaxPixels)
	}
	return nil
}
