package tune

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/formbot/formbot/ocr"
)

// Result is what a search found.
type Result struct {
	// Recipe reads best. It may be a cascade.
	Recipe *ocr.Recipe
	// Split holds the indexes of the images in each part.
	Split Split
	// Test is the figure to believe: how many images of the untouched part the recipe reads.
	Test Score
	// Train and Validation are what it reads of the images that it was found and chosen with: too good a figure.
	Train, Validation Score
	// SingleValidation is what the best recipe that is no cascade reads of the second part.
	SingleValidation Score
	// Learnt says what was learnt of the answers from their labels.
	Learnt []string
	Seed   uint64
	// Trials is the number of pipelines that were tried.
	Trials int
	// Elapsed is the time that it took, that before an interruption included.
	Elapsed time.Duration
	// Cut says that the clock ended the search: another run need not find the same recipe.
	Cut bool
}

// unsure is how wide an interval tells too little.
const unsure = 0.2

// Doubts say in plain words what is to be doubted of the result. There may be none.
func (r *Result) Doubts() []string {
	var doubts []string
	low, high := r.Test.Interval()
	if high-low > unsure {
		doubts = append(doubts, fmt.Sprintf(
			"The set is too small to tell how good the recipe is: of %d untouched images it reads %d, so that its accuracy "+
				"may be anything from %.0f %% to %.0f %%. Label about %d images in all to know it within 10 points.",
			r.Test.Images, r.Test.Exact, 100*low, 100*high, r.enough()))
	}
	if _, most := r.Test.Interval(); r.Train.Accuracy() > most {
		doubts = append(doubts, fmt.Sprintf(
			"The search fitted the recipe to its own images: it reads %.0f %% of those, and %.0f %% of the untouched ones. More "+
				"images would help.", 100*r.Train.Accuracy(), 100*r.Test.Accuracy()))
	}
	if r.Test.Exact == 0 {
		doubts = append(doubts, "The recipe reads none of the untouched images: nothing was found that reads this kind of CAPTCHA.")
	}
	if r.Cut {
		doubts = append(doubts, fmt.Sprintf("The time was over before the work that the budget allows was done: another run may "+
			"find another recipe, unless it is asked for %d trials.", r.Trials))
	}
	return doubts
}

// enough is how many images it takes to know the accuracy within ten points, to either side.
func (r *Result) enough() int {
	const half, z, testShare = unsure / 2, 1.96, 0.25
	p := min(max(r.Test.Accuracy(), 0.1), 0.9)
	n := z * z * p * (1 - p) / (half * half) / testShare
	return int(math.Ceil(n/50) * 50)
}

// Summary says in a line how good the recipe is.
func (r *Result) Summary() string {
	low, high := r.Test.Interval()
	return fmt.Sprintf("reads %d of %d untouched images: %.1f %% (95 %% interval: %.1f to %.1f %%)",
		r.Test.Exact, r.Test.Images, 100*r.Test.Accuracy(), 100*low, 100*high)
}

// YAML writes the recipe, with comments that say where it comes from.
func (r *Result) YAML() ([]byte, error) {
	text, err := r.Recipe.YAML()
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	line := func(format string, args ...any) { comment(&b, fmt.Sprintf(format, args...)) }
	s := r.Split
	line("Found by formbot tune, which %s.", r.Summary())
	line("images: %d, split by seed %d into %d to search with, %d to choose with, %d untouched",
		len(s.Train)+len(s.Validation)+len(s.Test), r.Seed, len(s.Train), len(s.Validation), len(s.Test))
	if n := len(s.Rest); n > 0 {
		line("images that were not needed: %d", n)
	}
	line("of those searched with it reads %d, of those chosen with %d (the best single recipe: %d); these figures are too good",
		r.Train.Exact, r.Validation.Exact, r.SingleValidation.Exact)
	line("pipelines tried: %d, in %.0f seconds", r.Trials, r.Elapsed.Seconds())
	for _, l := range r.Learnt {
		line("learnt from the labels: %s", l)
	}
	for _, d := range r.Doubts() {
		line("%s", d)
	}
	b.Write(text)
	return []byte(b.String()), nil
}

// comment writes a text as lines of a comment in YAML, of no more than 100 characters where its words allow.
func comment(b *strings.Builder, text string) {
	const width = 100
	n := 0
	for _, word := range strings.Fields(text) {
		switch {
		case n == 0:
			b.WriteString("#")
		case n+1+len(word) > width:
			b.WriteString("\n#  ")
			n = 2
		}
		b.WriteString(" " + word)
		n += 1 + len(word)
	}
	b.WriteString("\n")
}
