package ocr

// colourCell is a small cube of colours: of those pixels whose red, green and blue agree in their upper four bits, the
// number and the sums, which hold 16 Mpx.
type colourCell struct{ n, r, g, b uint32 }

// mean returns the mean colour of the cell's pixels, which must have some.
func (c colourCell) mean() rgb {
	return rgb{float32(c.r) / float32(c.n), float32(c.g) / float32(c.n), float32(c.b) / float32(c.n)}
}

// rgb is a colour; each part is 0 to 255.
type rgb struct{ r, g, b float32 }

// distance2 is the square of the Euclidean distance.
func (c rgb) distance2(d rgb) float32 {
	r, g, b := c.r-d.r, c.g-d.g, c.b-d.b
	return r*r + g*g + b*b
}

// cellIndex returns the cell of a pixel.
func cellIndex(r, g, b byte) int { return int(r>>4)<<8 | int(g>>4)<<4 | int(b>>4) }

// countColours returns the cells of opaque RGBA pixels that are not empty, in the order of their colours. The result is
// b's, valid until the next call.
func (b *buffers) countColours(rgba []byte) []colourCell {
	const all = 1 << 12
	if b.cells == nil {
		b.cells = make([]colourCell, all)
	}
	cells := b.cells[:all]
	clear(cells)
	for i := 0; i+3 < len(rgba); i += 4 {
		c := &cells[cellIndex(rgba[i], rgba[i+1], rgba[i+2])]
		c.n++
		c.r += uint32(rgba[i])
		c.g += uint32(rgba[i+1])
		c.b += uint32(rgba[i+2])
	}
	used := 0
	for _, c := range cells {
		if c.n != 0 {
			cells[used] = c
			used++
		}
	}
	return cells[:used]
}

// groundColour returns the mean of the colours that are near the most frequent one. Cells alone would split a colour
// that lies on the edge between two.
func groundColour(cells []colourCell) rgb {
	const near = 20 // levels; a cell is 16 wide
	most := 0
	for i, c := range cells {
		if c.n > cells[most].n {
			most = i
		}
	}
	centre := cells[most].mean()
	var n, r, g, b float64
	for _, c := range cells {
		if c.mean().distance2(centre) <= near*near {
			n += float64(c.n)
			r += float64(c.r)
			g += float64(c.g)
			b += float64(c.b)
		}
	}
	return rgb{float32(r / n), float32(g / n), float32(b / n)}
}
