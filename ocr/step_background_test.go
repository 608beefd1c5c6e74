package ocr

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBackgroundFrequent(t *testing.T) {
	ground := color.RGBA{240, 200, 100, 0}
	pixels := []color.RGBA{ground, ground, ground, {240, 200, 130, 0}, {0, 200, 100, 0}, {255, 255, 255, 0}}
	for distance, want := range map[string][]byte{
		"largest": {255, 255, 255, 225, 15, 100},
		// 255 less the root of the mean square: 30/√3, 240/√3, √((15²+55²+155²)/3)
		"euclidean": {255, 255, 255, 238, 116, 160},
	} {
		p := colours(pixels...)
		if err := apply(t, p, "background", map[string]any{"distance": distance}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, p.gray.Pix); d != "" {
			t.Errorf("%s (-want +got):\n%s", distance, d)
		}
	}
}

// A noisy ground that lies across the edges of the cells that colours are counted in is one colour all the same.
func TestBackgroundOfNoisyGround(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	img := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for i := range img.Pix {
		img.Pix[i] = byte(min(255, max(0, 160+3*rng.NormFloat64()))) // 160 is the first level of a cell
	}
	groundOf := groundColour(new(buffers).countColours(img.Pix))
	for _, v := range []float32{groundOf.r, groundOf.g, groundOf.b} {
		if math.Abs(float64(v)-160) > 1 {
			t.Errorf("ground %v, want 160", groundOf)
		}
	}
}

func TestBackgroundBorder(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 30, 20))
	for y := range 20 {
		for x := range 30 {
			c := color.RGBA{10, 20, 30, 255} // most of the picture
			if x < 2 || y < 2 || x >= 28 || y >= 18 {
				c = color.RGBA{200, 210, 220, 255}
			}
			if y == 0 && x < 20 {
				c = color.RGBA{255, 0, 0, 255} // less than half of the border
			}
			img.SetRGBA(x, y, c)
		}
	}
	p := newPicture(img, new(buffers))
	if err := apply(t, p, "background", map[string]any{"from": "border"}); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[image.Point]byte{{29, 19}: 255, {1, 10}: 255, {2, 2}: 65, {15, 10}: 65, {0, 0}: 35} {
		if got := p.gray.GrayAt(at.X, at.Y).Y; got != want {
			t.Errorf("at %v: got %d, want %d", at, got, want)
		}
	}
}

func TestBackgroundOfGray(t *testing.T) {
	p := grays(90, 91, 90, 92, 0, 255, 90)
	if err := apply(t, p, "background", nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]byte{255, 254, 255, 253, 165, 90, 255}, p.gray.Pix); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestEachOfBorder(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {4, 4}, {5, 5}, {9, 6}, {3, 9}} {
		got := map[int]int{}
		eachOfBorder(size.X, size.Y, func(i int) { got[i]++ })
		want := map[int]int{}
		for y := range size.Y {
			for x := range size.X {
				if min(x, y, size.X-1-x, size.Y-1-y) < borderWidth {
					want[y*size.X+x]++
				}
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%v (-want +got):\n%s", size, d)
		}
	}
}
