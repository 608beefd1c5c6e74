package ocr

import (
	"errors"
	"image"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// glyphRows are the glyphs of a picture as newTestPicture takes pictures.
func glyphRows(p *picture) [][]string {
	var out [][]string
	for _, g := range p.glyphs {
		var rows []string
		for y := range g.h {
			row := make([]byte, g.w)
			for x := range row {
				row[x] = '.'
				if p.pix(g)[y*g.w+x] < inkBelow {
					row[x] = '#'
				}
			}
			rows = append(rows, string(row))
		}
		out = append(out, rows)
	}
	return out
}

func TestSegment(t *testing.T) {
	in := []string{
		".#....##....",
		".....#......",
		".#...#.####.",
		".#..#..#..#.",
		".#..#..####.",
		"............",
		"..........#.",
	}
	tests := []struct {
		name   string
		params map[string]any
		want   [][]string
	}{
		{"a dot is its stem's, a speck goes", map[string]any{"min_area": 2, "by": "components"}, [][]string{
			{"#", "#", "#"}, {"..##", ".#..", ".#..", "#...", "#..."}, {"####", "#..#", "####"}}},
		{"specks stay, each by what is above it", map[string]any{"min_area": 0, "by": "components"}, [][]string{
			{"#", ".", "#", "#", "#"}, {"..##", ".#..", ".#..", "#...", "#..."}, {"####", "#..#", "####", "....", "...#"}}},
		{"columns that share ink are one", map[string]any{"min_area": 2, "by": "projection"}, [][]string{
			{"#", "#", "#"}, {"..##...", ".#.....", ".#.####", "#..#..#", "#..####"}}},
	}
	for _, tt := range tests {
		p := newTestPicture(in...)
		tt.params["count"] = len(tt.want)
		if err := apply(t, p, "segment", tt.params); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.want, glyphRows(p)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
	if err := apply(t, newTestPicture("..."), "segment", nil); !errors.Is(err, ErrNoInk) {
		t.Errorf("without ink: %v, want ErrNoInk", err)
	}
}

// Two glyphs that touch are cut where there is least ink; all ink stays, once.
func TestSegmentCutsTouching(t *testing.T) {
	in := []string{
		"####...####",
		"#..#...#..#",
		"#..##.##..#",
		"#..#...#..#",
		"####...####",
	}
	p := newTestPicture(in...)
	p.gray.Pix[2*11+5] = 0 // the bridge
	for _, by := range []string{"projection", "components", "drop-fall"} {
		c := p.clone(new(buffers))
		if err := apply(t, c, "segment", map[string]any{"count": 2, "by": by}); err != nil {
			t.Fatal(err)
		}
		if len(c.glyphs) != 2 {
			t.Fatalf("%s: %d glyphs, want 2", by, len(c.glyphs))
		}
		ink := 0
		for _, g := range c.glyphs {
			ink += countInk(grayOf(c.pix(g), g.w, g.h))
			if g.h != 5 || g.w < 5 || g.w > 6 {
				t.Errorf("%s: a glyph of %d×%d", by, g.w, g.h)
			}
		}
		if want := countInk(p.gray); ink != want {
			t.Errorf("%s: %d px of ink, want %d", by, ink, want)
		}
	}
}

// A drop runs down between strokes that no straight cut parts.
func TestSegmentDropFall(t *testing.T) {
	in := []string{
		"##..######",
		"##..######",
		"####....##",
		"########.#", // they touch here
		"######..##",
		"######..##",
	}
	p := newTestPicture(in...)
	if err := apply(t, p, "segment", map[string]any{"count": 2, "by": "drop-fall"}); err != nil {
		t.Fatal(err)
	}
	if len(p.glyphs) != 2 {
		t.Fatalf("%d glyphs, want 2: %v", len(p.glyphs), glyphRows(p))
	}
	total := 0
	for _, g := range p.glyphs {
		total += countInk(grayOf(p.pix(g), g.w, g.h))
	}
	if want := countInk(newTestPicture(in...).gray); total != want {
		t.Errorf("%d px of ink, want %d", total, want)
	}
}

// The path goes round ink while it may, and through it only where it must.
func TestFall(t *testing.T) {
	grid := []string{
		"##.####",
		"##..###",
		"###..##",
		"#######",
		"####.##",
	}
	c := cutter{w: 7, piece: piece{component: component{box: image.Rect(0, 0, 7, 5)}, label: 1}}
	for _, row := range grid {
		for _, v := range row {
			label := int32(0)
			if v == '#' {
				label = 1
			}
			c.labels = append(c.labels, label)
		}
	}
	path := make([]int32, 5)
	c.fall(path, 2, 5)
	if d := cmp.Diff([]int32{2, 2, 3, 3, 4}, path); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	copy(c.labels[2*7:], []int32{1, 1, 1, 0, 0, 0, 1}) // the third row is open farther right,
	c.labels[3*7+5] = 0                                // and below that
	c.fall(path, 2, 5)
	if d := cmp.Diff([]int32{2, 2, 5, 5, 4}, path); d != "" {
		t.Errorf("along a row (-want +got):\n%s", d)
	}
	c.fall(path, 2, 0) // it may not stray
	if d := cmp.Diff([]int32{2, 2, 2, 2, 2}, path); d != "" {
		t.Errorf("no straying (-want +got):\n%s", d)
	}
}

// cutCost is what bestCuts weighs, written down anew.
func cutCost(columns []int32, cuts []int) float64 {
	most := float64(max(1, slices.Max(columns)))
	edges := append(append([]int{0}, cuts...), len(columns))
	fair := float64(len(columns)) / float64(len(cuts)+1)
	cost := 0.0
	for i := 1; i < len(edges); i++ {
		uneven := (float64(edges[i]-edges[i-1]) - fair) / fair
		cost += uneven * uneven
		if i < len(edges)-1 {
			cost += float64(columns[edges[i]]) / most
		}
	}
	return cost
}

// No other cuts are better than those that are chosen.
func TestBestCuts(t *testing.T) {
	for seed := range uint64(20) {
		var columns []int32
		for _, v := range noise(14, 1, seed).Pix {
			columns = append(columns, int32(v%10))
		}
		got := bestCuts(columns, 3)
		if len(got) != 2 || got[0] < 1 || got[1] <= got[0] || got[1] > 13 {
			t.Fatalf("cuts %v", got)
		}
		best := cutCost(columns, got)
		for a := 1; a < 13; a++ {
			for b := a + 1; b < 14; b++ {
				if c := cutCost(columns, []int{a, b}); c < best-1e-9 {
					t.Fatalf("of %v: cuts %v cost %g, %v cost %g", columns, got, best, []int{a, b}, c)
				}
			}
		}
	}
}

func TestUsualWidth(t *testing.T) {
	sized := func(sizes ...image.Point) []piece {
		var out []piece
		for _, s := range sizes {
			out = append(out, piece{component: component{box: image.Rectangle{Max: s}}})
		}
		return out
	}
	tests := []struct {
		name   string
		pieces []piece
		want   int
	}{
		{"the median", sized(image.Pt(9, 20), image.Pt(12, 20), image.Pt(30, 20)), 12},
		{"no less than two fifths of the height", sized(image.Pt(2, 20), image.Pt(2, 20)), 8},
		{"no more than the height", sized(image.Pt(90, 20)), 20},
	}
	for _, tt := range tests {
		if got := usualWidth(tt.pieces); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
		}
	}
}

// Of a picture with shades, the gray edge of a glyph comes along.
func TestSegmentKeepsShades(t *testing.T) {
	p := grays(255, 200, 10, 190, 255, 255, 180, 0, 255)
	if err := apply(t, p, "segment", map[string]any{"min_area": 0, "count": 2}); err != nil {
		t.Fatal(err)
	}
	var got [][]byte
	for _, g := range p.glyphs {
		got = append(got, p.pix(g))
	}
	if d := cmp.Diff([][]byte{{200, 10, 190}, {180, 0, 255}}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
