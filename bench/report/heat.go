package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/formbot/formbot/bench"
)

// maxHeat is how many characters a heat map has a row for.
const maxHeat = 36

// heat is a confusion matrix: a row for each character that was not always read, a column for each that stood for one.
type heat struct {
	Columns []string
	Rows    []heatRow
	// Left is the number of characters that there was no room for; Perfect that of those that were always read.
	Left, Perfect int
}

type heatRow struct {
	Character string // empty: nothing
	Total     int
	Cells     []heatCell
}

type heatCell struct {
	Count int
	Class string
	Title string
}

// newHeat lays out the confusions of a result; nil where there are none.
func newHeat(confusion []bench.Confusion) *heat {
	count := map[[2]string]int{}
	total, wrong := map[string]int{}, map[string]int{}
	for _, c := range confusion {
		count[[2]string{c.Want, c.Got}] = c.Count
		total[c.Want] += c.Count
		if !c.Right() {
			wrong[c.Want] += c.Count
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	rows := make([]string, 0, len(wrong))
	for want := range wrong {
		rows = append(rows, want)
	}
	slices.SortFunc(rows, func(a, b string) int { return cmp.Or(wrong[b]-wrong[a], cmp.Compare(a, b)) })
	h := &heat{Left: max(0, len(rows)-maxHeat)}
	rows = rows[:min(len(rows), maxHeat)]
	h.Columns = columnsFor(rows, confusion)
	for want := range total {
		if wrong[want] == 0 {
			h.Perfect++
		}
	}
	slices.SortFunc(rows, inOrder)
	for _, want := range rows {
		row := heatRow{Character: want, Total: total[want]}
		for _, got := range h.Columns {
			row.Cells = append(row.Cells, newHeatCell(want, got, count[[2]string{want, got}], total[want]))
		}
		h.Rows = append(h.Rows, row)
	}
	return h
}

// columnsFor returns the characters that those of the rows were read as, the most frequent where there are many.
func columnsFor(rows []string, confusion []bench.Confusion) []string {
	times := map[string]int{}
	for _, c := range confusion {
		if slices.Contains(rows, c.Want) {
			times[c.Got] += c.Count
		}
	}
	columns := make([]string, 0, len(times))
	for got := range times {
		columns = append(columns, got)
	}
	slices.SortFunc(columns, func(a, b string) int { return cmp.Or(times[b]-times[a], cmp.Compare(a, b)) })
	columns = columns[:min(len(columns), maxHeat)]
	slices.SortFunc(columns, inOrder)
	return columns
}

// inOrder sorts characters, nothing last.
func inOrder(a, b string) int {
	if (a == "") != (b == "") {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}

func newHeatCell(want, got string, n, total int) heatCell {
	if n == 0 {
		return heatCell{}
	}
	c := heatCell{Count: n, Title: fmt.Sprintf("%s read as %s: %d of %d", want, got, n, total)}
	switch {
	case want == "":
		c.Title = fmt.Sprintf("%s added: %d times", got, n)
	case got == "":
		c.Title = fmt.Sprintf("%s missed: %d of %d", want, n, total)
	}
	// By the root, so that rare errors are told apart too.
	level := min(5, 1+int(5*math.Sqrt(float64(n)/float64(max(total, 1)))))
	if want == got {
		c.Class, c.Title = fmt.Sprintf("g%d", level), fmt.Sprintf("%s read right: %d of %d", want, n, total)
	} else {
		c.Class = fmt.Sprintf("h%d", level)
	}
	return c
}
