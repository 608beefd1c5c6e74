package ocr

import "image"

// maxKept bounds a slice that is kept for the next picture, in bytes: a single large image must not hold its memory
// for ever.
const maxKept = 4 << 20

// buffers lends memory to the steps of one picture after the other, so that reading the thousandth image of a size
// allocates next to nothing. It is used by one goroutine at a time.
type buffers struct {
	free   [][]byte
	labels []int32
	parts  []component
	parent []int32
	points []inkPoint

	cutPaths []int32

	cells   []colourCell
	numbers []int32 // a step's own, of any content
	sums    []uint32
	squares []uint64

	tapFirst, tapWeights [2][]int32
	rowSums              []int32
	words                []uint16
}

// bytes lends n bytes of any content.
func (b *buffers) bytes(n int) []byte {
	for i, s := range b.free {
		if cap(s) >= n {
			last := len(b.free) - 1
			b.free[i], b.free[last] = b.free[last], nil
			b.free = b.free[:last]
			return s[:n]
		}
	}
	return make([]byte, n)
}

// gray lends a picture of w × h pixels of any content.
func (b *buffers) gray(w, h int) *image.Gray {
	return grayOf(b.bytes(w*h), w, h)
}

// grayOf makes a picture of w × h pixels of rows that follow each other.
func grayOf(pix []byte, w, h int) *image.Gray {
	return &image.Gray{Pix: pix[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}
}

// rgba lends a colour picture of w × h pixels of any content.
func (b *buffers) rgba(w, h int) *image.RGBA {
	return &image.RGBA{Pix: b.bytes(4 * w * h), Stride: 4 * w, Rect: image.Rect(0, 0, w, h)}
}

// release takes back what bytes or gray lent.
func (b *buffers) release(s []byte) {
	const few = 4 // a step needs its picture and one more
	if cap(s) == 0 || cap(s) > maxKept {
		return
	}
	if len(b.free) < few {
		b.free = append(b.free, s)
		return
	}
	smallest := 0
	for i := range b.free {
		if cap(b.free[i]) < cap(b.free[smallest]) {
			smallest = i
		}
	}
	if cap(s) > cap(b.free[smallest]) {
		b.free[smallest] = s
	}
}

// lend lends n numbers of any content out of *kept.
func lend[T int32 | uint16 | uint32 | uint64](kept *[]T, n int) []T {
	if cap(*kept) >= n {
		return (*kept)[:n]
	}
	s := make([]T, n)
	if 8*n <= maxKept {
		*kept = s
	}
	return s
}
