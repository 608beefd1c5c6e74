package captchagen

import (
	"image"
	"image/color"
)

// darkest is the least value of a channel of the ground: dark, but never black.
const darkest = 10

// drawGround makes a canvas with one of the textures on it.
func drawGround(rng source, bounds image.Rectangle) *image.NRGBA {
	canvas := image.NewNRGBA(bounds)
	textures := []func(source, *image.NRGBA){strands, strands, clouds, rocks, snow, dusk, flames, scrub}
	textures[rng.below(len(textures))](rng, canvas)
	for i, v := range canvas.Pix {
		if i%4 == 3 {
			continue
		}
		// Two bits fewer make the PNG a third smaller, unseen.
		canvas.Pix[i] = max(darkest, v&^3)
	}
	return canvas
}

// ramp is a row of colours that values from 0 to 255 are spread over evenly.
type ramp []color.NRGBA

// rgb writes a colour as 0xRRGGBB.
func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

func newRamp(hexes ...uint32) ramp {
	r := make(ramp, len(hexes))
	for i, h := range hexes {
		r[i] = rgb(h)
	}
	return r
}

func (r ramp) at(v int) color.NRGBA {
	v = min(255, max(0, v))
	pos := v * (len(r) - 1) * 256 / 255
	i := min(pos>>8, len(r)-2)
	return mix(r[i], r[i+1], pos-i*256)
}

func pick(rng source, ramps ...ramp) ramp { return ramps[rng.below(len(ramps))] }

// fill colours every pixel by the value that the function gives it.
func fill(canvas *image.NRGBA, colours ramp, value func(x, y int) int) {
	for y := canvas.Rect.Min.Y; y < canvas.Rect.Max.Y; y++ {
		for x := canvas.Rect.Min.X; x < canvas.Rect.Max.X; x++ {
			canvas.SetNRGBA(x, y, colours.at(value(x, y)))
		}
	}
}

func clouds(rng source, canvas *image.NRGBA) {
	n, height := newNoise(rng), canvas.Rect.Dy()
	colours := pick(rng,
		newRamp(0x14264a, 0x24488a, 0x4f74ae, 0xc9c4bd, 0xf0e2c0),
		newRamp(0x101823, 0x223247, 0x3f5468, 0xb08f5c, 0xf3dfa8),
		newRamp(0x2b5f9a, 0x4f86c0, 0x86b0d8, 0xdfe8ef, 0xffffff))
	wide := rng.between(60, 110)
	fill(canvas, colours, func(x, y int) int {
		return contrast(n.layers(x, y, wide, wide/2, 5), 170) - 30 + y*40/height
	})
}

func rocks(rng source, canvas *image.NRGBA) {
	n := newNoise(rng)
	colours := pick(rng,
		newRamp(0x2f1c12, 0x7a4a2c, 0xb8764a, 0xd9a77a),
		newRamp(0x3b2a26, 0x8a5548, 0xc78d78, 0xe2bfae),
		newRamp(0x20242b, 0x565c66, 0x8b8f96, 0xc3c0b9))
	slope := rng.between(-60, 60)
	fill(canvas, colours, func(x, y int) int {
		bed := n.layers(x, y*3+x*slope/100, 90, 22, 5)
		ridge := bed - n.layers(x+1, y*3+4+x*slope/100, 90, 22, 5) // lit from one side
		return contrast(bed, 130) + ridge*4 - 10
	})
}

func snow(rng source, canvas *image.NRGBA) {
	n := newNoise(rng)
	colours := pick(rng,
		newRamp(0x2d2a33, 0x564f52, 0xd8dce6, 0xf4f6fb),
		newRamp(0x2c2b4a, 0x4a4868, 0xb9b9d6, 0xf1f1fa))
	lean := rng.between(-80, 80)
	fill(canvas, colours, func(x, y int) int {
		return contrast(n.layers(x+y*lean/100, y, 56, 40, 5), 260)
	})
}

func dusk(rng source, canvas *image.NRGBA) {
	n, height := newNoise(rng), canvas.Rect.Dy()
	colours := pick(rng,
		newRamp(0x2a1c22, 0x7a3f22, 0xd9822b, 0xf3c25a, 0x6f7f8f),
		newRamp(0x241a33, 0x6a3358, 0xc9646a, 0xf0b183, 0x5a6a94))
	crest := rng.between(height/2, height*4/5)
	hills := mix(colours[0], rgb(0x12100f), 128)
	fill(canvas, colours, func(x, y int) int {
		return (height-y)*230/height + n.layers(x, y, 120, 16, 4)/4 - 24
	})
	for x := canvas.Rect.Min.X; x < canvas.Rect.Max.X; x++ {
		top := crest - n.layers(x, 0, 70, 8, 5)*height/700
		for y := max(top, 0); y < canvas.Rect.Max.Y; y++ {
			canvas.SetNRGBA(x, y, mix(hills, colours[1], n.layers(x, y, 10, 6, 3)/3))
		}
	}
}

func flames(rng source, canvas *image.NRGBA) {
	n, height := newNoise(rng), canvas.Rect.Dy()
	colours := pick(rng,
		newRamp(0x180c0c, 0x5a160c, 0xc2410c, 0xf59e0b, 0xfde68a),
		newRamp(0x0c1018, 0x0c2f5a, 0x0c7ac2, 0x38bdf8, 0xd6f3ff),
		newRamp(0x140c18, 0x3f0f5a, 0x8a1fb0, 0xd66bd0, 0xf9d8f2))
	fill(canvas, colours, func(x, y int) int {
		sway := n.layers(x, y, 40, 60, 3) - 128
		return contrast(n.layers(x+sway/3, y+sway/6, 18, 64, 5), 190) - 70 + y*110/height
	})
}
