package report

import (
	"fmt"
	"slices"
	"testing"

	"github.com/formbot/formbot/bench"
)

func TestHeat(t *testing.T) {
	h := newHeat([]bench.Confusion{
		{Want: "o", Got: "0", Count: 3}, {Want: "", Got: "l", Count: 2}, {Want: "f", Got: "", Count: 1},
		{Want: "o", Got: "o", Count: 1}, {Want: "a", Got: "a", Count: 9},
	})
	if want := []string{"0", "l", "o", ""}; !slices.Equal(h.Columns, want) {
		t.Errorf("columns %q, want %q", h.Columns, want)
	}
	var rows []string
	for _, r := range h.Rows {
		rows = append(rows, r.Character)
		if len(r.Cells) != len(h.Columns) {
			t.Errorf("row %q has %d cells, want %d", r.Character, len(r.Cells), len(h.Columns))
		}
	}
	if want := []string{"f", "o", ""}; !slices.Equal(rows, want) {
		t.Errorf("rows %q, want %q", rows, want)
	}
	o := h.Rows[1]
	if got, want := o.Cells[0], (heatCell{3, "h5", "o read as 0: 3 of 4"}); got != want {
		t.Errorf("o read as 0: got %+v, want %+v", got, want)
	}
	if got, want := o.Cells[2], (heatCell{1, "g3", "o read right: 1 of 4"}); got != want {
		t.Errorf("o read as o: got %+v, want %+v", got, want)
	}
	if got, want := h.Rows[0].Cells[3], (heatCell{1, "h5", "f missed: 1 of 1"}); got != want {
		t.Errorf("f missed: got %+v, want %+v", got, want)
	}
	if h.Perfect != 1 || h.Left != 0 {
		t.Errorf("%d always read, %d without room; want 1 and 0", h.Perfect, h.Left)
	}
	if h := newHeat([]bench.Confusion{{Want: "a", Got: "a", Count: 2}}); h != nil {
		t.Errorf("without errors: got %+v, want none", h)
	}
}

// TestHeatLarge keeps the characters that are confused most.
func TestHeatLarge(t *testing.T) {
	var all []bench.Confusion
	for i := range 100 {
		all = append(all, bench.Confusion{Want: fmt.Sprintf("%c", 0x4e00+i), Got: "x", Count: 100 - i})
	}
	h := newHeat(all)
	if len(h.Rows) != maxHeat || h.Left != 100-maxHeat || h.Rows[0].Character != "\u4e00" {
		t.Errorf("%d rows, %d left, first %q", len(h.Rows), h.Left, h.Rows[0].Character)
	}
}
