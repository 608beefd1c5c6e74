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
)

// defaultRecipe reads where neither a flag nor a flow names a recipe.
const defaultRecipe = "book"

// readers opens Tesseract when the first image is to be read, one pool a
// language, and makes readers of recipes. It is a flow.Solver too. The zero
// value works; Close it.
type readers struct {
	workers  int    // recognitions at once; zero: one a core
	wordList string // file of the words that there may be, in place of those of the recipes; empty: theirs

	mu    sync.Mutex // guards the maps
	pools map[string]*tesseract.Pool
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
	pool, err := r.pool(recipe.Language)
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

func (r *readers) pool(language string) (*tesseract.Pool, error) {
	if pool, ok := r.pools[language]; ok {
		return pool, nil
	}
	opts := tesseract.Options{Workers: r.workers}
	if language != "" {
		opts.Languages = []string{language}
	}
	pool, err := tesseract.New(opts)
	if err != nil {
		return nil, err
	}
	if r.pools == nil {
		r.pools = make(map[string]*tesseract.Pool)
	}
	r.pools[language] = pool
	return pool, nil
}

// Close ends the Tesseract engines.
func (r *readers) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var first error
	for _, pool := range r.pools {
		if err := pool.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
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
