package ocr

import (
	"image"
	"math"
)

func gaussianStep() StepKind {
	return StepKind{
		Name:  "gaussian",
		Group: GroupSmooth,
		Doc:   "Blurs the picture. Beyond it its outermost pixels go on.",
		Source: "R. Gonzalez, R. Woods, \"Digital Image Processing\", 4th ed., section 3.5 (Gaussian lowpass kernels, " +
			"separable, cut off at three sigma)",
		Params: []Param{{
			Name: "sigma", Kind: ParamNumber, Unit: "px", Min: 0.1, Max: 20, Default: 1.0, Try: []any{0.6, 0.8, 1.0, 1.2, 1.5, 2.0},
			Doc: "the standard deviation",
		}},
		build: func(a args) (stepFunc, error) {
			weights := gaussianWeights(a.number("sigma"))
			return func(p *picture) error {
				blur(p.buffers, p.asGray(), weights)
				return nil
			}, nil
		},
	}
}

// gaussianWeights returns the right half of the kernel, its middle first. The whole adds up to 1<<weightBits.
func gaussianWeights(sigma float64) []uint32 {
	radius := int(math.Ceil(3 * sigma))
	exact := make([]float64, radius+1)
	sum := 0.0
	for d := range exact {
		exact[d] = math.Exp(-float64(d*d) / (2 * sigma * sigma))
		sum += exact[d]
		if d > 0 {
			sum += exact[d]
		}
	}
	weights := make([]uint32, radius+1)
	left := uint32(1 << weightBits)
	for d := radius; d > 0; d-- {
		weights[d] = uint32(math.Round(exact[d] / sum * (1 << weightBits)))
		left -= 2 * weights[d]
	}
	weights[0] = left
	return weights
}

// blur convolves g with a symmetric kernel, across and down. Between the two it keeps eight bits behind the point.
func blur(b *buffers, g *image.Gray, weights []uint32) {
	w, h, radius := g.Rect.Dx(), g.Rect.Dy(), len(weights)-1
	rows := lend(&b.words, w*h)
	line := b.bytes(w + 2*radius)
	for y := range h {
		row := g.Pix[y*g.Stride:][:w]
		copy(line[radius:], row)
		for x := range radius {
			line[x], line[radius+w+x] = row[0], row[w-1]
		}
		out := rows[y*w:][:w]
		for x := range out {
			around := line[x : x+2*radius+1]
			sum := uint32(around[radius]) * weights[0]
			for d := 1; d <= radius; d++ {
				sum += (uint32(around[radius-d]) + uint32(around[radius+d])) * weights[d]
			}
			out[x] = uint16(sum >> (weightBits - 8))
		}
	}
	b.release(line)
	sums := lend(&b.sums, w)
	for y := range h {
		for x, v := range rows[y*w:][:w] {
			sums[x] = uint32(v) * weights[0]
		}
		for d := 1; d <= radius; d++ {
			above, under := rows[max(0, y-d)*w:][:w], rows[min(h-1, y+d)*w:][:w]
			weight := weights[d]
			for x := range sums {
				sums[x] += (uint32(above[x]) + uint32(under[x])) * weight
			}
		}
		out := g.Pix[y*g.Stride:][:w]
		for x, sum := range sums {
			out[x] = byte((sum + 1<<(weightBits+7)) >> (weightBits + 8))
		}
	}
}
