package ocr

func stretchStep() StepKind {
	return StepKind{
		Name:   "stretch",
		Group:  GroupLevel,
		Doc:    "Spreads the levels evenly so that the darkest becomes 0 and the lightest 255.",
		Source: "R. Gonzalez, R. Woods, \"Digital Image Processing\", 4th ed., section 3.2 (contrast stretching)",
		Params: []Param{
			{Name: "clip", Kind: ParamNumber, Unit: "percent", Min: 0, Max: 49, Default: 0.5, Try: []any{0.0, 0.5, 2.0, 5.0},
				Doc: "so much of the picture, at each end, may become all black or all white"},
		},
		build: func(a args) (stepFunc, error) {
			clip := a.number("clip")
			return func(p *picture) error {
				g := p.asGray()
				var counts [256]int
				for _, v := range g.Pix {
					counts[v]++
				}
				low, high := clipped(&counts, int(float64(len(g.Pix))*clip/100))
				if low >= high {
					return nil
				}
				var table [256]byte
				for v := range table {
					table[v] = byte((255*(min(max(v, low), high)-low) + (high-low)/2) / (high - low))
				}
				for i, v := range g.Pix {
					g.Pix[i] = table[v]
				}
				return nil
			}, nil
		},
	}
}

// clipped returns the least and the greatest level such that no more than most pixels are below and above.
func clipped(counts *[256]int, most int) (low, high int) {
	high = 255
	for n := counts[low]; n <= most && low < 255; n += counts[low] {
		low++
	}
	for n := counts[high]; n <= most && high > 0; n += counts[high] {
		high--
	}
	return low, high
}
