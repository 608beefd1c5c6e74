package report

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/formbot/formbot/bench"
	"github.com/formbot/formbot/ocr"
)

// maxPictureBytes is what all pictures of a page may take; the rest of its 5 MB is for all else.
const maxPictureBytes = 3_600_000

// failed is one image that one engine or several did not read.
type failed struct {
	Corpus, File, Want string
	Original           *picture // nil where it is not shown
	Runs               []failedRun
	Picked             bool // its pictures are wanted
}

// failedRun is what one engine made of the image.
type failedRun struct {
	bench.Reading
	Recipe string
	Series int
	Scored bool
	Stages []stage
	Picked bool
}

// stage is one picture of a pipeline.
type stage struct {
	picture
	Name, Params, Member string
	Took                 string
}

// worst says how far an answer is from the label: the characters to change, by those of the label, in thousandths.
func (r failedRun) worst() int { return 1000 * r.Distance / max(1, utf8.RuneCountInString(r.Want)) }

// sure is the confidence in thousandths.
func (r failedRun) sure() int { return int(1000 * r.Confidence) }

// worst and sure are those of the worst and of the surest run.
func (f failed) worst() int { return most(f.Runs, failedRun.worst) }
func (f failed) sure() int  { return most(f.Runs, failedRun.sure) }

func most(runs []failedRun, of func(failedRun) int) int {
	n := 0
	for _, r := range runs {
		n = max(n, of(r))
	}
	return n
}

// Search is what the page's search looks in.
func (f failed) Search() string {
	parts := []string{f.File, f.Want}
	for _, r := range f.Runs {
		parts = append(parts, r.Got, r.Read, r.Error)
	}
	return strings.ToLower(strings.Join(parts, " "))
}

// collect gathers the failures of all engines, the worst first, with pictures of some.
func collect(ctx context.Context, b Bench) ([]failed, error) {
	cases := gather(b)
	slices.SortStableFunc(cases, func(a, b failed) int {
		return cmp.Or(b.worst()-a.worst(), b.sure()-a.sure())
	})
	pick(cases, b.Pictures)
	d := drawer{left: maxPictureBytes}
	for i := range cases {
		if !cases[i].Picked || d.left <= 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := d.draw(ctx, b, &cases[i]); err != nil {
			return nil, err
		}
	}
	return cases, nil
}

// gather brings the failures of all engines together, image by image.
func gather(b Bench) []failed {
	var cases []failed
	at := map[[2]string]int{}
	for _, r := range b.Report.Corpora {
		for _, reading := range r.Readings {
			if reading.Right {
				continue
			}
			key := [2]string{r.Name, reading.File}
			i, ok := at[key]
			if !ok {
				i = len(cases)
				at[key] = i
				cases = append(cases, failed{Corpus: r.Name, File: reading.File, Want: reading.Want})
			}
			cases[i].Runs = append(cases[i].Runs, failedRun{
				Reading: reading, Recipe: r.Recipe, Series: series(b.Report, r.Recipe), Scored: r.Calibration != nil,
			})
		}
	}
	return cases
}

// pick marks the first most failures of each engine on each corpus.
func pick(cases []failed, most int) {
	picked := map[[2]string]int{}
	for i := range cases {
		for j := range cases[i].Runs {
			run := &cases[i].Runs[j]
			key := [2]string{cases[i].Corpus, run.Recipe}
			if picked[key] >= most {
				continue
			}
			picked[key]++
			run.Picked, cases[i].Picked = true, true
		}
	}
}

// drawer embeds pictures while there is room.
type drawer struct{ left int }

// draw fills in the pictures of one image. What cannot be read has none.
func (d *drawer) draw(ctx context.Context, b Bench, f *failed) error {
	c := corpus(b.Corpora, f.Corpus)
	if c == nil {
		return nil
	}
	data, err := fs.ReadFile(c.FS, f.File)
	if err != nil {
		return nil //nolint:nilerr // the failure's own text says so
	}
	img, _, err := ocr.Decode(bytes.NewReader(data), ocr.Limits{})
	if err != nil {
		return nil //nolint:nilerr // the failure's own text says so
	}
	original, err := embed(img)
	if err != nil {
		return err
	}
	d.left -= len(original.URL)
	f.Original = &original
	for i := range f.Runs {
		run := &f.Runs[i]
		reader, ok := engine(b.Engines, run.Recipe).(*bench.Reader)
		if !ok || !run.Picked || d.left <= 0 {
			continue
		}
		_, stages, err := reader.Explain(ctx, bench.Image{File: f.File, Data: data})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && len(stages) == 0 {
			continue
		}
		if run.Stages, err = d.stages(stages); err != nil {
			return err
		}
	}
	return nil
}

// stages embeds the pictures of a pipeline after its first, the original.
func (d *drawer) stages(stages []ocr.Stage) ([]stage, error) {
	var out []stage
	for _, s := range stages[min(1, len(stages)):] {
		p, err := embed(s.Image)
		if err != nil {
			return nil, err
		}
		d.left -= len(p.URL)
		out = append(out, stage{picture: p, Name: s.Name, Params: s.Params, Member: s.Member, Took: took(s.Elapsed)})
	}
	return out, nil
}

func corpus(corpora []*bench.Corpus, name string) *bench.Corpus {
	i := slices.IndexFunc(corpora, func(c *bench.Corpus) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return corpora[i]
}

func engine(engines []bench.Engine, name string) bench.Engine {
	i := slices.IndexFunc(engines, func(e bench.Engine) bool { return e.Name() == name })
	if i < 0 {
		return nil
	}
	return engines[i]
}

// series numbers the engines of a report, for their colours.
func series(r bench.Report, recipe string) int {
	var names []string
	for _, c := range r.Corpora {
		if !slices.Contains(names, c.Recipe) {
			names = append(names, c.Recipe)
		}
	}
	return slices.Index(names, recipe) % maxSeries
}

// maxSeries is the number of colours that the style has.
const maxSeries = 6

// took writes a duration in the unit that suits it.
func took(d time.Duration) string {
	if d < time.Millisecond {
		return fmt.Sprintf("%d\u00a0µs", d.Microseconds())
	}
	return number(float64(d)/float64(time.Millisecond)) + "\u00a0ms"
}
