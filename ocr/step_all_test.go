package ocr

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// tries returns one step for each value that a parameter of a kind is worth trying with.
func tries(k StepKind) []Step {
	var steps []Step
	if len(k.OneOf) == 0 {
		steps = append(steps, Step{k.Name, nil})
	}
	for _, p := range k.Params {
		for _, v := range p.Try {
			params := map[string]any{p.Name: v}
			if len(k.OneOf) > 0 && !slices.Contains(k.OneOf, p.Name) {
				one, _ := k.param(k.OneOf[0])
				params[one.Name] = one.Try[0]
			}
			steps = append(steps, Step{k.Name, params})
		}
	}
	return steps
}

// Whatever picture a step is given, of any size and either kind, it leaves one that is whole, or says that no ink is left.
func TestEachStepTakesAnyPicture(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	var pictures []image.Image
	for _, size := range []image.Point{{1, 1}, {2, 1}, {1, 7}, {3, 3}, {17, 4}, {5, 40}, {64, 30}} {
		gray, colour := image.NewGray(image.Rect(0, 0, size.X, size.Y)), image.NewRGBA(image.Rect(0, 0, size.X, size.Y))
		for i := range gray.Pix {
			gray.Pix[i] = byte(rng.Uint32())
		}
		for i := range colour.Pix {
			colour.Pix[i] = byte(rng.Uint32())
			if i%4 == 3 {
				colour.Pix[i] = 255
			}
		}
		white, black := image.NewGray(gray.Rect), image.NewGray(gray.Rect)
		whiten(white.Pix)
		pictures = append(pictures, gray, colour, white, black)
	}
	used := new(buffers) // shared, so that what one step leaves in them meets the next
	for _, k := range StepKinds() {
		for _, s := range tries(k) {
			run, err := s.compile()
			if err != nil {
				t.Fatalf("%v: %v", s, err)
			}
			for _, img := range pictures {
				what := fmt.Sprintf("%s {%s} on %T %v", s.Name, s.params(), img, img.Bounds().Size())
				p := newPicture(img, used)
				err := run(p)
				switch {
				case errors.Is(err, ErrNoInk), errors.Is(err, errNoGlyphs):
				case err != nil:
					t.Errorf("%s: %v", what, err)
				default:
					checkWhole(t, what, p)
				}
				p.release()
			}
		}
	}
}

// checkWhole looks at what every step must leave: one picture with rows that follow each other, mapped onto the original.
func checkWhole(t *testing.T, what string, p *picture) {
	t.Helper()
	if (p.colour == nil) == (p.gray == nil) {
		t.Fatalf("%s: both or neither of colour and gray", what)
	}
	w, h := p.size()
	if p.gray != nil && (p.gray.Stride != w || len(p.gray.Pix) != w*h || p.gray.Rect.Min != image.Point{}) {
		t.Fatalf("%s: gray %v with stride %d and %d bytes", what, p.gray.Rect, p.gray.Stride, len(p.gray.Pix))
	}
	if p.colour != nil && (p.colour.Stride != 4*w || len(p.colour.Pix) != 4*w*h) {
		t.Fatalf("%s: colour %v with stride %d and %d bytes", what, p.colour.Rect, p.colour.Stride, len(p.colour.Pix))
	}
	for _, g := range p.glyphs {
		if g.w < 1 || g.h < 1 || len(p.pix(g)) != g.w*g.h {
			t.Fatalf("%s: glyph %+v", what, g)
		}
	}
	p.snapshot()
}

// sample opens one of the repository's images.
func sample(tb testing.TB, name string) image.Image {
	tb.Helper()
	f, err := os.Open("../testdata/captchas/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		tb.Fatal(err)
	}
	return img
}

// BenchmarkStep runs each step, with each value that is worth trying, on a picture of 256×96: gray for the steps that
// work on gray levels, with ink of two levels for those that look at shapes.
func BenchmarkStep(b *testing.B) {
	img := sample(b, "words/0000.png")
	colour := newPicture(img, new(buffers))
	gray := colour.clone(new(buffers))
	gray.asGray()
	two := gray.clone(new(buffers))
	binarise(two.gray, 100)
	glyphs := two.clone(new(buffers))
	if err := (segmentation{minArea: 8}).split(glyphs); err != nil {
		b.Fatal(err)
	}
	for _, k := range StepKinds() {
		from := two
		switch k.Group {
		case GroupChannel:
			from = colour
		case GroupLevel, GroupSmooth, GroupScale, GroupThreshold:
			from = gray
		case GroupGlyph:
			if k.Name != "segment" {
				from = glyphs
			}
		}
		for _, s := range tries(k) {
			run, err := s.compile()
			if err != nil {
				b.Fatal(err)
			}
			b.Run(k.Name+"/"+s.params(), func(b *testing.B) {
				lent := new(buffers)
				b.ReportAllocs()
				for b.Loop() {
					p := from.clone(lent)
					if err := run(p); err != nil {
						b.Fatal(err)
					}
					p.release()
				}
			})
		}
	}
}
