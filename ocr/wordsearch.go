package ocr

import (
	"cmp"
	"slices"
)

// nearest returns the words nearest to what was seen, the nearest first, those of equal cost in the list's order: at most
// so many, none that costs more than limit, and none that costs more than the nearest and margin.
func (x *wordIndex) nearest(seen sighting, limit, margin int32, most int) []match {
	if len(seen.runes) > maxLength {
		return nil
	}
	s := x.searches.Get().(*search)
	defer x.searches.Put(s)
	s.x, s.margin, s.most = x, margin, most
	s.forwards.start(x, x.forwards, seen)
	s.backwards.start(x, x.backwards, seen.reversed())
	// Most words are near, so the search looks nearby first: what it passes over grows fast with the bound.
	for bound := min(limit, firstBound); ; bound = min(limit, bound+bound/2) {
		s.look(bound)
		if len(s.found) > 0 {
			if last := min(limit, s.found[0].cost+margin); last > bound {
				s.look(last)
			}
			return slices.Clone(s.found)
		}
		if bound == limit {
			return nil
		}
	}
}

// firstBound is how far a search looks at first.
const firstBound = costAlike

// search is one search for the nearest words, with its memory. It is used by one goroutine at a time.
type search struct {
	x                   *wordIndex
	most                int
	margin, bound       int32
	found               []match
	forwards, backwards descent
}

// look finds what is within a bound.
func (s *search) look(bound int32) {
	s.found, s.bound = s.found[:0], bound
	s.forwards.descend(s, 0, 0)
	s.backwards.descend(s, 0, 0)
	// The nearest may have been found after others that it leaves behind.
	s.found = slices.DeleteFunc(s.found, func(m match) bool { return m.cost > s.bound })
}

// offer notes a word, if it is near enough.
func (s *search) offer(word, cost int32) {
	if s.x.changed[word] {
		cost += costChanged
	}
	if cost > s.bound {
		return
	}
	m := match{s.x.words[word], cost}
	if i := slices.IndexFunc(s.found, func(f match) bool { return f.word == m.word }); i >= 0 {
		if s.found[i].cost <= cost {
			return
		}
		s.found = slices.Delete(s.found, i, i+1)
	}
	at, _ := slices.BinarySearchFunc(s.found, m, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.word, b.word))
	})
	if at == s.most {
		return
	}
	if len(s.found) == s.most {
		s.found = s.found[:s.most-1]
	}
	s.found = slices.Insert(s.found, at, m)
	s.bound = min(s.bound, s.found[0].cost+s.margin)
	if len(s.found) == s.most {
		s.bound = min(s.bound, s.found[s.most-1].cost)
	}
}

// descent is the way down one trie.
type descent struct {
	nodes []trieNode
	miss  []int32
	n     int     // characters seen
	half  int     // while no more of them than this were passed, the cost must be no more than half the bound
	costs []int32 // by letter, then character seen: what it costs to have meant that
	drop  []int32 // by character seen
	// merges and splits are by the (last) character seen.
	merges [][]mergeCost
	splits [][]splitCost
	paired []uint64 // the letters of those, as in trieNode.below
	// like has the letters that a character seen may stand for at less than the cost of dropping it.
	like []uint64
	// shorter and longer are the least costs of one letter less or more than characters seen.
	shorter, longer int32
	rows            [][]int32 // by depth, then characters seen
	path            []int32   // the letters down to the node at hand
}

type mergeCost struct{ letter, cost int32 }

type splitCost struct{ first, second, cost int32 }

// tooMuch is a cost above all bounds, and small enough to be added to.
const tooMuch = 1 << 28

func (d *descent) start(x *wordIndex, nodes []trieNode, seen sighting) {
	d.nodes, d.miss = nodes, x.miss
	d.n = len(seen.runes)
	// The halves part where the way first passes character h = n/2+1. What the way there costs, it does not before h is
	// reached; what the rest costs, it does not backwards, n-h included.
	d.half = d.n / 2
	if seen.backwards {
		d.half = d.n - d.n/2 - 1
	}
	grow(&d.costs, d.n*len(x.miss))
	grow(&d.paired, d.n)
	clear(d.paired)
	grow(&d.merges, d.n)
	grow(&d.splits, d.n)
	grow(&d.drop, d.n)
	grow(&d.like, d.n)
	clear(d.like)
	grow(&d.path, x.deepest+1)
	grow(&d.rows, x.deepest+1)
	for i := range d.rows {
		grow(&d.rows[i], d.n+1)
	}
	d.shorter, d.longer = costPlain, costThin
	for j := range d.n {
		d.weigh(x, seen, j)
	}
	d.rows[0][0] = 0
	for j := range d.n {
		d.rows[0][j+1] = d.rows[0][j] + d.drop[j]
	}
}

// grow makes a slice n long, in the memory that it has where that is enough. What it holds is of no account.
func grow[T any](s *[]T, n int) { *s = slices.Grow((*s)[:0], n)[:n] }

