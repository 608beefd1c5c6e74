package ocr

import (
	"errors"
	"image"
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFrame(t *testing.T) {
	in := []string{
		"..................",
		".################.",
		".#..............#.",
		".#..............#.",
		".#....##.##.....#.",
		".#....##.##.....#.",
		".#....######....#.",
		".#..............#.",
		".#..............#.",
		".#..............#.",
		".#..............#.",
		".################.",
	}
	inside := []string{
		"..............",
		"..............",
		"....##.##.....",
		"....##.##.....",
		"....######....",
		"..............",
		"..............",
		"..............",
		"..............",
	}
	for _, px := range []any{"auto", 2} {
		p := newTestPicture(in...)
		want := inside
		if px == 2 {
			want = inside[:len(inside)-1] // below there is no margin outside the frame
		}
		if err := apply(t, p, "frame", map[string]any{"px": px}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, rows(p)); d != "" {
			t.Errorf("%v (-want +got):\n%s", px, d)
		}
		if got, want := p.toOriginal.box(image.Rect(4, 2, 10, 5)), image.Rect(6, 4, 12, 7); got != want {
			t.Errorf("%v: the ink was at %v, want %v", px, got, want)
		}
	}
	if err := apply(t, newTestPicture("##", "##"), "frame", map[string]any{"px": 1}); !errors.Is(err, ErrNoInk) {
		t.Errorf("nothing left: %v, want ErrNoInk", err)
	}
}

// A picture in colour stays in colour, and one without a frame as it is.
func TestFrameKeepsColour(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 24, 12))
	for y := range 12 {
		for x := range 24 {
			c := color.RGBA{250, 240, byte(x), 255}
			if y == 0 {
				c = color.RGBA{20, 0, 60, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	p := newPicture(img, new(buffers))
	if err := apply(t, p, "frame", nil); err != nil {
		t.Fatal(err)
	}
	if p.colour == nil || p.colour.Rect != image.Rect(0, 0, 24, 11) {
		t.Fatalf("got %v of %v", p.colour, p.gray)
	}
	if got, want := p.colour.RGBAAt(17, 3), (color.RGBA{250, 240, 17, 255}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
