package captchagen

import (
	"image"
)

// strands draws bright threads over a dark ground, thickest in a few bundles.
func strands(rng source, canvas *image.NRGBA) {
	n := newNoise(rng)
	colours := pick(rng,
		newRamp(0x2e2a12, 0x6b6428, 0xc4b95a, 0xfff7b8),
		newRamp(0x181226, 0x4a3a86, 0x8f78e0, 0xe9e2ff),
		newRamp(0x1e150d, 0x6b4d24, 0xc99a55, 0xfff0d0),
		newRamp(0x0e2420, 0x1f6b5c, 0x4fc4a8, 0xd8fff4))
	light := newField(canvas.Rect)
	for y := light.rect.Min.Y; y < light.rect.Max.Y; y++ {
		for x := light.rect.Min.X; x < light.rect.Max.X; x++ {
			light.add(x, y, n.layers(x, y, 70, 50, 3)/4)
		}
	}
	width, height := canvas.Rect.Dx(), canvas.Rect.Dy()
	anywhere := func() image.Point {
		return image.Pt(rng.between(-width/4, width*5/4), rng.between(-height/2, height*3/2))
	}
	for range rng.between(4, 6) {
		from, bend, to := anywhere(), anywhere(), anywhere()
		jitter := func(p image.Point) image.Point {
			return p.Add(image.Pt(rng.between(-width/5, width/5), rng.between(-height/3, height/3)))
		}
		for range rng.between(10, 18) {
			light.curve(jitter(from), jitter(bend), jitter(to), rng.between(20, 110))
		}
	}
	fill(canvas, colours, light.at)
}

// scrub draws dry grass before earth.
func scrub(rng source, canvas *image.NRGBA) {
	n := newNoise(rng)
	earth := pick(rng,
		newRamp(0x20160e, 0x5a3a1e, 0x94652f, 0xc09a5a),
		newRamp(0x141a0e, 0x3a4a1c, 0x6f7f34, 0xb5b46a))
	straw := pick(rng, newRamp(0xb89a5c, 0xe8d8a8), newRamp(0xa86a3a, 0xe0b080))
	width, height := canvas.Rect.Dx(), canvas.Rect.Dy()
	fill(canvas, earth, func(x, y int) int { return contrast(n.layers(x, y, 26, 18, 5), 180) })
	light := newField(canvas.Rect)
	for range rng.between(30, 60) {
		foot := image.Pt(rng.between(0, width), rng.between(height*2/3, height+10))
		tip := foot.Add(image.Pt(rng.between(-40, 40), -rng.between(20, 70)))
		light.curve(foot, image.Pt((foot.X*2+tip.X)/3, (foot.Y+tip.Y)/2), tip, rng.between(60, 160))
	}
	for y := canvas.Rect.Min.Y; y < canvas.Rect.Max.Y; y++ {
		for x := canvas.Rect.Min.X; x < canvas.Rect.Max.X; x++ {
			glow := min(220, light.at(x, y))
			canvas.SetNRGBA(x, y, mix(canvas.NRGBAAt(x, y), straw.at(glow), glow))
		}
	}
}

// field is an amount of light for each pixel.
type field struct {
	rect  image.Rectangle
	light []int
}

func newField(rect image.Rectangle) *field {
	return &field{rect, make([]int, rect.Dx()*rect.Dy())}
}

func (f *field) at(x, y int) int {
	return f.light[(y-f.rect.Min.Y)*f.rect.Dx()+x-f.rect.Min.X]
}

func (f *field) add(x, y, amount int) {
	if image.Pt(x, y).In(f.rect) {
		f.light[(y-f.rect.Min.Y)*f.rect.Dx()+x-f.rect.Min.X] += amount
	}
}

// curve adds the light of a quadratic Bézier curve one pixel thick.
func (f *field) curve(from, bend, to image.Point, amount int) {
	const steps = 640 // more than the pixels of the longest curve that is drawn
	last := image.Pt(1<<30, 0)
	for i := range steps + 1 {
		j := steps - i
		at := func(a, b, c int) int { return (a*j*j + 2*b*i*j + c*i*i) / (steps * steps) }
		p := image.Pt(at(from.X, bend.X, to.X), at(from.Y, bend.Y, to.Y))
		if p == last {
			continue
		}
		last = p
		f.add(p.X, p.Y, amount)
		f.add(p.X+1, p.Y, amount/3)
		f.add(p.X, p.Y+1, amount/3)
	}
}
