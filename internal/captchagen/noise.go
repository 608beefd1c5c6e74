package captchagen

// cells is the side of the lattice of random values that noise interpolates; a
// power of two, beyond which the noise repeats.
const cells = 64

// noise is smooth random variation over the plane: value noise, in integers.
type noise struct{ lattice [cells * cells]uint8 }

func newNoise(rng source) *noise {
	n := new(noise)
	for i := range n.lattice {
		n.lattice[i] = uint8(rng.below(256))
	}
	return n
}

func (n *noise) corner(x, y int) int { return int(n.lattice[(y&(cells-1))*cells+x&(cells-1)]) }

// at returns 0 to 255 at a point given in 1/256 of a lattice cell.
func (n *noise) at(x, y int) int {
	cx, cy := x>>8, y>>8
	tx, ty := ease(x&255), ease(y&255)
	top := n.corner(cx, cy)*(256-tx) + n.corner(cx+1, cy)*tx
	bottom := n.corner(cx, cy+1)*(256-tx) + n.corner(cx+1, cy+1)*tx
	return (top*(256-ty) + bottom*ty) >> 16
}

// ease is the smoothstep 3t²-2t³ for t in 0 to 255 (256ths).
func ease(t int) int { return t * t * (768 - 2*t) >> 16 }

// layers adds noise of cells wide×high pixels to finer and finer noise, each half
// as strong, and returns 0 to 255 at the pixel x, y.
func (n *noise) layers(x, y, wide, high, count int) int {
	sum, weight, share := 0, 0, 128
	for i := range count {
		// Each layer looks at another part of the lattice.
		sum += share * n.at(x*256/wide+i*4099, y*256/high+i*7127)
		weight += share
		share /= 2
		wide, high = max(2, wide/2), max(2, high/2)
	}
	return sum / weight
}

// contrast stretches the middle of 0 to 255 to the whole; percent is 100 for no change.
func contrast(v, percent int) int { return min(255, max(0, (v-128)*percent/100+128)) }
