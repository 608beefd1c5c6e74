package bench

// Pair is one step of an alignment: a character of the label and what was read for it. A zero Want is a character that was
// read though nothing stood there, a zero Got one that was missed.
type Pair struct{ Want, Got rune }

// Align lays what was read beside the label so that as few characters as possible are inserted, missed or taken for others:
// R. A. Wagner and M. J. Fischer, "The String-to-String Correction Problem", Journal of the ACM 21 (1974). Where there are
// several such alignments, it prefers, from the end, to pair characters, then to miss one.
func Align(want, got string) []Pair {
	w, g := []rune(want), []rune(got)
	// cost[i][j] is that of turning the first i characters of want into the first j of got.
	cost := make([][]int, len(w)+1)
	for i := range cost {
		cost[i] = make([]int, len(g)+1)
		cost[i][0] = i
	}
	for j := range cost[0] {
		cost[0][j] = j
	}
	for i := 1; i <= len(w); i++ {
		for j := 1; j <= len(g); j++ {
			cost[i][j] = min(cost[i-1][j-1]+differ(w[i-1], g[j-1]), cost[i-1][j]+1, cost[i][j-1]+1)
		}
	}
	pairs := make([]Pair, 0, max(len(w), len(g)))
	for i, j := len(w), len(g); i > 0 || j > 0; {
		switch {
		case i > 0 && j > 0 && cost[i][j] == cost[i-1][j-1]+differ(w[i-1], g[j-1]):
			i, j = i-1, j-1
			pairs = append(pairs, Pair{w[i], g[j]})
		case i > 0 && cost[i][j] == cost[i-1][j]+1:
			i--
			pairs = append(pairs, Pair{Want: w[i]})
		default:
			j--
			pairs = append(pairs, Pair{Got: g[j]})
		}
	}
	for i, j := 0, len(pairs)-1; i < j; i, j = i+1, j-1 {
		pairs[i], pairs[j] = pairs[j], pairs[i]
	}
	return pairs
}

func differ(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}
