package tune

import (
	"math/rand/v2"
	"slices"

	"github.com/formbot/formbot/ocr"
)

// slot is a place in a pipeline where at most one step of some kinds stands.
type slot struct {
	// group is that of the kinds that may stand there.
	group ocr.StepGroup
	// weights say how often each kind is chosen; 1 for those that are not named, so that new kinds are tried too. With only,
	// those that are not named do not stand there.
	weights map[string]float64
	only    bool
	// chance is how often anything stands there in a random pipeline.
	chance float64
	// omit names parameters that stay as they are.
	omit []string
}

// The slots that other code speaks of. They are indexes into grammar.slots.
const (
	slotColour = iota
	slotFrame
	slotLevel
	slotEarlyClean
	slotUpscale
	slotMedian
	slotBlur
	slotThreshold
	slotLines
	slotShape
	slotShape2
	slotClean
	slotTurn
	slotCrop
	slotSegment
	slotNormalise
	slotAssemble
	slotHeight
	slotSoften
	slotBorder
)

// slots is the grammar: ink is told from ground, noise and lines are removed at a size at which they can be, and what is
// left is laid out as Tesseract likes it: 30 to 60 px high, soft-edged, with a white border of some ten pixels.
func slots(t traits) []slot {
	colour, upscale := 0.25, 0.45
	if t.coloured {
		colour = 0.75
	}
	if t.height < 70 {
		upscale = 0.75
	}
	return []slot{
		slotColour: {group: ocr.GroupChannel, chance: colour,
			weights: map[string]float64{"channel": 2, "background": 2, "dominant": 1.5, "hue": 0.5, "grayscale": 0.5}},
		slotFrame:      {group: ocr.GroupGeometry, weights: map[string]float64{"frame": 1}, only: true, chance: 0.15},
		slotLevel:      {group: ocr.GroupLevel, weights: map[string]float64{"invert": t.invert()}, chance: 0.15},
		slotEarlyClean: {group: ocr.GroupSmooth, weights: map[string]float64{"median": 1, "bilateral": 0.3}, only: true, chance: 0.15},
		slotUpscale:    {group: ocr.GroupScale, weights: map[string]float64{"scale": 1}, chance: upscale, omit: []string{"height"}},
		slotMedian:     {group: ocr.GroupSmooth, weights: map[string]float64{"median": 2, "gaussian": 0.5}, chance: 0.3},
		slotBlur:       {group: ocr.GroupSmooth, weights: map[string]float64{"gaussian": 2, "median": 0.3, "bilateral": 0.5}, chance: 0.35},
		slotThreshold: {group: ocr.GroupThreshold, chance: 0.92,
			weights: map[string]float64{"threshold": 3, "adaptive": 1.5, "sauvola": 0.7, "hysteresis": 0.5}},
		slotLines:     {group: ocr.GroupClean, weights: map[string]float64{"runlines": 2, "houghlines": 1, "despeckle": 1}, chance: 0.25},
		slotShape:     {group: ocr.GroupShape, weights: map[string]float64{"open": 2, "close": 1, "erode": 1, "dilate": 1}, chance: 0.4},
		slotShape2:    {group: ocr.GroupShape, weights: map[string]float64{"open": 1, "close": 1.5, "erode": 1, "dilate": 1}, chance: 0.2},
		slotClean:     {group: ocr.GroupClean, weights: map[string]float64{"despeckle": 3, "runlines": 0.5, "houghlines": 0.3}, chance: 0.5},
		slotTurn:      {group: ocr.GroupGeometry, weights: map[string]float64{"deskew": 1, "shear": 1}, only: true, chance: 0.12},
		slotCrop:      {group: ocr.GroupGeometry, weights: map[string]float64{"crop": 1}, only: true, chance: 0.6},
		slotSegment:   {group: ocr.GroupGlyph, weights: map[string]float64{"segment": 1}, only: true, chance: 0.4},
		slotNormalise: {group: ocr.GroupGlyph, weights: map[string]float64{"normalise": 1}, only: true, chance: 0.6},
		slotAssemble:  {group: ocr.GroupGlyph, weights: map[string]float64{"assemble": 1}, only: true, chance: 0.8},
		slotHeight:    {group: ocr.GroupScale, weights: map[string]float64{"scale": 1}, chance: 0.7, omit: []string{"factor"}},
		slotSoften:    {group: ocr.GroupSmooth, weights: map[string]float64{"gaussian": 1}, only: true, chance: 0.35},
		slotBorder:    {group: ocr.GroupGeometry, weights: map[string]float64{"border": 1}, only: true, chance: 0.95},
	}
}

// Chances of what is recognised at once.
const (
	chanceGlyphs = 0.3 // of pipelines that segment
	psmGlyph     = 10
)

