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
