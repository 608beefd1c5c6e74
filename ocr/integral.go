package ocr

import "image"

// integralImage holds sums of levels over all rectangles that begin in the upper left corner: that over any rectangle is
// then four of them (F. Crow, "Summed-area tables for texture mapping", SIGGRAPH 1984).
type integralImage struct {
	sum     []uint32 // (w+1) × (h+1); 16 Mpx of 255 fit
	squares []uint64 // of the levels' squares; nil when not asked for
	stride  int
	w, h    int
}

// integral sums up g. The result is b's, valid until the next call.
func (b *buffers) integral(g *image.Gray, squares bool) integralImage {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	n := (w + 1) * (h + 1)
	im := integralImage{sum: lend(&b.sums, n), stride: w + 1, w: w, h: h}
	clear(im.sum[:w+1])
	if squares {
		im.squares = lend(&b.squares, n)
		clear(im.squares[:w+1])
	}
	for y := range h {
		row := g.Pix[y*g.Stride:][:w]
		above, out := im.sum[y*im.stride:][:w+1], im.sum[(y+1)*im.stride:][:w+1]
		sum := uint32(0)
		out[0] = 0
		for x, v := range row {
			sum += uint32(v)
			out[x+1] = above[x+1] + sum
		}
		if !squares {
			continue
		}
		above2, out2 := im.squares[y*im.stride:][:w+1], im.squares[(y+1)*im.stride:][:w+1]
		sum2 := uint64(0)
		out2[0] = 0
		for x, v := range row {
			sum2 += uint64(v) * uint64(v)
			out2[x+1] = above2[x+1] + sum2
		}
	}
	return im
}

// eachWindow calls do for each pixel with its index and the sums over the square of that size around it, as far as it
// lies in the picture: how many pixels, their levels, and the squares of these (0 when not asked for).
func (im integralImage) eachWindow(size int, do func(i int, n, sum, squares uint64)) {
	before, after := (size-1)/2, size/2
	for y := range im.h {
		y0, y1 := max(0, y-before)*im.stride, min(im.h, y+after+1)*im.stride
		rows := uint64(min(im.h, y+after+1) - max(0, y-before))
		for x := range im.w {
			x0, x1 := max(0, x-before), min(im.w, x+after+1)
			sum := im.sum[y1+x1] - im.sum[y0+x1] - im.sum[y1+x0] + im.sum[y0+x0]
			var squares uint64
			if im.squares != nil {
				squares = im.squares[y1+x1] - im.squares[y0+x1] - im.squares[y1+x0] + im.squares[y0+x0]
			}
			do(y*im.w+x, rows*uint64(x1-x0), uint64(sum), squares)
		}
	}
}
