package ocr

import (
	"image"
	"math"
	"testing"
)

func TestGaussian(t *testing.T) {
	for _, sigma := range []float64{0.1, 0.6, 1.2, 3} {
		radius := int(math.Ceil(3 * sigma))
		sameAs(t, Step{"gaussian", map[string]any{"sigma": sigma}}, 1, func(g *image.Gray, x, y int) int {
			sum, total := 0.0, 0.0
			for dy := -radius; dy <= radius; dy++ {
				for dx := -radius; dx <= radius; dx++ {
					w := math.Exp(-float64(dx*dx+dy*dy) / (2 * sigma * sigma))
					sum += w * float64(clamped(g, x+dx, y+dy))
					total += w
				}
			}
			return int(math.Round(sum / total))
		})
	}
}

// An even ground stays exactly as it is, whatever the rounding of the weights.
func TestGaussianKeepsLevels(t *testing.T) {
	for _, sigma := range []float64{0.1, 0.5, 1, 1.7, 5, 20} {
		for level := range 256 {
			g := image.NewGray(image.Rect(0, 0, 3, 2))
			for i := range g.Pix {
				g.Pix[i] = byte(level)
			}
			blur(new(buffers), g, gaussianWeights(sigma))
			for _, v := range g.Pix {
				if int(v) != level {
					t.Fatalf("sigma %g makes %d of %d", sigma, v, level)
				}
			}
		}
	}
}
