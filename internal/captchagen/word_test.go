package captchagen

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"testing"
)

// A seed's pixels are a promise: testdata/captchas and the tests of flows hang
// on them, on every processor.
func TestWordIsTheSameEverywhere(t *testing.T) {
	sum := sha256.New()
	for seed := range uint64(40) {
		text, img := Word(seed, Options{})
		sum.Write([]byte(text))
		sum.Write(img.(*image.NRGBA).Pix)
	}
	got := hex.EncodeToString(sum.Sum(nil))
	const want = "4ab813390f273dd20185f7de5b04f803d00b659b658cb72b0dd48f92d8133f21"
	if got != want {
		t.Errorf("the first 40 CAPTCHAs hash to %s, want %s; if they are meant to change, run go generate too", got, want)
	}
}

// Exactly the letters are black: what "luma below 1 is ink" finds is the word,
// whole and with room for its halo.
func TestOnlyLettersAreBlack(t *testing.T) {
	for seed := range uint64(80) {
		text, img := Word(seed, Options{})
		canvas := img.(*image.NRGBA)
		ink, black := image.Rectangle{}, 0
		for y := range 96 {
			for x := range 256 {
				if luma(canvas, x, y) < 1 {
					ink = ink.Union(image.Rect(x, y, x+1, y+1))
					black++
				}
			}
		}
		if black < 12*len(text) {
			t.Errorf("seed %d: %d black pixels for %q, want at least 12 a letter", seed, black, text)
		}
		if !ink.In(canvas.Rect.Inset(margin)) {
			t.Errorf("seed %d: %q spans %v, want it %d pixels inside %v", seed, text, ink, margin, canvas.Rect)
		}
		if most := image.Pt(maxFontSize*len(text), maxFontSize*3/2); ink.Dx() > most.X || ink.Dy() > most.Y {
			t.Errorf("seed %d: the black of %q spans %v, more than a word of its length can", seed, text, ink)
		}
	}
}

func TestGroundIsNeverBlack(t *testing.T) {
	for seed := range uint64(60) {
		rng := newSource(seed)
		canvas := drawGround(rng, Options{}.bounds())
		for i, v := range canvas.Pix {
			if v < darkest {
				t.Fatalf("seed %d: byte %d of the ground is %d, want at least %d", seed, i, v, darkest)
			}
		}
	}
}

// luma is the 8-bit luma of Rec. 601, rounded.
func luma(img *image.NRGBA, x, y int) int {
	c := img.NRGBAAt(x, y)
	return (299*int(c.R) + 587*int(c.G) + 114*int(c.B) + 500) / 1000
}

func TestWordHeedsTheSize(t *testing.T) {
	tests := []struct {
		opts Options
		want image.Point
	}{
		{Options{}, image.Pt(256, 96)},
		{Options{Width: -1, Height: -1}, image.Pt(256, 96)},
		{Options{Width: 160, Height: 48}, image.Pt(160, 48)},
		{Options{Width: 600, Height: 200}, image.Pt(600, 200)},
		{Options{Width: 1, Height: 1}, image.Pt(1, 1)},
	}
	for _, tt := range tests {
		if _, img := Word(3, tt.opts); img.Bounds().Size() != tt.want {
			t.Errorf("Word(3, %+v) is %v, want %v", tt.opts, img.Bounds().Size(), tt.want)
		}
	}
}

func TestSeedsDiffer(t *testing.T) {
	texts := map[string]bool{}
	for seed := range uint64(80) {
		text, _ := Word(seed, Options{})
		texts[text] = true
	}
	if len(texts) < 70 {
		t.Errorf("80 seeds show %d words, want at least 70", len(texts))
	}
}

func TestPNG(t *testing.T) {
	_, img := Word(5, Options{})
	data, err := PNG(img)
	if err != nil {
		t.Fatal(err)
	}
	back, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []image.Point{{0, 0}, {128, 48}, {255, 95}} {
		r, g, b, _ := img.At(p.X, p.Y).RGBA()
		if r2, g2, b2, a2 := back.At(p.X, p.Y).RGBA(); r != r2 || g != g2 || b != b2 || a2 != 0xffff {
			t.Errorf("pixel %v came back as %v, want %v", p, back.At(p.X, p.Y), img.At(p.X, p.Y))
		}
	}
	if _, err := PNG(image.NewNRGBA(image.Rectangle{})); err == nil {
		t.Error("PNG of an empty image succeeded, want an error")
	}
}

func BenchmarkWord(b *testing.B) {
	for seed := uint64(0); b.Loop(); seed++ {
		Word(seed, Options{})
	}
}

func BenchmarkPNG(b *testing.B) {
	_, img := Word(1, Options{})
	for b.Loop() {
		if _, err := PNG(img); err != nil {
			b.Fatal(err)
		}
	}
}
