package bench

import (
	"math"
	"testing"
)

// TestWilson compares with the published figures of Newcombe, "Two-sided confidence intervals for the single proportion:
// comparison of seven methods", Statistics in Medicine 17 (1998), table I, method 3.
func TestWilson(t *testing.T) {
	for _, tt := range []struct {
		successes, n int
		low, high    float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611},
		{1, 29, 0.0061, 0.1718},
		// By symmetry.
		{182, 263, 0.6338, 0.7447},
		{20, 20, 0.8389, 1},
	} {
		low, high := Wilson(tt.successes, tt.n, z95)
		if math.Abs(low-tt.low) > 0.00005 || math.Abs(high-tt.high) > 0.00005 {
			t.Errorf("%d of %d: got %.4f to %.4f, want %.4f to %.4f", tt.successes, tt.n, low, high, tt.low, tt.high)
		}
	}
	if low, high := Wilson(0, 0, z95); low != 0 || high != 1 {
		t.Errorf("0 of 0: got %v to %v, want 0 to 1", low, high)
	}
	if low, high := Wilson(3, 10, 0); math.Abs(low-0.3) > 1e-12 || math.Abs(high-0.3) > 1e-12 {
		t.Errorf("z 0: got %v to %v, want the share itself", low, high)
	}
	for n := 1; n < 200; n++ {
		for k := range n + 1 {
			low, high := Wilson(k, n, z95)
			share := float64(k) / float64(n)
			if low < 0 || high > 1 || low > share+1e-12 || high < share-1e-12 {
				t.Fatalf("%d of %d: %v to %v does not hold %v", k, n, low, high, share)
			}
		}
	}
}

func TestCompareAnswers(t *testing.T) {
	text, fold := Meta{}, Meta{Case: CaseFold}
	arithmetic := Meta{Answer: AnswerArithmetic}
	for _, tt := range []struct {
		meta        Meta
		read, label string
		answer      string
		exact       bool
		folded      bool
		distance    int
		length      int
		sameLength  bool
	}{
		{text, "watch", "watch", "watch", true, true, 0, 5, true},
		{text, "Watch", "watch", "Watch", false, true, 1, 5, true},
		{fold, "Watch", "wATCH", "Watch", true, true, 0, 5, true},
		{fold, "ΣΊΣΥΦΟΣ", "σίσυφος", "ΣΊΣΥΦΟΣ", true, true, 0, 7, true},
		{text, "", "watch", "", false, false, 5, 5, false},
		{text, "orwana", "forward", "orwana", false, false, 3, 7, false},
		{text, "été", "ete", "été", false, false, 2, 3, true},
		{text, "kitten", "sitting", "kitten", false, false, 3, 7, false},
		{text, "7x1=?", "7", "7x1=?", false, false, 4, 1, false},
		{arithmetic, "7x1=?", "7", "7", true, true, 0, 1, true},
		{arithmetic, "7", "7", "7", true, true, 0, 1, true},
		{arithmetic, "7x2=?", "7", "14", false, false, 2, 1, false},
		{arithmetic, "7x", "7", "7x", false, false, 1, 1, false},
		{arithmetic, "3-9=?", "-6", "-6", true, true, 0, 2, true},
	} {
		got := tt.meta.compare(tt.read, tt.label)
		if got.answer != tt.answer || (got.got == got.want) != tt.exact || got.folded != tt.folded ||
			got.distance != tt.distance || got.length != tt.length || got.sameLength != tt.sameLength {
			t.Errorf("%+v: %q for %q: got %+v, want %+v", tt.meta, tt.read, tt.label, got, tt)
		}
	}
}

func TestPercentile(t *testing.T) {
	// The example of nearest ranks in the usual textbooks: 15 20 35 40 50.
	values := []float64{15, 20, 35, 40, 50}
	for _, tt := range []struct{ p, want float64 }{{0, 15}, {0.05, 15}, {0.3, 20}, {0.4, 20}, {0.5, 35}, {0.95, 50}, {1, 50}} {
		if got := percentile(values, tt.p); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.p, got, tt.want)
		}
	}
	if got := percentile(nil, 0.5); got != 0 {
		t.Errorf("no values: got %v, want 0", got)
	}
}
