package captchagen

import (
	"image"
	"image/color"

	"github.com/golang/freetype/truetype"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomediumitalic"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/math/fixed"
)

const (
	minFontSize = 20 // pixels per em
	maxFontSize = 34
	margin      = 4 // pixels kept free around the letters: the halo and a little ground
)

// fonts returns the typefaces, each as often as it should come up.
func fonts() [][]byte {
	return [][]byte{
		goregular.TTF, goregular.TTF, gomedium.TTF, gobold.TTF, gobold.TTF,
		goitalic.TTF, gomediumitalic.TTF, gobolditalic.TTF, gomonobold.TTF,
	}
}

// drawWord puts the word somewhere on the canvas: halo first, letters over it.
func drawWord(rng source, canvas *image.NRGBA, word string) {
	ttf := fonts()[rng.below(len(fonts()))]
	size := rng.between(minFontSize, maxFontSize)
	room := canvas.Bounds().Inset(margin).Size()
	letters := setWord(ttf, size, word)
	for size > 8 && (letters.Bounds().Dx() > room.X || letters.Bounds().Dy() > room.Y) {
		size--
		letters = setWord(ttf, size, word)
	}
	at := image.Pt(margin, margin)
	at.X += rng.below(max(0, room.X-letters.Bounds().Dx()) + 1)
	at.Y += rng.below(max(0, room.Y-letters.Bounds().Dy()) + 1)
	letters.Rect = letters.Rect.Add(at.Sub(letters.Rect.Min))

	halo := color.NRGBA{uint8(rng.between(236, 255)), uint8(rng.between(236, 255)), uint8(rng.between(228, 255)), 255}
	paint(canvas, spread(letters), halo)
	paint(canvas, letters, color.NRGBA{A: 255})
}

// setWord sets the word in one line and returns its coverage, cropped to the ink.
func setWord(ttf []byte, size int, word string) *image.Alpha {
	parsed, err := truetype.Parse(ttf)
	if err != nil {
		panic("captchagen: a font that Go ships does not parse: " + err.Error())
	}
	// At 72 dpi a point is a pixel and the face's scale a whole number; hinting
	// is off because freetype hints with floating-point numbers.
	face := truetype.NewFace(parsed, &truetype.Options{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
	sheet := image.NewAlpha(image.Rect(0, 0, size*(len(word)+2), size*3))
	pen := font.Drawer{Dst: sheet, Src: image.Opaque, Face: face, Dot: fixed.P(size, size*2)}
	pen.DrawString(word)
	return sheet.SubImage(inked(sheet)).(*image.Alpha)
}

// inked is the smallest rectangle that holds all of the mask's coverage.
func inked(mask *image.Alpha) image.Rectangle {
	var ink image.Rectangle
	for y := mask.Rect.Min.Y; y < mask.Rect.Max.Y; y++ {
		for x := mask.Rect.Min.X; x < mask.Rect.Max.X; x++ {
			if mask.AlphaAt(x, y).A > 0 {
				ink = ink.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return ink
}

// spread grows the coverage by two pixels: the first full, the second fading.
func spread(mask *image.Alpha) *image.Alpha {
	grown := image.NewAlpha(mask.Rect.Inset(-2))
	for y := grown.Rect.Min.Y; y < grown.Rect.Max.Y; y++ {
		for x := grown.Rect.Min.X; x < grown.Rect.Max.X; x++ {
			strongest := 0
			for dy := -2; dy <= 2; dy++ {
				for dx := -2; dx <= 2; dx++ {
					a := int(mask.AlphaAt(x+dx, y+dy).A)
					switch d := dx*dx + dy*dy; {
					case d > 5:
						a = 0
					case d > 2:
						a = a * 2 / 5
					}
					strongest = max(strongest, a)
				}
			}
			grown.SetAlpha(x, y, color.Alpha{A: uint8(strongest)})
		}
	}
	return grown
}

// paint lays a colour over the canvas, as far as the mask covers it. The result
// is rounded to nearest, so that black over the halo is 0 only where it covers
// fully.
func paint(canvas *image.NRGBA, mask *image.Alpha, c color.NRGBA) {
	over := func(below, above uint8, a int) uint8 {
		return uint8((int(below)*(255-a) + int(above)*a + 127) / 255)
	}
	area := mask.Rect.Intersect(canvas.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			a := int(mask.AlphaAt(x, y).A)
			p := canvas.NRGBAAt(x, y)
			canvas.SetNRGBA(x, y, color.NRGBA{over(p.R, c.R, a), over(p.G, c.G, a), over(p.B, c.B, a), 255})
		}
	}
}
