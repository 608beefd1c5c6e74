package ocr

import (
	"image"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBilateral(t *testing.T) {
	const sigma, deviation = 1.5, 30.0
	radius := int(math.Ceil(2 * sigma))
	line := func(at func(i int) float64, n, i int) float64 {
		sum, total := 0.0, 0.0
		for j := max(0, i-radius); j <= min(n-1, i+radius); j++ {
			d, v := float64(j-i), at(j)-at(i)
			w := math.Exp(-d*d/(2*sigma*sigma) - v*v/(2*deviation*deviation))
			sum += w * at(j)
			total += w
		}
		return math.Round(sum / total)
	}
	sameAs(t, Step{"bilateral", map[string]any{"sigma": sigma, "levels": deviation}}, 2, func(g *image.Gray, x, y int) int {
		across := func(y int) float64 {
			return line(func(i int) float64 { return float64(g.GrayAt(i, y).Y) }, g.Rect.Dx(), x)
		}
		return int(line(across, g.Rect.Dy(), y))
	})
}

// A step that is far higher than the deviation stays sharp, and the noise beside it goes.
func TestBilateralKeepsEdges(t *testing.T) {
	p := grays(10, 14, 10, 14, 10, 14, 240, 244, 240, 244, 240, 244)
	if err := apply(t, p, "bilateral", map[string]any{"sigma": 3.0, "levels": 20.0}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]byte{12, 12, 12, 12, 12, 12, 242, 242, 242, 242, 242, 242}, p.gray.Pix); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
