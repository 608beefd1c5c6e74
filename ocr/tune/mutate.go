package tune

import (
	"math/rand/v2"
	"slices"

	"github.com/formbot/formbot/ocr"
)

// mutate returns a candidate that differs from c in one place or a few.
func (g *grammar) mutate(r *rand.Rand, c candidate) candidate {
	changes := 1
	for changes < 4 && r.Float64() < 0.4 {
		changes++
	}
	for range changes {
		c = g.change(r, c)
	}
	return g.repair(c)
}

// change changes one place of a candidate.
func (g *grammar) change(r *rand.Rand, c candidate) candidate {
	switch n := r.Float64(); {
	case n < 0.5 && len(c.Genes) > 0:
		return g.tweak(r, c)
	case n < 0.65 && len(c.Genes) > 0: // another step in its place
		slot := c.Genes[r.IntN(len(c.Genes))].Slot
		return c.with(slot, g.step(r, c, slot))
	case n < 0.75 && len(c.Genes) > 0:
		return c.without(c.Genes[r.IntN(len(c.Genes))].Slot)
	case n < 0.93:
		return g.insert(r, c)
	default:
		return g.recognition(r, c)
	}
}

// tweak changes one parameter of one step a little.
func (g *grammar) tweak(r *rand.Rand, c candidate) candidate {
	const tries = 8 // many steps have no parameters
	for range tries {
		at := c.Genes[r.IntN(len(c.Genes))]
		kind, ok := g.kind(at.Slot, at.Step.Name)
		if !ok || len(kind.Params) == 0 {
			continue
		}
		p := kind.Params[r.IntN(len(kind.Params))]
		if slices.Contains(g.slots[at.Slot].omit, p.Name) {
			continue
		}
		v, given := at.Step.Params[p.Name]
		if !given {
			v = p.Default
		}
		s := set(at.Step, p, g.near(r, p, v, g.scaleAt(c, at.Slot)))
		if s.Check() == nil && !idle(kind, s) {
			return c.with(at.Slot, s)
		}
	}
	return c
}

// insert adds a step in an empty slot, those more often that are so in random pipelines.
func (g *grammar) insert(r *rand.Rand, c candidate) candidate {
	var sum float64
	empty := func(i int) bool { return !c.has(i) && len(g.kinds[i]) > 0 }
	for i, s := range g.slots {
		if empty(i) {
			sum += s.chance
		}
	}
	at := r.Float64() * sum
	for i, s := range g.slots {
		if !empty(i) {
			continue
		}
		if at -= s.chance; at < 0 {
			return c.with(i, g.step(r, c, i))
		}
	}
	return c
}

// cross returns a candidate that begins like a and ends like b.
func (g *grammar) cross(r *rand.Rand, a, b candidate) candidate {
	cut := 1 + r.IntN(len(g.slots)-1)
	out := candidate{PSM: b.PSM, Recognise: b.Recognise}
	for _, one := range a.Genes {
		if one.Slot < cut {
			out.Genes = append(out.Genes, one)
		}
	}
	for _, one := range b.Genes {
		if one.Slot >= cut {
			out.Genes = append(out.Genes, one)
		}
	}
	return g.repair(out)
}

// repair makes a candidate fit to run that was put together of others.
func (g *grammar) repair(c candidate) candidate {
	if c.has(slotSegment) {
		return c
	}
	c = c.without(slotNormalise).without(slotAssemble)
	if c.Recognise == ocr.RecogniseGlyphs {
		c.Recognise, c.PSM = ocr.RecognisePage, pagePSMs[0]
	}
	return c
}
