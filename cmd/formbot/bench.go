package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/formbot/formbot/bench"
	"github.com/formbot/formbot/bench/report"
	"github.com/formbot/formbot/internal/atomicfile"
	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tesseract"
)

type benchCmd struct {
	Dirs     []string `arg:"" name:"dir" help:"Folders of labelled images: labels.csv (file,text) beside the images, or the label as the first part of each file's name."`
	Recipe   []string `placeholder:"NAME|FILE" sep:"none" help:"Recipe to measure; repeat it to measure several. Default: book, unless there is an --engine."`
	WordList string   `placeholder:"FILE" help:"Words that there may be, one a line, such as /usr/share/dict/words; what a recipe reads becomes the nearest."`
	Engine   []string `placeholder:"COMMAND" sep:"none" help:"Command to measure on the same images: it prints the text of the image whose path stands for {}, or at its end. Repeat it to measure several."`
	Min      float64  `placeholder:"RATE" help:"Exit with 1 when the accuracy of any folder by any recipe or engine is below this (0 to 1)."`
	Failures int      `default:"10" placeholder:"N" help:"How many failures of each folder the tables list; JSON has all."`
	Workers  int      `placeholder:"N" help:"Images read at once; default: one a core."`

	Baseline  string `placeholder:"OLD.json" help:"Show image by image what got better and worse since this run, which --json printed."`
	FailWorse bool   `help:"Exit with 1 when fewer of the --baseline's images are right than were then."`

	Report         string `placeholder:"FILE.html" help:"Write a page to look at: tables, charts, confusion matrix, and the failures with each stage of their recipes."`
	ReportFailures int    `default:"20" placeholder:"N" help:"How many failures of each folder and recipe the --report shows with pictures; it lists all."`

	EngineTimeout time.Duration `default:"30s" placeholder:"TIME" help:"How long an --engine may take for one image."`
	OneWorker     time.Duration `default:"2s" placeholder:"TIME" help:"How long each folder is read once more by one worker, to measure the speed of a single core; 0: not at all."`
}

// Help implements kong.HelpProvider.
func (benchCmd) Help() string {
	return `An image counts as read when its text is the label, exactly, letter case aside where corpus.yaml says "case: fold".
The interval is the 95 % Wilson interval; "case aside" counts answers that differ in letter case alone as read, "length"
those as long as their label; CER is total edit distance over total label length; "calibration" is how far the confidence
is from the share of answers that are right, on average (expected calibration error). Two readers of the same images are
compared by McNemar's exact test: p is the chance of a difference as large as this one if they were equally good.

An engine is any command. It is split into words as a shell does, but run without one; its output, without white space, is
the answer. It is given a copy of the image, whose name does not tell the label. Where it ends with another status than 0,
or too late, the image counts as not read. It has this command's environment, in which OMP_THREAD_LIMIT is 1.

--baseline alone only shows; with --fail-worse, a reader that gets fewer images right than before is an error.

Examples:

  formbot bench testdata/captchas/words
  formbot bench --recipe book --recipe plain testdata/captchas/*/
  formbot bench --recipe book --engine 'tesseract {} - --psm 7' testdata/captchas/words
  formbot bench --report report.html --recipe book --recipe plain testdata/captchas/words
  formbot bench --json --min 0.9 my-captchas > today.json
  formbot bench --baseline today.json --fail-worse my-captchas`
}

// Run measures each folder with each recipe and engine.
func (c *benchCmd) Run(ctx context.Context, g *globals, s *streams) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.Workers == 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	corpora, err := c.load(s)
	if err != nil {
		return err
	}
	rs := &readers{workers: c.Workers, wordList: c.WordList}
	defer rs.Close()
	engines, err := c.engines(rs)
	if err != nil {
		return err
	}
	if err := rs.start(ctx); err != nil {
		return err
	}
	baseline, err := c.readBaseline(corpora, engines)
	if err != nil {
		return err
	}
	results, ended := c.measure(ctx, s, corpora, engines)
	if ended != nil && ctx.Err() == nil {
		return ended
	}
	// What was read before an interrupt is told all the same.
	measured := bench.NewReport(tesseract.Version(), results...)
	if baseline != nil {
		measured.Baseline = measured.Since(*baseline)
	}
	if g.JSON {
		err = printJSON(s.out, measured)
	} else {
		err = measured.WriteText(s.out, c.Failures)
	}
	if err := errors.Join(err, ended); err != nil {
		return err
	}
	if err := c.writeReport(ctx, s, measured, corpora, engines); err != nil {
		return err
	}
	return c.verdict(s, measured)
}

func (c *benchCmd) check() error {
	switch {
	case c.Min < 0 || c.Min > 1:
		return usagef("--min %v: want a rate from 0 to 1, such as 0.9", c.Min)
	case c.Workers < 0:
		return usagef("--workers %d: want at least 1", c.Workers)
	case c.EngineTimeout <= 0:
		return usagef("--engine-timeout %s: want more than 0, such as 30s", c.EngineTimeout)
	case c.ReportFailures < 0:
		return usagef("--report-failures %d: want 0 or more", c.ReportFailures)
	case c.OneWorker < 0:
		return usagef("--one-worker %s: want 0 or more, such as 2s", c.OneWorker)
	case c.FailWorse && c.Baseline == "":
		return usagef("--fail-worse: say what to compare with, by --baseline OLD.json")
	}
	return nil
}

