package ocr

import (
	"image"
	"testing"
)

func TestAdaptive(t *testing.T) {
	for _, window := range []int{3, 4, 9, 25} {
		for _, below := range []int{-20, 0, 10} {
			s := Step{"adaptive", map[string]any{"window": window, "below": below}}
			sameAs(t, s, 0, func(g *image.Gray, x, y int) int {
				n, sum := 0, 0
				levels(g, square(x, y, window), func(_, _, level int) { n++; sum += level })
				return int(inkIf(float64(g.GrayAt(x, y).Y) < float64(sum)/float64(n)-float64(below)))
			})
		}
	}
}
