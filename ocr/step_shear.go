package ocr

import (
	"image"
	"math"

	"golang.org/x/image/math/f64"
)

func shearStep() StepKind {
	return StepKind{
		Name:  "shear",
		Group: GroupGeometry,
		Doc:   "Makes slanted strokes upright: shifts each row sideways the farther the higher it is.",
		Source: "A. Vinciarelli, J. Luettin, \"A new normalization technique for cursive handwritten words\", Pattern " +
			"Recognition Letters 22, 2001 (columns of ink weigh by their square)",
		Params: []Param{{
			Name: "degrees", Kind: ParamNumber, Unit: "degrees", Min: -60, Max: 60, Words: []string{"auto"}, Default: "auto",
			Try: []any{"auto", -20.0, -10.0, 10.0, 20.0},
			Doc: "by how much strokes lean to the right; auto for the angle, up to 45 to either side, at which columns of " +
				"ink (levels below 128) are longest",
		}},
		build: func(a args) (stepFunc, error) {
			auto, fixed := a.isWord("degrees", "auto"), 0.0
			if !auto {
				fixed = a.number("degrees")
			}
			return func(p *picture) error {
				degrees := fixed
				if auto {
					degrees = slantOf(p.buffers, p.asGray())
				}
				if degrees == 0 {
					return nil
				}
				return shear(p, degrees)
			}, nil
		},
	}
}

// slantOf returns by how many degrees the ink's strokes lean to the right.
func slantOf(b *buffers, g *image.Gray) float64 {
	points, _ := b.inkPoints(g)
	columns := lend(&b.numbers, g.Rect.Dx()+2*g.Rect.Dy()+3)
	offset := g.Rect.Dy() + 1
	const most = 45
	return bestAngle(most, func(degrees float64) int64 {
		clear(columns)
		slope := int32(math.Round(math.Tan(degrees*math.Pi/180) * (1 << 12)))
		for _, p := range points {
			columns[int(p.x+(p.y*slope)>>12)+offset]++
		}
		score := int64(0)
		for _, n := range columns {
			score += int64(n) * int64(n)
		}
		return score
	})
}

// shear makes strokes upright that lean to the right by so many degrees. The picture gets as wide as that needs.
func shear(p *picture, degrees float64) error {
	tan := math.Tan(degrees * math.Pi / 180)
	w, h := p.size()
	shift := tan * float64(h-1)
	// Row r comes from tan · r farther left, or from as much less as keeps it in the picture. Rows are sampled at their
	// middles, so that for 45 degrees each moves by whole pixels.
	m := f64.Aff3{1, -tan, math.Min(0, shift) + tan/2, 0, 1, 0}
	return warp(p, "shear", m, w+int(math.Ceil(math.Abs(shift))), h)
}
