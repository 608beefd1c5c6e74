package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/formbot/formbot/flow"
	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
	"github.com/formbot/formbot/ocr/worker"
)

// defaultRecipe reads where neither a flag nor a flow names a recipe.
const defaultRecipe = "book"

// readers makes readers of recipes, which all share one pool of child
// processes; the children are started when there is an image to read. It is a
// flow.Solver too. The zero value works; Close it.
type readers struct {
	workers  int    // recognitions at once; zero: one a core
	wordList string // file of the words that there may be, in place of those of the recipes; empty: theirs

	mu    sync.Mutex // guards what follows
	pool  *worker.Pool
	known map[string]*ocr.Reader
}

// load returns the reader of a recipe's name or file. A recipe that cannot be
// used is an error of the call.
func (r *readers) load(nameOrPath string) (*ocr.Reader, error) {
	if nameOrPath == "" {
		nameOrPath = defaultRecipe
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if reader, ok := r.known[nameOrPath]; ok {
		return reader, nil
	}
	recipe, err := ocr.LoadRecipe(nameOrPath)
	if err != nil {
		return nil, &usageError{err}
	}
	if r.wordList != "" {
		recipe.UseWordList(r.wordList)
	}
	pool, err := r.open(languages(recipe))
	if err != nil {
		return nil, err
	}
	if r.known == nil {
		r.known = make(map[string]*ocr.Reader)
	}
	reader := ocr.NewReader(pool, recipe)
	if err := reader.Err(); err != nil {
		return nil, &usageError{err}
	}
	r.known[nameOrPath] = reader
	return reader, nil
}

// languages are those that a recipe and its cascade ask for.
func languages(recipe *ocr.Recipe) []string {
	var all []string
	if recipe.Language != "" {
		all = append(all, recipe.Language)
	}
	for i := range recipe.Cascade {
		all = append(all, languages(&recipe.Cascade[i])...)
	}
	return all
}

// recognizer returns what recognises prepared images in these languages, none
// meaning English, for those who prepare them themselves. It is closed with r.
func (r *readers) recognizer(languages ...string) (ocr.Recognizer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.open(languages)
}

// open returns the pool, and opens it at first. The caller holds the mutex.
func (r *readers) open(languages []string) (*worker.Pool, error) {
	if r.pool != nil {
		return r.pool, tesseract.Check("", languages...)
	}
	pool, err := worker.New(worker.Options{Languages: languages, Workers: r.workers})
	if err != nil {
		return nil, err
	}
	r.pool = pool
	return pool, nil
}

// start starts the children ahead of the first image, so that what measures
// images does not measure that.
func (r *readers) start(ctx context.Context) error {
	r.mu.Lock()
	pool := r.pool
	r.mu.Unlock()
	if pool == nil {
		return nil
	}
	return pool.Start(ctx)
}

// Close ends the children.
func (r *readers) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pool == nil {
		return nil
	}
	return r.pool.Close()
}

// Solve implements flow.Solver.
func (r *readers) Solve(ctx context.Context, image []byte, req flow.SolveRequest) (flow.Answer, error) {
	reader, err := r.load(req.Recipe)
	if err != nil {
		return flow.Answer{}, err
	}
	img, _, err := ocr.Decode(bytes.NewReader(image), ocr.Limits{})
	if err != nil {
		return flow.Answer{}, err
	}
	if req.KeepDir == "" {
		reading, err := reader.Read(ctx, img)
		return flow.Answer{Text: reading.Text, Confidence: reading.Confidence}, err
	}
	reading, stages, err := reader.Explain(ctx, img)
	if err != nil {
		return flow.Answer{}, err
	}
	if err := os.MkdirAll(req.KeepDir, 0o700); err != nil {
		return flow.Answer{}, fmt.Errorf("keep pictures: %w", err)
	}
	files, err := ocr.WriteStages(req.KeepDir, req.Prefix, stages)
	for i, name := range files {
		files[i] = filepath.Join(req.KeepDir, name)
	}
	return flow.Answer{Text: reading.Text, Confidence: reading.Confidence, Stages: files}, err
}
