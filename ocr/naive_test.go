package ocr

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"
)

// noise makes a gray picture of levels that depend on seed alone.
func noise(w, h int, seed uint64) *image.Gray {
	rng := rand.New(rand.NewPCG(seed, 1))
	g := image.NewGray(image.Rect(0, 0, w, h))
	for i := range g.Pix {
		g.Pix[i] = byte(rng.Uint32())
	}
	return g
}

// pattern makes one of ink (0) and ground (255), of which a part is ink.
func pattern(w, h int, part float64, seed uint64) *image.Gray {
	rng := rand.New(rand.NewPCG(seed, 2))
	g := image.NewGray(image.Rect(0, 0, w, h))
	for i := range g.Pix {
		g.Pix[i] = inkIf(rng.Float64() < part)
	}
	return g
}

// colours makes a colour picture of one row.
func colours(pixels ...color.RGBA) *picture {
	img := image.NewRGBA(image.Rect(0, 0, len(pixels), 1))
	for x, c := range pixels {
		c.A = 255
		img.SetRGBA(x, 0, c)
	}
	return newPicture(img, new(buffers))
}

// sizes are those at which windows, blocks and edges meet in all ways.
var sizes = []image.Point{{1, 1}, {2, 3}, {3, 2}, {1, 9}, {9, 1}, {7, 5}, {16, 16}, {23, 11}}

// sameAs runs a step on noise of all sizes and compares each pixel with what want says, within so many levels.
func sameAs(t *testing.T, s Step, within int, want func(g *image.Gray, x, y int) int) {
	t.Helper()
	run, err := s.compile()
	if err != nil {
		t.Fatal(err)
	}
	used := new(buffers)
	for seed, size := range sizes {
		for _, in := range []*image.Gray{noise(size.X, size.Y, uint64(seed)), pattern(size.X, size.Y, 0.6, uint64(seed))} {
			p := newPicture(in, used)
			if err := run(p); err != nil {
				t.Fatal(err)
			}
			for y := range size.Y {
				for x := range size.X {
					got, want := int(p.gray.GrayAt(x, y).Y), want(in, x, y)
					if max(got-want, want-got) > within {
						t.Fatalf("%s {%s} on %v at (%d, %d): got %d, want %d", s.Name, s.params(), size, x, y, got, want)
					}
				}
			}
			p.release()
		}
	}
}

// levels calls do with each level of the picture in the rectangle, as far as there are.
func levels(g *image.Gray, r image.Rectangle, do func(x, y, level int)) {
	r = r.Intersect(g.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			do(x, y, int(g.GrayAt(x, y).Y))
		}
	}
}

// square is that of size around (x, y); of an even size it reaches one pixel farther right and down.
func square(x, y, size int) image.Rectangle {
	return image.Rect(x-(size-1)/2, y-(size-1)/2, x+size/2+1, y+size/2+1)
}

// clamped is the level at (x, y), or that of the nearest pixel that there is.
func clamped(g *image.Gray, x, y int) int {
	return int(g.GrayAt(min(max(x, 0), g.Rect.Dx()-1), min(max(y, 0), g.Rect.Dy()-1)).Y)
}
