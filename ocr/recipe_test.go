package ocr

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseRecipe(t *testing.T) {
	got, err := ParseRecipe("news.yaml", []byte(`
name: news
description: "all that a recipe may have"
steps:
  - grayscale
  - invert: {when: yes}
  - threshold: {value: 0x40}
  - despeckle:
      min_area: 3
      max_height: 60
  - crop:
  - scale: {factor: 3, filter: area}
  - border: {}
psm: 8
language: eng+deu
charset: 0123456789
case: fold
`))
	if err != nil {
		t.Fatal(err)
	}
	want := &Recipe{
		Name:        "news",
		Description: "all that a recipe may have",
		Steps: []Step{
			{Name: "grayscale"},
			{"invert", map[string]any{"when": "yes"}},
			{"threshold", map[string]any{"value": 64}},
			{"despeckle", map[string]any{"min_area": 3, "max_height": 60}},
			{Name: "crop"},
			{"scale", map[string]any{"factor": 3.0, "filter": "area"}},
			{Name: "border"},
		},
		Recognise: RecognisePage, PSM: 8, Language: "eng+deu", Charset: "0123456789", Case: CaseFold, Answer: AnswerText,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestParseRecipeDefaults(t *testing.T) {
	got, err := ParseRecipe("x", []byte("steps: []\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Recipe{
		Name: "x", Steps: []Step{}, Recognise: RecognisePage, PSM: 7, Language: "eng", Case: CaseKeep, Answer: AnswerText,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestParseRecipeAnswer(t *testing.T) {
	got, err := ParseRecipe("x", []byte(`
charset: a-z
confusables: {0: o, "|": "", ß: ss}
length: {min: 3, max: 9}
words:
  - watch
  - 12
word_list: lists/more.txt
accept: {confidence: 0.75}
cascade:
  - name: glyphs
    steps: [segment]
    recognise: glyphs
    length: 4
  - psm: 8
    confusables: {}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := &Recipe{
		Name: "x", Recognise: RecognisePage, PSM: 7, Language: "eng", Charset: "a-z", Case: CaseKeep, Answer: AnswerText,
		Confusables: map[string]string{"0": "o", "|": "", "ß": "ss"},
		Length:      Length{3, 9},
		Words:       []string{"watch", "12"},
		WordList:    "lists/more.txt",
		Accept:      Accept{0.75},
		Cascade: []Recipe{
			{Name: "glyphs", Steps: []Step{{Name: "segment"}}, Recognise: RecogniseGlyphs, Length: Length{4, 4}},
			{PSM: 8, Confusables: map[string]string{}},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}

	wantMembers := []Recipe{
		{Name: "glyphs", Steps: []Step{{Name: "segment"}}, Recognise: RecogniseGlyphs, PSM: 10, Language: "eng",
			Charset: "a-z", Case: CaseKeep, Answer: AnswerText, Confusables: got.Confusables, Length: Length{4, 4},
			Words: got.Words, WordList: got.WordList},
		{Name: "2", Recognise: RecognisePage, PSM: 8, Language: "eng", Charset: "a-z", Case: CaseKeep, Answer: AnswerText,
			Confusables: map[string]string{}, Length: Length{3, 9}, Words: got.Words, WordList: got.WordList},
	}
	for i, want := range wantMembers {
		if d := cmp.Diff(want, got.member(i)); d != "" {
			t.Errorf("member %d with what it has from the whole (-want +got):\n%s", i, d)
		}
	}

	text, err := got.YAML()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseRecipe("again", text)
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	for i := range again.Cascade {
		if len(again.Cascade[i].Steps) == 0 {
			again.Cascade[i].Steps = nil // "steps: []" is written
		}
	}
	again.Steps = nil
	if d := cmp.Diff(got, again); d != "" {
		t.Errorf("after writing and parsing (-want +got):\n%s\n%s", d, text)
	}
}

func TestParseRecipeAnswerErrors(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"length zero", "name: a\nlength: 0\n", "line 2: length: want at least 1"},
		{"length backwards", "name: a\nlength: {min: 5, max: 4}\n", "line 2: length: min 5 and max 4"},
		{"length of a wrong kind", "length: six\n", "line 1: length: want a whole number or {min: 4, max: 6}, not six"},
		{"length with a wrong key", "length:\n  min: 4\n  mox: 6\n", `line 3: unknown key "mox" (did you mean "max"?)`},
		{"length broken", "length: {min: 4.5}\n", "line 1: want a whole number, not 4.5"},
		{"length too long", "length: 65\n", "line 1: length: min 65 and max 65: want 0 to 64"},
		{"confusable of two", "confusables: {rn: m}\n", `line 1: confusables: "rn" must be one character`},
		{"confusable to a space", "confusables: {a: ' '}\n", `line 1: confusables: "a" becomes " "`},
		{"no words", "words: []\n", "line 1: words: want at least one"},
		{"a word with a space", "words:\n  - watch\n  - two words\n", `line 3: words: "two words"`},
		{"answer", "answer: math\n", `line 1: answer must be text or arithmetic, not "math"`},
		{"arithmetic words", "words: [a]\nanswer: arithmetic\n", "line 2: answer: arithmetic cannot go with words"},
		{"recognise", "recognise: words\n", `line 1: recognise must be page or glyphs, not "words"`},
		{"accept alone", "accept: {confidence: 0.5}\n", "line 1: accept is for a cascade"},
		{"accept too high", "cascade: [{psm: 8}]\naccept: {confidence: 2}\n", "line 2: accept: confidence must be a number from 0 to 1, not 2"},
		{"accept zero", "cascade: [{psm: 8}]\naccept: {confidence: 0}\n", "line 2: accept: confidence must be above 0"},
		{"accept a word", "cascade: [{psm: 8}]\naccept: {confidence: high}\n", "line 2: want a number, not high"},
		{"accept a wrong key", "accept: {confidnce: 1}\n", `line 1: unknown key "confidnce" (did you mean "confidence"?)`},
		{"no cascade", "cascade: []\n", "line 1: cascade: want at least one recipe"},
		{"a member's psm", "cascade:\n  - psm: 8\n  - psm: 2\n", "line 3: cascade 2: psm must be 3 to 11 or 13, not 2"},
		{"a member's step", "cascade:\n  - psm: 8\n    steps:\n      - cropp\n", `line 4: unknown step "cropp" (did you mean "crop"?)`},
		{"a member's key", "cascade:\n  - psn: 8\n", `line 2: unknown key "psn" (did you mean "psm"?)`},
		{"a cascade in a cascade", "cascade:\n  - psm: 8\n    cascade:\n      - psm: 7\n", "line 4: cascade 1: a recipe of a cascade has no cascade"},
		{"a member that accepts", "cascade:\n  - psm: 8\n    accept: {confidence: 0.5}\n", "line 3: cascade 1: accept belongs to the recipe"},
		{"a member's answer", "cascade:\n  - answer: arithmetic\n", "line 2: cascade 1: answer must be that of the whole cascade, text"},
		{"too many members", "cascade:\n" + strings.Repeat("  - psm: 8\n", 33), "line 34: a cascade has at most 32 recipes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseRecipe("news.yaml", []byte(tt.in))
			want := `parse recipe "news.yaml" ` + tt.want
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("\ngot  %v\nwant %s", err, want)
			}
		})
	}
}

func TestParseRecipeErrors(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"unknown step", "name: a\nsteps:\n  - grayscale: {}\n  - thresold: {value: 1}\n",
			`parse recipe "news.yaml" line 4: unknown step "thresold" (did you mean "threshold"?)`},
		{"unknown key", "nam: a\n", `parse recipe "news.yaml" line 1: unknown key "nam" (did you mean "name"?)`},
		{"unknown parameter", "steps:\n  - border:\n      pixels: 1\n",
			`parse recipe "news.yaml" line 3: step "border" has no parameter "pixels" (there are: px)`},
		{"out of range", "steps:\n  - crop\n  - border: {px: 5000}\n",
			`parse recipe "news.yaml" line 3: step "border": px must be a whole number from 0 to 500 px, not 5000`},
		{"two steps in one", "steps:\n  - crop: {}\n    border: {}\n", `parse recipe "news.yaml" line 2: want one step`},
		{"a list of values", "steps:\n  - border: {px: [1, 2]}\n", `parse recipe "news.yaml" line 2: want a single value`},
		{"a bare value", "steps:\n  - border: 10\n",
			`parse recipe "news.yaml" line 2: want the parameters of step "border"`},
		{"steps are no list", "steps: crop\n", `parse recipe "news.yaml" line 1: want a list`},
		{"duplicate parameter", "steps:\n  - border: {px: 1, px: 2}\n", `parse recipe "news.yaml" line 2: `},
		{"psm", "name: a\npsm: 12\n", `parse recipe "news.yaml" line 2: psm must be 3 to 11 or 13, not 12`},
		{"psm zero", "name: a\npsm: 0\n", `parse recipe "news.yaml" line 2: psm must be 3 to 11 or 13, not 0`},
		{"psm broken", "name: a\npsm: 7.5\n", `parse recipe "news.yaml" line 2: psm must be 3 to 11 or 13, not 7.5`},
		{"psm word", "name: a\npsm: line\n", `parse recipe "news.yaml" line 2: psm must be 3 to 11 or 13, not line`},
		{"no step", "steps:\n  - crop\n  -\n", `parse recipe "news.yaml" line 3: step 2: a step has no name`},
		{"language", "name: a\nlanguage: ../../etc/passwd\n", `parse recipe "news.yaml" line 2: language "../../etc/passwd"`},
		{"charset", "name: a\n\ncharset: z-a\n", `parse recipe "news.yaml" line 3: charset "z-a": the range z-a runs backwards`},
		{"case", "case: lower\n", `parse recipe "news.yaml" line 1: case must be keep or fold, not "lower"`},
		{"empty", "", `parse recipe "news.yaml": is empty`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseRecipe("news.yaml", []byte(tt.in))
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("\ngot  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestBuiltInRecipes(t *testing.T) {
	if d := cmp.Diff([]string{"book", "book-cascade", "plain"}, BuiltInNames()); d != "" {
		t.Errorf("names (-want +got):\n%s", d)
	}
	for _, name := range BuiltInNames() {
		r, ok := BuiltIn(name)
		if !ok || r.Name != name || r.Description == "" {
			t.Errorf("%s: %+v, %v", name, r, ok)
			continue
		}
		text, err := r.YAML()
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseRecipe("again", text)
		if err != nil {
			t.Fatalf("%s:\n%s\n%v", name, text, err)
		}
		if d := cmp.Diff(r, again); d != "" {
			t.Errorf("%s after writing and parsing (-want +got):\n%s", name, d)
		}
	}
	if _, ok := BuiltIn("../recipes/book"); ok {
		t.Error("a path is no name")
	}
}

func TestRecipeYAML(t *testing.T) {
	r := &Recipe{Name: "yes", Description: "a: \"b\" # c\n\x00é", Charset: "#a-c",
		Steps: []Step{{"scale", map[string]any{"filter": "area", "factor": 3}}, {Name: "crop"}}}
	got, err := r.YAML()
	if err != nil {
		t.Fatal(err)
	}
	want := `name: "yes"
description: "a: \"b\" # c\n\x00é"
steps:
  - scale: {factor: 3, filter: area}
  - crop: {}
psm: 7
language: eng
charset: "#a-c"
case: keep
`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	r.Steps[0].Name = "scael"
	if _, err := r.YAML(); err == nil || !strings.Contains(err.Error(), `recipe "yes": step 1: unknown step "scael"`) {
		t.Errorf("an invalid recipe: %v", err)
	}
}

func TestLoadRecipe(t *testing.T) {
	t.Chdir(t.TempDir())
	if r, err := LoadRecipe("plain"); err != nil || r.Name != "plain" {
		t.Errorf("built-in: %v, %v", r, err)
	}
	if err := os.WriteFile("shop.yaml", []byte("steps: [crop]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err := LoadRecipe(filepath.Join(".", "shop.yaml")); err != nil || r.Name != "shop" || len(r.Steps) != 1 {
		t.Errorf("file: %+v, %v", r, err)
	}
	_, err := LoadRecipe("bok")
	want := `unknown recipe "bok" (did you mean "book"?): give the path of a YAML file, or a built-in one: book, book-cascade, plain`
	if err == nil || err.Error() != want {
		t.Errorf("unknown:\ngot  %v\nwant %s", err, want)
	}
	if _, err := LoadRecipe("."); err == nil || !strings.Contains(err.Error(), "read recipe") {
		t.Errorf("a folder: %v", err)
	}
	if err := os.WriteFile("huge.yaml", make([]byte, maxRecipeBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadRecipe("huge.yaml"); err == nil || !strings.Contains(err.Error(), "no recipe") {
		t.Errorf("a huge file: %v", err)
	}
}

func FuzzParseRecipe(f *testing.F) {
	for _, name := range BuiltInNames() {
		data, err := builtInFiles.ReadFile("recipes/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("name: \"a\\nb\"\nsteps: [crop, {scale: {factor: 2.5}}, border: ]\ncharset: '0-9'\ncase: fold\n"))
	f.Add([]byte("confusables: {0: o, '|': ''}\nlength: {min: 3}\nwords: [a, '1']\ncascade: [{psm: 8, length: 4}, {recognise: glyphs}]\n"))
	f.Add([]byte("answer: arithmetic\naccept: {confidence: .5}\ncascade:\n  - word_list: ''\n    confusables: {}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ParseRecipe("fuzz", data)
		if err != nil {
			return
		}
		text, err := r.YAML()
		if err != nil {
			t.Fatalf("a parsed recipe cannot be written: %v", err)
		}
		again, err := ParseRecipe("fuzz", text)
		if err != nil {
			t.Fatalf("what was written cannot be parsed: %v\n%s", err, text)
		}
		second, err := again.YAML()
		if err != nil || string(second) != string(text) {
			t.Errorf("written twice, it differs: %v\n%s\n%s", err, text, second)
		}
	})
}
