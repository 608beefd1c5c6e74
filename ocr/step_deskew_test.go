package ocr

import (
	"image"
	"math"
	"testing"
)

// slantedBars draws upright strokes of a line of text, each 4 px wide and 24 high, on a line that falls by so many degrees and
// leaning to the right by so many.
func slantedBars(falls, leans float64) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, 200, 100))
	whiten(g.Pix)
	sin, cos := math.Sincos(falls * math.Pi / 180)
	tan := math.Tan(leans * math.Pi / 180)
	for i := range g.Pix {
		x, y := float64(i%200)-100, float64(i/200)-50
		u, v := x*cos+y*sin, -x*sin+y*cos // along the line and down from it
		u += tan * v
		if math.Abs(v) <= 12 && math.Abs(u) < 80 && math.Mod(u+800, 16) < 4 {
			g.Pix[i] = 0
		}
	}
	return g
}

func TestDeskew(t *testing.T) {
	for _, degrees := range []float64{-14, -3.25, 0, 1, 7.5, 12} {
		p := newPicture(slantedBars(degrees, 0), new(buffers))
		if got := skewOf(p.buffers, p.gray, 15); math.Abs(got-degrees) > 0.5 {
			t.Errorf("falling by %g degrees: found %g", degrees, got)
			continue
		}
		if err := apply(t, p, "deskew", nil); err != nil {
			t.Fatal(err)
		}
		if ink := inkBounds(p.gray); ink.Dy() < 24 || ink.Dy() > 28 {
			t.Errorf("falling by %g degrees: the line is %d px high then, want 25", degrees, ink.Dy())
		}
		// The middle of the line was the middle of the image.
		ink := inkBounds(p.gray)
		was := p.toOriginal.box(image.Rect(ink.Min.X+ink.Dx()/2, ink.Min.Y+ink.Dy()/2, ink.Min.X+ink.Dx()/2+1, ink.Min.Y+ink.Dy()/2+1))
		if off := was.Min.Sub(image.Pt(100, 50)); max(off.X, -off.X) > 8 || max(off.Y, -off.Y) > 4 {
			t.Errorf("falling by %g degrees: its middle was at %v, want (100,50)", degrees, was)
		}
	}
}

// A quarter of the way is not looked at: the step leaves alone what is level.
func TestDeskewOfLevelLine(t *testing.T) {
	g := slantedBars(0, 0)
	p := newPicture(g, new(buffers))
	if err := apply(t, p, "deskew", nil); err != nil {
		t.Fatal(err)
	}
	for i, v := range p.gray.Pix {
		if v != g.Pix[i] {
			t.Fatalf("pixel %d changed", i)
		}
	}
}

func TestShear(t *testing.T) {
	for _, degrees := range []float64{-30, -12, 0, 8.5, 25} {
		p := newPicture(slantedBars(0, degrees), new(buffers))
		if got := slantOf(p.buffers, p.gray); math.Abs(got-degrees) > 1.5 {
			t.Errorf("leaning by %g degrees: found %g", degrees, got)
			continue
		}
		if err := apply(t, p, "shear", map[string]any{"degrees": degrees}); err != nil {
			t.Fatal(err)
		}
		// Upright strokes leave columns empty between them.
		ink := inkBounds(p.gray)
		empty := 0
		for x := ink.Min.X; x < ink.Max.X; x++ {
			bare := true
			for y := range p.gray.Rect.Dy() {
				bare = bare && p.gray.GrayAt(x, y).Y >= inkBelow
			}
			if bare {
				empty++
			}
		}
		if share := float64(empty) / float64(ink.Dx()); share < 0.6 { // 12 of 16 but for rounding
			t.Errorf("leaning by %g degrees: %.2f of the columns are empty then, want 0.7", degrees, share)
		}
	}
}

// By 45 degrees each row moves by one pixel more than the one below it.
func TestShearMovesRows(t *testing.T) {
	p := newTestPicture("..#", ".#.", "#..")
	if err := apply(t, p, "shear", map[string]any{"degrees": 45}); err != nil {
		t.Fatal(err)
	}
	x := -1
	for y := range 3 {
		ink := inkBounds(grayOf(p.gray.Pix[y*p.gray.Stride:], p.gray.Stride, 1))
		if x < 0 {
			x = ink.Min.X
		}
		if ink.Min.X != x {
			t.Errorf("row %d: ink at %v, want column %d\n%v", y, ink, x, rows(p))
		}
	}
	if got := p.toOriginal.box(image.Rect(x, 1, x+1, 2)); !image.Pt(1, 1).In(got) {
		t.Errorf("the middle one was in %v, want (1,1)", got)
	}
}
