package tune

import (
	"slices"
	"testing"
	"time"

	"github.com/formbot/formbot/ocr"
)

// choosing returns a search over n images labelled "abc", and finalists that read those that right says.
func choosing(t *testing.T, n int, right ...func(i int) bool) (*ensembles, []*finalist) {
	t.Helper()
	images := blots(n)
	for i := range images {
		images[i].Text = "abc"
	}
	s, err := newSearch(images, Options{
		Recognizer: echo('I'), Workers: 2, Trials: 1, Now: time.Now, CacheBytes: 1 << 20, Rules: Rules{Charset: "a-z"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var all []*finalist
	for k, reads := range right {
		f := &finalist{candidate: candidate{PSM: 7, Recognise: ocr.RecognisePage}}
		for _, i := range s.visible() {
			text := "abc"
			if !reads(i) {
				text = "xyz"[k%3:] + "xyz"[:k%3] // each is wrong in its own way
			}
			r := ocr.Reading{Text: text, Raw: text, Valid: true, Confidence: 0.6}
			for _, c := range text {
				r.Symbols = append(r.Symbols, ocr.Symbol{Text: string(c), Confidence: 0.95})
			}
			f.answers = append(f.answers, answer{r, s.eval.score.score(r, "abc")})
		}
		all = append(all, f)
	}
	return newEnsembles(s, all), all
}

func TestComplementaryRecipesVote(t *testing.T) {
	e, all := choosing(t, 80,
		func(i int) bool { return i%3 != 0 }, func(i int) bool { return i%3 != 1 }, func(i int) bool { return i%3 != 2 })
	c := e.choose(t.Context())
	if len(c.members) != 3 {
		t.Fatalf("chose %d recipes, want all 3, since each two outvote the third", len(c.members))
	}
	if got, best := sum(e.answers(c.members, c.accept)), sum(all[0].answers); got <= best {
		t.Errorf("the vote scores %v, the best one %v", got, best)
	}
	c.settle(e)
	if got, before := sum(e.answers(c.members, c.accept)), sum(e.answers(c.members, always)); got < before {
		t.Errorf("accepting at %v lowers the score from %v to %v", c.accept, before, got)
	}
}

func TestNoiseMakesNoCascade(t *testing.T) {
	// The second and third are right once where the first is not.
	e, _ := choosing(t, 80, func(i int) bool { return i > 10 }, func(i int) bool { return i > 11 || i == 1 }, func(i int) bool { return i > 12 || i == 1 })
	if c := e.choose(t.Context()); len(c.members) != 1 {
		t.Errorf("chose %d recipes for a gain of one image", len(c.members))
	}
}

func TestBeats(t *testing.T) {
	answers := func(right ...int) []answer {
		out := make([]answer, 20)
		for _, i := range right {
			out[i].Score = 1
		}
		return out
	}
	base := answers(0, 1, 2)
	for _, try := range []struct {
		a    []answer
		want bool
	}{
		{answers(0, 1, 2), false},
		{answers(0, 1, 2, 3), false},         // one won: no more than its own error
		{answers(0, 1, 2, 3, 4), true},       // two won, none lost
		{answers(0, 1, 3, 4), false},         // two won, one lost
		{answers(0, 3, 4, 5, 6, 7, 8), true}, // six won, two lost
		{answers(0), false},                  // only lost
	} {
		if got := beats(try.a, base); got != try.want {
			t.Errorf("%v: got %v", try.a, got)
		}
	}
}

func TestCoverAddsWhatIsMissing(t *testing.T) {
	elites := make([]*elite, 3)
	for k, right := range [][]int{{0, 1, 2, 3}, {0, 1, 2, 3}, {4, 5, 6}} {
		e := &elite{Train: make([]answer, 7)}
		for _, i := range right {
			e.Train[i].Score = 1
		}
		elites[k] = e
	}
	got := cover(nil, elites, 3)
	if !slices.Equal(got, []*elite{elites[0], elites[2], elites[1]}) {
		t.Error("a copy of the best was taken before the one that reads what it does not")
	}
}
