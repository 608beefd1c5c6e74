package ocr

import (
	"errors"
	"image"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAssemble(t *testing.T) {
	in := []string{
		"##......#",
		"##......#",
		"....#...#",
		"....#...#",
		"....#....",
	}
	tests := []struct {
		align string
		want  []string
	}{
		{"keep", []string{"##......#", "##......#", "....#...#", "....#...#", "....#...."}},
		{"top", []string{"##..#..#", "##..#..#", "....#..#", ".......#"}},
		{"bottom", []string{".......#", "....#..#", "##..#..#", "##..#..#"}},
		{"centre", []string{"....#..#", "##..#..#", "##..#..#", ".......#"}},
	}
	for _, tt := range tests {
		p := newTestPicture(in...)
		if err := apply(t, p, "segment", map[string]any{"min_area": 0, "count": 3}); err != nil {
			t.Fatal(err)
		}
		if err := apply(t, p, "assemble", map[string]any{"gap": 2, "align": tt.align}); err != nil {
			t.Fatal(err)
		}
		want := tt.want
		if tt.align == "keep" {
			want = []string{"##.....#", "##.....#", "....#..#", "....#..#", "....#..."}
		}
		if d := cmp.Diff(want, rows(p)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.align, d)
		}
		// Wherever the third one is now, it was here.
		at := p.toOriginal.parts[2].box
		if got, want := p.toOriginal.box(at), image.Rect(8, 0, 9, 4); got != want {
			t.Errorf("%s: the last one was at %v, want %v", tt.align, got, want)
		}
	}
}

// Where glyphs are is known through all steps that follow: what is recognised there is mapped back to the original.
func TestOriginThroughSteps(t *testing.T) {
	p := newTestPicture(
		".............",
		"..###....##..",
		"..###....##..",
		"..###........",
		".............",
	)
	for _, s := range []Step{
		{"crop", nil},
		{"segment", map[string]any{"count": 2, "min_area": 0}},
		{"normalise", map[string]any{"height": 12, "of": "line"}},
		{"assemble", map[string]any{"gap": 5}},
		{"border", map[string]any{"px": 3}},
		{"scale", map[string]any{"factor": 2}},
	} {
		if err := apply(t, p, s.Name, s.Params); err != nil {
			t.Fatal(err)
		}
	}
	// Four times the size, then a border, then twice.
	if w, h := p.size(); w != 2*(12+5+8+6) || h != 2*(12+6) {
		t.Fatalf("%d×%d", w, h)
	}
	boxes := []image.Rectangle{p.toOriginal.parts[0].box, p.toOriginal.parts[1].box}
	if d := cmp.Diff([]image.Rectangle{image.Rect(6, 6, 30, 30), image.Rect(40, 6, 56, 22)}, boxes); d != "" {
		t.Errorf("glyphs are at (-want +got):\n%s", d)
	}
	tests := []struct {
		name      string
		box, want image.Rectangle
	}{
		{"the first glyph", image.Rect(6, 6, 30, 30), image.Rect(2, 1, 5, 4)},
		{"the second", image.Rect(40, 6, 56, 22), image.Rect(9, 1, 11, 3)},
		{"its left half", image.Rect(40, 6, 48, 22), image.Rect(9, 1, 10, 3)},
		{"both", image.Rect(0, 0, 62, 36), image.Rect(2, 1, 11, 4)},
		{"the gap, nearer to the second", image.Rect(36, 10, 38, 20), image.Rect(9, 1, 11, 3)},
		{"nothing", image.Rectangle{}, image.Rectangle{}},
	}
	for _, tt := range tests {
		if got := p.toOriginal.box(tt.box); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestNormalise(t *testing.T) {
	in := []string{
		"##........",
		"##..##....",
		"##..##.##.",
		"##..##.##.",
	}
	sizes := func(p *picture) (out []image.Rectangle) {
		for _, g := range p.glyphs {
			out = append(out, image.Rect(g.left, g.top, g.left+g.w, g.top+g.h))
		}
		return out
	}
	tests := []struct {
		of   string
		want []image.Rectangle // on the line
	}{
		{"line", []image.Rectangle{image.Rect(0, 0, 6, 12), image.Rect(12, 3, 18, 12), image.Rect(21, 6, 27, 12)}},
		// The middle one is scaled by four.
		{"glyph", []image.Rectangle{image.Rect(0, 4, 6, 16), image.Rect(16, 4, 24, 16), image.Rect(28, 4, 40, 16)}},
	}
	for _, tt := range tests {
		p := newTestPicture(in...)
		if err := apply(t, p, "segment", map[string]any{"count": 3, "min_area": 0}); err != nil {
			t.Fatal(err)
		}
		if err := apply(t, p, "normalise", map[string]any{"height": 12, "of": tt.of}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.want, sizes(p)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.of, d)
		}
		for i, g := range p.glyphs {
			if n := countInk(grayOf(p.pix(g), g.w, g.h)); n != g.w*g.h {
				t.Errorf("%s: glyph %d has %d px of ink, want %d", tt.of, i, n, g.w*g.h)
			}
		}
	}
	for _, name := range []string{"normalise", "assemble"} {
		if err := apply(t, newTestPicture("#"), name, nil); !errors.Is(err, errNoGlyphs) {
			t.Errorf("%s of one piece: %v", name, err)
		}
	}
}

// A step that works on the whole picture puts glyphs together first.
func TestGlyphsAreAssembledByNeed(t *testing.T) {
	p := newTestPicture("#...#", "#...#")
	for _, s := range []Step{{"segment", map[string]any{"min_area": 0, "count": 2}}, {"border", map[string]any{"px": 1}}} {
		if err := apply(t, p, s.Name, s.Params); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff([]string{"..........", ".#......#.", ".#......#.", ".........."}, rows(p)); d != "" { // a gap of 6
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestCell(t *testing.T) {
	p := newTestPicture("##...#", "#....#")
	if err := apply(t, p, "segment", map[string]any{"min_area": 0, "count": 2}); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]string{{"....", ".##.", ".#..", "...."}, {"...", ".#.", ".#.", "..."}} {
		c := p.cell(i, 1)
		if d := cmp.Diff(want, rows(newPicture(c, new(buffers)))); d != "" {
			t.Errorf("glyph %d (-want +got):\n%s", i, d)
		}
	}
}
