package ocr

import (
	"image"
	"math"
)

func bilateralStep() StepKind {
	return StepKind{
		Name:  "bilateral",
		Group: GroupSmooth,
		Doc:   "Blurs the picture but for its edges: a pixel counts the less the more its level differs. Across first, then down.",
		Source: "C. Tomasi, R. Manduchi, \"Bilateral filtering for gray and color images\", ICCV 1998; separable as by " +
			"T. Pham, L. van Vliet, \"Separable bilateral filtering for fast video preprocessing\", ICME 2005",
		Params: []Param{
			{Name: "sigma", Kind: ParamNumber, Unit: "px", Min: 0.1, Max: 10, Default: 1.5, Try: []any{1.0, 1.5, 2.0, 3.0},
				Doc: "the standard deviation in space"},
			{Name: "levels", Kind: ParamNumber, Unit: "gray levels", Min: 1, Max: 255, Default: 40.0,
				Try: []any{20.0, 40.0, 80.0}, Doc: "the standard deviation in levels"},
		},
		build: func(a args) (stepFunc, error) {
			k := newBilateralKernel(a.number("sigma"), a.number("levels"))
			return func(p *picture) error {
				bilateral(p.buffers, p.asGray(), k)
				return nil
			}, nil
		},
	}
}

// bilateralKernel is a Gaussian in space times one in levels.
type bilateralKernel struct {
	radius int
	// weights of a pixel by its distance, 0 to radius, and by its level less the middle's, plus 255; 1<<12 are one.
	weights [][511]uint32
}

func newBilateralKernel(sigma, levels float64) bilateralKernel {
	k := bilateralKernel{radius: int(math.Ceil(2 * sigma))} // the third sigma weighs next to nothing, and takes as long
	k.weights = make([][511]uint32, k.radius+1)
	for d := range k.weights {
		for i := range k.weights[d] {
			v := float64(i - 255)
			k.weights[d][i] = uint32(math.Round((1 << 12) *
				math.Exp(-float64(d*d)/(2*sigma*sigma)-v*v/(2*levels*levels))))
		}
	}
	return k
}

func bilateral(b *buffers, g *image.Gray, k bilateralKernel) {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	line, out := b.bytes(max(w, h)), b.bytes(max(w, h))
	for y := range h {
		row := g.Pix[y*g.Stride:][:w]
		k.filter(out[:w], row)
		copy(row, out)
	}
	for x := range w {
		for y := range h {
			line[y] = g.Pix[y*g.Stride+x]
		}
		k.filter(out[:h], line[:h])
		for y, v := range out[:h] {
			g.Pix[y*g.Stride+x] = v
		}
	}
	b.release(line)
	b.release(out)
}

// filter writes the filtered line. Beyond its ends is nothing.
func (k bilateralKernel) filter(out, line []byte) {
	for x, middle := range line {
		shift := 255 - int(middle)
		weight := k.weights[0][255]
		total, sum := weight, weight*uint32(middle)
		for d := 1; d <= k.radius; d++ {
			table := &k.weights[d]
			if x >= d {
				v := line[x-d]
				weight = table[int(v)+shift]
				total += weight
				sum += weight * uint32(v)
			}
			if x+d < len(line) {
				v := line[x+d]
				weight = table[int(v)+shift]
				total += weight
				sum += weight * uint32(v)
			}
		}
		out[x] = byte((sum + total/2) / total)
	}
}
