package ocr

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// symbols makes symbols of a text, all of one confidence but for those of which an index is given.
func symbols(text string, doubted ...int) []Symbol {
	var out []Symbol
	for i, r := range []rune(text) {
		s := Symbol{Text: string(r), Confidence: 0.99}
		if slices.Contains(doubted, i) {
			s.Confidence = 0.7
		}
		out = append(out, s)
	}
	return out
}

func indexOf(words ...string) *wordIndex {
	m := map[string]bool{}
	for _, w := range words {
		m[w] = false
	}
	return newWordIndex(m)
}

func TestWordAnswer(t *testing.T) {
	tests := []struct {
		name, seen string
		doubted    []int
		words      string
		want       string
		valid      bool
	}{
		{"as it is", "watch", nil, "catch watch", "watch", true},
		{"a word, though others are near", "catch", nil, "batch catch hatch watch", "catch", true},
		{"a look-alike", "wo1f", nil, "wolf word", "wolf", true},
		{"a look-alike before another letter", "bafk", nil, "bask balk bark", "bafk", false},
		{"rn for m", "farnous", nil, "famous furious", "famous", true},
		{"m for rn", "comer", nil, "corner cover", "corner", true},
		{"cl for d", "cloor", nil, "door floor", "door", true},
		{"vv for w", "vvatch", nil, "watch catch", "watch", true},
		{"one too many", "watchx", nil, "watch hutch", "watch", true},
		{"one too few", "wach", nil, "watch hut", "watch", true},
		{"a tie", "xat", nil, "bat rat", "xat", false},
		{"the doubted one is wrong", "cxyt", []int{1}, "coyt cxat", "coyt", true},
		{"the other doubted one is wrong", "cxyt", []int{2}, "coyt cxat", "cxat", true},
		{"far from all", "qzkwj", nil, "flower square", "qzkwj", false},
		{"far longer", "on", nil, "continental", "on", false},
		{"another case", "watch", nil, "Watch", "Watch", true},
		{"another script", "рыба", nil, "рыбак рыба", "рыба", true},
		{"letters that no word has", "ωatch", nil, "watch", "watch", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Reading{Symbols: symbols(tt.seen, tt.doubted...), Text: tt.seen, Confidence: 0.8}
			valid := indexOf(strings.Fields(tt.words)...).answer(&r)
			if r.Text != tt.want || valid != tt.valid {
				t.Errorf("%q among %s: got %q, %v; want %q, %v", tt.seen, tt.words, r.Text, valid, tt.want, tt.valid)
			}
			if changed := tt.want != tt.seen; valid && changed == (r.Confidence == 0.8) {
				t.Errorf("%q read as %q has confidence %v of 0.8", tt.seen, r.Text, r.Confidence)
			}
		})
	}
}

// A symbol that the recogniser returns as one may be several characters.
func TestWordAnswerLigature(t *testing.T) {
	r := Reading{Symbols: []Symbol{{Text: "fi", Confidence: 0.9}, {Text: "s", Confidence: 0.9}, {Text: "b", Confidence: 0.9}}, Text: "fisb"}
	if !indexOf("fish", "fist").answer(&r) || r.Text != "fish" {
		t.Errorf("got %q", r.Text)
	}
}

func TestEditCost(t *testing.T) {
	tests := []struct {
		seen, word string
		want       int32
	}{
		{"watch", "watch", 0},
		{"", "", 0},
		{"a", "", costPlain},
		{"", "a", costPlain},
		{"", "i", costThin},
		{"l", "i", costAlike},
		{"i", "l", costAlike},
		{"W", "w", costCase},
		{"c", "e", costNear},
		{"w", "q", costPlain},
		{"rn", "m", costJoined},
		{"m", "rn", costJoined},
		{"barn", "bam", costJoined},
		{"bcl", "bd", costJoined},
		{"watch", "catch", costPlain},
		{"kitten", "sitting", costPlain + costPlain + costPlain}, // e and i are not alike
	}
	for _, tt := range tests {
		seen := newSighting(symbols(tt.seen))
		if got := seen.editCost([]rune(tt.word)); got != tt.want {
			t.Errorf("%q to %q: got %d, want %d", tt.seen, tt.word, got, tt.want)
		}
	}
}

// The look-alikes that a search looks up are all that there are.
func TestResembling(t *testing.T) {
	for seen := rune(33); seen < 127; seen++ {
		alike := resembling(seen)
		for meant := rune(33); meant < 127; meant++ {
			cheap := meant != seen && substituteCost(seen, meant) < costPlain
			if cheap && !slices.Contains(alike, meant) {
				t.Errorf("%c is like %c and is not looked up", seen, meant)
			}
			if substituteCost(seen, meant) != substituteCost(meant, seen) {
				t.Errorf("%c to %c costs other than back", seen, meant)
			}
		}
	}
}

