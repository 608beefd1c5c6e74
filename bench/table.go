package bench

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// WriteText writes the report as a table for people, and below it the failures, at most most of each corpus.
func (r Report) WriteText(w io.Writer, most int) error {
	rows := [][]string{{"corpus", "recipe", "images", "exact", "accuracy", "95 % interval", "CER", "ms p50", "ms p95", "images/s"}}
	for _, c := range r.Corpora {
		rows = append(rows, []string{
			c.Name, c.Recipe, strconv.Itoa(c.Images), strconv.Itoa(c.Exact), percent(c.Accuracy),
			percent(c.AccuracyLow) + " – " + percent(c.AccuracyHigh), percent(c.CER),
			decimal(c.MsP50), decimal(c.MsP95), decimal(c.ImagesPerSecond),
		})
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Tesseract %s, %d CPUs\n\n", r.Tesseract, r.CPUs)
	align(&b, rows, 2)
	for _, c := range r.Corpora {
		if len(c.Failures) == 0 || most <= 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s: %d not read\n", c.Name, len(c.Failures))
		writeFailures(&b, c.Failures, most)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeFailures(b *strings.Builder, failures []Failure, most int) {
	rows := [][]string{{"file", "want", "got", "confidence", ""}}
	for _, f := range failures[:min(most, len(failures))] {
		got := strconv.Quote(f.Got)
		if f.Read != "" {
			got += " = " + strconv.Quote(f.Read)
		}
		rows = append(rows, []string{f.File, strconv.Quote(f.Want), got, percent(f.Confidence), f.Error})
	}
	align(b, rows, 3)
	if more := len(failures) - most; more > 0 {
		fmt.Fprintf(b, "… and %d more\n", more)
	}
}

func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) + " %" }
func decimal(v float64) string     { return strconv.FormatFloat(v, 'f', 1, 64) }

// align writes rows in columns of even width, the first so many of them to the left and all others to the right; but a
// last column without a heading is free text, to the left.
func align(b *strings.Builder, rows [][]string, left int) {
	columns := len(rows[0])
	widths := make([]int, columns)
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i > 0 {
				line.WriteString("  ")
			}
			if i < left || rows[0][i] == "" {
				line.WriteString(cell + pad)
			} else {
				line.WriteString(pad + cell)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}
