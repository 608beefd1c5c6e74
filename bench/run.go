package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"sync"
	"time"
)

// Options are those of [Run]. The zero value works.
type Options struct {
	// Workers is the number of images read at once; zero: as many as Go uses cores. A reader's Recognizer should allow as
	// many, or the times of the images include their waiting.
	Workers int
	// OneWorker is how long images are read once more, one after the other, to tell the speed of a single core; at least
	// one image is, and at most each of them. Zero: they are not.
	OneWorker time.Duration
	// OnImage is called after each image, by one goroutine at a time; may be nil.
	OnImage func(Progress)
}

// Progress is how far a run has come.
type Progress struct {
	Done, Total int // images
	Exact       int // of those done
}

// Unavailable is implemented by errors that say that an engine cannot work at all, such as tesseract.MissingError. Run
// ends with them, where another error is that image's failure.
type Unavailable interface {
	error
	Unavailable() bool
}

// Run has every image of the corpus read by the engine and scores the answers. An image that cannot be read is a failure
// with an empty answer. When ctx ends, Run returns ctx's error and the result of the images that were read by then.
func Run(ctx context.Context, c *Corpus, e Engine, opts Options) (Result, error) {
	workers := opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := run{corpus: c, engine: e, outcomes: make([]outcome, len(c.Images)), onImage: opts.OnImage}
	next := make(chan int)
	var readers sync.WaitGroup
	start := time.Now()
	for range min(workers, len(c.Images)) {
		readers.Go(func() {
			for i := range next {
				if err := r.read(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range c.Images {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	readers.Wait()
	result := r.result(time.Since(start), workers)
	switch {
	case workers == 1:
		result.ImagesPerSecondOne = result.ImagesPerSecond
	case opts.OneWorker > 0:
		result.ImagesPerSecondOne = r.one(ctx, opts.OneWorker)
	}
	if err := context.Cause(ctx); err != nil {
		return result, fmt.Errorf("bench corpus %q: %w", c.Name, err)
	}
	return result, nil
}

type run struct {
	corpus   *Corpus
	engine   Engine
	outcomes []outcome // by image

	mu      sync.Mutex // guards progress, and is held while onImage runs
	done    int
	exact   int
	onImage func(Progress)
}

// outcome is what became of one image.
type outcome struct {
	done   bool
	answer Output
	score  score
	err    error
}

// read reads one image. The error that it returns is one that ends the run.
func (r *run) read(ctx context.Context, i int) error {
	if ctx.Err() != nil {
		return nil
	}
	o, label := &r.outcomes[i], r.corpus.Images[i]
	answer, err := r.answer(ctx, i)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		var unavailable Unavailable
		if errors.As(err, &unavailable) && unavailable.Unavailable() {
			return err
		}
		answer = Output{Elapsed: answer.Elapsed}
	}
	o.done, o.answer, o.err = true, answer, err
	o.score = r.corpus.Meta.compare(answer.Text, label.Text)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	if o.right() {
		r.exact++
	}
	if r.onImage != nil {
		r.onImage(Progress{Done: r.done, Total: len(r.outcomes), Exact: r.exact})
	}
	return nil
}

// right says that the answer is the label.
func (o *outcome) right() bool { return o.err == nil && o.score.got == o.score.want }

// answer has the engine read one image.
func (r *run) answer(ctx context.Context, i int) (Output, error) {
	file := r.corpus.Images[i].File
	data, err := fs.ReadFile(r.corpus.FS, file)
	if err != nil {
		return Output{}, err
	}
	return r.engine.Read(ctx, Image{File: file, Data: data})
}

// one reads images one after the other for a while, and returns how many it reads in a second.
func (r *run) one(ctx context.Context, long time.Duration) float64 {
	start, n := time.Now(), 0
	for i := range r.corpus.Images {
		if ctx.Err() != nil || (n > 0 && time.Since(start) >= long) {
			break
		}
		_, _ = r.answer(ctx, i) // its failure is known already
		n++
	}
	if n == 0 || ctx.Err() != nil {
		return 0
	}
	return float64(n) / time.Since(start).Seconds()
}
