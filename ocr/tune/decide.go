package tune

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/formbot/formbot/ocr"
)

// Of the pipelines that were found, so many are considered for the recipe.
const (
	poolBest  = 20 // by score
	poolCover = 20 // by what they add to those
)

// finalist is an elite that read all images that the search may see.
type finalist struct {
	candidate candidate
	answers   []answer // by the place in search.visible()
}

// decide chooses the recipe, and only then reads the untouched part.
func (s *search) decide(ctx context.Context) (*Result, error) {
	s.eval.onImage = func() { s.tell("choice", true) }
	pool, err := s.finalists(ctx)
	if err != nil {
		return nil, err
	}
	e := newEnsembles(s, pool)
	chosen := e.choose(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	single := []*finalist{pool[0]}
	for i, f := range chosen.members {
		if chosen.members[i], err = s.foldConfusables(ctx, f); err != nil {
			return nil, err
		}
	}
	chosen.settle(e)
	recipe := s.recipeOf(chosen)
	result := &Result{
		Recipe: recipe, Split: s.split, Seed: s.opts.Seed, Trials: s.trials, Learnt: s.learnt, Cut: s.cut,
		SingleValidation: s.part(e.answers(single, 0), true),
	}
	answers := e.answers(chosen.members, chosen.accept)
	result.Train, result.Validation = s.part(answers, false), s.part(answers, true)
	s.eval.onImage = func() { s.tell("test", true) }
	if result.Test, err = s.test(ctx, recipe); err != nil {
		return nil, err
	}
	result.Elapsed = s.elapsed()
	return result, nil
}

// finalists has the best pipelines read the second part too. They are in order, the best on both parts first.
func (s *search) finalists(ctx context.Context) ([]*finalist, error) {
	elites := s.archive.elites
	best := elites[:min(poolBest, len(elites))]
	elites = append(slices.Clone(best), cover(best, elites, poolCover)...)
	candidates := make([]candidate, len(elites))
	wanted := make([][]int, len(elites))
	for i, one := range elites {
		candidates[i], wanted[i] = one.Candidate, s.split.Validation
	}
	answers, err := s.eval.read(ctx, candidates, wanted)
	if err != nil {
		return nil, err
	}
	pool := make([]*finalist, len(elites))
	for i, one := range elites {
		pool[i] = &finalist{one.Candidate, slices.Concat(one.Train, answers[i])}
	}
	slices.SortStableFunc(pool, func(a, b *finalist) int {
		return cmp.Or(cmp.Compare(sum(b.answers), sum(a.answers)),
			cmp.Compare(len(a.candidate.Genes), len(b.candidate.Genes)))
	})
	return pool, nil
}

// part counts the right answers in the first or in the second part.
func (s *search) part(answers []answer, second bool) Score {
	if second {
		answers = answers[len(s.split.Train):]
	} else {
		answers = answers[:len(s.split.Train)]
	}
	out := Score{Images: len(answers)}
	for _, a := range answers {
		if a.Score == 1 {
			out.Exact++
		}
	}
	return out
}

// recipeOf makes the recipe of what was chosen.
func (s *search) recipeOf(c choice) *ocr.Recipe {
	if len(c.members) == 1 {
		r := c.members[0].candidate.recipe(s.opts.Name, s.opts.Language, s.rules)
		return &r
	}
	r := ocr.Recipe{
		Name: s.opts.Name, Language: s.opts.Language, Charset: s.rules.Charset, Case: s.rules.Case,
		Length: s.rules.Length, Answer: s.rules.Answer, Accept: ocr.Accept{Confidence: c.accept},
	}
	for i, m := range c.members {
		one := m.candidate
		r.Cascade = append(r.Cascade, ocr.Recipe{
			Name: strconv.Itoa(i + 1), Steps: one.steps(), Recognise: one.Recognise, PSM: one.PSM, Confusables: one.Confusables,
		})
	}
	return &r
}

// test reads the untouched part, by the recipe as it will be used.
func (s *search) test(ctx context.Context, recipe *ocr.Recipe) (Score, error) {
	reader := ocr.NewReader(s.eval.meter, recipe)
	if err := reader.Err(); err != nil {
		return Score{}, fmt.Errorf("the recipe that was found: %w", err)
	}
	right := make([]bool, len(s.split.Test))
	err := parallel(ctx, s.opts.Workers, len(s.split.Test), func(ctx context.Context, i int) error {
		img := s.images[s.split.Test[i]]
		reading, err := reader.Read(ctx, img.Image)
		if err != nil && (ctx.Err() != nil || unavailable(err)) {
			return err
		}
		right[i] = err == nil && s.eval.score.score(reading, img.Text) == 1
		s.eval.told()
		return nil
	})
	out := Score{Images: len(right)}
	for _, ok := range right {
		if ok {
			out.Exact++
		}
	}
	return out, err
}
