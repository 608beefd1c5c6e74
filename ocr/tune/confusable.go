package tune

import (
	"cmp"
	"context"
	"image"
	"maps"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/formbot/formbot/ocr"
)

// chanceLimit is how likely it may be that a folding is learnt from mere chance.
const chanceLimit = 0.001

// foldConfusables learns from the first part what a pipeline takes for what. It returns the finalist with foldings, or as
// it was when there is nothing to learn for certain, or the second part gains nothing by it.
func (s *search) foldConfusables(ctx context.Context, f *finalist) (*finalist, error) {
	if s.eval.score.arithmetic {
		return f, nil // the labels don't say what the characters are
	}
	folding := s.confusables(ctx, f)
	if len(folding) == 0 {
		return f, nil
	}
	folded := f.candidate
	folded.Confusables = folding
	answers, err := s.eval.read(ctx, []candidate{folded}, [][]int{s.visible()})
	if err != nil {
		return nil, err
	}
	after := &finalist{folded, answers[0]}
	n := len(s.split.Train)
	if sum(after.answers[:n]) > sum(f.answers[:n]) && sum(after.answers[n:]) >= sum(f.answers[n:]) {
		return after, nil
	}
	return f, nil
}

// confusables returns the characters that were recognised where another one stands more often than what they are read
// as, by a sign test.
func (s *search) confusables(ctx context.Context, f *finalist) map[string]string {
	meant := map[rune]map[rune]int{} // by what was recognised
	for at, i := range s.split.Train {
		for _, p := range align([]rune(f.answers[at].Reading.Raw), []rune(s.images[i].Text)) {
			if meant[p.got] == nil {
				meant[p.got] = map[rune]int{}
			}
			meant[p.got][p.want]++
		}
	}
	out := map[string]string{}
	for _, got := range slices.Sorted(maps.Keys(meant)) {
		wants := slices.SortedFunc(maps.Keys(meant[got]), func(a, b rune) int {
			return cmp.Or(cmp.Compare(meant[got][b], meant[got][a]), cmp.Compare(a, b))
		})
		now := s.readAs(ctx, got)
		if most := wants[0]; !s.same(now, most) && chance(meant[got][most], s.count(meant[got], now)) < chanceLimit {
			out[string(got)] = string(most)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// echo recognises one character in any picture.
type echo rune

// Recognize implements ocr.Recognizer.
func (e echo) Recognize(context.Context, *image.Gray, ocr.RecognizeOptions) (ocr.Recognition, error) {
	return ocr.Recognition{Symbols: []ocr.Symbol{{Text: string(e), Confidence: 1}}, Confidence: 1}, nil
}

// readAs is what a recognised character becomes by the rules as they are; 0 when it is dropped.
func (s *search) readAs(ctx context.Context, got rune) rune {
	recipe := candidate{Recognise: ocr.RecognisePage}.recipe("", s.opts.Language, s.rules)
	anything := image.NewGray(image.Rect(0, 0, 2, 1))
	anything.Pix[0] = 0xff // a picture of one level only would not be recognised
	reading, err := ocr.NewReader(echo(got), &recipe).Read(ctx, anything)
	if err != nil || reading.Text == "" {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(reading.Text)
	return r
}

func (s *search) same(a, b rune) bool {
	return a == b || s.eval.score.fold && unicode.ToLower(a) == unicode.ToLower(b)
}

// count adds up how often any of the characters was meant that count as one.
func (s *search) count(meant map[rune]int, as rune) int {
	n := 0
	for r, times := range meant {
		if s.same(r, as) {
			n += times
		}
	}
	return n
}

// chance is how likely it is that of n+m draws of two equally likely outcomes one comes up n times or more.
func chance(n, m int) float64 {
	total := n + m
	var sum float64
	for k := n; k <= total; k++ {
		sum += math.Exp(logChoose(total, k) - float64(total)*math.Ln2)
	}
	return sum
}

func logChoose(n, k int) float64 {
	lg := func(v int) float64 { l, _ := math.Lgamma(float64(v + 1)); return l }
	return lg(n) - lg(k) - lg(n-k)
}

// pair is a recognised character and what stands in its place in the label.
type pair struct{ got, want rune }

// align returns the pairs of an alignment of least edit distance; letters that differ in case only count as half.
func align(got, want []rune) []pair {
	cost := make([][]float64, len(got)+1)
	for i := range cost {
		cost[i] = make([]float64, len(want)+1)
		cost[i][0] = float64(i)
	}
	for j := range cost[0] {
		cost[0][j] = float64(j)
	}
	change := func(a, b rune) float64 {
		switch {
		case a == b:
			return 0
		case unicode.ToLower(a) == unicode.ToLower(b):
			return 0.5
		}
		return 1
	}
	for i, a := range got {
		for j, b := range want {
			cost[i+1][j+1] = min(cost[i][j]+change(a, b), cost[i][j+1]+1, cost[i+1][j]+1)
		}
	}
	var pairs []pair
	for i, j := len(got), len(want); i > 0 && j > 0; {
		switch cost[i][j] {
		case cost[i-1][j-1] + change(got[i-1], want[j-1]):
			i, j = i-1, j-1
			pairs = append(pairs, pair{got[i], want[j]})
		case cost[i-1][j] + 1:
			i--
		default:
			j--
		}
	}
	return pairs
}
