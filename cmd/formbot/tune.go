package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/formbot/formbot/bench"
	"github.com/formbot/formbot/internal/atomicfile"
	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/tune"
)

type tuneCmd struct {
	Dir      string        `arg:"" name:"dir" help:"Folder of labelled images: labels.csv (file,text) beside the images, or the label as the first part of each file's name."`
	Output   string        `short:"o" required:"" placeholder:"RECIPE.yaml" help:"Write the recipe to this file."`
	Budget   time.Duration `default:"5m" help:"How long to search, on two cores that have nothing else to do."`
	Trials   int           `placeholder:"N" help:"Try this many pipelines, however long it takes, in place of --budget."`
	Seed     uint64        `default:"1" placeholder:"N" help:"Decides how the images are split and what is tried."`
	Language string        `default:"eng" placeholder:"NAME" help:"Tesseract's trained data; several joined by +."`
	Workers  int           `placeholder:"N" help:"Images read at once; default: one a core."`
	Fresh    bool          `help:"Begin anew where a search was interrupted."`
}

// Help implements kong.HelpProvider.
func (tuneCmd) Help() string {
	return `Splits the images in three: half to search with, a quarter to choose with, and a quarter that is read once, at the end,
for the figure that is reported. What corpus.yaml says of the answers becomes part of the recipe. An interrupted search
goes on where it was when it is called again: its state is in RECIPE.yaml.state until it is done. The same seed and
images give the same recipe; see "formbot help tune".

Examples:

  formbot tune my-captchas -o mine.yaml
  formbot tune my-captchas -o mine.yaml --budget 20m --seed 7
  formbot bench other-captchas --recipe mine.yaml`
}

