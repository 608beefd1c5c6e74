package bench

import (
	"cmp"
	"slices"
)

// Confusion says how often one character was taken for another, or for itself. Want is empty for characters that were read
// where there were none, Got for those that were missed.
type Confusion struct {
	Want  string `json:"want"`
	Got   string `json:"got"`
	Count int    `json:"count"`
}

// Right says that the character was read as what it is.
func (c Confusion) Right() bool { return c.Want == c.Got }

// confusions counts pairs of characters.
type confusions map[Pair]int

func (c confusions) add(want, got string) {
	for _, p := range Align(want, got) {
		c[p]++
	}
}

// list returns the counts, the errors first and of those the most frequent.
func (c confusions) list() []Confusion {
	out := make([]Confusion, 0, len(c))
	for p, n := range c {
		out = append(out, Confusion{Want: character(p.Want), Got: character(p.Got), Count: n})
	}
	slices.SortFunc(out, func(a, b Confusion) int {
		if a.Right() != b.Right() {
			if a.Right() {
				return 1
			}
			return -1
		}
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.Want, b.Want), cmp.Compare(a.Got, b.Got))
	})
	return out
}

func character(r rune) string {
	if r == 0 {
		return ""
	}
	return string(r)
}
