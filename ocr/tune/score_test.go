package tune

import (
	"math"
	"testing"

	"github.com/formbot/formbot/ocr"
)

func TestScore(t *testing.T) {
	read := func(text string) ocr.Reading { return ocr.Reading{Text: text} }
	keep, fold, sum := scorer{}, scorer{fold: true}, scorer{arithmetic: true}
	if keep.score(read("aB"), "aB") != 1 || fold.score(read("aB"), "Ab") != 1 || sum.score(read("7"), "7") != 1 {
		t.Error("a right answer must score 1")
	}
	if keep.score(read("aB"), "Ab") > partial {
		t.Error("without folding, another case is wrong")
	}
	// The more characters are right, the better; and never as good as a right answer.
	last := 1.0
	for _, text := range []string{"watchx", "wateh", "wxteh", "xyzzy", ""} {
		got := keep.score(read(text), "watch")
		if got > last || got > partial || got < 0 {
			t.Errorf("%q scores %v after %v", text, got, last)
		}
		last = got
	}
	if sum.score(ocr.Reading{Text: "8", Valid: true}, "7") <= sum.score(read("8"), "7") {
		t.Error("an expression must score more than none")
	}
}

func TestInterval(t *testing.T) {
	// From Wilson's formula by hand: 8 of 10, 0.490 to 0.943.
	low, high := Score{8, 10}.Interval()
	if math.Abs(low-0.4902) > 1e-4 || math.Abs(high-0.9433) > 1e-4 {
		t.Errorf("got %.4f to %.4f", low, high)
	}
	if low, high := (Score{}).Interval(); low != 0 || high != 1 {
		t.Errorf("of nothing: got %v to %v", low, high)
	}
}
