package ocr

import (
	"image"
	"math"
	"testing"
)

// drawLine draws a line of that thickness, across its nearer axis, between two points.
func drawLine(g *image.Gray, a, b image.Point, thickness int) {
	steps := max(b.X-a.X, a.X-b.X, b.Y-a.Y, a.Y-b.Y)
	steep := max(b.Y-a.Y, a.Y-b.Y) > max(b.X-a.X, a.X-b.X)
	for i := range steps + 1 {
		x := a.X + int(math.Round(float64(i*(b.X-a.X))/float64(steps)))
		y := a.Y + int(math.Round(float64(i*(b.Y-a.Y))/float64(steps)))
		for j := range thickness {
			at := image.Pt(x, y+j)
			if steep {
				at = image.Pt(x+j, y)
			}
			if at.In(g.Rect) {
				g.Pix[at.Y*g.Stride+at.X] = 0
			}
		}
	}
}

func countInk(g *image.Gray) int {
	n := 0
	for _, v := range g.Pix {
		if v < inkBelow {
			n++
		}
	}
	return n
}

// Lines at any angle go, and two thick strokes that they cross stay whole.
func TestHoughLines(t *testing.T) {
	lines := []struct {
		name string
		a, b image.Point
	}{
		{"level", image.Pt(3, 30), image.Pt(115, 30)},
		{"falling", image.Pt(0, 4), image.Pt(119, 52)},
		{"rising", image.Pt(0, 55), image.Pt(119, 20)},
		{"upright", image.Pt(60, 0), image.Pt(60, 59)},
		{"steep", image.Pt(50, 0), image.Pt(75, 59)},
		{"diagonal", image.Pt(30, 0), image.Pt(89, 59)},
	}
	for _, l := range lines {
		for _, thickness := range []int{1, 2, 3} {
			g := image.NewGray(image.Rect(0, 0, 120, 60))
			whiten(g.Pix)
			for y := 10; y < 50; y++ { // strokes
				for x := range 8 {
					g.Pix[y*120+20+x], g.Pix[y*120+90+x] = 0, 0
				}
			}
			strokes := countInk(g)
			drawLine(g, l.a, l.b, thickness)
			lined := countInk(g)
			p := newPicture(g, new(buffers))
			if err := apply(t, p, "houghlines", map[string]any{"thickness": thickness, "lines": 2, "length": 0.3}); err != nil {
				t.Fatal(err)
			}
			for y := 10; y < 50; y++ {
				for x := range 8 {
					if p.gray.GrayAt(20+x, y).Y != 0 || p.gray.GrayAt(90+x, y).Y != 0 {
						t.Fatalf("%s of %d px: a stroke lost ink at column %d, row %d", l.name, thickness, x, y)
					}
				}
			}
			// Beside a stroke some of the line may be taken for the stroke's.
			if left, line := countInk(p.gray)-strokes, lined-strokes; left > line/8 {
				t.Errorf("%s of %d px: %d of its %d px are left", l.name, thickness, left, line)
			}
		}
	}
}

// What is shorter than a line must be, or thicker, is no line.
func TestHoughLinesLeavesTheRest(t *testing.T) {
	g := image.NewGray(image.Rect(0, 0, 120, 60))
	whiten(g.Pix)
	drawLine(g, image.Pt(10, 10), image.Pt(40, 20), 2)
	drawLine(g, image.Pt(5, 40), image.Pt(115, 40), 6)
	before := append([]byte(nil), g.Pix...)
	p := newPicture(g, new(buffers))
	if err := apply(t, p, "houghlines", map[string]any{"thickness": 2, "length": 0.5}); err != nil {
		t.Fatal(err)
	}
	for i, v := range p.gray.Pix {
		if v != before[i] {
			t.Fatalf("pixel (%d, %d) changed", i%120, i/120)
		}
	}
}
