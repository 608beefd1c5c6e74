package ocr

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"
)

// newBallot weighs a reading. Its symbols count by how sure the recogniser was of them, and all of them by how sure it
// was of the whole. A reading that is not valid counts like one that nobody is sure of: most of its symbols may be right.
func newBallot(r Reading) ballot {
	whole := 0.3 + r.Confidence
	if !r.Valid {
		whole = 0.3
	}
	b := ballot{symbols: r.Symbols}
	var sum float64
	for _, s := range r.Symbols {
		// Tesseract's figures for symbols lie almost all above 0.9: a doubt of a seventh halves the weight.
		w := whole / (1 + 7*(1-min(max(s.Confidence, 0), 1)))
		b.weights = append(b.weights, w)
		sum += w
	}
	if len(r.Symbols) > 0 {
		b.gap = sum / float64(len(r.Symbols))
	}
	return b
}

// tally aligns readings, the weightiest first, and returns what they have at each place. Readings without symbols have
// no vote.
func tally(readings []Reading) []column {
	var ballots []ballot
	for _, r := range readings {
		if len(r.Symbols) > 0 {
			ballots = append(ballots, newBallot(r))
		}
	}
	slices.SortStableFunc(ballots, func(a, b ballot) int { return cmp.Compare(b.gap, a.gap) })
	var columns []column
	for _, b := range ballots {
		columns = alignWith(columns, b)
	}
	return columns
}

// elect chooses at each place what has most weight, so that the characters chosen are of a valid length and the sum of
// their weights is greatest. When no such length can be reached, it chooses without regard to it. The confidence of each
// symbol is its share of the votes.
func elect(columns []column, length Length) []Symbol {
	longest := 0
	for _, c := range columns {
		longest += c.longest()
	}
	// best[i][n] is the greatest weight of n characters from the first i columns; from is what was chosen for it.
	best := make([][]float64, len(columns)+1)
	from := make([][]int, len(columns)+1)
	for i := range best {
		best[i] = slices.Repeat([]float64{math.Inf(-1)}, longest+1)
		from[i] = make([]int, longest+1)
	}
	best[0][0] = 0
	for i, c := range columns {
		for n, sum := range best[i] {
			if math.IsInf(sum, -1) {
				continue
			}
			choose := func(k int, w float64, choice int) {
				if sum+w > best[i+1][n+k] {
					best[i+1][n+k], from[i+1][n+k] = sum+w, choice
				}
			}
			for k, v := range c.votes {
				choose(utf8.RuneCountInString(v.text), v.weight, k)
			}
			choose(0, c.gap, nothing)
		}
	}
	end, found := 0, false
	for _, free := range []bool{false, true} {
		for n, sum := range best[len(columns)] {
			if (free || length.Holds(n)) && !math.IsInf(sum, -1) && (!found || sum > best[len(columns)][end]) {
				end, found = n, true
			}
		}
		if found {
			break
		}
	}
	var out []Symbol
	for i, n := len(columns), end; i > 0; i-- {
		choice := from[i][n]
		if choice == nothing {
			continue
		}
		v := columns[i-1].votes[choice]
		out = append(out, Symbol{Text: v.text, Confidence: v.weight / columns[i-1].total(), Box: v.box})
		n -= utf8.RuneCountInString(v.text)
	}
	slices.Reverse(out)
	return out
}

// nothing is the choice of a gap.
const nothing = -1

// longest is the number of characters of the longest text at a place.
func (c column) longest() int {
	n := 0
	for _, v := range c.votes {
		n = max(n, utf8.RuneCountInString(v.text))
	}
	return n
}
