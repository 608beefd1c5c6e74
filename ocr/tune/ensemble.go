package tune

import (
	"context"
	"math"
	"slices"

	"github.com/formbot/formbot/ocr"
)

const (
	mostMembers = 7 // of a cascade
	folds       = 5
	// always is the confidence that next to no answer of a cascade reaches at once: all of its recipes vote.
	always = 1.0
)

// acceptLevels are tried from the lowest: the lower, the fewer recipes read an image.
var acceptLevels = []float64{0.5, 0.6, 0.7, 0.8, 0.9, 0.95}

// ensembles chooses the members of a cascade. Everything is computed from what the finalists read: nothing is recognised.
type ensembles struct {
	s      *search
	pool   []*finalist
	images []int // that the search may see
	fold   []int // of each of them
}

// choice is a recipe, or several in a cascade.
type choice struct {
	members []*finalist
	accept  float64 // when there are several
}

func newEnsembles(s *search, pool []*finalist) *ensembles {
	e := &ensembles{s: s, pool: pool, images: s.visible()}
	e.fold = make([]int, len(e.images))
	for at, i := range newRand(s.opts.Seed, streamFolds).Perm(len(e.images)) {
		e.fold[i] = at % folds
	}
	return e
}

// combiner returns a Reader that combines readings of so many recipes.
func (e *ensembles) combiner(members int, accept float64) *ocr.Reader {
	r := ocr.Recipe{
		Name: "vote", Language: e.s.opts.Language, Charset: e.s.rules.Charset, Case: e.s.rules.Case,
		Length: e.s.rules.Length, Answer: e.s.rules.Answer, Accept: ocr.Accept{Confidence: accept},
		Cascade: make([]ocr.Recipe, members),
	}
	return ocr.NewReader(e.s.eval.meter, &r)
}

// answers returns what a cascade of the members says of each image.
func (e *ensembles) answers(members []*finalist, accept float64) []answer {
	if len(members) == 1 {
		return members[0].answers
	}
	reader := e.combiner(len(members), accept)
	out := make([]answer, len(e.images))
	readings := make([]ocr.Reading, len(members))
	for at, i := range e.images {
		for k, m := range members {
			readings[k] = m.answers[at].Reading
		}
		got := reader.Combine(readings)
		out[at] = answer{got, e.s.eval.score.score(got, e.s.images[i].Text)}
	}
	return out
}

// masked adds up the scores of the images in (or out of) a fold; all when the fold is negative.
func (e *ensembles) masked(answers []answer, fold int, in bool) float64 {
	var sum float64
	for at, a := range answers {
		if fold < 0 || (e.fold[at] == fold) == in {
			sum += a.Score
		}
	}
	return sum
}

// grow chooses members greedily, without regard to the images of a fold: first the best one, then again and again the one
// that makes the vote best. It returns the answers of each size.
func (e *ensembles) grow(ctx context.Context, fold, most int) (members []*finalist, bySize [][]answer) {
	for len(members) < most {
		tried := make([][]answer, len(e.pool))
		_ = parallel(ctx, e.s.opts.Workers, len(e.pool), func(_ context.Context, i int) error {
			if !slices.Contains(members, e.pool[i]) {
				tried[i] = e.answers(append(slices.Clone(members), e.pool[i]), always)
			}
			return nil
		})
		best, most := -1, 0.0
		for i, answers := range tried {
			if answers == nil {
				continue
			}
			if sum := e.masked(answers, fold, false); best < 0 || sum > most {
				best, most = i, sum
			}
		}
		if best < 0 {
			break
		}
		members = append(members, e.pool[best])
		bySize = append(bySize, tried[best])
	}
	return members, bySize
}

// choose returns the best single finalist, or a cascade when that is better by more than noise. What is compared are
// answers to images that the choice of the members did not see, by cross-validation.
func (e *ensembles) choose(ctx context.Context) choice {
	most := min(mostMembers, len(e.pool))
	held := make([][]answer, most) // by size
	for k := range held {
		held[k] = make([]answer, len(e.images))
	}
	for fold := range folds {
		_, bySize := e.grow(ctx, fold, most)
		for k, answers := range bySize {
			for at, a := range answers {
				if e.fold[at] == fold {
					held[k][at] = a
				}
			}
		}
	}
	size := 1
	for k := 2; k <= most; k++ {
		if sum(held[k-1]) > sum(held[size-1]) && beats(held[k-1], held[0]) {
			size = k
		}
	}
	members, _ := e.grow(ctx, -1, size)
	return choice{members: members, accept: always}
}

// beats says that some answers are right more often than others, by more than one standard error of the difference.
func beats(a, b []answer) bool {
	won, lost := 0, 0
	for i := range a {
		switch right, other := a[i].Score == 1, b[i].Score == 1; {
		case right && !other:
			won++
		case other && !right:
			lost++
		}
	}
	return float64(won-lost) > math.Sqrt(float64(won+lost))
}

// settle finds the lowest confidence at which the cascade may take an answer at once, without being the worse for it.
func (c *choice) settle(e *ensembles) {
	if len(c.members) == 1 {
		return
	}
	best := sum(e.answers(c.members, always))
	for _, level := range acceptLevels {
		if sum(e.answers(c.members, level)) >= best {
			c.accept = level
			return
		}
	}
}
