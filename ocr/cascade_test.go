package ocr

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// scripted is a Recognizer that answers by the page segmentation mode that it is asked for.
type scripted struct {
	says map[int]Recognition

	mu    sync.Mutex // guards asked
	asked []int
}

func (s *scripted) Recognize(_ context.Context, _ *image.Gray, opts RecognizeOptions) (Recognition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, opts.PSM)
	return s.says[opts.PSM], nil
}

func says(text string, confidence float64) Recognition {
	return Recognition{Symbols: symbols(text), Confidence: confidence}
}

func mustParse(t testing.TB, text string) *Recipe {
	t.Helper()
	r, err := ParseRecipe("test", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func bar() *image.RGBA {
	img := ground(60, 40)
	bars(img, 3, 20, 15)
	return img
}

func TestCascade(t *testing.T) {
	const members = "cascade: [{name: line, psm: 7}, {name: word, psm: 8}, {name: raw, psm: 13}]\n"
	tests := []struct {
		name, recipe string
		says         map[int]Recognition
		want, member string
		valid        bool
		asked        []int
	}{
		{"the first is sure", members,
			map[int]Recognition{7: says("cat", 0.9)}, "cat", "line", true, []int{7}},
		{"the first is in doubt", members,
			map[int]Recognition{7: says("cat", 0.79), 8: says("cut", 0.8)}, "cut", "word", true, []int{7, 8}},
		{"less is asked for", "accept: {confidence: 0.5}\n" + members,
			map[int]Recognition{7: says("cat", 0.5)}, "cat", "line", true, []int{7}},
		{"the first is of a wrong length", "length: 4\n" + members,
			map[int]Recognition{7: says("cat", 0.99), 8: says("cats", 0.9)}, "cats", "word", true, []int{7, 8}},
		{"the first has characters that are not in the charset", "charset: a-z\n" + members,
			map[int]Recognition{7: says("cat.", 0.99), 8: says("cat", 0.9)}, "cat", "word", true, []int{7, 8}},
		{"the first is no word", "words: [dog, cow]\n" + members,
			map[int]Recognition{7: says("cat", 0.99), 8: says("dog", 0.9)}, "dog", "word", true, []int{7, 8}},
		{"the first is no expression", "answer: arithmetic\n" + members,
			map[int]Recognition{7: says("7/2", 0.99), 8: says("7+2=?", 0.9)}, "9", "word", true, []int{7, 8}},
		{"the first finds nothing", members,
			map[int]Recognition{8: says("cat", 0.9)}, "cat", "word", true, []int{7, 8}},
		{"all are in doubt", members,
			map[int]Recognition{7: says("cat", 0.3), 8: says("cut", 0.3), 13: says("cat", 0.3)}, "cat", "line", true, []int{7, 8, 13}},
		{"none says it, all together do", members,
			map[int]Recognition{7: says("xbcd", 0.3), 8: says("abxd", 0.3), 13: says("axcd", 0.3)}, "abcd", "", true, []int{7, 8, 13}},
		{"nobody finds anything", members, nil, "", "", false, []int{7, 8, 13}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec := &scripted{says: tt.says}
			recipe := mustParse(t, "steps: [{threshold: {value: 1}}]\n"+tt.recipe)
			reader := NewReader(rec, recipe)
			got, err := reader.Read(t.Context(), bar())
			if err != nil {
				t.Fatal(err)
			}
			if got.Text != tt.want || got.Member != tt.member || got.Valid != tt.valid || got.Recipe != "test" {
				t.Errorf("got %+v; want %q by %q, %v", got, tt.want, tt.member, tt.valid)
			}
			if d := cmp.Diff(tt.asked, rec.asked); d != "" {
				t.Errorf("modes asked for (-want +got):\n%s", d)
			}
			// The same, from readings that were made one by one.
			var readings []Reading
			for i := range recipe.Cascade {
				one := *recipe
				one.Cascade, one.Accept = nil, Accept{}
				one.PSM = recipe.Cascade[i].PSM
				r, err := NewReader(rec, &one).Read(t.Context(), bar())
				if err != nil {
					t.Fatal(err)
				}
				readings = append(readings, r)
			}
			combined := reader.Combine(readings)
			if combined.Text != got.Text || combined.Confidence != got.Confidence || combined.Valid != got.Valid {
				t.Errorf("combined %+v, read %+v", combined, got)
			}
		})
	}
}

// The steps of the whole run once, those of each member on a picture of their own.
func TestCascadeSteps(t *testing.T) {
	recipe := mustParse(t, `
steps: [grayscale, {threshold: {value: 1}}, crop]
cascade:
  - {name: plain}
  - {name: framed, steps: [{border: {px: 5}}]}
  - {name: large, steps: [{scale: {factor: 2, filter: nearest}}, {border: {px: 1}}]}
`)
	rec := &columns{} // its confidence is 0.8, which is enough
	recipe.Accept.Confidence = 0.9
	reading, stages, err := NewReader(rec, recipe).Explain(t.Context(), bar())
	if err != nil || reading.Text != "III" || rec.calls != 3 {
		t.Fatalf("%+v, %v, %d calls", reading, err, rec.calls)
	}
	var got []string
	for _, s := range stages {
		got = append(got, fmt.Sprintf("%s:%s%v", s.Member, s.Name, s.Image.Bounds().Size()))
	}
	want := []string{":original(60,40)", ":grayscale(60,40)", ":threshold(60,40)", ":crop(14,10)",
		"framed:border(24,20)", "large:scale(28,20)", "large:border(30,22)"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("stages (-want +got):\n%s", d)
	}
	// All found the bars at the same places of the original image, so all three have one symbol at each.
	if d := cmp.Diff([]image.Rectangle{image.Rect(20, 15, 22, 25), image.Rect(26, 15, 28, 25), image.Rect(32, 15, 34, 25)}, boxesOf(reading)); d != "" {
		t.Errorf("boxes (-want +got):\n%s", d)
	}
	files, err := WriteStages(t.TempDir(), "a", stages)
	if err != nil || files[4] != "a-04-framed-border.png" {
		t.Errorf("files %v, %v", files, err)
	}
}

func boxesOf(r Reading) []image.Rectangle {
	var out []image.Rectangle
	for _, s := range r.Symbols {
		out = append(out, s.Box)
	}
	return out
}

func TestCascadeErrors(t *testing.T) {
	recipe := mustParse(t, "steps: [{threshold: {value: 1}}]\ncascade: [{name: a}, {name: b}]\n")
	broken := errors.New("engine is gone")
	if _, err := NewReader(failing{broken}, recipe).Read(t.Context(), bar()); !errors.Is(err, broken) || !strings.Contains(err.Error(), `"a"`) {
		t.Errorf("recogniser's error: %v", err)
	}
	rec := &columns{}
	got, err := NewReader(rec, recipe).Read(t.Context(), ground(30, 20))
	if err != nil || !got.Empty || rec.calls != 0 {
		t.Errorf("without ink: %+v, %v, %d calls", got, err, rec.calls)
	}
	if r := (NewReader(rec, recipe)).Combine(nil); r.Text != "" {
		t.Errorf("nothing combined: %+v", r)
	}
}

// A member that finds no ink leaves the answer to the others.
func TestCascadeMemberWithoutInk(t *testing.T) {
	recipe := mustParse(t, "steps: [{threshold: {value: 1}}]\ncascade: [{steps: [{despeckle: {min_area: 1000}}]}, {name: b}]\n")
	got, err := NewReader(&columns{}, recipe).Read(t.Context(), bar())
	if err != nil || got.Text != "III" || got.Member != "b" || got.Empty {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestReadPrepared(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	bars(img, 3, 20, 15)
	for _, text := range []string{
		"steps: [grayscale, {threshold: {value: 1}}, crop, {border: {px: 3}}]\n",
		"steps: [grayscale, {threshold: {value: 1}}, crop]\naccept: {confidence: 1}\ncascade: [{steps: [{border: {px: 3}}]}, {psm: 8}]\n",
	} {
		recipe := mustParse(t, text)
		reader := NewReader(&columns{}, recipe)
		p, err := Prepare(img)
		if err != nil {
			t.Fatal(err)
		}
		if p, err = p.Apply(t.Context(), recipe.Steps...); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the picture is not used up
			got, err := reader.ReadPrepared(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			want, err := reader.Read(t.Context(), img)
			if err != nil {
				t.Fatal(err)
			}
			got.Elapsed, want.Elapsed = 0, 0
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s (-read +read prepared):\n%s", text, d)
			}
		}
	}
}

// glyphReader is a Recognizer that tells the width of what it is given.
type glyphReader struct{ psm map[int]int }

func (g glyphReader) Recognize(_ context.Context, img *image.Gray, opts RecognizeOptions) (Recognition, error) {
	g.psm[opts.PSM]++
	ink := inkBounds(img)
	if ink.Dx() == 5 {
		return Recognition{}, nil
	}
	return Recognition{Confidence: float64(ink.Dx()) / 10, Symbols: []Symbol{
		{Text: ".", Confidence: 0.99, Box: ink}, {Text: string(rune('a' + ink.Dx())), Confidence: 0.9, Box: ink},
		{Text: "z", Confidence: 0.1, Box: ink},
	}}, nil
}

func TestReadGlyphs(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 80, 30))
	whiten(img.Pix)
	draw := func(x, w int) {
		for y := 5; y < 25; y++ {
			for i := range w {
				img.SetGray(x+i, y, color.Gray{})
			}
		}
	}
	draw(10, 3)
	draw(20, 4)
	draw(30, 5) // nothing is recognised there
	draw(40, 6)
	recipe := mustParse(t, "steps: [{threshold: {value: otsu}}, segment]\nrecognise: glyphs\ncharset: a-z\n")
	rec := glyphReader{map[int]int{}}
	got, err := NewReader(rec, recipe).Read(t.Context(), img)
	if err != nil {
		t.Fatal(err)
	}
	if got.Text != "deg" || got.Confidence != 0 {
		t.Errorf("got %q, %v; want deg, and no confidence for what is missing", got.Text, got.Confidence)
	}
	want := []image.Rectangle{image.Rect(10, 5, 13, 25), image.Rect(20, 5, 24, 25), image.Rect(40, 5, 46, 25)}
	if d := cmp.Diff(want, boxesOf(got)); d != "" {
		t.Errorf("boxes (-want +got):\n%s", d)
	}
	if d := cmp.Diff(map[int]int{10: 4}, rec.psm); d != "" {
		t.Errorf("modes (-want +got):\n%s", d)
	}
}
