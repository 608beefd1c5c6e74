package report

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/formbot/formbot/bench"
)

// benchView is what bench.html shows.
type benchView struct {
	head
	bench.Report
	Version, Made string
	Lead          string
	Summary       []summaryRow
	Corpora       []corpusView
	Recipes       []recipeView
	Changes       []bench.Change
	Failed        []failedView
	Names         struct{ Corpora, Recipes []string }
	Mistakes      []mistakeName
}

// summaryRow is one engine on one corpus.
type summaryRow struct {
	bench.Result
	Series   int
	Interval template.HTML
	First    bool // of its corpus
	Span     int  // rows of the corpus
}

// corpusView is the section of one corpus.
type corpusView struct {
	Name    string
	ID      string
	Engines []engineView
	Pairs   []bench.Comparison
}

// engineView are the charts of one engine on one corpus.
type engineView struct {
	bench.Result
	Series                        int
	Reliability, Threshold, Times template.HTML
	Heat                          *heat
	Open                          bool // the heat map: where there are few
	Confused                      []confusedView
	Mistakes                      []mistakeCount
}

type confusedView struct {
	Text  string
	Count int
}

type mistakeCount struct {
	Name  string
	Count int
	Share float64
}

type mistakeName struct {
	Mistake bench.Mistake
	Name    string
}

// recipeView is a recipe as it is written.
type recipeView struct {
	Name, YAML string
	Series     int
}

// failedView is one image that was not read.
type failedView struct {
	failed
	// What the filters look at, of each run and joined by spaces: its recipe's number, its mistake, and for sorting how
	// wrong and how sure it is, in thousandths.
	Recipes, Mistakes, Worst, Sure string
	Runs                           []runView
	Shown                          bool // has pictures
}

type runView struct {
	failedRun
	Marked  []markedRune
	Mistake string
}

// markedRune is a character of an answer, and what is wrong with it.
type markedRune struct {
	Text  string
	Class string // "", "wrong", "added", "missed"
	Title string
}

// mistakes are the mistakes in the order of the filter, with names for people.
var mistakes = []mistakeName{
	{bench.MistakeOne, "one character wrong"},
	{bench.MistakeSeveral, "several characters wrong"},
	{bench.MistakeShort, "too short"},
	{bench.MistakeLong, "too long"},
	{bench.MistakeCase, "letter case"},
	{bench.MistakeEmpty, "nothing read"},
	{bench.MistakeError, "not readable"},
}

// fewResults is how many results have their heat maps unfolded.
const fewResults = 4

func (b Bench) view(cases []failed) benchView {
	v := benchView{head: newHead("formbot bench", "data:"), Report: b.Report, Version: b.Version, Mistakes: mistakes, Changes: b.Report.Baseline}
	if !b.Made.IsZero() {
		v.Made = b.Made.Format("2 January 2006, 15:04 MST")
	}
	for _, r := range b.Report.Corpora {
		if !slices.Contains(v.Names.Corpora, r.Name) {
			v.Names.Corpora = append(v.Names.Corpora, r.Name)
		}
		if !slices.Contains(v.Names.Recipes, r.Recipe) {
			v.Names.Recipes = append(v.Names.Recipes, r.Recipe)
		}
	}
	v.Lead = b.lead()
	for i, name := range v.Names.Corpora {
		c := corpusView{Name: name, ID: fmt.Sprintf("corpus-%d", i+1)}
		for _, r := range b.Report.Corpora {
			if r.Name != name {
				continue
			}
			n := series(b.Report, r.Recipe)
			v.Summary = append(v.Summary, summaryRow{Result: r, Series: n, Interval: interval(r, n), First: len(c.Engines) == 0})
			e := newEngineView(r, n)
			e.Open = len(b.Report.Corpora) <= fewResults
			c.Engines = append(c.Engines, e)
		}
		v.Summary[len(v.Summary)-len(c.Engines)].Span = len(c.Engines)
		for _, pair := range b.Report.Comparisons {
			if pair.Corpus == name {
				c.Pairs = append(c.Pairs, pair)
			}
		}
		v.Corpora = append(v.Corpora, c)
	}
	for _, name := range v.Names.Recipes {
		if recipe := b.Recipes[name]; recipe != nil {
			if yaml, err := recipe.YAML(); err == nil {
				v.Recipes = append(v.Recipes, recipeView{Name: name, YAML: string(yaml), Series: series(b.Report, name)})
			}
		}
	}
	for _, f := range cases {
		v.Failed = append(v.Failed, newFailedView(f, v.Names.Recipes))
	}
	return v
}

