package report

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"strings"
	"testing"
)

func decodeURL(t *testing.T, p picture) (image.Image, string) {
	t.Helper()
	_, data, ok := strings.Cut(string(p.URL), ";base64,")
	raw, err := base64.StdEncoding.DecodeString(data)
	if !ok || err != nil {
		t.Fatalf("%.60s: %v", p.URL, err)
	}
	img, format, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return img, format
}

// TestEmbed: a picture of few colours keeps each pixel; one of many becomes small; a large one is scaled down.
func TestEmbed(t *testing.T) {
	few := image.NewRGBA(image.Rect(3, 5, 103, 45))
	for y := 5; y < 45; y++ {
		for x := 3; x < 103; x++ {
			few.SetRGBA(x, y, color.RGBA{uint8(x % 7 * 30), uint8(y % 5 * 40), 9, 255})
		}
	}
	p, err := embed(few)
	if err != nil {
		t.Fatal(err)
	}
	got, format := decodeURL(t, p)
	if format != "png" || p.Width != 100 || p.Height != 40 {
		t.Errorf("got %s of %d × %d", format, p.Width, p.Height)
	}
	for y := range 40 {
		for x := range 100 {
			if g, w := color.RGBAModel.Convert(got.At(x, y)), few.At(x+3, y+5); g != w {
				t.Fatalf("pixel %d, %d is %v, want %v", x, y, g, w)
			}
		}
	}
	noise := image.NewRGBA(image.Rect(0, 0, 2000, 100))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(i * i >> 3) //nolint:gosec // G115: any bytes will do
	}
	p, err = embed(noise)
	if err != nil {
		t.Fatal(err)
	}
	got, _ = decodeURL(t, p)
	if b := got.Bounds(); b.Dx() != maxPictureWidth || b.Dy() != 25 || p.Width != 2000 {
		t.Errorf("got %v for an image %d wide, want %d × 25", b, p.Width, maxPictureWidth)
	}
	gray := image.NewGray(image.Rect(0, 0, 1, 3000))
	if p, err = embed(gray); err != nil {
		t.Fatal(err)
	}
	if got, _ = decodeURL(t, p); got.Bounds().Dy() != maxPictureHeight || got.Bounds().Dx() != 1 {
		t.Errorf("got %v, want 1 × %d", got.Bounds(), maxPictureHeight)
	}
}