// nearestByAll is what wordIndex.nearest is to find, by looking at every word.
func nearestByAll(words []string, seen sighting, limit, margin int32, most int) []match {
	var out []match
	for _, w := range words {
		if c := seen.editCost([]rune(w)); c <= limit {
			out = append(out, match{w, c})
		}
	}
	slices.SortFunc(out, func(a, b match) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.word, b.word)) })
	out = slices.DeleteFunc(out, func(m match) bool { return m.cost > out[0].cost+margin })
	return out[:min(most, len(out))]
}

// Letters that are like each other, so that all kinds of edits occur.
const testLetters = "rnmcldoivwuhabt1"

func randomWord(rng *rand.Rand, longest int) string {
	var b strings.Builder
	for range 1 + rng.IntN(longest) {
		b.WriteByte(testLetters[rng.IntN(len(testLetters))])
	}
	return b.String()
}

func TestWordIndexFindsWhatAllWordsHave(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	set := map[string]bool{}
	for len(set) < 500 {
		set[randomWord(rng, 8)] = false
	}
	x, words := newWordIndex(set), sortedWords(set)
	for range 120 {
		seen := symbols(randomWord(rng, 9))
		for i := range seen {
			seen[i].Confidence = rng.Float64()
		}
		s := newSighting(seen)
		limit, margin, most := s.far(), int32(rng.IntN(150)), 1+rng.IntN(8)
		got, want := x.nearest(s, limit, margin, most), nearestByAll(words, s, limit, margin, most)
		if d := gocmp.Diff(want, got, gocmp.AllowUnexported(match{})); d != "" && (len(got) > 0 || len(want) > 0) {
			t.Fatalf("%s, at most %d within %d and %d (-want +got):\n%s", joinSymbols(seen), most, limit, margin, d)
		}
	}
}

func TestWordIndexPrefersWordsToNames(t *testing.T) {
	x := newWordIndex(map[string]bool{"mark": true, "mask": false}) // Mark, in the list
	r := Reading{Symbols: symbols("maxk"), Text: "maxk"}
	if !x.answer(&r) || r.Text != "mask" {
		t.Errorf("got %q", r.Text)
	}
	r = Reading{Symbols: symbols("mark"), Text: "mark"}
	if !x.answer(&r) || r.Text != "mark" {
		t.Errorf("a name as it is: got %q", r.Text)
	}
}

// madeWords are many words that are built of syllables, as words are.
func madeWords(n int) map[string]bool {
	rng := rand.New(rand.NewPCG(7, 7))
	onset := strings.Fields("b c d f g h l m n p r s t v w st tr cl gr pl sh ch th br fr qu")
	nucleus := strings.Fields("a e i o u ea ou ai oo")
	coda := strings.Fields("n r t s l m d ck st nd ng rn x")
	set := make(map[string]bool, n)
	for len(set) < n {
		var b strings.Builder
		for range 1 + rng.IntN(4) {
			b.WriteString(onset[rng.IntN(len(onset))] + nucleus[rng.IntN(len(nucleus))])
			if rng.IntN(2) == 0 {
				b.WriteString(coda[rng.IntN(len(coda))])
			}
		}
		if b.Len() <= 14 {
			set[b.String()] = false
		}
	}
	return set
}

// BenchmarkWordSearch is one search in a list of 100,000 words, for words that are in it and for words in which so many
// letters were replaced by others.
func BenchmarkWordSearch(b *testing.B) {
	set := madeWords(100_000)
	x, words := newWordIndex(set), sortedWords(set)
	for _, wrong := range []int{0, 1, 2, 3} {
		rng := rand.New(rand.NewPCG(3, uint64(wrong)))
		var queries []sighting
		for range 500 {
			w := []byte(words[rng.IntN(len(words))])
			for range wrong {
				w[rng.IntN(len(w))] = byte('a' + rng.IntN(26))
			}
			seen := symbols(string(w))
			for i := range seen {
				seen[i].Confidence = 0.9 + rng.Float64()/10
			}
			queries = append(queries, newSighting(seen))
		}
		b.Run(fmt.Sprintf("wrong=%d", wrong), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				q := queries[i%len(queries)]
				x.nearest(q, min(q.far(), wordMost), wordTie, 2)
			}
		})
	}
}

func BenchmarkWordIndex(b *testing.B) {
	set := madeWords(100_000)
	for b.Loop() {
		newWordIndex(set)
	}
}
