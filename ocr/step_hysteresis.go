package ocr

import "fmt"

func hysteresisStep() StepKind {
	return StepKind{
		Name:  "hysteresis",
		Group: GroupThreshold,
		Doc: "Makes pixels below a high level ink where they hang together, by edges or corners, with one below a low " +
			"level; all others are ground.",
		Source: "J. Canny, \"A computational approach to edge detection\", IEEE Trans. Pattern Analysis and Machine " +
			"Intelligence 8(6), 1986, section on thresholding with hysteresis",
		Params: []Param{
			{Name: "low", Kind: ParamInt, Unit: "gray levels", Min: 1, Max: 255, Default: 80, Try: []any{40, 60, 80, 100, 120},
				Doc: "what is darker is ink for certain"},
			{Name: "high", Kind: ParamInt, Unit: "gray levels", Min: 1, Max: 255, Default: 160,
				Try: []any{140, 160, 180, 200, 220}, Doc: "what is not darker is ground for certain"},
		},
		build: func(a args) (stepFunc, error) {
			low, high := a.int("low"), a.int("high")
			if low > high {
				return nil, fmt.Errorf("low is %d and high %d, so that low would do nothing", low, high)
			}
			return func(p *picture) error {
				hysteresis(p, byte(low), byte(high))
				return nil
			}, nil
		},
	}
}

func hysteresis(p *picture, low, high byte) {
	g := p.asGray()
	mask := p.buffers.gray(p.size())
	for i, v := range g.Pix {
		mask.Pix[i] = inkIf(v < high)
	}
	labels, parts := p.buffers.findComponents(mask)
	p.buffers.release(mask.Pix)
	for i := range parts {
		parts[i].area = 0 // from here on: whether the component has certain ink
	}
	for i, l := range labels {
		if l != 0 && g.Pix[i] < low {
			parts[l-1].area = 1
		}
	}
	for i, l := range labels {
		g.Pix[i] = inkIf(l != 0 && parts[l-1].area == 1)
	}
}
