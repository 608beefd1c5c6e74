package ocr

import "image"

func thresholdStep() StepKind {
	return StepKind{
		Name:  "threshold",
		Group: GroupThreshold,
		Doc:   "Makes pixels below a gray level ink (0), all others ground (255).",
		Source: "N. Otsu, \"A threshold selection method from gray-level histograms\", " +
			"IEEE Trans. Systems, Man and Cybernetics 9(1), 1979",
		Params: []Param{{
			Name: "value", Kind: ParamInt, Unit: "gray levels", Min: 1, Max: 255, Words: []string{"otsu"}, Default: "otsu",
			Try: []any{"otsu", 1, 60, 80, 100, 120, 140, 160, 180, 200, 220},
			Doc: "the level, or otsu for the one that parts the picture's histogram best",
		}},
		build: func(a args) (stepFunc, error) {
			if a.isWord("value", "otsu") {
				return func(p *picture) error {
					g := p.asGray()
					binarise(g, otsu(g))
					return nil
				}, nil
			}
			value := a.int("value")
			return func(p *picture) error {
				binarise(p.asGray(), value)
				return nil
			}, nil
		},
	}
}

// binarise makes what is below value ink.
func binarise(g *image.Gray, value int) {
	var table [256]byte
	for v := range table {
		if v >= value {
			table[v] = 255
		}
	}
	for i, v := range g.Pix {
		g.Pix[i] = table[v]
	}
}

// otsu returns the level such that the pixels below it and those from it on differ most: the one of greatest variance
// between the classes. Where several levels do (as between two peaks with nothing in between) it is their middle. For a
// picture of a single level it is 0, below which there is nothing.
func otsu(g *image.Gray) int {
	var histogram [256]int
	for _, v := range g.Pix {
		histogram[v]++
	}
	total, sum := len(g.Pix), 0
	for v, n := range histogram {
		sum += v * n
	}
	best, first, last := 0.0, 0, -1
	below, sumBelow := 0, 0
	for v := 1; v < 256; v++ {
		below += histogram[v-1]
		sumBelow += (v - 1) * histogram[v-1]
		if below == 0 || below == total {
			continue
		}
		diff := float64(sumBelow)/float64(below) - float64(sum-sumBelow)/float64(total-below)
		switch variance := float64(below) * float64(total-below) * diff * diff; {
		case variance > best:
			best, first, last = variance, v, v
		case variance == best:
			last = v
		}
	}
	if last < 0 {
		return 0
	}
	return (first + last + 1) / 2
}
