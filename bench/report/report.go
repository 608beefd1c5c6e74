// Package report draws what package bench measured as one HTML page for people, and single readings likewise.
//
//	err := report.Write(ctx, w, report.Bench{Report: result, Corpora: corpora, Engines: engines})
//
// The page needs nothing but itself: its pictures, style and script are within it, a Content-Security-Policy forbids all
// else, and it can be opened from a file, mailed, or kept as the outcome of a build. It holds images of the corpora: their
// licence goes with it.
package report

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"time"

	"github.com/formbot/formbot/bench"
	"github.com/formbot/formbot/ocr"
)

// Bench is what [Write] draws.
type Bench struct {
	// Report is what was measured.
	Report bench.Report
	// Corpora and Engines are those that were measured, for the pictures of the failures: an image is read once more, by
	// each recipe that failed on it, to show its stages. Those that the Report does not name are not used.
	Corpora []*bench.Corpus
	Engines []bench.Engine
	// Recipes are shown as they are written, by the engines' names; may be nil.
	Recipes map[string]*ocr.Recipe
	// Pictures is how many failures of each engine on each corpus have pictures, the worst first; zero: 20, negative: none.
	// All failures are listed. However many, the page stays below 5 MB: where that is full, pictures end.
	Pictures int
	// Version is formbot's own and Made the time, for the page's head; both may be zero.
	Version string
	Made    time.Time
}

const defaultPictures = 20

var (
	//go:embed bench.html
	benchHTML string
	//go:embed readings.html
	readingsHTML string
	//go:embed style.css
	styleCSS string
	//go:embed filter.js
	filterJS string
)

// Write writes the page of a bench. When ctx ends, it returns ctx's error; what was written by then is no page.
func Write(ctx context.Context, w io.Writer, b Bench) error {
	if b.Pictures == 0 {
		b.Pictures = defaultPictures
	}
	cases, err := collect(ctx, b)
	if err != nil {
		return fmt.Errorf("draw the report: %w", err)
	}
	if err := execute(w, benchHTML, b.view(cases)); err != nil {
		return fmt.Errorf("draw the report: %w", err)
	}
	return nil
}

// head is what every page has.
type head struct {
	Title  string
	CSP    string
	Style  template.CSS
	Script template.JS
}

// newHead returns the head of a page whose pictures come from there: "data:", or files beside it.
func newHead(title, pictures string) head {
	hash := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return head{
		Title: title,
		CSP: "default-src 'none'; base-uri 'none'; form-action 'none'; img-src " + pictures + "; style-src " + hash(styleCSS) +
			"; script-src " + hash(filterJS),
		Style:  template.CSS(styleCSS), //nolint:gosec // G203: the package's own file
		Script: template.JS(filterJS),  //nolint:gosec // G203: the package's own file
	}
}

func execute(w io.Writer, page string, view any) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"percent": percent, "number": number, "pvalue": bench.PValue,
	}).Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(w, view)
}

// percent writes a share, with a narrow space before the sign.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) + "\u202f%" }

// number writes a figure with as many digits as help: two decimals below 1, one below 100, none above.
func number(v float64) string {
	switch {
	case v < 1:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 100:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}
