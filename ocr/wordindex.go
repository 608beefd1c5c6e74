package ocr

import (
	"cmp"
	"slices"
	"sync"
)

// wordIndex finds the words nearest to what was seen: a trie (E. Fredkin, "Trie memory", CACM 3, 1960) over which the
// rows of the edit distance are computed once for all words that begin alike (H. Shang and T. Merrettal, "Tries for
// approximate string matching", IEEE TKDE 8, 1996). It does not change once made.
type wordIndex struct {
	words    []string
	changed  []bool         // of each word, whether its case is not that of its list
	alphabet map[rune]int32 // the characters of all words
	letters  []rune         // by their number in the alphabet
	miss     []int32        // by letter, what it costs not to be seen
	nodes    []trieNode     // the root is the first
	deepest  int
	searches sync.Pool // of *search
}

// trieNode is what some words begin with.
type trieNode struct {
	letter      int32
	child, next int32 // the first longer one, and the next one of this length; 0: none
	word        int32 // that ends here; -1: none
	least, most int16 // how many letters words still have
	below       uint64
}

// newWordIndex makes an index of words; each is given with whether its case was changed.
func newWordIndex(words map[string]bool) *wordIndex {
	x := &wordIndex{words: sortedWords(words), alphabet: map[rune]int32{}}
	x.searches.New = func() any { return new(search) }
	x.changed = make([]bool, len(x.words))
	x.nodes = make([]trieNode, 1, 4*len(x.words))
	x.nodes[0].word = -1
	// The words are sorted, so each shares its beginning with the one before it.
	var path []int32 // the nodes of the last word, the root first
	var last []rune
	for i, w := range x.words {
		x.changed[i] = words[w]
		runes := []rune(w)
		shared := 0
		for shared < len(runes) && shared < len(last) && runes[shared] == last[shared] {
			shared++
		}
		if len(path) == 0 {
			path = append(path, 0)
		}
		path = path[:shared+1]
		for _, r := range runes[shared:] {
			path = append(path, x.add(path[len(path)-1], x.number(r)))
		}
		x.nodes[path[len(path)-1]].word = int32(i)
		x.deepest = max(x.deepest, len(runes))
		last = runes
	}
	x.summarise()
	return x
}

// number returns the letter's number in the alphabet.
func (x *wordIndex) number(r rune) int32 {
	n, ok := x.alphabet[r]
	if !ok {
		n = int32(len(x.letters))
		x.alphabet[r] = n
		x.letters = append(x.letters, r)
		x.miss = append(x.miss, missCost(r))
	}
	return n
}

// add adds a node below parent.
func (x *wordIndex) add(parent, letter int32) int32 {
	n := int32(len(x.nodes))
	x.nodes = append(x.nodes, trieNode{letter: letter, word: -1, next: x.nodes[parent].child})
	x.nodes[parent].child = n
	return n
}

// summarise tells each node of those below it. Those come after it.
func (x *wordIndex) summarise() {
	for i := len(x.nodes) - 1; i >= 0; i-- {
		n := &x.nodes[i]
		n.least, n.most = 1<<14, 0
		if n.word >= 0 {
			n.least = 0
		}
		for c := n.child; c != 0; c = x.nodes[c].next {
			child := &x.nodes[c]
			n.least = min(n.least, child.least+1)
			n.most = max(n.most, child.most+1)
			n.below |= child.below | 1<<(child.letter&63)
		}
	}
}

// match is a word that is near to what was seen.
type match struct {
	word string
	cost int32
}

// costChanged is what it costs a word that its list has it in another case: in most lists those are names, and CAPTCHAs
// show words.
const costChanged = 20

// nearest returns the words nearest to what was seen, the nearest first, those of equal cost in the list's order: at most
// so many, and none that costs more than limit.
func (x *wordIndex) nearest(seen sighting, limit int32, most int) []match {
	if len(seen.runes) > x.deepest+int(limit/20) || len(seen.runes) > maxLength {
		return nil
	}
	s := x.searches.Get().(*search)
	defer x.searches.Put(s)
	s.start(x, seen, most)
	// Most words are near, so the search looks nearby first: what it passes over grows fast with the bound.
	for bound := min(limit, costPlain/2); ; bound = min(limit, 2*bound) {
		s.found, s.bound = s.found[:0], bound
		s.descend(0, 0)
		if len(s.found) == most || bound == limit {
			return slices.Clone(s.found)
		}
	}
}

// search is one search for the nearest words, with its memory. It is used by one goroutine at a time.
type search struct {
	x     *wordIndex
	n     int       // characters seen
	costs [][]int32 // by character seen, then letter: what it costs to have meant that
	drop  []int32   // by character seen
	// merges and splits are by the (last) character seen.
	merges [][]mergeCost
	splits [][]splitCost
	// shorter and longer are the least costs of one letter less or more than characters seen.
	shorter, longer int32
	rows            [][]int32 // by depth, then characters seen
	path            []int32   // the letters down to the node at hand
	most            int
	bound           int32
	found           []match
}

