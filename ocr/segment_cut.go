package ocr

import (
	"image"
	"math"
)

// cutter cuts one piece of a labelled picture into glyphs.
type cutter struct {
	labels   []int32
	w        int // of the picture, px
	piece    piece
	next     int32 // the first label that is free
	dropFall bool
}

// into cuts the piece into n, each with a label of its own, and returns those that have ink, from left to right.
func (c *cutter) into(b *buffers, n int) []piece {
	box := c.piece.box
	n = min(n, box.Dx())
	columns := c.columns(b)
	cuts := bestCuts(columns, n)
	// path[j*h+y] is the first column, from the box's left, that is right of cut j in row y.
	h := box.Dy()
	path := lend(&b.cutPaths, len(cuts)*h)
	for j, x := range cuts {
		if c.dropFall {
			c.fall(path[j*h:][:h], x, box.Dx()/(2*n))
			continue
		}
		for y := range h {
			path[j*h+y] = int32(x)
		}
	}
	pieces := make([]piece, len(cuts)+1)
	for j := range pieces {
		pieces[j].label = c.next + int32(j)
	}
	for y := range h {
		row := c.labels[(box.Min.Y+y)*c.w+box.Min.X:][:box.Dx()]
		for x, label := range row {
			if label != c.piece.label {
				continue
			}
			j := 0
			for j < len(cuts) && int32(x) >= path[j*h+y] {
				j++
			}
			row[x] = pieces[j].label
			pieces[j].add(box.Min.X+x, box.Min.Y+y)
		}
	}
	out := pieces[:0]
	for _, p := range pieces {
		if p.area > 0 {
			out = append(out, p)
		}
	}
	return out
}

// add counts a pixel in.
func (p *piece) add(x, y int) {
	p.box = p.box.Union(image.Rect(x, y, x+1, y+1))
	p.area++
}

// columns counts the piece's ink in each of its columns.
func (c *cutter) columns(b *buffers) []int32 {
	box := c.piece.box
	columns := lend(&b.numbers, box.Dx())
	clear(columns)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x, label := range c.labels[y*c.w+box.Min.X:][:box.Dx()] {
			if label == c.piece.label {
				columns[x]++
			}
		}
	}
	return columns
}

// bestCuts returns the n-1 columns before which a piece of those columns of ink is best cut into n: where there is
// little ink, and so that the parts are about equally wide. It weighs all ways to cut, part by part (R. Bellman, "Dynamic
// Programming", 1957).
func bestCuts(columns []int32, n int) []int {
	w := len(columns)
	if n < 2 {
		return nil
	}
	most := int32(1)
	for _, v := range columns {
		most = max(most, v)
	}
	fair := float64(w) / float64(n)
	shortest, longest := max(1, int(fair/3)), int(2*fair)+1 // px of a part
	// cost[j][x] is the least cost of parts 0 to j that end before column x; from[j][x] is where part j then begins.
	cost, from := make([][]float64, n), make([][]int, n)
	for j := range n {
		cost[j], from[j] = make([]float64, w+1), make([]int, w+1)
		for x := range cost[j] {
			cost[j][x] = math.Inf(1)
		}
		for x := 1; x <= w; x++ {
			for start := max(0, x-longest); start <= x-shortest; start++ {
				before := 0.0
				switch {
				case j == 0 && start > 0, j > 0 && start == 0:
					continue
				case j > 0:
					before = cost[j-1][start] + float64(columns[start])/float64(most)
				}
				uneven := (float64(x-start) - fair) / fair
				if v := before + uneven*uneven; v < cost[j][x] {
					cost[j][x], from[j][x] = v, start
				}
			}
		}
	}
	cuts := make([]int, n-1)
	for j, x := n-1, w; j > 0; j-- {
		x = from[j][x]
		cuts[j-1] = x
	}
	return cuts
}

// fall writes the way of a drop that starts at the top of column start and may stray so far from it. It runs straight
// down where there is no ink, else down to a side, else along the row to where it can go on down, else through the ink.
// After G. Congedo et al., "Segmentation of numeric strings", ICDAR 1995, whose drop runs along the row in any case.
func (c *cutter) fall(path []int32, start, stray int) {
	box := c.piece.box
	least, most := max(0, start-stray), min(box.Dx()-1, start+stray)
	free := func(x, y int) bool {
		return x >= least && x <= most && c.labels[(box.Min.Y+y)*c.w+box.Min.X+x] != c.piece.label
	}
	// along says how far to a side the drop gets to fall; 0 when it does not.
	along := func(x, y, side int) int {
		for n := 1; free(x+side*n, y); n++ {
			if free(x+side*n, y+1) {
				return n
			}
		}
		return 0
	}
	x := min(max(start, least), most)
	for y := range path {
		if y+1 < len(path) && !free(x, y+1) {
			left, right := along(x, y, -1), along(x, y, 1)
			switch {
			case free(x-1, y+1):
				path[y] = int32(x)
				x--
				continue
			case free(x+1, y+1):
				path[y] = int32(x)
				x++
				continue
			case left > 0 && (right == 0 || left <= right):
				x -= left
			case right > 0:
				x += right
			}
		}
		path[y] = int32(x)
	}
}
