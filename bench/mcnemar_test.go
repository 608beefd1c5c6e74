package bench

import (
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMcNemar has the examples of M. W. Fagerland, S. Lydersen and P. Laake, "The McNemar test for binary matched-pairs
// data", BMC Medical Research Methodology 13:91 (2013), and small ones by hand.
func TestMcNemar(t *testing.T) {
	for _, tt := range []struct {
		a, b int
		want float64
	}{
		{1, 7, 2 * (1 + 8) / 256.},
		{6, 16, 2 * (1 + 22 + 231 + 1540 + 7315 + 26334 + 74613) / 4194304.},
		{0, 0, 1},
		{0, 1, 1},
		{0, 5, 2 / 32.},
		{0, 6, 2 / 64.},
		{3, 3, 1},
		{3, 4, 1},
	} {
		for _, p := range []float64{McNemar(tt.a, tt.b), McNemar(tt.b, tt.a)} {
			if math.Abs(p-tt.want) > 1e-9 {
				t.Errorf("%d and %d: got %v, want %v", tt.a, tt.b, p, tt.want)
			}
		}
	}
}

// TestMcNemarLarge compares with exact arithmetic, and, where that agrees with it, with the usual χ².
func TestMcNemarLarge(t *testing.T) {
	for _, tt := range [][2]int{{86, 150}, {0, 60}, {499, 501}, {900, 1100}, {2000, 3000}} {
		n, k := int64(tt[0]+tt[1]), int64(tt[0])
		sum, choose := big.NewInt(1), big.NewInt(1)
		for i := int64(1); i <= k; i++ {
			choose.Mul(choose, big.NewInt(n-i+1))
			choose.Div(choose, big.NewInt(i))
			sum.Add(sum, choose)
		}
		exact, _ := new(big.Rat).SetFrac(sum.Lsh(sum, 1), new(big.Int).Lsh(big.NewInt(1), uint(n))).Float64()
		got := McNemar(tt[0], tt[1])
		if math.Abs(got-exact) > 1e-9*exact {
			t.Errorf("%v: got %v, want %v", tt, got, exact)
		}
	}
	// Corrected for continuity, χ² comes near.
	chi2 := math.Pow(math.Abs(900-1100)-1, 2) / 2000
	if p := math.Erfc(math.Sqrt(chi2 / 2)); math.Abs(McNemar(900, 1100)-p) > 0.02*p {
		t.Errorf("got %v, χ² says %v", McNemar(900, 1100), p)
	}
	if p := McNemar(100_000, 200_000); p != 0 && p > 1e-300 {
		t.Errorf("a vast difference has p = %v", p)
	}
}

func results() (a, b Result) {
	a = Result{Name: "words", Recipe: "book", Readings: []Reading{
		{File: "1", Right: true}, {File: "2", Right: true}, {File: "3"}, {File: "4"}, {File: "5", Right: true}, {File: "only a"},
	}}
	b = Result{Name: "words", Recipe: "plain", Readings: []Reading{
		{File: "2"}, {File: "1", Right: true}, {File: "3", Right: true}, {File: "4"}, {File: "5"}, {File: "only b", Right: true},
	}}
	return a, b
}

func TestCompare(t *testing.T) {
	a, b := results()
	want := Comparison{Corpus: "words", A: "book", B: "plain", Images: 5, Both: 1, OnlyA: 2, OnlyB: 1, Neither: 1, P: 1}
	if diff := cmp.Diff(want, Compare(a, b)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	other := b
	other.Name = "digits"
	third := a
	third.Recipe = "third"
	got := NewReport("5.3.0", a, other, b, third).Comparisons
	var pairs []string
	for _, c := range got {
		pairs = append(pairs, c.Corpus+": "+c.A+", "+c.B)
	}
	if diff := cmp.Diff([]string{"words: book, plain", "words: book, third", "words: plain, third"}, pairs); diff != "" {
		t.Errorf("pairs (-want +got):\n%s", diff)
	}
}