// Run searches, and writes the recipe.
func (c *tuneCmd) Run(ctx context.Context, g *globals, s *streams) error {
	if err := c.check(); err != nil {
		return err
	}
	corpus, images, err := c.load()
	if err != nil {
		return err
	}
	state, err := c.readState()
	if err != nil {
		return err
	}
	if c.Workers == 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	rs := &readers{workers: c.Workers}
	defer rs.Close()
	recognizer, err := rs.recognizer(c.Language)
	if err != nil {
		return err
	}
	opts := tune.Options{
		Recognizer: recognizer, Name: c.name(), Language: c.Language, Seed: c.Seed, Trials: c.Trials, Budget: c.Budget,
		Workers: c.Workers, State: state, Save: c.writeState,
		Rules: tune.Rules{
			Charset: tune.Charset(corpus.Meta.Charset), Length: ocr.Length(corpus.Meta.Length),
			Case: ocr.Case(corpus.Meta.Case), Answer: ocr.Answer(corpus.Meta.Answer),
		},
	}
	bar := &tuneBar{s: s}
	if isTerminal(s.err) {
		opts.OnProgress = bar.draw
	}
	result, err := tune.Run(ctx, images, opts)
	bar.clear()
	if err != nil {
		return c.explain(ctx, err)
	}
	text, err := result.YAML()
	if err != nil {
		return err
	}
	if err := atomicfile.WriteBytes(c.Output, 0o644, text); err != nil {
		return err
	}
	if err := os.Remove(c.statePath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return c.tell(g, s, corpus.Name, result)
}

func (c *tuneCmd) check() error {
	switch {
	case c.Budget <= 0:
		return usagef("--budget %s: want more than 0, such as 5m", c.Budget)
	case c.Trials < 0:
		return usagef("--trials %d: want at least 1", c.Trials)
	case c.Workers < 0:
		return usagef("--workers %d: want at least 1", c.Workers)
	}
	if info, err := os.Stat(filepath.Dir(c.Output)); err != nil || !info.IsDir() {
		return usagef("-o %s: there is no folder %s", c.Output, filepath.Dir(c.Output))
	}
	if info, err := os.Stat(c.Output); err == nil && info.IsDir() {
		return usagef("-o %s: it is a folder; give the recipe's file, such as %s", c.Output, filepath.Join(c.Output, "mine.yaml"))
	}
	return nil
}

// name is the recipe's: that of its file.
func (c *tuneCmd) name() string {
	base := filepath.Base(c.Output)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// load reads the images and their labels.
func (c *tuneCmd) load() (*bench.Corpus, []tune.Image, error) {
	if info, err := os.Stat(c.Dir); err != nil || !info.IsDir() {
		return nil, nil, usagef("tune: there is no folder %s", c.Dir)
	}
	abs, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, nil, err
	}
	corpus, err := bench.LoadCorpus(os.DirFS(c.Dir), filepath.Base(abs))
	if err != nil {
		return nil, nil, &usageError{err}
	}
	images := make([]tune.Image, len(corpus.Images))
	for i, l := range corpus.Images {
		data, err := fs.ReadFile(corpus.FS, l.File)
		if err != nil {
			return nil, nil, err
		}
		img, _, err := ocr.Decode(bytes.NewReader(data), ocr.Limits{})
		if err != nil {
			return nil, nil, usagef("tune: %s: %w", filepath.Join(c.Dir, filepath.FromSlash(l.File)), err)
		}
		images[i] = tune.Image{Name: l.File, Image: img, Text: l.Text}
	}
	return corpus, images, nil
}

func (c *tuneCmd) statePath() string { return c.Output + ".state" }

func (c *tuneCmd) readState() ([]byte, error) {
	if c.Fresh {
		return nil, nil
	}
	data, err := os.ReadFile(c.statePath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

func (c *tuneCmd) writeState(data []byte) error {
	return atomicfile.WriteBytes(c.statePath(), 0o644, data)
}

// explain says what can be done about an error of the search.
func (c *tuneCmd) explain(ctx context.Context, err error) error {
	var state *tune.StateError
	var few *tune.TooFewError
	switch {
	case ctx.Err() != nil:
		if _, serr := os.Stat(c.statePath()); serr == nil {
			return fmt.Errorf("%w; the same command goes on where it was (its state is in %s)", err, c.statePath())
		}
		return err
	case errors.As(err, &state):
		return usagef("%s: %w; --fresh begins anew", c.statePath(), err)
	case errors.As(err, &few):
		return &usageError{err}
	}
	return err
}

// tell reports what was found.
func (c *tuneCmd) tell(g *globals, s *streams, corpus string, r *tune.Result) error {
	if g.JSON {
		low, high := r.Test.Interval()
		doubts := append([]string{}, r.Doubts()...)
		return printJSON(s.out, struct {
			Name     string   `json:"name"`
			Recipe   string   `json:"recipe"`
			Train    int      `json:"train_images"`
			Choice   int      `json:"validation_images"`
			Images   int      `json:"test_images"`
			Exact    int      `json:"test_exact"`
			Accuracy float64  `json:"accuracy"`
			Low      float64  `json:"accuracy_low"`
			High     float64  `json:"accuracy_high"`
			Trials   int      `json:"trials"`
			Members  int      `json:"cascade"`
			Seed     uint64   `json:"seed"`
			Ms       float64  `json:"ms"`
			Doubts   []string `json:"doubts"`
		}{
			corpus, c.Output, r.Train.Images, r.Validation.Images, r.Test.Images, r.Test.Exact,
			round(r.Test.Accuracy(), 4), round(low, 4), round(high, 4), r.Trials, len(r.Recipe.Cascade), r.Seed,
			round(float64(r.Elapsed)/float64(time.Millisecond), 0), doubts,
		})
	}
	kind := "one recipe"
	if n := len(r.Recipe.Cascade); n > 0 {
		kind = fmt.Sprintf("a cascade of %d", n)
	}
	fmt.Fprintf(s.out, "%s: %s; %d pipelines tried in %s\n", c.Output, kind, r.Trials, r.Elapsed.Round(time.Second))
	fmt.Fprintf(s.out, "%s\n", r.Summary())
	for _, d := range r.Doubts() {
		fmt.Fprintf(s.out, "%s\n", d)
	}
	return nil
}

// tuneBar is the line on a terminal that says how far the search is.
type tuneBar struct {
	s     *streams
	drawn time.Duration
	shown bool
}

func (b *tuneBar) draw(p tune.Progress) {
	const often = 200 * time.Millisecond
	if b.shown && p.Elapsed-b.drawn < often {
		return
	}
	b.drawn, b.shown = p.Elapsed, true
	const width = 24
	full := int(p.Done * width)
	fmt.Fprintf(b.s.err, "\r\x1b[K%s %s%s %3.0f %%  %s  %d pipelines, the best so far reads %.0f %%",
		p.Phase, strings.Repeat("█", full), strings.Repeat("░", width-full), 100*p.Done, p.Elapsed.Round(time.Second),
		p.Trials, 100*p.Best)
}

func (b *tuneBar) clear() {
	if b.shown {
		fmt.Fprint(b.s.err, "\r\x1b[K")
	}
}
