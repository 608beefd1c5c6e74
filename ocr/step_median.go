package ocr

import "image"

func medianStep() StepKind {
	return StepKind{
		Name:  "median",
		Group: GroupSmooth,
		Doc: "Replaces each level by the median of a square around it, which removes dots and keeps edges. Beyond the " +
			"picture its outermost pixels go on.",
		Source: "T. Huang, G. Yang, G. Tang, \"A fast two-dimensional median filtering algorithm\", IEEE Trans. Acoustics, " +
			"Speech and Signal Processing 27(1), 1979",
		Params: []Param{{
			Name: "size", Kind: ParamInt, Unit: "px", Min: 1, Max: 31, Default: 3, Try: []any{3, 5, 7},
			Doc: "width and height of the square; an even one counts as the odd one above",
		}},
		build: func(a args) (stepFunc, error) {
			radius := a.int("size") / 2
			return func(p *picture) error {
				g := p.asGray()
				switch radius {
				case 0:
				case 1:
					median3(p.buffers, g)
				default:
					medianFilter(p.buffers, g, radius)
				}
				return nil
			}, nil
		},
	}
}

// padded returns a copy of g, lent by b, whose outermost pixels go on for radius px on each side.
func padded(b *buffers, g *image.Gray, radius int) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	out := b.gray(w+2*radius, h+2*radius)
	for y := range h + 2*radius {
		row := g.Pix[min(max(0, y-radius), h-1)*g.Stride:][:w]
		to := out.Pix[y*out.Stride:][:out.Stride]
		for x := range radius {
			to[x], to[radius+w+x] = row[0], row[w-1]
		}
		copy(to[radius:], row)
	}
	return out
}

// medianFilter slides a histogram along each row. What goes out and comes in is a column of the square.
func medianFilter(b *buffers, g *image.Gray, radius int) {
	src := padded(b, g, radius)
	w, size := g.Rect.Dx(), 2*radius+1
	half := size * size / 2
	var counts [256]int32
	for y := range g.Rect.Dy() {
		rows := src.Pix[y*src.Stride:]
		counts = [256]int32{}
		for dy := range size {
			for _, v := range rows[dy*src.Stride:][:size] {
				counts[v]++
			}
		}
		// At each pixel, below is how many levels of the square are less than m.
		m, below := 0, int32(0)
		for x := range w {
			if x > 0 {
				for dy := range size {
					out, in := rows[dy*src.Stride+x-1], rows[dy*src.Stride+x+size-1]
					if out == in {
						continue
					}
					counts[out]--
					counts[in]++
					if int(out) < m {
						below--
					}
					if int(in) < m {
						below++
					}
				}
			}
			for int(below) > half {
				m--
				below -= counts[m]
			}
			for int(below+counts[m]) <= half {
				below += counts[m]
				m++
			}
			g.Pix[y*g.Stride+x] = byte(m)
		}
	}
	b.release(src.Pix)
}

// median3 does 3×3 squares. Of the columns' least, middle and greatest, the median of all nine is that of the greatest
// least, the middle middle and the least greatest (A. Paeth, "Median finding on a 3×3 grid", Graphics Gems I, 1990).
func median3(b *buffers, g *image.Gray) {
	src := padded(b, g, 1)
	w := g.Rect.Dx()
	for y := range g.Rect.Dy() {
		above := src.Pix[y*src.Stride:][:w+2]
		middle := src.Pix[(y+1)*src.Stride:][:w+2]
		under := src.Pix[(y+2)*src.Stride:][:w+2]
		l0, m0, h0 := sort3(above[0], middle[0], under[0])
		l1, m1, h1 := sort3(above[1], middle[1], under[1])
		out := g.Pix[y*g.Stride:][:w]
		for x := range out {
			l2, m2, h2 := sort3(above[x+2], middle[x+2], under[x+2])
			_, middleMiddle, _ := sort3(m0, m1, m2)
			_, out[x], _ = sort3(max(l0, l1, l2), middleMiddle, min(h0, h1, h2))
			l0, m0, h0, l1, m1, h1 = l1, m1, h1, l2, m2, h2
		}
	}
	b.release(src.Pix)
}

func sort3(a, b, c byte) (low, middle, high byte) {
	a, b = min(a, b), max(a, b)
	return min(a, c), max(a, min(b, c)), max(b, c)
}
