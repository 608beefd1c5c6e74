package ocr

func assembleStep() StepKind {
	return StepKind{
		Name:  "assemble",
		Group: GroupGlyph,
		Doc: "Lays the glyphs that a segment step found out on a new line, from left to right. A step that works on the " +
			"whole picture does it by itself when there are glyphs, with the defaults.",
		Source: "formbot's own",
		Params: []Param{
			{Name: "gap", Kind: ParamInt, Unit: "px", Min: 0, Max: 200, Default: defaultGap, Try: []any{2, 4, 6, 9, 14},
				Doc: "the space between two glyphs"},
			{Name: "align", Kind: ParamWord, Default: string(alignKeep),
				Words: []string{string(alignKeep), string(alignTop), string(alignCentre), string(alignBottom)},
				Try:   []any{string(alignKeep), string(alignBottom), string(alignCentre)},
				Doc:   "where they stand: as high as they stood, or all on one line"},
		},
		build: func(a args) (stepFunc, error) {
			l := layout{gap: a.int("gap"), align: alignment(a.word("align"))}
			return func(p *picture) error { return assemble(p, l) }, nil
		},
	}
}
