package tune

import (
	"slices"
	"testing"

	"github.com/formbot/formbot/ocr"
)

// TestCandidatesAreRecipes makes pipelines in every way that the search does.
func TestCandidatesAreRecipes(t *testing.T) {
	for _, tr := range []traits{
		{height: 32, pixels: 82 * 32, coloured: true},
		{height: 96, pixels: 256 * 96},
		{height: 900, pixels: 1 << 20, dark: true},
	} {
		rules := Rules{Length: ocr.Length{Min: 5, Max: 5}, Charset: "0-9"}
		g := newGrammar(tr, rules)
		r := newRand(4, 4)
		all := g.starters()
		kinds := map[string]bool{}
		for range 1500 {
			a, b := all[r.IntN(len(all))], all[r.IntN(len(all))]
			all = append(all, g.random(r), g.mutate(r, a), g.cross(r, a, b))
		}
		for _, c := range all {
			recipe := c.recipe("one", "eng", rules)
			if err := recipe.Validate(); err != nil {
				t.Fatalf("%q: %v", c.key(), err)
			}
			if !slices.IsSortedFunc(c.Genes, func(a, b gene) int { return a.Slot - b.Slot }) {
				t.Fatalf("%q: steps are out of order", c.key())
			}
			if c.Recognise == ocr.RecogniseGlyphs && !c.has(slotSegment) {
				t.Fatalf("%q: glyphs without segmentation", c.key())
			}
			for _, one := range c.Genes {
				kinds[one.Step.Name] = true
			}
		}
		for _, k := range ocr.StepKinds() {
			if !kinds[k.Name] {
				t.Errorf("step %q was never tried", k.Name)
			}
		}
	}
}

func TestWithAndWithout(t *testing.T) {
	var c candidate
	for _, slot := range []int{slotBorder, slotColour, slotThreshold, slotColour} {
		c = c.with(slot, ocr.Step{Name: "border"})
	}
	before := c.key()
	d := c.with(slotCrop, ocr.Step{Name: "crop"}).without(slotColour)
	if c.key() != before {
		t.Error("a candidate was changed")
	}
	if len(c.Genes) != 3 || len(d.Genes) != 3 || d.has(slotColour) || !d.has(slotCrop) || !c.has(slotColour) {
		t.Errorf("got %v and %v", c.Genes, d.Genes)
	}
}
