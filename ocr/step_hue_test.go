package ocr

import (
	"image/color"
	"math"
	"testing"
)

// hueDegrees is the hue by the usual formula in floating point.
func hueDegrees(c color.RGBA) float64 {
	r, g, b := float64(c.R), float64(c.G), float64(c.B)
	most, least := max(r, g, b), min(r, g, b)
	var h float64
	switch most {
	case r:
		h = (g - b) / (most - least)
	case g:
		h = 2 + (b-r)/(most-least)
	default:
		h = 4 + (r-g)/(most-least)
	}
	return math.Mod(60*h+360, 360)
}

func TestHue(t *testing.T) {
	pixels := []color.RGBA{
		{255, 0, 0, 0}, {255, 255, 0, 0}, {0, 255, 0, 0}, {0, 255, 255, 0}, {0, 0, 255, 0}, {255, 0, 255, 0},
		{200, 100, 50, 0}, {10, 90, 240, 0}, {240, 60, 120, 0},
	}
	for _, degrees := range []int{0, 60, 200, 359} {
		p := colours(pixels...)
		if err := apply(t, p, "hue", map[string]any{"degrees": degrees}); err != nil {
			t.Fatal(err)
		}
		for i, c := range pixels {
			away := math.Abs(hueDegrees(c) - float64(degrees))
			want := 255 * min(away, 360-away) / 180
			if got := float64(p.gray.Pix[i]); math.Abs(got-want) > 1.5 { // hues are in quarters of a degree
				t.Errorf("%v from %d degrees: got %g, want %.1f", c, degrees, got, want)
			}
		}
	}
}

func TestHueNeedsChroma(t *testing.T) {
	p := colours(color.RGBA{150, 119, 119, 0}, color.RGBA{151, 119, 119, 0}, color.RGBA{90, 90, 90, 0})
	if err := apply(t, p, "hue", map[string]any{"degrees": 0, "min_chroma": 32}); err != nil {
		t.Fatal(err)
	}
	if got := [3]byte(p.gray.Pix); got != [3]byte{255, 0, 255} {
		t.Errorf("got %v, want the middle one black alone", got)
	}
}

// Of a gray ground, a little green and more red in several shades, auto takes the red: those shades together have most
// chroma.
func TestHueAuto(t *testing.T) {
	red := []color.RGBA{{200, 20, 30, 0}, {220, 30, 20, 0}, {180, 0, 5, 0}}
	pixels := append(red, color.RGBA{20, 255, 20, 0}, color.RGBA{20, 255, 20, 0}, color.RGBA{128, 128, 128, 0})
	p := colours(pixels...)
	if err := apply(t, p, "hue", nil); err != nil {
		t.Fatal(err)
	}
	for i := range pixels {
		if got, red := p.gray.Pix[i], i < len(red); red != (got < 20) {
			t.Errorf("%v: level %d", pixels[i], got)
		}
	}
}
