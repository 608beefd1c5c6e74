package ocr

import (
	"image"
	"slices"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, size := range []int{1, 2, 3, 5, 7, 15} {
		sameAs(t, Step{"median", map[string]any{"size": size}}, 0, func(g *image.Gray, x, y int) int {
			var around []int
			for dy := -(size / 2); dy <= size/2; dy++ {
				for dx := -(size / 2); dx <= size/2; dx++ {
					around = append(around, clamped(g, x+dx, y+dy))
				}
			}
			slices.Sort(around)
			return around[len(around)/2]
		})
	}
}
