package ocr

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The costs of one edit that turns what was seen into what was meant, in hundredths of a plain one.
const (
	costCase    = 15  // the same letter in the other case
	costAlike   = 30  // hardly to be told apart, alone
	costNear    = 60  // alike but for one stroke
	costThin    = 80  // a stroke too many or too few
	costPlain   = 100 // anything else
	costJoined  = 40  // two characters seen as one or one as two, hardly to be told apart
	costTouched = 70  // two that become one when they touch, and the other way round
)

// thin are characters of one stroke, which are lost in noise and found in it.
const thin = "iIlLjJtTfrR1!|.,:;'`’-"

// alike are groups of characters that are hardly to be told apart (Unicode Technical Standard 39, confusables.txt).
var alike = []string{"iIl1|!", "0oO", "5sS", "2zZ", "8B", "6b", "6G", "9gq", "4A", "cC(", "vV", "uU", "xX×*", "-_~–—−"}

// near are groups that differ by one stroke, or by how a stroke bends.
var near = []string{
	// lower case
	"ceo", "oa", "ea", "es", "sa", "ae", "un", "ua", "uv", "nh", "nr", "hb", "hk", "bd", "gy", "yv", "qg", "ijl1:;", "ltf", "itf",
	"rtf", "mn", "mw", "wv", "vr", "xk", "xv", "az", "zx", "pb", "pq", "dcl", "lr", "fs", "sg", "tc", "dao",
	// upper case
	"BERP", "PRF", "CGO", "DOQ0", "EF", "HNM", "IT", "MW", "UVY", "VY", "KX", "LI", "SG",
	// digits
	"B83", "S58", "Z27", "71T", "17/", "56", "35", "38", "69", "08", "49", "27", "3E", "06CGO", "1t", "7J", "9a", "0a",
	// operators
	"t+f", "x+*", "-=+",
}

// joined are two characters and the one that they are taken for.
var joined = []struct {
	two  string
	one  rune
	cost int32
}{
	{"rn", 'm', costJoined}, {"cl", 'd', costJoined}, {"vv", 'w', costJoined}, {"VV", 'W', costJoined},
	{"ri", 'n', costJoined}, {"ii", 'u', costJoined}, {"il", 'u', costJoined}, {"li", 'u', costJoined}, {"lo", 'b', costJoined},
	{"IO", '1', costTouched}, {"nn", 'm', costTouched}, {"ni", 'm', costTouched}, {"in", 'm', costTouched},
	{"ln", 'm', costTouched}, {"nl", 'm', costTouched}, {"uu", 'w', costTouched}, {"li", 'h', costTouched},
	{"ti", 'n', costTouched}, {"ci", 'a', costTouched}, {"ol", 'd', costTouched}, {"cl", 'a', costTouched},
	{"lc", 'k', costTouched}, {"lr", 'k', costTouched}, {"ti", 'h', costTouched}, {"fi", 'h', costTouched},
	{"iv", 'w', costTouched}, {"vi", 'w', costTouched}, {"ll", 'u', costTouched}, {"LI", 'U', costTouched},
	{"iJ", 'U', costTouched}, {"ij", 'y', costTouched}, {"tl", 'd', costTouched}, {"rr", 'n', costTouched},
	{"rt", 'n', costTouched}, {"oc", 'x', costTouched}, {"ve", 'w', costTouched}, {"rm", 'n', costPlain},
}

// substituteCost returns what it costs that seen was meant to be meant.
func substituteCost(seen, meant rune) int32 {
	if seen == meant {
		return 0
	}
	if unicode.ToLower(seen) == unicode.ToLower(meant) {
		return costCase
	}
	if inOneGroup(alike, seen, meant) {
		return costAlike
	}
	if inOneGroup(near, seen, meant) {
		return costNear
	}
	return costPlain
}

func inOneGroup(groups []string, a, b rune) bool {
	for _, g := range groups {
		if strings.ContainsRune(g, a) && strings.ContainsRune(g, b) {
			return true
		}
	}
	return false
}

// resembling returns the characters for which substituteCost(seen, …) is below costPlain, seen itself excepted. A
// character may occur more than once.
func resembling(seen rune) []rune {
	out := []rune{unicode.ToLower(seen), unicode.ToUpper(seen)}
	for _, groups := range [][]string{alike, near} {
		for _, g := range groups {
			if strings.ContainsRune(g, seen) {
				out = append(out, []rune(g)...)
			}
		}
	}
	return out
}

