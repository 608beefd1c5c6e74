package ocr

import (
	"image"
	"math"
	"testing"
)

func TestSauvola(t *testing.T) {
	for _, window := range []int{3, 4, 9, 25} {
		for _, k := range []float64{0, 0.2, 1} {
			s := Step{"sauvola", map[string]any{"window": window, "k": k, "range": 100}}
			sameAs(t, s, 0, func(g *image.Gray, x, y int) int {
				n, sum := 0.0, 0.0
				levels(g, square(x, y, window), func(_, _, level int) { n++; sum += float64(level) })
				mean, squares := sum/n, 0.0
				levels(g, square(x, y, window), func(_, _, level int) { squares += (float64(level) - mean) * (float64(level) - mean) })
				threshold := mean * (1 + k*(math.Sqrt(squares/n)/100-1))
				level := float64(g.GrayAt(x, y).Y)
				if math.Abs(level-threshold) < 1e-6 { // the two ways to compute it may round apart
					return int(inkIf(level < mean*(1+k*(math.Sqrt(max(0, meanSquare(g, square(x, y, window))-mean*mean))/100-1))))
				}
				return int(inkIf(level < threshold))
			})
		}
	}
}

func meanSquare(g *image.Gray, r image.Rectangle) float64 {
	n, sum := 0.0, 0.0
	levels(g, r, func(_, _, level int) { n++; sum += float64(level * level) })
	return sum / n
}
