package ocr

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxWordListBytes bounds the file of a word list; the largest that Debian has is 7 MB.
const maxWordListBytes = 64 << 20

// wordLists loads the words of one recipe and of its cascade's members, each list once.
type wordLists struct {
	files   map[string][]string
	indexes map[wordKey]*wordIndex
}

// wordKey is all that the index of a recipe's words depends on.
type wordKey struct {
	file, words, charset string
	cases                Case
	length               Length
}

// index returns the index of the words that r may answer with, nil when it may answer with any.
func (l *wordLists) index(r *Recipe, u *rules) (*wordIndex, error) {
	if len(r.Words) == 0 && r.WordList == "" {
		return nil, nil
	}
	key := wordKey{r.WordList, strings.Join(r.Words, "\n"), r.Charset, r.Case, r.Length}
	if x, ok := l.indexes[key]; ok {
		return x, nil
	}
	words := r.Words
	if r.WordList != "" {
		if _, ok := l.files[r.WordList]; !ok {
			loaded, err := loadWords(r.WordList)
			if err != nil {
				return nil, err
			}
			if l.files == nil {
				l.files = map[string][]string{}
			}
			l.files[r.WordList] = loaded
		}
		words = slices.Concat(words, l.files[r.WordList])
	}
	usable := u.usable(words)
	if len(usable) == 0 {
		return nil, fmt.Errorf("none of the %d words in its list is within the charset and the length", len(words))
	}
	if l.indexes == nil {
		l.indexes = map[wordKey]*wordIndex{}
	}
	x := newWordIndex(usable)
	l.indexes[key] = x
	return x, nil
}

// usable returns the words as answers: within the charset but for their case, and of a valid length. Of each it says
// whether its case was changed.
func (u *rules) usable(words []string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		answer, ok := u.charset.inCase(w, u.cases)
		if !ok || !u.length.Holds(utf8.RuneCountInString(answer)) {
			continue
		}
		if changed, known := out[answer]; !known || changed {
			out[answer] = answer != w
		}
	}
	return out
}

// inCase returns a word in the case that the charset has it in; ok is false when it has other characters.
func (c charset) inCase(word string, cases Case) (answer string, ok bool) {
	if c == nil {
		if cases == CaseFold {
			return strings.ToLower(word), true
		}
		return word, true
	}
	var b strings.Builder
	for _, r := range word {
		m, ok := c.inAnyCase(r, cases == CaseFold)
		if !ok {
			return "", false
		}
		b.WriteRune(m)
	}
	return b.String(), true
}

// loadWords reads a file of words, one a line. Blank lines are passed over, and so are lines that hold spaces or more
// than 64 characters.
func loadWords(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("word list: %w", err)
	}
	defer f.Close()
	words, err := parseWords(io.LimitReader(f, maxWordListBytes+1))
	if err != nil {
		return nil, fmt.Errorf("word list %q: %w", path, err)
	}
	return words, nil
}

func parseWords(src io.Reader) ([]string, error) {
	var words []string
	size, line := 0, 0
	lines := bufio.NewScanner(src)
	for lines.Scan() {
		line++
		if size += len(lines.Bytes()) + 1; size > maxWordListBytes {
			return nil, fmt.Errorf("more than %d bytes, which is no word list", maxWordListBytes)
		}
		if !utf8.Valid(lines.Bytes()) {
			return nil, fmt.Errorf("line %d is not UTF-8", line)
		}
		word := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if word == "" || !readable(word) || utf8.RuneCountInString(word) > maxInlineWord {
			continue
		}
		words = append(words, word)
	}
	if err := lines.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return nil, errors.New("a line has more than 64 kB: want one word a line")
		}
		return nil, err
	}
	if len(words) == 0 {
		return nil, errors.New("has no words: want one a line")
	}
	return words, nil
}

// UseWordList makes the words of a file the answers that there may be, for the members of a cascade too, in place of
// any words that they have. A relative path is relative to the working directory.
func (r *Recipe) UseWordList(path string) {
	r.Words, r.WordList = nil, path
	r.Cascade = slices.Clone(r.Cascade)
	for i := range r.Cascade {
		r.Cascade[i].Words, r.Cascade[i].WordList = nil, ""
	}
}

// sortedWords returns the words in order.
func sortedWords(words map[string]bool) []string { return slices.Sorted(maps.Keys(words)) }
