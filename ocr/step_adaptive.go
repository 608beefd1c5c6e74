package ocr

func adaptiveStep() StepKind {
	return StepKind{
		Name:  "adaptive",
		Group: GroupThreshold,
		Doc:   "Makes pixels ink that are darker, by some levels, than the mean of a square window around them.",
		Source: "D. Bradley, G. Roth, \"Adaptive thresholding using the integral image\", J. Graphics Tools 12(2), 2007, " +
			"with a fixed difference for their part of the mean",
		Params: []Param{
			{Name: "window", Kind: ParamInt, Unit: "px", Min: 3, Max: 255, Default: 25, Try: []any{11, 15, 25, 41, 61},
				Doc: "width and height of the window"},
			{Name: "below", Kind: ParamInt, Unit: "gray levels", Min: -128, Max: 128, Default: 10,
				Try: []any{2, 5, 10, 15, 25, 40}, Doc: "how far below the mean ink begins"},
		},
		build: func(a args) (stepFunc, error) {
			window, below := a.int("window"), a.int("below")
			return func(p *picture) error {
				g := p.asGray()
				p.buffers.integral(g, false).eachWindow(window, func(i int, n, sum, _ uint64) {
					g.Pix[i] = inkIf((int(g.Pix[i])+below)*int(n) < int(sum))
				})
				return nil
			}, nil
		},
	}
}