// weigh looks up all costs of the j-th character seen.
func (d *descent) weigh(x *wordIndex, seen sighting, j int) {
	d.drop[j] = seen.dropCost(j)
	d.shorter = min(d.shorter, d.drop[j])
	plain := int32(costPlain) * seen.weights[j] / 100
	for l := range x.miss {
		d.costs[l*d.n+j] = plain
	}
	if l, ok := x.alphabet[seen.runes[j]]; ok {
		d.costs[int(l)*d.n+j] = 0
		d.like[j] |= letterBit(l)
	}
	for _, meant := range resembling(seen.runes[j]) {
		if l, ok := x.alphabet[meant]; ok {
			d.costs[int(l)*d.n+j] = seen.substituteCost(j, meant)
			d.like[j] |= letterBit(l)
		}
	}
	d.merges[j], d.splits[j] = d.merges[j][:0], d.splits[j][:0]
	seen.merges(j, func(meant rune, cost int32) {
		if l, ok := x.alphabet[meant]; ok {
			d.merges[j] = append(d.merges[j], mergeCost{l, cost})
			d.shorter = min(d.shorter, cost)
			d.like[j] |= letterBit(l)
			d.like[j-1] |= letterBit(l)
			d.paired[j] |= letterBit(l)
		}
	})
	seen.splits(j, func(first, second rune, cost int32) {
		a, ok1 := x.alphabet[first]
		b, ok2 := x.alphabet[second]
		if ok1 && ok2 {
			d.splits[j] = append(d.splits[j], splitCost{a, b, cost})
			d.longer = min(d.longer, cost)
			d.like[j] |= letterBit(a) | letterBit(b)
			d.paired[j] |= letterBit(a) | letterBit(b)
		}
	})
}

// descend looks at all words below a node whose row is known.
func (d *descent) descend(s *search, node int32, depth int) {
	first := d.nodes[node].child
	children := d.nodes[first : first+d.nodes[node].children]
	for i := range children {
		n := &children[i]
		pending := d.step(n.letter, depth+1, s.bound)
		if n.word >= 0 {
			s.offer(n.word, d.rows[depth+1][d.n])
		}
		if n.children > 0 && (pending || d.promising(n, d.rows[depth+1], s.bound)) {
			d.descend(s, first+int32(i), depth+1)
		}
	}
}

// step computes the row of a node at a depth. pending says that the next row may begin at the one above, by a character
// that was seen for two.
func (d *descent) step(letter int32, depth int, bound int32) (pending bool) {
	d.path[depth] = letter
	above, row := d.rows[depth-1][:d.n+1], d.rows[depth][:d.n+1]
	miss, costs := d.miss[letter], d.costs[int(letter)*d.n:][:d.n]
	left := above[0] + miss
	if left > bound || d.half >= 0 && left > bound/2 {
		left = tooMuch
	}
	row[0] = left
	for j := 1; j < len(row); j++ {
		left = min(above[j]+miss, left+d.drop[j-1], above[j-1]+costs[j-1])
		if d.paired[j-1]&letterBit(letter) != 0 {
			cost, begins := d.pair(letter, depth, j, bound)
			left, pending = min(left, cost), pending || begins
		}
		if left > bound || j <= d.half && left > bound/2 {
			left = tooMuch
		}
		row[j] = left
	}
	return pending
}

// pair returns the least cost of a cell at which two characters stand for one letter, or one for two. begins says that the
// next row may have such a cell that begins at the one above.
func (d *descent) pair(letter int32, depth, j int, bound int32) (cost int32, begins bool) {
	above := d.rows[depth-1]
	cost = tooMuch
	for _, m := range d.merges[j-1] {
		if m.letter == letter {
			cost = min(cost, above[j-2]+m.cost)
		}
	}
	for _, p := range d.splits[j-1] {
		if depth > 1 && p.second == letter && p.first == d.path[depth-1] {
			cost = min(cost, d.rows[depth-2][j-1]+p.cost)
		}
		begins = begins || p.first == letter && above[j-1]+p.cost <= bound
	}
	return cost, begins
}

// promising says whether a word below a node with this row can be within the bound. Characters still to come for which
// there is no letter below must be dropped, or replaced, which costs no less.
func (d *descent) promising(node *trieNode, row []int32, bound int32) bool {
	var lost int32
	for j := d.n; ; j-- {
		if row[j]+max(lost, d.rest(node, d.n-j)) <= bound {
			return true
		}
		if j == 0 {
			return false
		}
		if d.like[j-1]&node.below == 0 {
			lost += d.drop[j-1]
		}
	}
}

// rest returns no more than it must cost to go on from a node with so many characters still to come.
func (d *descent) rest(node *trieNode, characters int) int32 {
	if more := characters - int(node.most); more > 0 {
		return int32(more) * d.shorter
	}
	if more := int(node.least) - characters; more > 0 {
		return int32(more) * d.longer
	}
	return 0
}
