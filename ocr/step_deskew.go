package ocr

import (
	"image"
	"math"

	"golang.org/x/image/math/f64"
)

func deskewStep() StepKind {
	return StepKind{
		Name:  "deskew",
		Group: GroupGeometry,
		Doc: "Turns the picture so that its line of ink (levels below 128) becomes level: the angle is that at which the " +
			"rows of ink are told apart best. What is new at the corners is white.",
		Source: "W. Postl, \"Detection of linear oblique structures and skew scan in digitized documents\", ICPR 1986 " +
			"(the sum of squared differences of the projection profile)",
		Params: []Param{{
			Name: "max", Kind: ParamInt, Unit: "degrees", Min: 1, Max: 45, Default: 15, Try: []any{5, 10, 15, 25},
			Doc: "the greatest angle that is looked for, to either side",
		}},
		build: func(a args) (stepFunc, error) {
			most := a.int("max")
			return func(p *picture) error {
				degrees := skewOf(p.buffers, p.asGray(), most)
				if degrees == 0 {
					return nil
				}
				return rotate(p, degrees)
			}, nil
		},
	}
}

// skewOf returns the angle, in degrees, by which the ink's line falls from left to right.
func skewOf(b *buffers, g *image.Gray, most int) float64 {
	points, _ := b.inkPoints(g)
	rows := lend(&b.numbers, 2*(g.Rect.Dx()+g.Rect.Dy())+3) // at most 45 degrees
	offset := g.Rect.Dx() + 1
	return bestAngle(most, func(degrees float64) int64 {
		clear(rows)
		slope := int32(math.Round(math.Tan(degrees*math.Pi/180) * (1 << 12)))
		for _, p := range points {
			rows[int(p.y-(p.x*slope)>>12)+offset]++
		}
		score := int64(0)
		for i := 1; i < len(rows); i++ {
			d := int64(rows[i] - rows[i-1])
			score += d * d
		}
		return score
	})
}

// bestAngle returns the angle of the highest score among those up to most degrees to either side, to a quarter of a
// degree. It is 0 where none is better than that.
func bestAngle(most int, score func(degrees float64) int64) float64 {
	best, highest := 0.0, score(0)
	try := func(degrees float64) {
		if s := score(degrees); s > highest {
			best, highest = degrees, s
		}
	}
	for d := 1; d <= most; d++ {
		try(float64(d))
		try(float64(-d))
	}
	middle := best
	for _, d := range [...]float64{-0.75, -0.5, -0.25, 0.25, 0.5, 0.75} {
		try(middle + d)
	}
	return best
}

// rotate turns the picture about its middle, counterclockwise as seen, and grows it so that nothing is lost.
func rotate(p *picture, degrees float64) error {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w, h := p.size()
	fw, fh := float64(w), float64(h)
	newW := math.Ceil(fw*math.Abs(cos) + fh*math.Abs(sin) - 1e-9)
	newH := math.Ceil(fw*math.Abs(sin) + fh*math.Abs(cos) - 1e-9)
	m := f64.Aff3{
		cos, -sin, fw/2 - (cos*newW-sin*newH)/2,
		sin, cos, fh/2 - (sin*newW+cos*newH)/2,
	}
	return warp(p, "deskew", m, int(newW), int(newH))
}
