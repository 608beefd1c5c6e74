package ocr

import "math"

func sauvolaStep() StepKind {
	return StepKind{
		Name:  "sauvola",
		Group: GroupThreshold,
		Doc: "Makes pixels ink that are darker than their surroundings by Sauvola's threshold: mean · (1 + k · (deviation " +
			"/ range − 1)) over a square window.",
		Source: "J. Sauvola, M. Pietikäinen, \"Adaptive document image binarization\", Pattern Recognition 33, 2000; by " +
			"integral images, F. Shafait, D. Keysers, T. Breuel, Document Recognition and Retrieval XV, 2008",
		Params: []Param{
			{Name: "window", Kind: ParamInt, Unit: "px", Min: 3, Max: 255, Default: 25, Try: []any{11, 15, 25, 41, 61},
				Doc: "width and height of the window"},
			{Name: "k", Kind: ParamNumber, Min: 0, Max: 1, Default: 0.2, Try: []any{0.05, 0.1, 0.2, 0.34, 0.5},
				Doc: "the greater, the less is ink"},
			{Name: "range", Kind: ParamInt, Unit: "gray levels", Min: 1, Max: 255, Default: 128,
				Doc: "the greatest standard deviation to be expected"},
		},
		build: func(a args) (stepFunc, error) {
			window, k, deviations := a.int("window"), a.number("k"), float64(a.int("range"))
			return func(p *picture) error {
				g := p.asGray()
				p.buffers.integral(g, true).eachWindow(window, func(i int, n, sum, squares uint64) {
					mean := float64(sum) / float64(n)
					deviation := math.Sqrt(max(0, float64(squares)/float64(n)-mean*mean))
					g.Pix[i] = inkIf(float64(g.Pix[i]) < mean*(1+k*(deviation/deviations-1)))
				})
				return nil
			}, nil
		},
	}
}

// inkIf returns the level of ink or that of ground.
func inkIf(ink bool) byte {
	if ink {
		return 0
	}
	return 255
}
