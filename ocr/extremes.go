package ocr

import "image"

// window is how far a neighbourhood reaches from its pixel along one axis, in px: before+1+after pixels in all. Beyond
// the picture it ends.
type window struct{ before, after int }

// windowOf returns the window of that size; one of an even size reaches one pixel farther behind.
func windowOf(size int) window { return window{(size - 1) / 2, size / 2} }

// mirrored is the window that undoes the shift of one of an even size.
func (w window) mirrored() window { return window{w.after, w.before} }

// least replaces each pixel of a row or a column by the least in its window; line is its levels, one after the other.
// It is the algorithm of M. van Herk (Pattern Recognition Letters 13, 1992) and J. Gil, M. Werman (IEEE Trans. Pattern
// Analysis and Machine Intelligence 15, 1993), three comparisons a pixel whatever the window; small windows are faster
// without it.
func least(line, scratch []byte, w window) {
	n, size := len(line), w.before+1+w.after
	if size == 1 || n == 0 {
		return
	}
	// Blocks of size: forth[i] is the least from the block's start to i, back[i] that from i to the block's end. A window
	// spans at most two blocks. Outside the picture is 255, the neutral level.
	padded := n + w.before + w.after
	src, forth := scratch[:padded], scratch[padded:2*padded]
	whiten(src[:w.before])
	copy(src[w.before:], line)
	whiten(src[w.before+n:])
	for start := 0; start < padded; start += size {
		end := min(start+size, padded)
		m := byte(255)
		for i := start; i < end; i++ {
			m = min(m, src[i])
			forth[i] = m
		}
		m = 255
		for i := end - 1; i >= start; i-- {
			m = min(m, src[i])
			src[i] = m
		}
	}
	for i := range line {
		line[i] = min(src[i], forth[i+size-1])
	}
}

// leastAcross replaces each pixel by the least of its row within the window.
func leastAcross(b *buffers, g *image.Gray, w window) {
	width := g.Rect.Dx()
	scratch := b.bytes(2 * (width + w.before + w.after))
	for y := range g.Rect.Dy() {
		least(g.Pix[y*g.Stride:][:width], scratch, w)
	}
	b.release(scratch)
}

// leastDown replaces each pixel by the least of its column within the window. It takes whole rows at a time.
func leastDown(b *buffers, g *image.Gray, w window) {
	width, height := g.Rect.Dx(), g.Rect.Dy()
	size := w.before + 1 + w.after
	if size == 1 {
		return
	}
	padded := height + w.before + w.after
	src, forth := b.bytes(padded*width), b.bytes(padded*width)
	whiten(src[:w.before*width])
	copy(src[w.before*width:], g.Pix[:width*height])
	whiten(src[(w.before+height)*width:])
	for start := 0; start < padded; start += size {
		end := min(start+size, padded)
		copy(forth[start*width:(start+1)*width], src[start*width:])
		for y := start + 1; y < end; y++ {
			leastOf(forth[y*width:][:width], forth[(y-1)*width:], src[y*width:])
		}
		for y := end - 2; y >= start; y-- {
			leastOf(src[y*width:][:width], src[(y+1)*width:], src[y*width:])
		}
	}
	for y := range height {
		leastOf(g.Pix[y*width:][:width], src[y*width:], forth[(y+size-1)*width:])
	}
	b.release(src)
	b.release(forth)
}

// leastOf writes the lesser of each two; out may be one of them.
func leastOf(out, a, b []byte) {
	a, b = a[:len(out)], b[:len(out)]
	for i := range out {
		out[i] = min(a[i], b[i])
	}
}
