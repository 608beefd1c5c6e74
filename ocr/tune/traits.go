package tune

import (
	"image"
	"slices"
)

// traits are what the images of a set have in common, as far as it says what to try.
type traits struct {
	height   int  // of the middle image, in px
	pixels   int  // of the largest image
	coloured bool // some image has colours
	dark     bool // most images are dark for the most part
}

func traitsOf(images []Image) traits {
	var t traits
	var heights []int
	dark := 0
	for _, img := range images {
		b := img.Image.Bounds()
		heights = append(heights, b.Dy())
		t.pixels = max(t.pixels, b.Dx()*b.Dy())
		coloured, light := look(img.Image)
		t.coloured = t.coloured || coloured
		if light < 0.5 {
			dark++
		}
	}
	slices.Sort(heights)
	t.height = heights[len(heights)/2]
	t.dark = 2*dark > len(images)
	return t
}

// look says whether an image has colours, and how light it is, 0 to 1.
func look(img image.Image) (coloured bool, light float64) {
	const coloursApart = 0x1400 // of 0xffff
	b := img.Bounds()
	var sum float64
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			red, green, blue, alpha := img.At(x, y).RGBA()
			white := 0xffff - alpha // as on white
			sum += float64(green+white) / 0xffff
			if max(red, green, blue)-min(red, green, blue) > coloursApart {
				coloured = true
			}
		}
	}
	return coloured, sum / float64(max(1, b.Dx()*b.Dy()))
}

// invert is how often dark and light are swapped, where levels are changed.
func (t traits) invert() float64 {
	if t.dark {
		return 10
	}
	return 0.3
}

// mostScale is by how much images may be scaled up: Tesseract reads text of some 30 px, lines are removed well at twice
// that, and more is only slow.
func (t traits) mostScale() float64 {
	const tall, pixels = 240, 600_000
	most := 4.0
	for most > 1 && (most*float64(t.height) > tall || most*most*float64(t.pixels) > pixels) {
		most -= 0.5
	}
	return most
}
