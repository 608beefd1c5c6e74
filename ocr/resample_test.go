package ocr

import (
	"image"
	"math"
	"testing"

	"github.com/disintegration/imaging"
)

// Our resampling of gray pictures must agree with imaging's, which was written independently.
func TestResampleAgreesWithImaging(t *testing.T) {
	used := new(buffers)
	for _, filter := range []string{"nearest", "area", "linear", "cubic", "lanczos"} {
		for seed, from := range []image.Point{{1, 1}, {2, 3}, {7, 5}, {16, 16}, {40, 23}} {
			for _, to := range []image.Point{{1, 1}, {3, 2}, {7, 5}, {21, 15}, {48, 48}, {20, 61}} {
				in := noise(from.X, from.Y, uint64(seed))
				got := used.gray(to.X, to.Y)
				used.resample(got, in, kernelOf(filter))
				want := imaging.Resize(in, to.X, to.Y, imagingFilter(filter))
				for i, v := range got.Pix {
					// imaging keeps eight bits between the two passes as we do; what is left is rounding.
					if d := int(v) - int(want.Pix[4*i]); max(d, -d) > 2 {
						t.Fatalf("%s from %v to %v at (%d, %d): got %d, imaging %d",
							filter, from, to, i%to.X, i/to.X, v, want.Pix[4*i])
					}
				}
				used.release(got.Pix)
			}
		}
	}
}

// By whole numbers, area takes the mean of the pixels that become one.
func TestResampleAreaIsMean(t *testing.T) {
	in := noise(24, 12, 5)
	out := image.NewGray(image.Rect(0, 0, 8, 4))
	new(buffers).resample(out, in, kernelOf("area"))
	for y := range 4 {
		for x := range 8 {
			sum := 0.0
			levels(in, image.Rect(3*x, 3*y, 3*x+3, 3*y+3), func(_, _, level int) { sum += float64(level) })
			if got := float64(out.GrayAt(x, y).Y); math.Abs(got-sum/9) > 1 {
				t.Errorf("(%d, %d): got %g, want %.1f", x, y, got, sum/9)
			}
		}
	}
}

// An even ground stays exactly as it is, whatever the weights.
func TestResampleKeepsLevels(t *testing.T) {
	for _, filter := range []string{"nearest", "area", "linear", "cubic", "lanczos"} {
		for _, level := range []byte{0, 1, 127, 254, 255} {
			in, out := image.NewGray(image.Rect(0, 0, 9, 7)), image.NewGray(image.Rect(0, 0, 31, 4))
			for i := range in.Pix {
				in.Pix[i] = level
			}
			new(buffers).resample(out, in, kernelOf(filter))
			for _, v := range out.Pix {
				if v != level {
					t.Fatalf("%s makes %d of %d", filter, v, level)
				}
			}
		}
	}
}
