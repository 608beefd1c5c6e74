package ocr

import "image"

// component is a connected area of ink: pixels that touch by an edge or a corner.
type component struct {
	box  image.Rectangle
	area int // px
}

// findComponents labels the ink of g. The label of a pixel is 0 for ground and 1 + the index of its component for ink.
// The results are b's, valid until the next call.
//
// It is the classical two-pass labelling (A. Rosenfeld, J. Pfaltz, "Sequential operations in digital picture
// processing", J. ACM 13, 1966) with union-find, under 8-connectivity.
func (b *buffers) findComponents(g *image.Gray) (labels []int32, parts []component) {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	labels = lend(&b.labels, w*h)
	parent := b.parent[:0]
	parent = append(parent, 0)
	for y := range h {
		for x := range w {
			i := y*w + x
			if g.Pix[i] >= inkBelow {
				labels[i] = 0
				continue
			}
			left, right := seenNeighbours(labels, w, x, y)
			switch {
			case left == 0 && right == 0:
				left = int32(len(parent))
				parent = append(parent, left)
			case left == 0:
				left = right
			case right != 0:
				join(parent, left, right)
			}
			labels[i] = left
		}
	}
	parts = b.measure(labels, w, parent)
	if 4*cap(parent) <= maxKept {
		b.parent = parent
	}
	return labels, parts
}

// seenNeighbours returns the labels of those neighbours of (x, y) that come before it, as far as they are not known to be
// joined: the upper one alone where it is ink, since it touches the three others, else one to the left and the upper
// right one.
func seenNeighbours(labels []int32, w, x, y int) (left, right int32) {
	i := y*w + x
	if y > 0 {
		if up := labels[i-w]; up != 0 {
			return up, 0
		}
		if x+1 < w {
			right = labels[i-w+1]
		}
	}
	if x > 0 {
		left = labels[i-1]
		if left == 0 && y > 0 {
			left = labels[i-w-1]
		}
	}
	return left, right
}

// measure replaces provisional labels by those of components, and measures these.
func (b *buffers) measure(labels []int32, w int, parent []int32) []component {
	parts := b.parts[:0]
	// A root is the smallest label of its set, so it is numbered before the others ask for it.
	for l := range parent {
		switch root := find(parent, int32(l)); {
		case l == 0:
		case int(root) == l:
			parts = append(parts, component{})
			parent[l] = -int32(len(parts)) // negative: final
		default:
			parent[l] = parent[root]
		}
	}
	for i, l := range labels {
		if l == 0 {
			continue
		}
		final := -parent[l]
		labels[i] = final
		part := &parts[final-1]
		x, y := i%w, i/w
		if part.area == 0 {
			part.box = image.Rect(x, y, x+1, y+1)
		} else {
			part.box.Min.X, part.box.Max.X = min(part.box.Min.X, x), max(part.box.Max.X, x+1)
			part.box.Max.Y = y + 1
		}
		part.area++
	}
	b.parts = parts
	return parts
}

// find returns the root of l; numbered roots are negative and end the way too.
func find(parent []int32, l int32) int32 {
	for parent[l] >= 0 && parent[l] != l {
		if up := parent[l]; parent[up] >= 0 {
			parent[l] = parent[up] // halve the way for the next time
		}
		l = parent[l]
	}
	return l
}

func join(parent []int32, a, b int32) {
	a, b = find(parent, a), find(parent, b)
	if a < b {
		parent[b] = a
	} else {
		parent[a] = b
	}
}
