package ocr

import (
	"math"

	"golang.org/x/image/math/f64"
)

// warp makes a picture of w × h pixels in which at each point is what was at m of that point, interpolated linearly
// between the four pixels around it. Beyond the picture is ground.
func warp(p *picture, step string, m f64.Aff3, w, h int) error {
	if err := checkGrown(step, w, h); err != nil {
		return err
	}
	src := framed(p.buffers, p.asGray(), 1)
	srcW, srcH := src.Rect.Dx(), src.Rect.Dy()
	out := p.buffers.gray(w, h)
	const one = 1 << 16
	// Pixels are sampled at their middles; the padding is one pixel wide.
	x0 := m[0]*0.5 + m[1]*0.5 + m[2] - 0.5 + 1
	y0 := m[3]*0.5 + m[4]*0.5 + m[5] - 0.5 + 1
	stepX, stepY := int(math.Round(m[0]*one)), int(math.Round(m[3]*one))
	for y := range h {
		fx := int(math.Round((x0 + m[1]*float64(y)) * one))
		fy := int(math.Round((y0 + m[4]*float64(y)) * one))
		row := out.Pix[y*w:][:w]
		for x := range row {
			ix, iy := fx>>16, fy>>16
			if ix < 0 || iy < 0 || ix >= srcW-1 || iy >= srcH-1 {
				row[x] = 255
			} else {
				ax, ay := fx&(one-1)>>8, fy&(one-1)>>8
				at := src.Pix[iy*srcW+ix:]
				upper := int(at[0])*(256-ax) + int(at[1])*ax
				lower := int(at[srcW])*(256-ax) + int(at[srcW+1])*ax
				row[x] = byte((upper*(256-ay) + lower*ay + 1<<15) >> 16)
			}
			fx += stepX
			fy += stepY
		}
	}
	p.buffers.release(src.Pix)
	p.setGray(out)
	p.toOriginal.follow(m)
	return nil
}
