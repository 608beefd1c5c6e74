package tune

import (
	"slices"
	"testing"

	"github.com/formbot/formbot/ocr"
)

func TestCharset(t *testing.T) {
	for in, want := range map[string]string{
		"":                    "",
		"0123456789":          "0-9",
		"2345678bcdefgmnpwxy": "2-8b-gmnpw-y",
		"ba":                  "ab",
		"+-x=?\\":             `+\-=?\\x`,
		"aabbcc":              "a-c",
		"0123456789+-x=?":     `+\-0-9=?x`,
		"-":                   `\-`,
		"öäü":                 "äöü",
	} {
		got := Charset(in)
		if got != want {
			t.Errorf("Charset(%q) = %q, want %q", in, got, want)
		}
		if err := (&ocr.Recipe{Name: "c", Charset: got}).Validate(); err != nil {
			t.Errorf("Charset(%q): %v", in, err)
		}
	}
}

func TestLearnRules(t *testing.T) {
	labelled := func(n int, texts ...string) []Image {
		images := make([]Image, n)
		for i := range images {
			images[i].Text = texts[i%len(texts)]
		}
		return images
	}
	five := ocr.Length{Min: 5, Max: 5}
	for name, try := range map[string]struct {
		given  Rules
		images []Image
		want   Rules
	}{
		"classes and length": {Rules{}, labelled(30, "a1b2c", "00000"), Rules{Charset: "0-9a-z", Length: five}},
		"lengths differ":     {Rules{}, labelled(30, "ab", "abc"), Rules{Charset: "a-z"}},
		"too few":            {Rules{}, labelled(enoughLabels-1, "abc"), Rules{}},
		"given":              {Rules{Charset: "abc", Length: ocr.Length{Min: 2, Max: 9}}, labelled(30, "abc"), Rules{Charset: "abc", Length: ocr.Length{Min: 2, Max: 9}}},
		"arithmetic":         {Rules{Answer: ocr.AnswerArithmetic}, labelled(30, "12"), Rules{Answer: ocr.AnswerArithmetic}},
	} {
		got, learnt := learnRules(try.given, try.images)
		got.Case = ""
		if got.Answer == ocr.AnswerText {
			got.Answer = ""
		}
		if got != try.want {
			t.Errorf("%s: got %+v, want %+v", name, got, try.want)
		}
		if same := got == try.given; same != (len(learnt) == 0) {
			t.Errorf("%s: learnt %v", name, learnt)
		}
	}
}

func TestConfusables(t *testing.T) {
	if got := chance(9, 1); got < 0.0107 || got > 0.0108 { // 11 of 1024
		t.Errorf("9 or more of 10: got %v", got)
	}
	pairs := align([]rune("wa1ch"), []rune("watch"))
	if !slices.Contains(pairs, pair{'1', 't'}) || !slices.Contains(pairs, pair{'w', 'w'}) || len(pairs) != 5 {
		t.Errorf("got %q", pairs)
	}
	// A recogniser that takes every T for a 7, half of the 9s for a g, and all else for what it is.
	s := &search{rules: Rules{Charset: "0-9A-Z", Case: ocr.CaseFold}, eval: &evaluator{score: scorer{fold: true}}}
	f := &finalist{}
	for i := range 40 {
		s.images = append(s.images, Image{Text: "T9a"})
		raw := "79a"
		if i%2 == 0 {
			raw = "7ga"
		}
		s.split.Train = append(s.split.Train, i)
		f.answers = append(f.answers, answer{Reading: ocr.Reading{Raw: raw}})
	}
	got := s.confusables(t.Context(), f)
	if len(got) != 2 || got["7"] != "T" || got["g"] != "9" {
		t.Errorf("learnt %v, want 7 to be T, and g to be 9", got)
	}
}