type mergeCost struct{ letter, cost int32 }

type splitCost struct{ first, second, cost int32 }

func (s *search) start(x *wordIndex, seen sighting, most int) {
	s.x, s.n, s.most = x, len(seen.runes), most
	grow(&s.costs, s.n)
	grow(&s.merges, s.n)
	grow(&s.splits, s.n)
	grow(&s.drop, s.n)
	grow(&s.path, x.deepest+1)
	grow(&s.rows, x.deepest+1)
	for d := range s.rows {
		grow(&s.rows[d], s.n+1)
	}
	s.shorter, s.longer = costPlain, costThin
	for j := range s.n {
		s.weigh(seen, j)
	}
	for j := range s.n {
		s.rows[0][j+1] = s.rows[0][j] + s.drop[j]
	}
}

// weigh looks up all costs of the j-th character seen.
func (s *search) weigh(seen sighting, j int) {
	x := s.x
	s.drop[j] = seen.dropCost(j)
	s.shorter = min(s.shorter, s.drop[j])
	grow(&s.costs[j], len(x.letters))
	plain := int32(costPlain) * seen.weights[j] / 100
	for l := range s.costs[j] {
		s.costs[j][l] = plain
	}
	if l, ok := x.alphabet[seen.runes[j]]; ok {
		s.costs[j][l] = 0
	}
	for _, meant := range resembling(seen.runes[j]) {
		if l, ok := x.alphabet[meant]; ok {
			s.costs[j][l] = seen.substituteCost(j, meant)
		}
	}
	s.merges[j], s.splits[j] = s.merges[j][:0], s.splits[j][:0]
	seen.merges(j, func(meant rune, cost int32) {
		if l, ok := x.alphabet[meant]; ok {
			s.merges[j] = append(s.merges[j], mergeCost{l, cost})
			s.shorter = min(s.shorter, cost)
		}
	})
	seen.splits(j, func(first, second rune, cost int32) {
		a, ok1 := x.alphabet[first]
		b, ok2 := x.alphabet[second]
		if ok1 && ok2 {
			s.splits[j] = append(s.splits[j], splitCost{a, b, cost})
			s.longer = min(s.longer, cost)
		}
	})
}

// grow makes a slice n long and keeps what it holds.
func grow[T any](s *[]T, n int) { *s = slices.Grow((*s)[:0], n)[:n] }

// descend looks at all words below a node whose row is known.
func (s *search) descend(node int32, depth int) {
	nodes := s.x.nodes
	for c := nodes[node].child; c != 0; c = nodes[c].next {
		if s.step(&nodes[c], depth+1) {
			if w := nodes[c].word; w >= 0 {
				s.offer(w, s.rows[depth+1][s.n])
			}
			if nodes[c].child != 0 {
				s.descend(c, depth+1)
			}
		}
	}
}

// step computes the row of a node at a depth. It says whether the node or one below it can be within the bound.
func (s *search) step(node *trieNode, depth int) bool {
	letter := node.letter
	s.path[depth] = letter
	above, row := s.rows[depth-1], s.rows[depth]
	miss := s.x.miss[letter]
	row[0] = above[0] + miss
	within := row[0]+s.rest(node, s.n) <= s.bound
	for j := 1; j <= s.n; j++ {
		best := min(above[j]+miss, row[j-1]+s.drop[j-1], above[j-1]+s.costs[j-1][letter])
		for _, m := range s.merges[j-1] {
			if m.letter == letter {
				best = min(best, above[j-2]+m.cost)
			}
		}
		for _, p := range s.splits[j-1] {
			if depth > 1 && p.second == letter && p.first == s.path[depth-1] {
				best = min(best, s.rows[depth-2][j-1]+p.cost)
			}
			// The row of the next node will be able to begin here.
			if p.first == letter && above[j-1]+p.cost <= s.bound {
				within = true
			}
		}
		row[j] = best
		if best <= s.bound && best+s.rest(node, s.n-j) <= s.bound {
			within = true
		}
	}
	return within
}

// rest returns no more than it must cost to go on from a node with so many characters still to come.
func (s *search) rest(node *trieNode, characters int) int32 {
	if more := characters - int(node.most); more > 0 {
		return int32(more) * s.shorter
	}
	if more := int(node.least) - characters; more > 0 {
		return int32(more) * s.longer
	}
	return 0
}

// offer notes a word at the node at hand, if it is near enough.
func (s *search) offer(word, cost int32) {
	if s.x.changed[word] {
		cost += costChanged
	}
	if cost > s.bound {
		return
	}
	m := match{s.x.words[word], cost}
	at, _ := slices.BinarySearchFunc(s.found, m, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.word, b.word))
	})
	if len(s.found) == s.most {
		s.found = s.found[:s.most-1]
	}
	s.found = slices.Insert(s.found, min(at, len(s.found)), m)
	if len(s.found) == s.most {
		s.bound = s.found[s.most-1].cost
	}
}
