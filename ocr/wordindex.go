package ocr

import (
	"slices"
	"sync"
)

// wordIndex finds the words nearest to what was seen: a trie (E. Fredkin, "Trie memory", CACM 3, 1960) over which the
// rows of the edit distance are computed once for all words that begin alike (H. Shang and T. Merrettal, "Tries for
// approximate string matching", IEEE TKDE 8, 1996). There is a second trie, of the words backwards: when all edits
// together cost no more than a bound, those of one half of what was seen cost no more than half of it, so that either
// search may begin with half the bound (G. Navarro and R. Baeza-Yates, "A hybrid indexing method for approximate string
// matching", Journal of Discrete Algorithms 1, 2000). It does not change once made.
type wordIndex struct {
	words     []string
	changed   []bool         // of each word, whether its case is not that of its list
	alphabet  map[rune]int32 // the characters of all words
	miss      []int32        // by number in the alphabet, what it costs not to be seen
	forwards  []trieNode     // the root is the first
	backwards []trieNode
	deepest   int
	searches  sync.Pool // of *search
}

// trieNode is what some words begin with.
type trieNode struct {
	below       uint64 // which letters words still have, by their number modulo 64
	letter      int32
	child       int32 // the first of those that are one letter longer, which lie side by side
	children    int32 // how many those are
	word        int32 // that ends here; -1: none
	least, most int16 // how many letters words still have
}

// newWordIndex makes an index of words; each is given with whether its case was changed.
func newWordIndex(words map[string]bool) *wordIndex {
	x := &wordIndex{words: sortedWords(words), alphabet: map[rune]int32{}}
	x.searches.New = func() any { return new(search) }
	x.changed = make([]bool, len(x.words))
	spelled := make([]spelling, len(x.words))
	for i, w := range x.words {
		x.changed[i] = words[w]
		s := spelling{word: int32(i), letters: make([]int32, 0, len(w))}
		for _, r := range w {
			s.letters = append(s.letters, x.number(r))
		}
		x.deepest = max(x.deepest, len(s.letters))
		spelled[i] = s
	}
	x.forwards = newTrie(spelled)
	for _, s := range spelled {
		slices.Reverse(s.letters)
	}
	x.backwards = newTrie(spelled)
	return x
}

// number returns the number in the alphabet of a letter.
func (x *wordIndex) number(r rune) int32 {
	n, ok := x.alphabet[r]
	if !ok {
		n = int32(len(x.miss))
		x.alphabet[r] = n
		x.miss = append(x.miss, missCost(r))
	}
	return n
}

// spelling is a word in letters by their number.
type spelling struct {
	letters []int32
	word    int32
}

// newTrie makes a trie of words, which it sorts. A node's children lie side by side, followed by those of the first of
// them and so on, since that is how they are looked at.
func newTrie(words []spelling) []trieNode {
	slices.SortFunc(words, func(a, b spelling) int { return slices.Compare(a.letters, b.letters) })
	t := trie{words: words, nodes: make([]trieNode, 1, 4*len(words))}
	t.fill(0, 0, len(words), 0)
	return t.nodes
}

// trie is a trie in the making.
type trie struct {
	words []spelling // sorted
	nodes []trieNode
}

// fill completes a node whose words, those from first up to last, have so many letters in common.
func (t *trie) fill(node int32, first, last, common int) {
	n := trieNode{letter: t.nodes[node].letter, word: -1, least: 1 << 14}
	if len(t.words[first].letters) == common {
		n.word, n.least = t.words[first].word, 0
		first++
	}
	n.child = int32(len(t.nodes))
	var starts []int
	for i := first; i < last; i++ {
		letter := t.words[i].letters[common]
		if i == first || letter != t.words[i-1].letters[common] {
			starts = append(starts, i)
			t.nodes = append(t.nodes, trieNode{letter: letter})
		}
	}
	n.children = int32(len(starts))
	for i, start := range starts {
		end := last
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		c := n.child + int32(i)
		t.fill(c, start, end, common+1)
		child := t.nodes[c]
		n.least, n.most = min(n.least, child.least+1), max(n.most, child.most+1)
		n.below |= child.below | letterBit(child.letter)
	}
	t.nodes[node] = n
}

func letterBit(letter int32) uint64 { return 1 << (letter & 63) }

// match is a word that is near to what was seen.
type match struct {
	word string
	cost int32
}

// costChanged is what it costs a word that its list has it in another case: in most lists those are names, and CAPTCHAs
// show words.
const costChanged = 20

// has says that a word is in the list as it is.
func (x *wordIndex) has(word string) bool {
	_, ok := slices.BinarySearch(x.words, word)
	return ok
}
