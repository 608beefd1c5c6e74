package tune

import "github.com/formbot/formbot/ocr"

// starters returns the pipelines that every search begins with: what is usually done to text on a ground, with nothing
// particular to any one kind of image. Steps that there are not are left out.
func (g *grammar) starters() []candidate {
	type params = map[string]any
	step := func(slot int, name string, p params) gene { return gene{slot, ocr.Step{Name: name, Params: p}} }
	var (
		border     = step(slotBorder, "border", nil)
		crop       = step(slotCrop, "crop", nil)
		otsu       = step(slotThreshold, "threshold", nil)
		adaptive   = step(slotThreshold, "adaptive", nil)
		twice      = step(slotUpscale, "scale", params{"factor": min(2.0, g.most)})
		background = step(slotColour, "background", nil)
		dominant   = step(slotColour, "dominant", nil)
		darkest    = step(slotColour, "channel", params{"of": "min"})
		median     = step(slotMedian, "median", nil)
		blur       = step(slotBlur, "gaussian", nil)
		open       = step(slotShape, "open", nil)
		specks     = step(slotClean, "despeckle", params{"min_area": 40})
		height     = step(slotHeight, "scale", params{"height": 36, "filter": "area"})
		soft       = step(slotSoften, "gaussian", nil)
		segment    = step(slotSegment, "segment", nil)
		normalise  = step(slotNormalise, "normalise", nil)
		assemble   = step(slotAssemble, "assemble", params{"align": "bottom"})
	)
	page := func(psm int, genes ...gene) candidate {
		return candidate{Genes: genes, PSM: psm, Recognise: ocr.RecognisePage}
	}
	all := []candidate{
		page(7, border),
		page(7, step(slotThreshold, "threshold", params{"value": 1}), crop, border), // the book's: only black is ink
		page(7, otsu, crop, border),
		page(8, otsu, crop, height, border),
		page(7, twice, median, otsu, crop, border),
		page(8, twice, blur, otsu, open, specks, crop, height, border),
		page(7, background, otsu, crop, border),
		page(7, background, twice, median, blur, otsu, crop, height, border),
		page(7, darkest, twice, otsu, soft, border),
		page(7, dominant, twice, blur, adaptive, open, specks, crop, border),
		page(7, twice, adaptive, open, specks, segment, normalise, assemble, soft, border),
		page(8, background, twice, blur, otsu, segment, normalise, assemble, soft, border),
		page(7, step(slotFrame, "frame", nil), median, otsu, specks, crop, height, border),
		page(7, twice, otsu, step(slotLines, "runlines", nil), specks, crop, height, border),
		page(7, twice, otsu, step(slotLines, "houghlines", nil), specks, crop, height, border),
		{Genes: []gene{background, twice, otsu, segment, normalise, border}, PSM: psmGlyph, Recognise: ocr.RecogniseGlyphs},
	}
	for i, c := range all {
		known := candidate{PSM: c.PSM, Recognise: c.Recognise}
		for _, one := range c.Genes {
			if _, ok := g.kind(one.Slot, one.Step.Name); ok && one.Step.Check() == nil {
				known.Genes = append(known.Genes, one)
			}
		}
		all[i] = g.repair(known)
	}
	return all
}
