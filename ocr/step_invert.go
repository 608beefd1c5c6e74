package ocr

import "image"

func invertStep() StepKind {
	return StepKind{
		Name:   "invert",
		Group:  GroupLevel,
		Doc:    "Swaps dark and light, so that ink is dark on a light ground.",
		Source: "formbot's own",
		Params: []Param{{
			Name: "when", Kind: ParamWord, Words: []string{"auto", "yes", "no"}, Default: "auto",
			Doc: "auto inverts when the darker part of the picture, by Otsu's threshold, is more than half of it",
		}},
		build: func(a args) (stepFunc, error) {
			when := a.word("when")
			return func(p *picture) error {
				g := p.asGray()
				if when == "yes" || when == "auto" && darkGround(g) {
					invert(g)
				}
				return nil
			}, nil
		},
	}
}

func invert(g *image.Gray) {
	for i, v := range g.Pix {
		g.Pix[i] = 255 - v
	}
}

// darkGround says that more than half of the picture is on the dark side of Otsu's threshold: text covers less of a
// picture than its ground does.
func darkGround(g *image.Gray) bool {
	level := byte(otsu(g))
	dark := 0
	for _, v := range g.Pix {
		if v < level {
			dark++
		}
	}
	return 2*dark > len(g.Pix)
}
