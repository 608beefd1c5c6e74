package ocr

import "image"

// runsDown writes for each pixel of ink how long the unbroken ink of its column is that it belongs to, in px, at most
// 65535; 0 for ground.
func runsDown(runs []uint16, g *image.Gray) {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	for y := range h { // down: how long up to here
		for x := range w {
			i := y*w + x
			switch {
			case g.Pix[i] >= inkBelow:
				runs[i] = 0
			case y > 0:
				runs[i] = longer(runs[i-w])
			default:
				runs[i] = 1
			}
		}
	}
	for i := (h-1)*w - 1; i >= 0; i-- { // up: the whole length
		if runs[i] != 0 && runs[i+w] != 0 {
			runs[i] = runs[i+w]
		}
	}
}

// runsAcross is the same for rows.
func runsAcross(runs []uint16, g *image.Gray) {
	w := g.Rect.Dx()
	for y := range g.Rect.Dy() {
		row, out := g.Pix[y*w:][:w], runs[y*w:][:w]
		for x := 0; x < w; {
			if row[x] >= inkBelow {
				out[x] = 0
				x++
				continue
			}
			end := x + 1
			for end < w && row[end] < inkBelow {
				end++
			}
			length := uint16(min(end-x, 65535))
			for ; x < end; x++ {
				out[x] = length
			}
		}
	}
}

func longer(n uint16) uint16 {
	if n == 65535 {
		return n
	}
	return n + 1
}
