package ocr

func segmentStep() StepKind {
	return StepKind{
		Name:  "segment",
		Group: GroupGlyph,
		Doc: "Takes the ink (levels below 128) apart into glyphs, from left to right, for the steps that lay them out anew " +
			"or for recognising each alone. Pieces that are wide for one glyph are cut.",
		Source: "R. Casey, E. Lecolinet, \"A survey of methods and strategies in character segmentation\", IEEE Trans. " +
			"Pattern Analysis and Machine Intelligence 18(7), 1996; drop-fall: G. Congedo et al., ICDAR 1995",
		Params: []Param{
			{Name: "by", Kind: ParamWord, Words: []string{"projection", "components", "drop-fall"}, Default: "components",
				Try: []any{"projection", "components", "drop-fall"},
				Doc: "pieces are parted by columns without ink, or are what hangs together; cuts are straight where there " +
					"is least ink or, by drop-fall, the path of a drop that runs down between the strokes"},
			{Name: "count", Kind: ParamInt, Min: 0, Max: 40, Default: 0, Try: []any{0, 4, 5, 6},
				Doc: "how many glyphs there are; 0 when that is not known, and their widths decide"},
			{Name: "min_area", Kind: ParamInt, Unit: "px²", Min: 0, Max: 1 << 24, Default: 8, Try: []any{4, 8, 20, 40},
				Doc: "smaller pieces are dropped"},
		},
		build: func(a args) (stepFunc, error) {
			s := segmentation{
				projection: a.isWord("by", "projection"), dropFall: a.isWord("by", "drop-fall"),
				count: a.int("count"), minArea: a.int("min_area"),
			}
			return s.split, nil
		},
	}
}
