package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Change is how one engine read one corpus, compared with an older report.
type Change struct {
	Corpus string `json:"corpus"`
	Recipe string `json:"recipe"`
	// Was is the engine's name in the older report.
	Was string `json:"was"`
	// Images counts those that are in both reports with the same label. Of those, Before were read right then, Now are now.
	Images int `json:"images"`
	Before int `json:"before"`
	Now    int `json:"now"`
	// Better are the images that were wrong then and are right now, Worse the other way about.
	Better []Changed `json:"better"`
	Worse  []Changed `json:"worse"`
	// P is McNemar's, for the numbers of those.
	P float64 `json:"p"`
	// Unmatched counts images that are only in one of the reports, or have another label now.
	Unmatched int `json:"unmatched"`
}

// Changed is one image that is read differently now.
type Changed struct {
	File   string `json:"file"`
	Want   string `json:"want"`
	Before string `json:"before"` // what was read then
	Now    string `json:"now"`
}

// MarshalJSON rounds p to four significant digits.
func (c Change) MarshalJSON() ([]byte, error) {
	type plain Change
	c.P = significantDigits(c.P, 4)
	return json.Marshal(plain(c))
}

// ReadReport reads a report that `formbot bench --json` printed.
func ReadReport(r io.Reader) (Report, error) {
	var report Report
	if err := json.NewDecoder(r).Decode(&report); err != nil {
		return Report{}, fmt.Errorf("not a report of formbot bench --json: %w", err)
	}
	if report.Corpora == nil {
		return Report{}, errors.New("not a report of formbot bench --json: it has no corpora")
	}
	return report, nil
}

// Match returns the result of an older report that one of this engine on this corpus is compared with: of the same corpus
// and engine, or else, when the older report has a single engine for the corpus and alone says that this is the only one
// now, that one.
func (r Report) Match(corpus, recipe string, alone bool) (Result, bool) {
	var of []Result
	for _, old := range r.Corpora {
		if old.Name != corpus {
			continue
		}
		if old.Recipe == recipe {
			return old, true
		}
		of = append(of, old)
	}
	if alone && len(of) == 1 {
		return of[0], true
	}
	return Result{}, false
}

// Since tells what changed since an older report, for each engine and corpus that [Report.Match] finds there.
func (r Report) Since(old Report) []Change {
	engines := map[string]int{}
	for _, now := range r.Corpora {
		engines[now.Name]++
	}
	changes := []Change{}
	for _, now := range r.Corpora {
		if then, ok := old.Match(now.Name, now.Recipe, engines[now.Name] == 1); ok {
			changes = append(changes, now.since(then))
		}
	}
	return changes
}

func (r Result) since(old Result) Change {
	c := Change{Corpus: r.Name, Recipe: r.Recipe, Was: old.Recipe, Better: []Changed{}, Worse: []Changed{}}
	then := old.byFile(r)
	for _, now := range r.Readings {
		before, ok := then[now.File]
		if !ok || before.Want != now.Want {
			c.Unmatched++
			delete(then, now.File)
			continue
		}
		delete(then, now.File)
		changed := Changed{File: now.File, Want: now.Want, Before: before.Got, Now: now.Got}
		c.Images++
		if before.Right {
			c.Before++
		}
		if now.Right {
			c.Now++
		}
		switch {
		case now.Right && !before.Right:
			c.Better = append(c.Better, changed)
		case before.Right && !now.Right:
			c.Worse = append(c.Worse, changed)
		}
	}
	c.Unmatched += len(then)
	c.P = McNemar(len(c.Better), len(c.Worse))
	return c
}

// byFile returns a report's readings by their files. A report that lists its failures alone is taken to have read right
// all else that is there now.
func (r Result) byFile(now Result) map[string]Reading {
	out := make(map[string]Reading, r.Images)
	if len(r.Readings) == 0 && r.Images > 0 {
		for _, reading := range now.Readings {
			out[reading.File] = Reading{File: reading.File, Want: reading.Want, Got: reading.Want, Right: true}
		}
		for _, f := range r.Failures {
			out[f.File] = Reading{File: f.File, Want: f.Want, Got: f.Got}
		}
	}
	for _, reading := range r.Readings {
		out[reading.File] = reading
	}
	return out
}
