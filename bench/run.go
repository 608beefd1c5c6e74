package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/formbot/formbot/ocr"
)

// Options are those of [Run]. The zero value works.
type Options struct {
	// Workers is the number of images read at once; zero: as many as Go uses cores. The reader's Recognizer should allow
	// as many, or the times of the images include their waiting.
	Workers int
	// OnImage is called after each image, by one goroutine at a time; may be nil.
	OnImage func(done, total int)
}

// Unavailable is implemented by errors that say that the reader cannot work at all, such as tesseract.MissingError. Run
// ends with them, where another error is that image's failure.
type Unavailable interface {
	error
	Unavailable() bool
}

// Run reads every image of the corpus and scores the answers. An image that cannot be read is a failure with an empty
// answer. When ctx ends, Run returns ctx's error and the result of the images that were read by then.
func Run(ctx context.Context, c *Corpus, reader *ocr.Reader, opts Options) (Result, error) {
	workers := opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := run{corpus: c, reader: reader, outcomes: make([]outcome, len(c.Images)), onImage: opts.OnImage}
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
	result := r.result(time.Since(start))
	if err := context.Cause(ctx); err != nil {
		return result, fmt.Errorf("bench corpus %q: %w", c.Name, err)
	}
	return result, nil
}

type run struct {
	corpus   *Corpus
	reader   *ocr.Reader
	outcomes []outcome // by image

	mu      sync.Mutex // guards done, and is held while onImage runs
	done    int
	onImage func(done, total int)
}

// outcome is what became of one image.
type outcome struct {
	done    bool
	reading ocr.Reading
	elapsed time.Duration
	err     error
}

// read reads one image. The error that it returns is one that ends the run.
func (r *run) read(ctx context.Context, i int) error {
	if ctx.Err() != nil {
		return nil
	}
	o := &r.outcomes[i]
	data, err := fs.ReadFile(r.corpus.FS, r.corpus.Images[i].File)
	if err == nil {
		start := time.Now()
		o.reading, err = r.reader.ReadFrom(ctx, bytes.NewReader(data))
		o.elapsed = time.Since(start)
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		var unavailable Unavailable
		if errors.As(err, &unavailable) && unavailable.Unavailable() {
			return err
		}
		o.err, o.reading = err, ocr.Reading{}
	}
	o.done = true
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	if r.onImage != nil {
		r.onImage(r.done, len(r.outcomes))
	}
	return nil
}

// result adds up the images that are done.
func (r *run) result(elapsed time.Duration) Result {
	out := Result{Name: r.corpus.Name, Failures: []Failure{}}
	var distance, length int
	var ms []float64
	for i, o := range r.outcomes {
		if !o.done {
			continue
		}
		label := r.corpus.Images[i]
		s := r.corpus.Meta.compare(o.reading.Text, label.Text)
		out.Images++
		distance += s.distance
		length += s.length
		if o.err == nil {
			ms = append(ms, float64(o.elapsed)/float64(time.Millisecond))
			out.Recipe = o.reading.Recipe
		}
		if s.exact {
			out.Exact++
			continue
		}
		f := Failure{File: label.File, Want: label.Text, Got: s.answer, Confidence: o.reading.Confidence}
		if s.answer != o.reading.Text {
			f.Read = o.reading.Text
		}
		if o.err != nil {
			f.Error = o.err.Error()
		}
		out.Failures = append(out.Failures, f)
	}
	out.AccuracyLow, out.AccuracyHigh = Wilson(out.Exact, out.Images, z95)
	if out.Images > 0 {
		out.Accuracy = float64(out.Exact) / float64(out.Images)
		out.CER = float64(distance) / float64(length)
		out.ImagesPerSecond = float64(out.Images) / elapsed.Seconds()
	}
	slices.Sort(ms)
	out.MsP50, out.MsP95 = percentile(ms, 0.5), percentile(ms, 0.95)
	return out
}
