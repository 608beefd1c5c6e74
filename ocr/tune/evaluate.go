package tune

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/formbot/formbot/ocr"
)

// prefixKey is an image and the steps that were applied to it.
type prefixKey struct {
	image int
	steps string
}

// prefix is a picture part of the way through a pipeline, or why there is none.
type prefix struct {
	picture *ocr.Prepared
	err     error
	work    int64 // that of the steps up to there
}

// stepWork is what a step takes that makes a picture of so many bytes out of one, in µs: usual, as recognitionWork is.
func stepWork(bytes int) int64 { return 25 + int64(bytes)*6/1000 }

// evaluator reads images by candidates.
type evaluator struct {
	images    []Image
	originals []*ocr.Prepared // nil for those that the search may not see
	score     scorer
	rules     Rules
	language  string
	workers   int
	meter     *meter
	readings  atomic.Int64
	pictures  *cache[prefixKey, prefix]
	onImage   func()     // by one goroutine at a time
	mu        sync.Mutex // held while onImage runs
}

// answer is a reading and how good it is.
type answer struct {
	Reading ocr.Reading
	Score   float64
}

// read reads the images by each of the candidates; wanted says which, by candidate. The answers are in the same order. An
// image that cannot be read has no answer, and scores 0.
func (e *evaluator) read(ctx context.Context, candidates []candidate, wanted [][]int) ([][]answer, error) {
	readers := make([]*ocr.Reader, len(candidates))
	answers := make([][]answer, len(candidates))
	type place struct{ candidate, at int }
	byImage := map[int][]place{}
	for i, c := range candidates {
		recipe := c.recipe("", e.language, e.rules)
		readers[i] = ocr.NewReader(e.meter, &recipe)
		if err := readers[i].Err(); err != nil {
			return nil, err
		}
		answers[i] = make([]answer, len(wanted[i]))
		for at, img := range wanted[i] {
			byImage[img] = append(byImage[img], place{i, at})
		}
	}
	// All that is to be done on one image follows one another, pipelines that begin alike side by side, so that what they
	// share is still in the cache.
	keys := make([]string, len(candidates))
	for i, c := range candidates {
		keys[i] = c.key()
	}
	var batches [][]place
	for _, i := range slices.Sorted(maps.Keys(byImage)) {
		all := byImage[i]
		slices.SortStableFunc(all, func(a, b place) int { return cmp.Compare(keys[a.candidate], keys[b.candidate]) })
		// Not all at once, or a few images would leave cores idle.
		for part := range slices.Chunk(all, max(2, (len(all)+3)/4)) {
			batches = append(batches, part)
		}
	}
	err := parallel(ctx, e.workers, len(batches), func(ctx context.Context, i int) error {
		for _, p := range batches[i] {
			got, err := e.one(ctx, readers[p.candidate], candidates[p.candidate], wanted[p.candidate][p.at])
			if err != nil {
				return err
			}
			answers[p.candidate][p.at] = got
		}
		e.told()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}

func (e *evaluator) told() {
	if e.onImage == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.onImage()
}

// one reads one image. Its error ends the search.
func (e *evaluator) one(ctx context.Context, reader *ocr.Reader, c candidate, i int) (answer, error) {
	e.readings.Add(1)
	picture, err := e.prepare(ctx, c, i)
	var reading ocr.Reading
	if err == nil {
		reading, err = reader.ReadPrepared(ctx, picture)
	}
	if err != nil {
		if ctx.Err() != nil {
			return answer{}, ctx.Err()
		}
		if unavailable(err) {
			return answer{}, err
		}
		return answer{}, nil // the pipeline, not the search, has no answer
	}
	// What depends on the run or is not needed any more must not be part of a state.
	reading.Elapsed = 0
	for i := range reading.Symbols {
		reading.Symbols[i].Box = image.Rectangle{}
	}
	return answer{Reading: reading, Score: e.score.score(reading, e.images[i].Text)}, nil
}

// prepare applies a candidate's steps to an image, from the longest beginning that is in the cache.
func (e *evaluator) prepare(ctx context.Context, c candidate, i int) (*ocr.Prepared, error) {
	steps := c.steps()
	keys := make([]string, len(steps)+1)
	for i, s := range steps {
		keys[i+1] = keys[i] + stepKey(s)
	}
	at := prefix{picture: e.originals[i]}
	from := 0
	for n := len(steps); n > 0; n-- {
		if known, ok := e.pictures.get(prefixKey{i, keys[n]}); ok {
			at, from = known, n
			break
		}
	}
	for n := from; n < len(steps) && at.err == nil; n++ {
		picture, err := at.picture.Apply(ctx, steps[n])
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		work := at.work + stepWork(at.picture.Bytes())
		if err == nil {
			work += stepWork(picture.Bytes())
		}
		at = prefix{picture, err, work}
		e.pictures.put(prefixKey{i, keys[n+1]}, at)
	}
	// Steps that were found in the cache count like the others: whether they are still there depends on chance.
	e.meter.work.Add(at.work)
	return at.picture, at.err
}

// newEvaluator returns what reads the visible images. It cannot read the others.
func newEvaluator(images []Image, visible []int, rules Rules, opts Options) (*evaluator, error) {
	e := &evaluator{
		images: images, rules: rules, language: opts.Language, workers: opts.Workers,
		originals: make([]*ocr.Prepared, len(images)),
		score:     scorer{fold: rules.Case == ocr.CaseFold, arithmetic: rules.Answer == ocr.AnswerArithmetic},
		meter:     newMeter(opts.Recognizer, opts.CacheBytes/8),
		pictures: newCache[prefixKey](opts.CacheBytes-opts.CacheBytes/8, func(p prefix) int {
			const entry = 1024 // the key, and the map's own
			if p.picture == nil {
				return entry
			}
			return entry + p.picture.Bytes()
		}),
	}
	for _, i := range visible {
		img := images[i]
		p, err := ocr.Prepare(img.Image)
		if errors.Is(err, ocr.ErrNoInk) {
			return nil, fmt.Errorf("tune: image %q has no pixels", img.Name)
		}
		if err != nil {
			return nil, fmt.Errorf("tune: image %q: %w", img.Name, err)
		}
		e.originals[i] = p
	}
	return e, nil
}
