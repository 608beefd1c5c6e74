package ocr

import (
	"image"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// floodComponents is the plain way: for each pixel not yet seen, walk over all that it is joined to.
func floodComponents(g *image.Gray) (areas []int, boxes []image.Rectangle) {
	seen := map[image.Point]bool{}
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			start := image.Pt(x, y)
			if seen[start] || g.GrayAt(x, y).Y >= inkBelow {
				continue
			}
			seen[start] = true
			area, box, todo := 0, image.Rectangle{}, []image.Point{start}
			for len(todo) > 0 {
				p := todo[len(todo)-1]
				todo = todo[:len(todo)-1]
				area++
				box = box.Union(image.Rectangle{p, p.Add(image.Pt(1, 1))})
				for dy := -1; dy <= 1; dy++ {
					for dx := -1; dx <= 1; dx++ {
						q := p.Add(image.Pt(dx, dy))
						if q.In(g.Rect) && !seen[q] && g.GrayAt(q.X, q.Y).Y < inkBelow {
							seen[q] = true
							todo = append(todo, q)
						}
					}
				}
			}
			areas, boxes = append(areas, area), append(boxes, box)
		}
	}
	return areas, boxes
}

func TestFindComponents(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	b := new(buffers) // shared, so that what is left of one picture would show in the next
	for range 300 {
		g := image.NewGray(image.Rect(0, 0, 1+rng.IntN(20), 1+rng.IntN(20)))
		for i := range g.Pix {
			g.Pix[i] = 255 * byte(rng.IntN(5)/2%2)
		}
		areas, boxes := floodComponents(g)
		labels, parts := b.findComponents(g)
		var gotAreas []int
		var gotBoxes []image.Rectangle
		for _, p := range parts {
			gotAreas, gotBoxes = append(gotAreas, p.area), append(gotBoxes, p.box)
		}
		if d := cmp.Diff(areas, gotAreas); d != "" {
			t.Fatalf("areas of %v (-want +got):\n%s", g.Pix, d)
		}
		if d := cmp.Diff(boxes, gotBoxes); d != "" {
			t.Fatalf("boxes of %v (-want +got):\n%s", g.Pix, d)
		}
		counts := make([]int, len(parts)+1)
		for i, l := range labels {
			if (l == 0) != (g.Pix[i] >= inkBelow) {
				t.Fatalf("pixel %d of %v has label %d", i, g.Pix, l)
			}
			counts[l]++
		}
		for i, p := range parts {
			if counts[i+1] != p.area {
				t.Fatalf("label %d is on %d pixels, its component has %d", i+1, counts[i+1], p.area)
			}
		}
	}
}
