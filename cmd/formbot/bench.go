package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/formbot/formbot/bench"
	"github.com/formbot/formbot/ocr/tesseract"
)

type benchCmd struct {
	Dirs     []string `arg:"" name:"dir" help:"Folders of labelled images: labels.csv (file,text) beside the images, or the label as the first part of each file's name."`
	Recipe   []string `default:"book" placeholder:"NAME|FILE" help:"Recipe to measure; repeat it to measure several."`
	WordList string   `placeholder:"FILE" help:"Words that there may be, one a line, such as /usr/share/dict/words; what is read becomes the nearest."`
	Min      float64  `placeholder:"RATE" help:"Exit with 1 when the accuracy of any folder is below this (0 to 1)."`
	Failures int      `default:"10" placeholder:"N" help:"How many failures of each folder the table lists; JSON has all."`
	Workers  int      `placeholder:"N" help:"Images read at once; default: one a core."`
}

// Help implements kong.HelpProvider.
func (benchCmd) Help() string {
	return `An image counts as read when its text is the label, exactly, letter case aside where corpus.yaml says "case: fold".
The interval is the 95 % Wilson interval; CER is total edit distance over total label length.

Examples:

  formbot bench testdata/captchas/words
  formbot bench --recipe book --recipe plain testdata/captchas/*
  formbot bench --json --min 0.9 my-captchas`
}

// Run measures each folder with each recipe.
func (c *benchCmd) Run(ctx context.Context, g *globals, s *streams) error {
	if c.Min < 0 || c.Min > 1 {
		return usagef("--min %v: want a rate from 0 to 1, such as 0.9", c.Min)
	}
	if c.Workers < 0 {
		return usagef("--workers %d: want at least 1", c.Workers)
	}
	workers := c.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	corpora, err := c.load()
	if err != nil {
		return err
	}
	rs := &readers{workers: workers, wordList: c.WordList}
	defer rs.Close()
	report := bench.Report{Tesseract: tesseract.Version(), CPUs: runtime.NumCPU()}
	for _, corpus := range corpora {
		for _, recipe := range c.Recipe {
			reader, err := rs.load(recipe)
			if err != nil {
				return err
			}
			result, err := bench.Run(ctx, corpus, reader, bench.Options{Workers: workers})
			if err != nil {
				return err
			}
			report.Corpora = append(report.Corpora, result)
		}
	}
	if g.JSON {
		err = printJSON(s.out, report)
	} else {
		err = report.WriteText(s.out, c.Failures)
	}
	if err != nil {
		return err
	}
	return c.verdict(s, report)
}

func (c *benchCmd) load() ([]*bench.Corpus, error) {
	var corpora []*bench.Corpus
	for _, dir := range c.Dirs {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		corpus, err := bench.LoadCorpus(os.DirFS(dir), filepath.Base(abs))
		if errors.Is(err, fs.ErrNotExist) {
			if _, serr := os.Stat(dir); serr != nil {
				return nil, usagef("bench: there is no folder %s", dir)
			}
		}
		if err != nil {
			return nil, &usageError{err}
		}
		corpora = append(corpora, corpus)
	}
	return corpora, nil
}

func (c *benchCmd) verdict(s *streams, report bench.Report) error {
	below := false
	for _, r := range report.Corpora {
		if r.Accuracy < c.Min {
			fmt.Fprintf(s.err, "formbot: %s with recipe %s: accuracy %.3f is below --min %v\n", r.Name, r.Recipe, r.Accuracy, c.Min)
			below = true
		}
	}
	if below {
		return errNo
	}
	return nil
}
