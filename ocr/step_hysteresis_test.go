package ocr

import (
	"image"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHysteresis(t *testing.T) {
	sameAs(t, Step{"hysteresis", map[string]any{"low": 60, "high": 150}}, 0, func(g *image.Gray, x, y int) int {
		// From the pixel over all that hang together with it, until a certain one is found.
		seen := map[image.Point]bool{}
		var certain func(at image.Point) bool
		certain = func(at image.Point) bool {
			if !at.In(g.Rect) || seen[at] || g.GrayAt(at.X, at.Y).Y >= 150 {
				return false
			}
			seen[at] = true
			found := g.GrayAt(at.X, at.Y).Y < 60
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					found = certain(at.Add(image.Pt(dx, dy))) || found
				}
			}
			return found
		}
		return int(inkIf(certain(image.Pt(x, y))))
	})
	p := grays(159, 100, 79, 130, 200, 120, 80)
	if err := apply(t, p, "hysteresis", nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]byte{0, 0, 0, 0, 255, 255, 255}, p.gray.Pix); d != "" { // 80 is not below 80
		t.Errorf("(-want +got):\n%s", d)
	}
	if err := (Step{"hysteresis", map[string]any{"low": 200, "high": 100}}).Check(); err == nil {
		t.Error("a low level above the high one is taken")
	}
}
