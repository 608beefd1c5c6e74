package ocr

import (
	"image"
	"math"
	"testing"
)

// part255 is 255·v/ground, at most 255.
func part255(v int, ground float64) int {
	if float64(v) >= ground {
		return 255
	}
	return int(math.Round(255 * float64(v) / ground))
}

func TestFlattenByMean(t *testing.T) {
	for _, size := range []int{3, 4, 9} {
		sameAs(t, Step{"flatten", map[string]any{"by": "mean", "size": size}}, 1, func(g *image.Gray, x, y int) int {
			sum, n := 0, 0
			levels(g, square(x, y, size), func(_, _, level int) { sum += level; n++ })
			return part255(int(g.GrayAt(x, y).Y), float64(sum)/float64(n))
		})
	}
}

func TestFlattenByClosing(t *testing.T) {
	for _, size := range []int{3, 5} { // odd, so that one square serves both ways
		sameAs(t, Step{"flatten", map[string]any{"by": "closing", "size": size}}, 1, func(g *image.Gray, x, y int) int {
			ground := 255
			levels(g, square(x, y, size), func(x, y, _ int) {
				lightest := 0
				levels(g, square(x, y, size), func(_, _, level int) { lightest = max(lightest, level) })
				ground = min(ground, lightest)
			})
			return part255(int(g.GrayAt(x, y).Y), float64(ground))
		})
	}
}

// On a slope from light to dark a stroke of half the ground's level is half gray everywhere, and the ground white.
func TestFlattenSlope(t *testing.T) {
	g := image.NewGray(image.Rect(0, 0, 120, 20))
	for y := range 20 {
		for x := range 120 {
			ground := 240 - x
			if x%12 == 6 {
				ground /= 2
			}
			g.Pix[y*120+x] = byte(ground)
		}
	}
	p := newPicture(g, new(buffers))
	if err := apply(t, p, "flatten", map[string]any{"size": 7}); err != nil {
		t.Fatal(err)
	}
	for x := 8; x < 112; x++ {
		got, want := int(p.gray.GrayAt(x, 10).Y), 255
		if x%12 == 6 {
			want = 127
		}
		if max(got-want, want-got) > 8 { // within a square the ground itself falls by some levels
			t.Errorf("column %d: got %d, want %d", x, got, want)
		}
	}
}
