package captchagen

import (
	"regexp"
	"testing"
)

func TestWordList(t *testing.T) {
	words := wordList()
	if len(words) < 1500 {
		t.Errorf("%d words, want at least 1500", len(words))
	}
	plain := regexp.MustCompile(`^[a-z]{3,9}$`)
	for i, word := range words {
		if !plain.MatchString(word) {
			t.Errorf("%q is not three to nine letters from a to z", word)
		}
		if i > 0 && words[i-1] >= word {
			t.Errorf("%q comes after %q: sort the list, each word once", word, words[i-1])
		}
	}
}
