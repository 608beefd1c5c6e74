package bench

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"github.com/google/go-cmp/cmp"
)

// TestAlign has the examples of Wagner and Fischer's problem in the textbooks, and those that tell ties apart.
func TestAlign(t *testing.T) {
	for _, tt := range []struct{ want, got, pairs string }{
		{"sitting", "kitten", "s/k i/i t/t t/t i/e n/n g/"},
		{"kitten", "sitting", "k/s i/i t/t t/t e/i n/n /g"},
		{"saturday", "sunday", "s/s a/ t/ u/u r/n d/d a/a y/y"},
		{"forward", "orwana", "f/ o/o r/r w/w a/a r/n d/a"},
		{"été", "ete", "é/e t/t é/e"},
		{"", "ab", "/a /b"},
		{"ab", "", "a/ b/"},
		{"", "", ""},
		{"a", "aa", "/a a/a"},
		{"aa", "a", "a/ a/a"},
	} {
		var parts []string
		for _, p := range Align(tt.want, tt.got) {
			parts = append(parts, character(p.Want)+"/"+character(p.Got))
		}
		if diff := cmp.Diff(tt.pairs, strings.Join(parts, " ")); diff != "" {
			t.Errorf("%q read as %q (-want +got):\n%s", tt.want, tt.got, diff)
		}
	}
}

// FuzzAlign holds alignments against the texts and their distance, which another implementation computes.
func FuzzAlign(f *testing.F) {
	for _, s := range [][2]string{{"watch", "watoh"}, {"", "x"}, {"0oO", "o0"}, {"abcabc", "bcab"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, want, got string) {
		if len(want) > 100 || len(got) > 100 || !utf8.ValidString(want) || !utf8.ValidString(got) || strings.ContainsRune(want+got, 0) {
			return
		}
		var w, g strings.Builder
		cost := 0
		for _, p := range Align(want, got) {
			w.WriteString(character(p.Want))
			g.WriteString(character(p.Got))
			cost += differ(p.Want, p.Got)
		}
		if w.String() != want || g.String() != got || cost != levenshtein.ComputeDistance(want, got) {
			t.Errorf("%q read as %q: aligned %q with %q at %d, want %d", want, got, w.String(), g.String(), cost, levenshtein.ComputeDistance(want, got))
		}
	})
}

func TestConfusions(t *testing.T) {
	c := confusions{}
	c.add("book", "b0ok")
	c.add("moor", "m0or")
	c.add("fil", "fill")
	c.add("cat", "at")
	got := c.list()[:4]
	want := []Confusion{{"o", "0", 2}, {"", "l", 1}, {"c", "", 1}, {"o", "o", 2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	total := 0
	for _, e := range c.list() {
		total += e.Count
	}
	if total != 4+4+4+3 {
		t.Errorf("%d pairs in all, want 15", total)
	}
}