// lead says the outcome in a sentence, where there is one outcome; of several, what there is.
func (b Bench) lead() string {
	if len(b.Report.Corpora) == 1 {
		r := b.Report.Corpora[0]
		return fmt.Sprintf("%s reads %d of %d images of %s right: %s. As far as so many images can tell, it would read between %s and %s of all such images.",
			r.Recipe, r.Exact, r.Images, r.Name, percent(r.Accuracy), percent(r.AccuracyLow), percent(r.AccuracyHigh))
	}
	images, corpora, engines := 0, map[string]int{}, map[string]bool{}
	for _, r := range b.Report.Corpora {
		corpora[r.Name] = max(corpora[r.Name], r.Images)
		engines[r.Recipe] = true
	}
	for _, n := range corpora {
		images += n
	}
	return fmt.Sprintf("%s of %s, read by %s.", count(images, "image", "images"), count(len(corpora), "corpus", "corpora"), count(len(engines), "reader", "readers"))
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func newEngineView(r bench.Result, n int) engineView {
	v := engineView{Result: r, Series: n, Times: times(r), Heat: newHeat(r.Confusion)}
	if r.Calibration != nil {
		v.Reliability, v.Threshold = reliability(r), threshold(r)
	}
	for _, c := range r.Confusion {
		const most = 10
		if c.Right() || len(v.Confused) == most {
			break // the errors come first
		}
		text := c.Want + " read as " + c.Got
		switch {
		case c.Want == "":
			text = c.Got + " added"
		case c.Got == "":
			text = c.Want + " missed"
		}
		v.Confused = append(v.Confused, confusedView{text, c.Count})
	}
	found := map[bench.Mistake]int{}
	for _, f := range r.Readings {
		found[f.Mistake]++
	}
	for _, m := range mistakes {
		if found[m.Mistake] > 0 {
			v.Mistakes = append(v.Mistakes, mistakeCount{m.Name, found[m.Mistake], float64(found[m.Mistake]) / float64(r.Images)})
		}
	}
	return v
}

func newFailedView(f failed, recipes []string) failedView {
	v := failedView{failed: f, Shown: f.Original != nil}
	var of, what, worst, sure []string
	for _, run := range f.Runs {
		of = append(of, strconv.Itoa(slices.Index(recipes, run.Recipe)))
		what = append(what, string(run.Mistake))
		worst, sure = append(worst, strconv.Itoa(run.worst())), append(sure, strconv.Itoa(run.sure()))
		name := ""
		for _, m := range mistakes {
			if m.Mistake == run.Mistake {
				name = m.Name
			}
		}
		v.Runs = append(v.Runs, runView{failedRun: run, Marked: mark(f.Want, run.Got), Mistake: name})
	}
	v.Recipes, v.Mistakes = strings.Join(of, " "), strings.Join(what, " ")
	v.Worst, v.Sure = strings.Join(worst, " "), strings.Join(sure, " ")
	return v
}

// mark shows where an answer differs from the label.
func mark(want, got string) []markedRune {
	var out []markedRune
	for _, p := range bench.Align(want, got) {
		switch {
		case p.Want == p.Got:
			out = append(out, markedRune{Text: string(p.Got)})
		case p.Want == 0:
			out = append(out, markedRune{string(p.Got), "added", string(p.Got) + " added"})
		case p.Got == 0:
			out = append(out, markedRune{string(p.Want), "missed", string(p.Want) + " missed"})
		default:
			out = append(out, markedRune{string(p.Got), "wrong", string(p.Want) + " read as " + string(p.Got)})
		}
	}
	return out
}