// pagePSMs are the modes for a line of text, the usual ones more than once.
var pagePSMs = []int{7, 7, 7, 8, 8, 13, 13, 6}

// grammar makes pipelines.
type grammar struct {
	slots []slot
	kinds [][]ocr.StepKind // by slot
	// glyphs is how many characters an answer has; 0 when that is not known.
	glyphs int
	most   float64 // by how much an image may be scaled up
}

func newGrammar(t traits, rules Rules) *grammar {
	g := &grammar{slots: slots(t), most: t.mostScale()}
	g.kinds = make([][]ocr.StepKind, len(g.slots))
	for _, k := range ocr.StepKinds() {
		for i, s := range g.slots {
			if _, named := s.weights[k.Name]; k.Group == s.group && (named || !s.only) {
				g.kinds[i] = append(g.kinds[i], k)
			}
		}
	}
	if l := rules.Length; l.Min == l.Max && rules.Answer != ocr.AnswerArithmetic {
		g.glyphs = l.Min
	}
	return g
}

// kind returns the kind of a step that stands in a slot.
func (g *grammar) kind(slot int, name string) (ocr.StepKind, bool) {
	i := slices.IndexFunc(g.kinds[slot], func(k ocr.StepKind) bool { return k.Name == name })
	if i < 0 {
		return ocr.StepKind{}, false
	}
	return g.kinds[slot][i], true
}

// random makes a pipeline without regard to any other.
func (g *grammar) random(r *rand.Rand) candidate {
	var c candidate
	for i, s := range g.slots {
		switch {
		case r.Float64() >= s.chance, len(g.kinds[i]) == 0:
		case (i == slotNormalise || i == slotAssemble) && !c.has(slotSegment):
		case i == slotHeight && c.has(slotNormalise):
		default:
			c = c.with(i, g.step(r, c, i))
		}
	}
	return g.recognition(r, c)
}

// recognition chooses what is recognised at once.
func (g *grammar) recognition(r *rand.Rand, c candidate) candidate {
	c.Recognise, c.PSM = ocr.RecognisePage, pagePSMs[r.IntN(len(pagePSMs))]
	if c.has(slotSegment) && r.Float64() < chanceGlyphs {
		c.Recognise, c.PSM = ocr.RecogniseGlyphs, psmGlyph
	}
	return c
}

// step makes a random step for a slot of a candidate. There must be a kind for it.
func (g *grammar) step(r *rand.Rand, c candidate, slot int) ocr.Step {
	weight := func(k ocr.StepKind) float64 {
		if w, named := g.slots[slot].weights[k.Name]; named {
			return w
		}
		return 1
	}
	var sum float64
	for _, k := range g.kinds[slot] {
		sum += weight(k)
	}
	at := r.Float64() * sum
	kind := g.kinds[slot][len(g.kinds[slot])-1]
	for _, k := range g.kinds[slot] {
		if at -= weight(k); at < 0 {
			kind = k
			break
		}
	}
	return g.params(r, c, slot, kind)
}

// params gives a step of a kind random parameters.
func (g *grammar) params(r *rand.Rand, c candidate, slot int, kind ocr.StepKind) ocr.Step {
	s := ocr.Step{Name: kind.Name}
	scale := g.scaleAt(c, slot)
	const tries = 10
	for range tries {
		s.Params = nil
		for _, p := range kind.Params {
			if slices.Contains(g.slots[slot].omit, p.Name) {
				continue
			}
			must := slices.Contains(kind.OneOf, p.Name)
			if must || r.Float64() < 0.6 {
				s = set(s, p, g.value(r, p, scale))
			}
		}
		if s.Check() == nil && !idle(kind, s) {
			return s
		}
	}
	// Something is wrong with the values to try: fall back on the defaults, and where there must be one, on the first.
	s.Params = nil
	for _, p := range kind.Params {
		if slices.Contains(kind.OneOf, p.Name) && !slices.Contains(g.slots[slot].omit, p.Name) && len(p.Try) > 0 {
			s = set(s, p, p.Try[0])
		}
	}
	return s
}

// idle says that a step does nothing as it is: all its parameters are limits, and none is set.
func idle(kind ocr.StepKind, s ocr.Step) bool {
	return kind.Name == "despeckle" && len(s.Params) == 0
}

// scaleAt is by how much a picture has been enlarged at a slot, so far as lengths in pixels should follow.
func (g *grammar) scaleAt(c candidate, slot int) float64 {
	if slot <= slotUpscale || slot >= slotSegment {
		return 1
	}
	i, there := c.at(slotUpscale)
	if !there {
		return 1
	}
	if f, ok := c.Genes[i].Step.Params["factor"].(float64); ok {
		return max(1, f)
	}
	return 1
}
