package ocr

import (
	"math"
	"slices"

	"golang.org/x/image/math/f64"
)

func normaliseStep() StepKind {
	return StepKind{
		Name:   "normalise",
		Group:  GroupGlyph,
		Doc:    "Scales the glyphs that a segment step found to a height; where they stand on the line stays alike.",
		Source: "Tesseract documentation, \"Improving the quality of the output\", section Rescaling (heights of 30 to 40 px)",
		Params: []Param{
			{Name: "height", Kind: ParamInt, Unit: "px", Min: 4, Max: 500, Default: 36, Try: []any{24, 30, 36, 42, 48},
				Doc: "the height"},
			{Name: "of", Kind: ParamWord, Words: []string{"glyph", "line"}, Default: "glyph", Try: []any{"glyph", "line"},
				Doc: "each glyph gets the height, though none is scaled more than twice as much as the middle one; or the " +
					"tallest does, and the others are scaled alike"},
			{Name: "filter", Kind: ParamWord, Default: "area", Try: []any{"area", "linear", "cubic"},
				Words: []string{"nearest", "area", "linear", "cubic", "lanczos"}, Doc: "how pixels are interpolated"},
		},
		build: func(a args) (stepFunc, error) {
			height, each, k := a.int("height"), a.isWord("of", "glyph"), kernelOf(a.word("filter"))
			return func(p *picture) error { return normalise(p, height, each, k) }, nil
		},
	}
}

// normalise scales the glyphs so that each, or else the tallest, gets the height.
func normalise(p *picture, height int, each bool, k resampleKernel) error {
	if len(p.glyphs) == 0 {
		return errNoGlyphs
	}
	heights := make([]int, len(p.glyphs))
	for i, g := range p.glyphs {
		heights[i] = g.h
	}
	slices.Sort(heights)
	tallest, middle := heights[len(heights)-1], heights[len(heights)/2]
	line := float64(height) / float64(tallest)
	if each {
		line = float64(height) / float64(middle)
	}
	scaled := make([]glyph, len(p.glyphs))
	size := 0
	for i, g := range p.glyphs {
		by := line
		if each {
			by = min(float64(height)/float64(g.h), 2*line)
		}
		n := glyph{offset: size, w: scaledSize(g.w, by), h: scaledSize(g.h, by)}
		n.left = int(math.Round(float64(g.left) * line))
		n.top = int(math.Round(float64(g.top+g.h)*line)) - n.h // the lower edge is where letters stand
		n.m = after(g.m, f64.Aff3{float64(g.w) / float64(n.w), 0, 0, 0, float64(g.h) / float64(n.h), 0})
		scaled[i] = n
		size += n.w * n.h
		if err := checkGlyphs(size); err != nil {
			return err
		}
	}
	memory := p.buffers.bytes(size)
	for i, n := range scaled {
		g := p.glyphs[i]
		p.buffers.resample(grayOf(memory[n.offset:], n.w, n.h), grayOf(p.pix(g), g.w, g.h), k)
	}
	p.buffers.release(p.glyphMemory)
	p.glyphs, p.glyphMemory = scaled, memory
	return nil
}

func scaledSize(n int, by float64) int { return max(1, int(math.Round(float64(n)*by))) }
