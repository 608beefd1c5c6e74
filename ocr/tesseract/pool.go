package tesseract

import (
	"context"
	"errors"
	"fmt"
	"image"
	"runtime"
	"sync"

	"github.com/formbot/formbot/ocr"
)

// ErrClosed says that the Pool was closed.
var ErrClosed = errors.New("tesseract: the pool is closed")

// Options are those of [New]. The zero value works.
type Options struct {
	// Languages names the trained data that will be asked for; each entry is what ocr.RecognizeOptions.Language may be,
	// such as "eng" or "eng+deu". New checks all of them and loads the first; the others, and any that are not named
	// here, are loaded when they are first asked for. Empty: "eng".
	Languages []string
	// Workers is the number of recognitions that may run at once. Zero: as many as Go uses cores.
	Workers int
	// DataPath is the folder that holds the .traineddata files. Empty: the environment's TESSDATA_PREFIX; without that
	// Tesseract's usual folders.
	DataPath string
}

// Pool is a number of Tesseract instances. It implements ocr.Recognizer and may be used by many goroutines at once.
type Pool struct {
	dataPath string
	workers  int
	free     chan *worker
	closing  chan struct{}

	closeOnce sync.Once
	closeErr  error
}

var _ ocr.Recognizer = (*Pool)(nil)

// New loads the instances. Where trained data is missing or damaged, the error is a *[MissingError].
func New(opts Options) (*Pool, error) {
	languages := opts.Languages
	if len(languages) == 0 {
		languages = []string{defaultLanguage}
	}
	if opts.Workers < 0 {
		return nil, fmt.Errorf("tesseract: %d workers: give a positive number, or none for one per core", opts.Workers)
	}
	if opts.Workers == 0 {
		opts.Workers = runtime.GOMAXPROCS(0)
	}
	if err := Check(opts.DataPath, languages...); err != nil {
		return nil, err
	}
	p := &Pool{
		dataPath: opts.DataPath,
		workers:  opts.Workers,
		free:     make(chan *worker, opts.Workers),
		closing:  make(chan struct{}),
	}
	for i := range opts.Workers {
		w := &worker{dataPath: opts.DataPath}
		p.free <- w
		if _, err := w.client(languages[0]); err != nil {
			p.workers = i + 1 // those that Close is to wait for
			return nil, errors.Join(err, p.Close())
		}
	}
	return p, nil
}

// Recognize implements ocr.Recognizer. A ctx that ends while no instance is free, or while one is at work, ends the call
// at once with ctx's error; an instance at work goes on until it is done and is not free before.
//
// Languages that were not loaded yet are loaded, which takes a tenth of a second or more and holds up all others. The
// confidence of the symbols is what Tesseract says of symbols; that of the whole is what it says of words, which is much
// stricter. Boxes are in img's own coordinates.
func (p *Pool) Recognize(ctx context.Context, img *image.Gray, opts ocr.RecognizeOptions) (ocr.Recognition, error) {
	if err := ctx.Err(); err != nil {
		return ocr.Recognition{}, err
	}
	if opts.Language == "" {
		opts.Language = defaultLanguage
	}
	if opts.PSM == 0 {
		opts.PSM = defaultPSM
	}
	if err := checkPSM(opts.PSM); err != nil {
		return ocr.Recognition{}, err
	}
	if err := checkShape(img.Rect.Dx(), img.Rect.Dy()); err != nil {
		return ocr.Recognition{}, err
	}
	if uniform(img) || tooNarrow(img.Rect.Dx(), img.Rect.Dy(), opts.PSM) {
		return ocr.Recognition{}, nil
	}
	w, err := p.acquire(ctx)
	if err != nil {
		return ocr.Recognition{}, err
	}
	// The caller may use img again as soon as this returns, so it is copied before there is a second goroutine.
	bounds := img.Rect
	w.spix = appendSPIX(w.spix[:0], img)
	if ctx.Done() == nil {
		defer p.release(w)
		return w.recognize(bounds, opts)
	}
	type outcome struct {
		rec ocr.Recognition
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		// Close, which waits for every worker, waits for this goroutine.
		defer p.release(w)
		rec, err := w.recognize(bounds, opts)
		done <- outcome{rec, err}
	}()
	select {
	case o := <-done:
		return o.rec, o.err
	case <-ctx.Done():
		return ocr.Recognition{}, ctx.Err()
	}
}

// Close waits for the recognitions under way, those whose callers have left included, and frees the instances. Calls of
// Recognize that wait for an instance, and later ones, end with [ErrClosed]. Closing again does nothing.
func (p *Pool) Close() error {
	p.closeOnce.Do(func() {
		close(p.closing)
		for range p.workers {
			w := <-p.free
			p.closeErr = errors.Join(p.closeErr, w.close())
		}
	})
	return p.closeErr
}

func (p *Pool) acquire(ctx context.Context) (*worker, error) {
	select {
	case <-p.closing: // before a free worker is considered: a select picks at random among what is ready
		return nil, ErrClosed
	default:
	}
	select {
	case w := <-p.free:
		return w, nil
	case <-p.closing:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *Pool) release(w *worker) { p.free <- w }
