package worker

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

// What the zero values of Options stand for.
const (
	defaultTimeout   = 10 * time.Second
	defaultMaxMemory = 1 << 30
	defaultMaxImages = 2000
)

// Options are those of [New]. The zero value works.
type Options struct {
	// Languages names the trained data that will be asked for; each entry is what ocr.RecognizeOptions.Language may be,
	// such as "eng" or "eng+deu". New checks that all of them are there, and each child loads the first when it starts;
	// the others, and any that are not named here, are loaded when they are first asked for. Empty: "eng".
	Languages []string
	// Workers is the number of recognitions, and so of children, that there may be at once. Zero: as many as Go uses
	// cores.
	Workers int
	// DataPath is the folder that holds the .traineddata files. Empty: the environment's TESSDATA_PREFIX; without that
	// Tesseract's usual folders.
	DataPath string
	// Timeout is how long a child may take for one image. Waiting for a child to be free, and starting one, does not
	// count; loading a language that is not the first does. Zero: 10 s.
	Timeout time.Duration
	// MaxMemoryBytes is the resident memory that a child may have while it recognises; one that takes more is ended. One
	// that holds more than a quarter of it when it is done is replaced. Only Linux tells. Zero: 1 GiB.
	MaxMemoryBytes int64
	// MaxImages is the number of images after which a child is replaced. Zero: 2,000.
	MaxImages int
	// Program is the program that is started: a path, or a name that is looked for in PATH. It must call Main. Empty: the
	// running program.
	Program string
}

// withDefaults fills in what is zero.
func (o Options) withDefaults() (Options, error) {
	if o.Workers < 0 || o.Timeout < 0 || o.MaxMemoryBytes < 0 || o.MaxImages < 0 {
		return o, fmt.Errorf("worker: %d workers, a time-out of %v, %d bytes, %d images: give positive numbers, or none for the defaults",
			o.Workers, o.Timeout, o.MaxMemoryBytes, o.MaxImages)
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxMemoryBytes == 0 {
		o.MaxMemoryBytes = defaultMaxMemory
	}
	if o.MaxImages == 0 {
		o.MaxImages = defaultMaxImages
	}
	if o.DataPath != "" {
		var err error
		if o.DataPath, err = filepath.Abs(o.DataPath); err != nil {
			return o, fmt.Errorf("worker: data folder %q: %w", o.DataPath, err)
		}
	}
	return o, nil
}

// Pool is a number of child processes. It implements ocr.Recognizer and may be used by many goroutines at once.
type Pool struct {
	opts    Options
	seats   *seats
	endings sync.WaitGroup // of what watches over the children

	closeOnce sync.Once
	closeErr  error
}

var _ ocr.Recognizer = (*Pool)(nil)

// New returns a Pool that has no children yet. Where trained data is missing or damaged, the error is a
// *tesseract.MissingError; ErrNoMain where the program did not call [Main].
func New(opts Options) (*Pool, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	if opts.Program == "" && !mainCalled.Load() {
		return nil, ErrNoMain
	}
	if err := tesseract.Check(opts.DataPath, opts.Languages...); err != nil {
		return nil, err
	}
	return &Pool{opts: opts, seats: newSeats(opts.Workers)}, nil
}

// Start starts the children that there are not yet and returns once they are ready, for those who measure or cannot wait
// later on. Its errors are those of starting a child, or ctx's; a child that is being started when ctx ends is kept.
func (p *Pool) Start(ctx context.Context) error {
	errs := make(chan error, p.opts.Workers)
	starting := 0
	for range p.opts.Workers {
		s, err := p.seats.takeEmpty(ctx)
		if err != nil {
			return err
		}
		if s == nil {
			break
		}
		starting++
		go func() {
			_, err := p.childOf(s)
			p.seats.put(s)
			errs <- err
		}()
	}
	var first error
	for range starting {
		select {
		case err := <-errs:
			if first == nil {
				first = err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return first
}

// Recognize implements ocr.Recognizer. A ctx that ends while no child is free, or while one is at work, ends the call at
// once with ctx's error; the child goes on until it is done, or its time is over, and is not free before.
//
// Errors: *[ChildError] where the child was lost over this image, *[StartError] where there was none and none could be
// started, *tesseract.MissingError for a language that is not there, [ErrClosed], and what Tesseract says of the image.
// Boxes are in img's own coordinates.
func (p *Pool) Recognize(ctx context.Context, img *image.Gray, opts ocr.RecognizeOptions) (ocr.Recognition, error) {
	if err := ctx.Err(); err != nil {
		return ocr.Recognition{}, err
	}
	s, turn, err := p.seats.take(ctx)
	if err != nil {
		return ocr.Recognition{}, err
	}
	// The caller may use img again as soon as this returns, so it is copied before there is a second goroutine.
	bounds := img.Rect
	if s.request, err = appendRequest(s.request[:0], img, opts); err != nil {
		p.seats.put(s)
		return ocr.Recognition{}, err
	}
	if ctx.Done() == nil {
		return p.recognize(s, bounds)
	}
	type outcome struct {
		rec ocr.Recognition
		err error
	}
	done := make(chan outcome, 1)
	go func() { // Close, which waits for every seat, waits for this goroutine
		rec, err := p.recognize(s, bounds)
		done <- outcome{rec, err}
	}()
	select {
	case o := <-done:
		return o.rec, o.err
	case <-ctx.Done():
		p.seats.leave(s, turn)
		return ocr.Recognition{}, ctx.Err()
	}
}

// Close waits for the calls of Recognize under way, ends those whose callers have left, and ends the children. Calls that
// wait for a child, and later ones, end with [ErrClosed]. Closing again does nothing. The error is that a process does
// not end.
func (p *Pool) Close() error {
	p.closeOnce.Do(func() { p.closeErr = p.close() })
	return p.closeErr
}

func (p *Pool) close() error {
	children := p.seats.close()
	errs := make([]error, len(children))
	var retiring sync.WaitGroup
	for i, c := range children {
		retiring.Go(func() { errs[i] = c.retire() })
	}
	retiring.Wait()
	err := errors.Join(errs...)
	if err == nil {
		p.endings.Wait()
	}
	return err
}

// Stats is what a [Pool] has been through.
type Stats struct {
	// Started is the number of children that were started so far.
	Started int
	// Lost is how many of them died, or were ended over an image.
	Lost int
	// Children are those that there are now, in no order.
	Children []ChildStats
}

// ChildStats is what is known of a child process.
type ChildStats struct {
	PID int
	// MemoryBytes is its resident memory; zero where the system does not tell.
	MemoryBytes int64
}

// Stats says what the pool has been through.
func (p *Pool) Stats() Stats { return p.seats.stats() }
