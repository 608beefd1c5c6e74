package ocr

import (
	"errors"
	"image"
	"slices"
	"sync"
	"testing"
)

func grayPix(t *testing.T, p *Prepared) []byte {
	t.Helper()
	g, ok := p.Image().(*image.Gray)
	if !ok {
		t.Fatalf("%T", p.Image())
	}
	return g.Pix
}

// Step by step, shared or all at once: a picture comes out the same, and what it was made of stays as it was.
func TestPreparedApply(t *testing.T) {
	img := sample(t, "b64_string/0001.png")
	start, err := Prepare(img)
	if err != nil {
		t.Fatal(err)
	}
	steps := []Step{
		{"background", nil}, {"threshold", nil}, {"segment", map[string]any{"count": 6}}, {"normalise", nil},
		{"assemble", nil}, {"gaussian", nil},
	}
	whole, err := start.Apply(t.Context(), steps...)
	if err != nil {
		t.Fatal(err)
	}
	before := slices.Clone(grayPix(t, whole))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			p := start
			for _, s := range steps {
				next, err := p.Apply(t.Context(), s)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := p.Apply(t.Context(), Step{"invert", map[string]any{"when": "yes"}}); err != nil {
					t.Error(err)
				}
				p = next
			}
			if !slices.Equal(p.p.gray.Pix, before) {
				t.Error("step by step it is another picture")
			}
		})
	}
	wg.Wait()
	if !slices.Equal(grayPix(t, whole), before) {
		t.Error("the picture changed after it was made")
	}
	if start.p.colour == nil {
		t.Error("the original is not in colour any more")
	}
	if n, least := whole.Bytes(), len(before); n < least || n > least+8192 {
		t.Errorf("%d bytes, want a little more than %d", n, least)
	}
}

func TestPreparedErrors(t *testing.T) {
	if _, err := Prepare(image.NewGray(image.Rect(3, 3, 3, 9))); !errors.Is(err, ErrNoInk) {
		t.Errorf("no pixels: %v, want ErrNoInk", err)
	}
	if _, err := Prepare(image.NewUniform(image.Black.C)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("no bounds: %v, want ErrTooLarge", err)
	}
	white := image.NewGray(image.Rect(0, 0, 9, 9))
	whiten(white.Pix)
	p, err := Prepare(white)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Apply(t.Context(), Step{"crop", nil}); !errors.Is(err, ErrNoInk) {
		t.Errorf("nothing to crop to: %v, want ErrNoInk", err)
	}
	if _, err := p.Apply(t.Context(), Step{"crob", nil}); err == nil || errors.Is(err, ErrNoInk) {
		t.Errorf("unknown step: %v", err)
	}
}
