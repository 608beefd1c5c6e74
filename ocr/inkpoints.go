package ocr

import "image"

// inkPoint is the place of a pixel of ink.
type inkPoint struct{ x, y int32 }

// mostPoints bounds how many points of ink are looked at for the direction of lines: more say nothing new.
const mostPoints = 4000

// inkPoints returns every step-th pixel of ink, at most mostPoints of them. They are b's, valid until the next call.
func (b *buffers) inkPoints(g *image.Gray) (points []inkPoint, step int) {
	total := 0
	for _, v := range g.Pix {
		if v < inkBelow {
			total++
		}
	}
	step = (total + mostPoints - 1) / mostPoints
	points = b.points[:0]
	seen := 0
	for y := range g.Rect.Dy() {
		for x, v := range g.Pix[y*g.Stride:][:g.Rect.Dx()] {
			if v >= inkBelow {
				continue
			}
			if seen%step == 0 {
				points = append(points, inkPoint{int32(x), int32(y)})
			}
			seen++
		}
	}
	b.points = points
	return points, step
}
