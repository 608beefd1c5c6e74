package ocr

import "image"

func flattenStep() StepKind {
	return StepKind{
		Name:  "flatten",
		Group: GroupLevel,
		Doc: "Makes the ground white where it is uneven: each level is divided by that of the ground around it, found by " +
			"closing (what is left when dark things narrower than a square are filled) or as the mean of a square.",
		Source: "R. Gonzalez, R. Woods, \"Digital Image Processing\", 4th ed., sections 2.6 (shading correction) and 9.8",
		Params: []Param{
			{Name: "by", Kind: ParamWord, Words: []string{"closing", "mean"}, Default: "closing", Try: []any{"closing", "mean"},
				Doc: "how the ground is found"},
			{Name: "size", Kind: ParamInt, Unit: "px", Min: 3, Max: 255, Default: 25, Try: []any{11, 15, 25, 41},
				Doc: "the square's width; it must be wider than a stroke of ink"},
		},
		build: func(a args) (stepFunc, error) {
			closing, size := a.isWord("by", "closing"), a.int("size")
			return func(p *picture) error {
				g := p.asGray()
				if !closing {
					p.buffers.integral(g, false).eachWindow(size, func(i int, n, sum, _ uint64) {
						g.Pix[i] = part(g.Pix[i], int(sum), int(n))
					})
					return nil
				}
				ground := closed(p.buffers, g, size)
				for i, v := range g.Pix {
					g.Pix[i] = part(v, int(ground.Pix[i]), 1)
				}
				p.buffers.release(ground.Pix)
				return nil
			}, nil
		},
	}
}

// part returns 255·v·n/ground, rounded, at most 255: the level of v when ground/n is white.
func part(v byte, ground, n int) byte {
	if ground <= int(v)*n {
		return 255
	}
	return byte((255*int(v)*n + ground/2) / ground)
}

// closed returns, in memory that b lends, g with its dark things filled that are narrower than size.
func closed(b *buffers, g *image.Gray, size int) *image.Gray {
	c := b.gray(g.Rect.Dx(), g.Rect.Dy())
	for i, v := range g.Pix {
		c.Pix[i] = 255 - v
	}
	w := windowOf(size)
	leastAcross(b, c, w)
	leastDown(b, c, w)
	invert(c)
	leastAcross(b, c, w.mirrored())
	leastDown(b, c, w.mirrored())
	return c
}