// missCost returns what it costs that a character was meant and not seen.
func missCost(meant rune) int32 {
	if strings.ContainsRune(thin, meant) {
		return costThin
	}
	return costPlain
}

// sighting is what was seen, character by character.
type sighting struct {
	runes []rune
	// weights are in hundredths: how much an edit of that character costs against the others.
	weights []int32
	// backwards says that runes are in reverse order.
	backwards bool
}

// reversed is the same backwards.
func (s sighting) reversed() sighting {
	out := sighting{slices.Clone(s.runes), slices.Clone(s.weights), !s.backwards}
	slices.Reverse(out.runes)
	slices.Reverse(out.weights)
	return out
}

// newSighting weighs the characters of symbols by how sure the recogniser was of each. Its figures are taken as telling
// only which symbols it doubts more than others: recognisers differ in scale, and Tesseract's lie almost all above 0.9,
// right or wrong. A symbol of average doubt has weight 1, one without any 1.5, and one of great doubt little more than
// 0.5.
func newSighting(symbols []Symbol) sighting {
	var mean float64
	for _, s := range symbols {
		mean += doubt(s) / float64(len(symbols))
	}
	var out sighting
	for _, s := range symbols {
		weight := int32(100 * (0.5 + mean/(mean+doubt(s))))
		for _, r := range s.Text {
			out.runes = append(out.runes, r)
			out.weights = append(out.weights, weight)
		}
	}
	return out
}

// doubt is how unsure a recogniser is of a symbol; the hundredth keeps differences among sure ones from counting.
func doubt(s Symbol) float64 { return 1.01 - min(max(s.Confidence, 0), 1) }

// dropCost returns what it costs that the j-th character seen was meant to be nothing.
func (s sighting) dropCost(j int) int32 { return missCost(s.runes[j]) * s.weights[j] / 100 }

func (s sighting) substituteCost(j int, meant rune) int32 {
	return substituteCost(s.runes[j], meant) * s.weights[j] / 100
}

// merges are the characters that the j-th and the one before it may have been meant as, together.
func (s sighting) merges(j int, yield func(meant rune, cost int32)) {
	if j == 0 {
		return
	}
	for _, p := range joined {
		first, second := s.pair(p.two)
		if s.runes[j-1] == first && s.runes[j] == second {
			yield(p.one, p.cost*(s.weights[j-1]+s.weights[j])/200)
		}
	}
}

// splits are the pairs that the j-th character may have been meant as.
func (s sighting) splits(j int, yield func(first, second rune, cost int32)) {
	for _, p := range joined {
		if s.runes[j] == p.one {
			first, second := s.pair(p.two)
			yield(first, second, p.cost*s.weights[j]/100)
		}
	}
}

// pair returns two characters in the order in which they are met.
func (s sighting) pair(two string) (first, second rune) {
	first, size := utf8.DecodeRuneInString(two)
	second, _ = utf8.DecodeRuneInString(two[size:])
	if s.backwards {
		return second, first
	}
	return first, second
}

// editCost returns the least cost of edits that turn what was seen into a word: the distance of Levenshtein with weights,
// and with pairs that are taken for one character.
func (s sighting) editCost(word []rune) int32 {
	n := len(s.runes)
	rows := make([][]int32, len(word)+1)
	for d := range rows {
		rows[d] = make([]int32, n+1)
		for j := range rows[d] {
			if d == 0 && j == 0 {
				continue
			}
			best := int32(1 << 30)
			if d > 0 {
				best = rows[d-1][j] + missCost(word[d-1])
			}
			if j > 0 {
				best = min(best, rows[d][j-1]+s.dropCost(j-1))
			}
			if d > 0 && j > 0 {
				best = min(best, rows[d-1][j-1]+s.substituteCost(j-1, word[d-1]))
				if j > 1 {
					s.merges(j-1, func(meant rune, cost int32) {
						if meant == word[d-1] {
							best = min(best, rows[d-1][j-2]+cost)
						}
					})
				}
				if d > 1 {
					s.splits(j-1, func(first, second rune, cost int32) {
						if first == word[d-2] && second == word[d-1] {
							best = min(best, rows[d-2][j-1]+cost)
						}
					})
				}
			}
			rows[d][j] = best
		}
	}
	return rows[len(word)][n]
}
