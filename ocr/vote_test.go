package ocr

import (
	"image"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// laid makes a valid reading of a text whose symbols lie side by side, 10 px each, from x on; a space is a gap of 10 px.
func laid(text string, x int, confidence float64) Reading {
	r := Reading{Confidence: confidence, Valid: true}
	for _, c := range text {
		if c != ' ' {
			r.Symbols = append(r.Symbols, Symbol{Text: string(c), Confidence: 0.95, Box: image.Rect(x, 0, x+9, 20)})
		}
		x += 10
	}
	r.Text = joinSymbols(r.Symbols)
	return r
}

// written makes a valid reading whose symbols have no known place.
func written(text string, confidence float64) Reading {
	return Reading{Symbols: symbols(text), Text: text, Confidence: confidence, Valid: true}
}

// grid writes columns as one line for each place: its texts, with - for a gap.
func grid(columns []column) string {
	var b strings.Builder
	for _, c := range columns {
		for _, v := range c.votes {
			b.WriteString(v.text)
		}
		if c.gap > 0 {
			b.WriteString("-")
		}
		b.WriteString(" ")
	}
	return strings.TrimSpace(b.String())
}

func TestTally(t *testing.T) {
	tests := []struct {
		name     string
		readings []Reading
		want     string
	}{
		{"none", nil, ""},
		{"one", []Reading{written("abc", 0.5)}, "a b c"},
		{"the same", []Reading{written("abc", 0.5), written("abc", 0.5)}, "a b c"},
		{"one differs", []Reading{written("abc", 0.9), written("axc", 0.5)}, "a bx c"},
		{"one is missing", []Reading{written("abcd", 0.9), written("acd", 0.5)}, "a b- c d"},
		{"one too many", []Reading{written("acd", 0.9), written("abcd", 0.5)}, "a b- c d"},
		{"at the ends", []Reading{written("bc", 0.9), written("abcd", 0.5)}, "a- b c d-"},
		{"look-alikes meet", []Reading{written("w1g", 0.9), written("wlxg", 0.5)}, "w 1l x- g"},
		{"three", []Reading{written("abcd", 0.9), written("abd", 0.5), written("abxcd", 0.4)}, "a b x- c- d"},
		{"the weightiest comes first", []Reading{written("axc", 0.2), written("abc", 0.9)}, "a bx c"},
		{"readings without symbols have no vote", []Reading{written("abc", 0.9), {}, {}}, "a b c"},
		// By their letters alone, either a could be the other's.
		{"places decide", []Reading{laid("aab", 0, 0.9), laid(" ab", 0, 0.5)}, "a- a b"},
		{"other places decide", []Reading{laid("aab", 0, 0.9), laid("a b", 0, 0.5)}, "a a- b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := grid(tally(tt.readings)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestElect(t *testing.T) {
	abcd := []Reading{written("abcd", 0.9), written("abcd", 0.9), written("abd", 0.9)}
	tests := []struct {
		name     string
		readings []Reading
		length   Length
		want     string
	}{
		{"nothing", nil, Length{4, 4}, ""},
		{"the most", []Reading{written("cat", 0.5), written("cut", 0.5), written("cat", 0.5)}, Length{}, "cat"},
		{"two of three have it", abcd, Length{}, "abcd"},
		{"one of three has it", []Reading{written("abd", 0.9), written("abcd", 0.9), written("abd", 0.9)}, Length{}, "abd"},
		{"the surer one", []Reading{written("cat", 0.2), written("cut", 0.9)}, Length{}, "cut"},
		{"two who doubt against one who is sure", []Reading{written("cut", 0.6), written("cat", 0.3), written("cat", 0.3)}, Length{}, "cat"},
		{"shorter by the length", abcd, Length{3, 3}, "abd"},
		{"longer by the length", []Reading{written("abd", 0.9), written("abcd", 0.9), written("abd", 0.9)}, Length{4, 6}, "abcd"},
		{"no such length", abcd, Length{7, 9}, "abcd"},
		{"all wrong, each elsewhere", []Reading{written("xbcd", 0.5), written("abxd", 0.5), written("axcd", 0.5)}, Length{4, 4}, "abcd"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := elect(tally(tt.readings), tt.length)
			if joinSymbols(got) != tt.want {
				t.Errorf("got %q, want %q", joinSymbols(got), tt.want)
			}
			for _, s := range got {
				if s.Confidence <= 0 || s.Confidence > 1+1e-9 {
					t.Errorf("%q has confidence %v", s.Text, s.Confidence)
				}
			}
		})
	}
}

// A symbol of several characters counts as so many.
func TestElectLigature(t *testing.T) {
	fish := Reading{Symbols: []Symbol{{Text: "fi", Confidence: 0.9}, {Text: "s", Confidence: 0.9}, {Text: "h", Confidence: 0.9}}, Valid: true}
	if got := joinSymbols(elect(tally([]Reading{fish}), Length{4, 4})); got != "fish" {
		t.Errorf("got %q", got)
	}
	if got := joinSymbols(elect(tally([]Reading{fish}), Length{2, 2})); len(got) != 2 {
		t.Errorf("got %q, want two characters", got)
	}
}

func TestVote(t *testing.T) {
	lists := &wordLists{}
	tests := []struct {
		name     string
		recipe   Recipe
		readings []Reading
		want     string
		valid    bool
	}{
		{"agreed", Recipe{Length: Length{3, 3}},
			[]Reading{written("cat", 0.3), written("cat", 0.4)}, "cat", true},
		{"of a valid length", Recipe{Length: Length{4, 4}},
			[]Reading{written("abd", 0.3), written("abcd", 0.4), written("abd", 0.3)}, "abcd", true},
		{"the word that all are nearest to", Recipe{Words: []string{"round", "sound", "ground", "road"}},
			[]Reading{written("reund", 0.3), written("rouno", 0.3), written("roumd", 0.3)}, "round", true},
		{"a word that none is near to", Recipe{Words: []string{"flower"}},
			[]Reading{{Symbols: symbols("qzx"), Text: "qzx"}, {Symbols: symbols("qzx"), Text: "qzx"}}, "qzx", false},
		{"an expression", Recipe{Answer: AnswerArithmetic},
			[]Reading{written("7x1=?", 0.3), written("7x1=7", 0.3), written("7/1=?", 0.3)}, "7", true},
		{"no expression, but one reading is", Recipe{Answer: AnswerArithmetic},
			[]Reading{{Symbols: symbols("7/1"), Text: "7/1", Confidence: 0.3}, {Symbols: symbols("7/1"), Text: "7/1", Confidence: 0.3},
				{Symbols: symbols("7+1"), Text: "8", Confidence: 0.1, Valid: true}}, "8", true},
		{"nothing", Recipe{}, []Reading{{}, {}}, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			full := tt.recipe.withDefaults()
			rules, err := newRules(&full, lists)
			if err != nil {
				t.Fatal(err)
			}
			got := (&plan{cascade: true, accept: 0.8, rules: rules}).vote(tt.readings)
			if got.Text != tt.want || got.Valid != tt.valid {
				t.Errorf("got %q, %v; want %q, %v", got.Text, got.Valid, tt.want, tt.valid)
			}
			if got.Confidence < 0 || got.Confidence > 1 {
				t.Errorf("confidence %v", got.Confidence)
			}
		})
	}
}

// The more of them agree, the surer is a vote; one that differs makes it less sure.
func TestVoteConfidence(t *testing.T) {
	full := Recipe{}.withDefaults()
	rules, err := newRules(&full, &wordLists{})
	if err != nil {
		t.Fatal(err)
	}
	p := &plan{cascade: true, accept: 0.99, rules: rules}
	of := func(texts ...string) float64 {
		var readings []Reading
		for _, text := range texts {
			readings = append(readings, written(text, 0.5))
		}
		return p.vote(readings).Confidence
	}
	if one, two, three := of("cat"), of("cat", "cat"), of("cat", "cat", "cat"); one >= two || two >= three {
		t.Errorf("one %v, two %v, three %v", one, two, three)
	}
	if all, most := of("cat", "cat", "cat"), of("cat", "cat", "cut"); most >= all {
		t.Errorf("all %v, most %v", all, most)
	}
}

// A vote's symbols keep their places in the image.
func TestVoteBoxes(t *testing.T) {
	got := elect(tally([]Reading{laid("cat", 5, 0.9), laid("cut", 5, 0.4)}), Length{})
	want := []image.Rectangle{image.Rect(5, 0, 14, 20), image.Rect(15, 0, 24, 20), image.Rect(25, 0, 34, 20)}
	var boxes []image.Rectangle
	for _, s := range got {
		boxes = append(boxes, s.Box)
	}
	if d := cmp.Diff(want, boxes); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