// load reads the labels of the folders. Plain files, as a shell's pattern gives them, are left out with a note.
func (c *benchCmd) load(s *streams) ([]*bench.Corpus, error) {
	var corpora []*bench.Corpus
	dirs := map[string]string{} // by corpus name
	for _, dir := range c.Dirs {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(dir)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, usagef("bench: there is no folder %s", dir)
		}
		if err != nil {
			return nil, &usageError{err}
		}
		if !info.IsDir() {
			fmt.Fprintf(s.err, "formbot: %s is no folder: left out\n", dir)
			continue
		}
		name := filepath.Base(abs)
		switch other, taken := dirs[name]; {
		case taken && other == abs:
			continue
		case taken:
			name = filepath.ToSlash(filepath.Clean(dir))
		}
		dirs[name] = abs
		corpus, err := bench.LoadCorpus(os.DirFS(dir), name)
		if err != nil {
			return nil, &usageError{err}
		}
		corpora = append(corpora, corpus)
	}
	if len(corpora) == 0 {
		return nil, usagef("bench: give a folder of labelled images, or write folder/*/ for each folder in it")
	}
	return corpora, nil
}

// recipes are those to measure.
func (c *benchCmd) recipes() []string {
	if len(c.Recipe) == 0 && len(c.Engine) == 0 {
		return []string{defaultRecipe}
	}
	return c.Recipe
}

// engines makes the readers of the recipes, and the commands.
func (c *benchCmd) engines(rs *readers) ([]bench.Engine, error) {
	var engines []bench.Engine
	named := map[string]bool{}
	for _, nameOrPath := range c.recipes() {
		recipe, err := ocr.LoadRecipe(nameOrPath)
		if err != nil {
			return nil, &usageError{err}
		}
		reader, err := rs.load(nameOrPath)
		if err != nil {
			return nil, err
		}
		name := recipe.Name
		if named[name] { // another file's recipe of that name, or the same once more
			name = nameOrPath
		}
		if named[name] {
			return nil, usagef("--recipe %s is there twice", nameOrPath)
		}
		named[name] = true
		engines = append(engines, bench.NewReader(name, reader))
	}
	for _, line := range c.Engine {
		if named[line] {
			return nil, usagef("--engine %q is there twice", line)
		}
		named[line] = true
		command, err := bench.NewCommand(line, bench.CommandOptions{Timeout: c.EngineTimeout})
		if err != nil {
			return nil, usagef("--engine: %w", err)
		}
		engines = append(engines, command)
	}
	return engines, nil
}

// readBaseline reads the older run; nil without one. One that has nothing to compare with is a wrong call.
func (c *benchCmd) readBaseline(corpora []*bench.Corpus, engines []bench.Engine) (*bench.Report, error) {
	if c.Baseline == "" {
		return nil, nil
	}
	f, err := os.Open(c.Baseline)
	if err != nil {
		return nil, &usageError{err}
	}
	defer f.Close()
	old, err := bench.ReadReport(f)
	if err != nil {
		return nil, usagef("--baseline %s: %w", c.Baseline, err)
	}
	for _, corpus := range corpora {
		for _, engine := range engines {
			if _, ok := old.Match(corpus.Name, engine.Name(), len(engines) == 1); ok {
				return &old, nil
			}
		}
	}
	return nil, usagef("--baseline %s: it has no run of these folders with these recipes", c.Baseline)
}

// measure runs each engine on each folder. With an error, it returns what was measured until then.
func (c *benchCmd) measure(ctx context.Context, s *streams, corpora []*bench.Corpus, engines []bench.Engine) ([]bench.Result, error) {
	var results []bench.Result
	for _, corpus := range corpora {
		for _, engine := range engines {
			line := newProgressLine(s.err, corpus.Name+", "+engine.Name())
			result, err := bench.Run(ctx, corpus, engine, bench.Options{
				Workers: c.Workers, OneWorker: c.OneWorker, OnImage: line.show,
			})
			line.clear()
			if result.Images > 0 {
				results = append(results, result)
			}
			if err != nil {
				return results, err
			}
		}
	}
	return results, nil
}

// writeReport writes the page. That of a bench that was interrupted is not written: it might replace a whole one.
func (c *benchCmd) writeReport(ctx context.Context, s *streams, r bench.Report, corpora []*bench.Corpus, engines []bench.Engine) error {
	if c.Report == "" {
		return nil
	}
	page := report.Bench{
		Report: r, Corpora: corpora, Engines: engines, Recipes: map[string]*ocr.Recipe{}, Pictures: c.ReportFailures,
		Version: versionOrBuild(), Made: time.Now(),
	}
	if c.ReportFailures == 0 {
		page.Pictures = -1
	}
	for i, e := range engines {
		if _, ok := e.(*bench.Reader); !ok {
			continue
		}
		recipe, err := ocr.LoadRecipe(c.recipes()[i]) // the recipes come first
		if err != nil {
			return &usageError{err}
		}
		if c.WordList != "" {
			recipe.UseWordList(c.WordList)
		}
		page.Recipes[e.Name()] = recipe
	}
	err := atomicfile.Write(c.Report, 0o644, func(w io.Writer) error { return report.Write(ctx, w, page) })
	if err != nil {
		return fmt.Errorf("--report: %w", err)
	}
	fmt.Fprintf(s.err, "formbot: the report is in %s\n", c.Report)
	return nil
}

func (c *benchCmd) verdict(s *streams, r bench.Report) error {
	bad := false
	for _, result := range r.Corpora {
		if result.Accuracy < c.Min {
			fmt.Fprintf(s.err, "formbot: %s with %s: accuracy %.3f is below --min %v\n", result.Name, result.Recipe, result.Accuracy, c.Min)
			bad = true
		}
	}
	for _, change := range r.Baseline {
		if c.FailWorse && change.Now < change.Before {
			fmt.Fprintf(s.err, "formbot: %s with %s: %d of %d images are right, %d were before\n",
				change.Corpus, change.Recipe, change.Now, change.Images, change.Before)
			bad = true
		}
	}
	if bad {
		return errNo
	}
	return nil
}
