package ocr

func runLinesStep() StepKind {
	return StepKind{
		Name:  "runlines",
		Group: GroupClean,
		Doc: "Removes thin lines, straight or not: ink (levels below 128) that is thin across the line's direction and " +
			"hangs together along it. Where a line crosses a stroke, the ink is thick and stays.",
		Source: "run lengths as for staff lines: I. Fujinaga, \"Staff detection and removal\", in \"Visual Perception of " +
			"Music Notation\", 2004",
		Params: []Param{
			{Name: "direction", Kind: ParamWord, Words: []string{"horizontal", "vertical", "any"}, Default: "horizontal",
				Try: []any{"horizontal", "vertical", "any"},
				Doc: "where lines run; any takes what is thin across either"},
			{Name: "thickness", Kind: ParamInt, Unit: "px", Min: 1, Max: 100, Default: 2, Try: []any{1, 2, 3, 4, 5, 7},
				Doc: "ink that is thicker is no line"},
			{Name: "length", Kind: ParamInt, Unit: "px", Min: 1, Max: 10000, Default: 8, Try: []any{1, 4, 8, 16, 32},
				Doc: "what reaches less far along the line stays; where strokes cross it, a line falls into pieces"},
		},
		build: func(a args) (stepFunc, error) {
			l := runLine{thickness: uint16(a.int("thickness")), length: a.int("length")}
			l.across = a.word("direction") != "vertical"
			l.down = a.word("direction") != "horizontal"
			return func(p *picture) error {
				l.remove(p)
				return nil
			}, nil
		},
	}
}

// runLine is what counts as a line.
type runLine struct {
	across, down bool // where it runs
	thickness    uint16
	length       int
}

func (l runLine) remove(p *picture) {
	g := p.asGray()
	w, h := p.size()
	thin := p.buffers.gray(w, h)
	whiten(thin.Pix)
	runs := lend(&p.buffers.words, w*h)
	mark := func() {
		for i, n := range runs {
			if n != 0 && n <= l.thickness {
				thin.Pix[i] = 0
			}
		}
	}
	if l.across {
		runsDown(runs, g)
		mark()
	}
	if l.down {
		runsAcross(runs, g)
		mark()
	}
	labels, parts := p.buffers.findComponents(thin)
	for i, label := range labels {
		if label == 0 {
			continue
		}
		box := parts[label-1].box
		if l.across && box.Dx() >= l.length || l.down && box.Dy() >= l.length {
			g.Pix[i] = 255
		}
	}
	p.buffers.release(thin.Pix)
}
