package bench

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// WriteText writes the report as tables for people, and below them the failures, at most most of each corpus.
func (r Report) WriteText(w io.Writer, most int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Tesseract %s, %d CPUs\n\n", r.Tesseract, r.CPUs)
	align(&b, r.accuracies(), 2)
	b.WriteString("\n")
	align(&b, r.details(), 2)
	if len(r.Comparisons) > 0 {
		b.WriteString("\n")
		align(&b, r.comparisons(), 3)
	}
	for _, c := range r.Baseline {
		c.write(&b, most)
	}
	for _, c := range r.Corpora {
		if len(c.Failures) == 0 || most <= 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s: %d not read\n", c.title(r), len(c.Failures))
		if line := c.mostConfused(8); line != "" {
			b.WriteString("most often: " + line + "\n")
		}
		writeFailures(&b, c, most)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// accuracies are the rows of the table of what was read.
func (r Report) accuracies() [][]string {
	rows := [][]string{{"corpus", "recipe", "images", "exact", "accuracy", "95 % interval", "case aside", "length", "CER", "calibration"}}
	for _, c := range r.Corpora {
		images, calibration := strconv.Itoa(c.Images), "-"
		if c.Images < c.Total {
			images += "/" + strconv.Itoa(c.Total)
		}
		if c.Calibration != nil {
			calibration = percent(c.Calibration.ECE)
		}
		rows = append(rows, []string{
			c.Name, shorten(c.Recipe), images, strconv.Itoa(c.Exact), percent(c.Accuracy),
			percent(c.AccuracyLow) + " – " + percent(c.AccuracyHigh), percent(c.FoldedAccuracy), percent(c.LengthAccuracy),
			percent(c.CER), calibration,
		})
	}
	return rows
}

// details are the rows of the table of times.
func (r Report) details() [][]string {
	rows := [][]string{{"corpus", "recipe", "ms p50", "ms p90", "ms p95", "ms p99", "ms max", "images/s", "workers", "one worker"}}
	for _, c := range r.Corpora {
		one := "-"
		if c.ImagesPerSecondOne > 0 {
			one = decimal(c.ImagesPerSecondOne)
		}
		rows = append(rows, []string{
			c.Name, shorten(c.Recipe), decimal(c.MsP50), decimal(c.MsP90), decimal(c.MsP95), decimal(c.MsP99), decimal(c.MsMax),
			decimal(c.ImagesPerSecond), strconv.Itoa(c.Workers), one,
		})
	}
	return rows
}

// comparisons are the rows of the table of each two engines.
func (r Report) comparisons() [][]string {
	rows := [][]string{{"corpus", "this", "with that", "both read", "only this", "only that", "neither", "McNemar's p"}}
	for _, c := range r.Comparisons {
		rows = append(rows, []string{
			c.Corpus, shorten(c.A), shorten(c.B), strconv.Itoa(c.Both), strconv.Itoa(c.OnlyA), strconv.Itoa(c.OnlyB),
			strconv.Itoa(c.Neither), PValue(c.P),
		})
	}
	return rows
}

// title names a result: by its corpus, and where that was read by several engines, by the engine too.
func (r Result) title(in Report) string {
	for _, other := range in.Corpora {
		if other.Name == r.Name && other.Recipe != r.Recipe {
			return r.Name + ", " + shorten(r.Recipe)
		}
	}
	return r.Name
}

// mostConfused lists the most frequent confusions of characters.
func (r Result) mostConfused(most int) string {
	var parts []string
	for _, c := range r.Confusion {
		if c.Right() || len(parts) == most {
			break // the errors come first
		}
		part := c.Want + " read as " + c.Got
		switch {
		case c.Want == "":
			part = c.Got + " added"
		case c.Got == "":
			part = c.Want + " missed"
		}
		if c.Count > 1 {
			part += fmt.Sprintf(" (%d×)", c.Count)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func (c Change) write(b *strings.Builder, most int) {
	fmt.Fprintf(b, "\n%s, %s", c.Corpus, shorten(c.Recipe))
	if c.Was != c.Recipe {
		fmt.Fprintf(b, " (was %s)", shorten(c.Was))
	}
	fmt.Fprintf(b, ", since the baseline: %d better, %d worse; %d of %d right, were %d (McNemar's p %s)\n",
		len(c.Better), len(c.Worse), c.Now, c.Images, c.Before, equals(PValue(c.P)))
	if c.Unmatched > 0 {
		fmt.Fprintf(b, "not compared: %d, which are new, gone, or labelled otherwise\n", c.Unmatched)
	}
	rows := [][]string{{"", "file", "want", "before", "now"}}
	add := func(how string, changed []Changed) {
		for _, f := range changed[:min(max(most, 0), len(changed))] {
			rows = append(rows, []string{how, f.File, strconv.Quote(f.Want), strconv.Quote(f.Before), strconv.Quote(f.Now)})
		}
		if more := len(changed) - most; more > 0 && most > 0 {
			rows = append(rows, []string{how, fmt.Sprintf("… and %d more", more), "", "", ""})
		}
	}
	add("worse", c.Worse)
	add("better", c.Better)
	if len(rows) > 1 {
		align(b, rows, 5)
	}
}

func writeFailures(b *strings.Builder, r Result, most int) {
	failures := r.Failures
	rows := [][]string{{"file", "want", "got", "confidence", ""}}
	for _, f := range failures[:min(most, len(failures))] {
		got := strconv.Quote(f.Got)
		if f.Read != "" {
			got += " = " + strconv.Quote(f.Read)
		}
		confidence := percent(f.Confidence)
		if r.Calibration == nil {
			confidence = "-" // it gives none
		}
		rows = append(rows, []string{f.File, strconv.Quote(f.Want), got, confidence, f.Error})
	}
	align(b, rows, 3)
	if more := len(failures) - most; more > 0 {
		fmt.Fprintf(b, "… and %d more\n", more)
	}
}

func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) + " %" }
func decimal(v float64) string     { return strconv.FormatFloat(v, 'f', 1, 64) }

// PValue writes a probability with as many digits as it bears.
func PValue(p float64) string {
	const least = 0.0001
	if p < least {
		return "< 0.0001"
	}
	return strconv.FormatFloat(significantDigits(p, 2), 'f', -1, 64)
}

// equals puts an equals sign before a number that has no other.
func equals(p string) string {
	if strings.HasPrefix(p, "<") {
		return p
	}
	return "= " + p
}

// significantDigits rounds v, which is not negative, to so many digits.
func significantDigits(v float64, digits int) float64 {
	if v == 0 {
		return 0
	}
	steps := math.Pow(10, float64(digits-1)-math.Floor(math.Log10(v)))
	return math.Round(v*steps) / steps
}

// shorten cuts the name of an engine, which may be a long command, to what a table has room for.
func shorten(name string) string {
	const most = 36
	if runes := []rune(name); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return name
}

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
