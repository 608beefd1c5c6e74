package tune

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/formbot/formbot/ocr"
)

// gene is one step of a pipeline, and the place in the grammar where it stands.
type gene struct {
	Slot int
	Step ocr.Step
}

// candidate is a pipeline to try. It is never changed once it is made.
type candidate struct {
	Genes     []gene // by Slot, one each at most
	PSM       int
	Recognise ocr.Recognise
	// Confusables are learnt at the end; nil while pipelines are tried.
	Confusables map[string]string
}

func (c candidate) steps() []ocr.Step {
	steps := make([]ocr.Step, len(c.Genes))
	for i, g := range c.Genes {
		steps[i] = g.Step
	}
	return steps
}

// stepKey writes a step so that equal steps are written alike.
func stepKey(s ocr.Step) string {
	var b strings.Builder
	b.WriteString(s.Name)
	for _, name := range slices.Sorted(maps.Keys(s.Params)) {
		fmt.Fprintf(&b, " %s=%v", name, s.Params[name])
	}
	b.WriteByte('\n')
	return b.String()
}

// key identifies what the candidate does.
func (c candidate) key() string {
	var b strings.Builder
	for _, g := range c.Genes {
		b.WriteString(stepKey(g.Step))
	}
	fmt.Fprintf(&b, "%s %d", c.Recognise, c.PSM)
	return b.String()
}

// recipe makes a recipe of the candidate.
func (c candidate) recipe(name, language string, rules Rules) ocr.Recipe {
	return ocr.Recipe{
		Name: name, Steps: c.steps(), Recognise: c.Recognise, PSM: c.PSM, Language: language, Charset: rules.Charset,
		Case: rules.Case, Length: rules.Length, Answer: rules.Answer, Confusables: c.Confusables,
	}
}

// at returns the index of the slot's gene, or where it would stand.
func (c candidate) at(slot int) (int, bool) {
	return slices.BinarySearchFunc(c.Genes, slot, func(g gene, slot int) int { return g.Slot - slot })
}

// with returns the candidate with a step in a slot, in place of what stands there.
func (c candidate) with(slot int, s ocr.Step) candidate {
	i, there := c.at(slot)
	genes := slices.Clone(c.Genes)
	if there {
		genes[i] = gene{slot, s}
	} else {
		genes = slices.Insert(genes, i, gene{slot, s})
	}
	c.Genes = genes
	return c
}

// without returns the candidate without the step in a slot.
func (c candidate) without(slot int) candidate {
	if i, there := c.at(slot); there {
		c.Genes = slices.Delete(slices.Clone(c.Genes), i, i+1)
	}
	return c
}

func (c candidate) has(slot int) bool {
	_, there := c.at(slot)
	return there
}
