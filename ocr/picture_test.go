package ocr

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"
)

// newTestPicture makes a gray picture of rows in which '#' is ink and anything else ground.
func newTestPicture(rows ...string) *picture {
	g := image.NewGray(image.Rect(0, 0, len(rows[0]), len(rows)))
	for y, row := range rows {
		for x := range row {
			g.Pix[y*g.Stride+x] = 255
			if row[x] == '#' {
				g.Pix[y*g.Stride+x] = 0
			}
		}
	}
	return newPicture(g, new(buffers))
}

// rows is the reverse of newTestPicture.
func rows(p *picture) []string {
	g := p.asGray()
	var out []string
	for y := range g.Rect.Dy() {
		row := make([]byte, g.Rect.Dx())
		for x := range row {
			row[x] = '.'
			if g.GrayAt(x, y).Y < inkBelow {
				row[x] = '#'
			}
		}
		out = append(out, string(row))
	}
	return out
}

// Whatever the type of an image and wherever its origin, the picture has the pixels that At gives, on white.
func TestNewPictureTakesAnyImage(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	r := image.Rect(-3, 5, 14, 16)
	paletted := image.NewPaletted(r, color.Palette{color.Black, color.NRGBA{200, 10, 10, 100}, color.Transparent, color.Gray{77}})
	ycbcr := image.NewYCbCr(r, image.YCbCrSubsampleRatio420)
	for _, s := range [][]byte{ycbcr.Y, ycbcr.Cb, ycbcr.Cr} {
		for i := range s {
			s[i] = byte(rng.Uint32())
		}
	}
	gray, gray16, nrgba, cmyk := image.NewGray(r), image.NewGray16(r), image.NewNRGBA(r), image.NewCMYK(r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			v := rng.Uint32()
			paletted.SetColorIndex(x, y, uint8(v%4))
			gray.SetGray(x, y, color.Gray{uint8(v)})
			gray16.SetGray16(x, y, color.Gray16{uint16(v)})
			nrgba.SetNRGBA(x, y, color.NRGBA{uint8(v), uint8(v >> 8), uint8(v >> 16), uint8(v >> 24)})
			cmyk.SetCMYK(x, y, color.CMYK{uint8(v), uint8(v >> 8), uint8(v >> 16), uint8(v >> 24)})
		}
	}
	sub := nrgba.SubImage(image.Rect(0, 7, 5, 11))
	for _, img := range []image.Image{paletted, ycbcr, gray, gray16, nrgba, cmyk, sub} {
		p := newPicture(img, new(buffers))
		got := p.snapshot()
		b := img.Bounds()
		for y := range b.Dy() {
			for x := range b.Dx() {
				want := onWhite(img.At(b.Min.X+x, b.Min.Y+y))
				have := onWhite(got.At(x, y))
				for i := range want {
					if d := int(want[i]) - int(have[i]); d < -1 || d > 1 { // the rounding of compositing differs
						t.Fatalf("%T at (%d, %d): got %v, want %v", img, x, y, have, want)
					}
				}
			}
		}
	}
}

func onWhite(c color.Color) [3]uint32 {
	r, g, b, a := c.RGBA()
	return [3]uint32{(r + 0xffff - a) >> 8, (g + 0xffff - a) >> 8, (b + 0xffff - a) >> 8}
}

func TestLumaIsRounded(t *testing.T) {
	tests := []struct {
		rgb  [3]byte
		want byte
	}{
		{[3]byte{0, 0, 0}, 0},
		{[3]byte{255, 255, 255}, 255},
		{[3]byte{1, 0, 0}, 0},         // 0.299
		{[3]byte{2, 0, 0}, 1},         // 0.598: truncated it would be 0
		{[3]byte{0, 1, 0}, 1},         // 0.587
		{[3]byte{0, 0, 4}, 0},         // 0.456
		{[3]byte{0, 0, 5}, 1},         // 0.570
		{[3]byte{100, 150, 200}, 141}, // 140.75
	}
	for _, tt := range tests {
		got := []byte{77}
		lumaRounded(got, []byte{tt.rgb[0], tt.rgb[1], tt.rgb[2], 255})
		if got[0] != tt.want {
			t.Errorf("luma of %v = %d, want %d", tt.rgb, got[0], tt.want)
		}
	}
}

func TestInkBounds(t *testing.T) {
	tests := []struct {
		rows []string
		want image.Rectangle
	}{
		{[]string{"...", "..."}, image.Rectangle{}},
		{[]string{"#..", "..#"}, image.Rect(0, 0, 3, 2)},
		{[]string{".....", "..##.", ".....", ".#...", "....."}, image.Rect(1, 1, 4, 4)},
	}
	for _, tt := range tests {
		if got := inkBounds(newTestPicture(tt.rows...).gray); got != tt.want {
			t.Errorf("%q: got %v, want %v", tt.rows, got, tt.want)
		}
	}
}
