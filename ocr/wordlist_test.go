package ocr

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseWords(t *testing.T) {
	got, err := parseWords(strings.NewReader("\ufeffwatch\r\n\n  flight \ntwo words\nA's\n" + strings.Repeat("x", 65) + "\nété"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"watch", "flight", "A's", "été"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestParseWordsErrors(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", "has no words"},
		{"blank", "\n \n", "has no words"},
		{"not UTF-8", "watch\n\nfl\xffght\n", "line 3 is not UTF-8"},
		{"one long line", strings.Repeat("watch ", 20000), "one word a line"},
	}
	for _, tt := range tests {
		if _, err := parseWords(strings.NewReader(tt.in)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

func FuzzParseWords(f *testing.F) {
	f.Add("watch\nflight\n")
	f.Add("\ufeffA's\r\n\xff\n")
	f.Fuzz(func(t *testing.T, data string) {
		words, err := parseWords(strings.NewReader(data))
		if err != nil {
			return
		}
		r := Recipe{Words: words}
		if err := r.Validate(); err != nil {
			t.Errorf("a word of a file is none in a recipe: %v", err)
		}
	})
}

// What is read is a word of the list, or it is what it was.
func FuzzWordAnswer(f *testing.F) {
	f.Add("watch catch", "vvatch")
	f.Add("corner", "comer")
	f.Add("ü ß ẞ", "uss")
	f.Fuzz(func(t *testing.T, list, seen string) {
		words, err := parseWords(strings.NewReader(strings.ReplaceAll(list, " ", "\n")))
		if err != nil || len(words) > 200 || len([]rune(seen)) > 40 {
			return
		}
		x := indexOf(words...)
		r := Reading{Symbols: symbols(seen), Text: seen, Confidence: 1}
		valid := x.answer(&r)
		if valid != x.has(r.Text) {
			t.Errorf("%q of %q: %q, %v", seen, words, r.Text, valid)
		}
		if x.has(seen) && r.Text != seen {
			t.Errorf("%q is a word, and was read as %q", seen, r.Text)
		}
		if r.Confidence < 0 || r.Confidence > 1 {
			t.Errorf("confidence %v", r.Confidence)
		}
	})
}

func TestUsableWords(t *testing.T) {
	tests := []struct {
		name   string
		recipe Recipe
		want   map[string]bool
	}{
		{"any", Recipe{}, map[string]bool{"watch": false, "Paris": false, "it's": false, "été": false, "a": false}},
		{"folded", Recipe{Case: CaseFold}, map[string]bool{"watch": false, "paris": true, "it's": false, "été": false, "a": false}},
		{"in lower case", Recipe{Charset: "a-z"}, map[string]bool{"watch": false, "paris": true, "a": false}},
		{"in upper case", Recipe{Charset: "A-Z"}, map[string]bool{"WATCH": true, "PARIS": true, "A": true}},
		{"in upper case, folded", Recipe{Charset: "A-Z", Case: CaseFold}, map[string]bool{"WATCH": true, "PARIS": true, "A": true}},
		{"of a length", Recipe{Length: Length{3, 4}}, map[string]bool{"it's": false, "été": false}},
	}
	for _, tt := range tests {
		rules := &rules{cases: tt.recipe.Case, length: tt.recipe.Length}
		var err error
		if rules.charset, err = parseCharset(tt.recipe.Charset); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.want, rules.usable([]string{"watch", "Paris", "it's", "été", "a"})); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
	// A list that has both has the word.
	if got := (&rules{cases: CaseFold}).usable([]string{"Mark", "mark"}); got["mark"] {
		t.Error("mark counts as a name although the list has it as a word")
	}
}

func TestReaderWordList(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("words.txt", "cat\nill\n")
	write("lists.yaml", "steps: [{threshold: {value: 1}}]\nword_list: words.txt\ncharset: a-z\n")
	recipe, err := LoadRecipe(filepath.Join(dir, "lists.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	reader := NewReader(&columns{}, recipe)
	if err := os.Remove(filepath.Join(dir, "words.txt")); err != nil { // it is loaded once
		t.Fatal(err)
	}
	got, err := reader.Read(t.Context(), bar())
	if err != nil || got.Text != "ill" || got.Raw != "III" || !got.Valid || joinSymbols(got.Symbols) != "iii" {
		t.Errorf("%+v, %v; want ill, from iii", got, err)
	}

	_, err = LoadRecipe(filepath.Join(dir, "lists.yaml"))
	if err == nil || !strings.Contains(err.Error(), "line 2: word_list: ") || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a list that is gone: %v", err)
	}
	write("member.yaml", "cascade:\n  - psm: 7\n  - psm: 8\n    word_list: .\n")
	_, err = LoadRecipe(filepath.Join(dir, "member.yaml"))
	if err == nil || !strings.Contains(err.Error(), "line 4: word_list: ") || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder as the list of a member: %v", err)
	}

	write("words.txt", "CAT\n")
	recipe.Charset = "0-9"
	if err := NewReader(&columns{}, recipe).Err(); err == nil || !strings.Contains(err.Error(), "none of the 1 words") {
		t.Errorf("a list without any word that may be: %v", err)
	}
}

func TestUseWordList(t *testing.T) {
	r := mustParse(t, "words: [a]\ncascade: [{words: [b]}, {word_list: c}]\n")
	before := r.Cascade
	r.UseWordList("d")
	for i := range r.Cascade {
		if m := r.member(i); len(m.Words) > 0 || m.WordList != "d" {
			t.Errorf("member %d: %+v", i, m)
		}
	}
	if len(r.Words) > 0 || r.WordList != "d" || len(before[0].Words) != 1 {
		t.Errorf("%+v, the cascade before %+v", r, before)
	}
}
