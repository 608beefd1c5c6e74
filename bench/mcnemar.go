package bench

import "math"

// McNemar returns the two-sided p-value of Q. McNemar's test, "Note on the sampling error of the difference between
// correlated proportions or percentages", Psychometrika 12 (1947): how likely two engines that read equally well would
// differ at least as much as these, of which each read some images right that the other did not. It is the exact test, by
// the binomial distribution, for all counts; the usual χ² is an approximation to it for large ones.
func McNemar(onlyA, onlyB int) float64 {
	n, k := onlyA+onlyB, min(onlyA, onlyB)
	if onlyA == onlyB {
		return 1
	}
	// The probability of each count is that of its neighbour times a ratio; by logarithms, since 2^-n may be too small.
	half := math.Log(0.5) * float64(n)
	logChoose, tail := 0.0, 0.0
	for i := range k + 1 {
		if i > 0 {
			logChoose += math.Log(float64(n-i+1)) - math.Log(float64(i))
		}
		tail += math.Exp(logChoose + half)
	}
	return min(1, 2*tail)
}

// Comparison tells how two engines read the same images.
type Comparison struct {
	Corpus string `json:"corpus"`
	// A and B are the engines' names.
	A string `json:"a"`
	B string `json:"b"`
	// Images counts those that both were given. Both read Both of them right, none of the two Neither.
	Images  int `json:"images"`
	Both    int `json:"both"`
	OnlyA   int `json:"only_a"`
	OnlyB   int `json:"only_b"`
	Neither int `json:"neither"`
	// P is McNemar's, for this pair alone.
	P float64 `json:"p"`
}

// Compare compares two engines on the images that both were given.
func Compare(a, b Result) Comparison {
	c := Comparison{Corpus: a.Name, A: a.Recipe, B: b.Recipe}
	right := make(map[string]bool, len(b.Readings))
	for _, r := range b.Readings {
		right[r.File] = r.Right
	}
	for _, r := range a.Readings {
		other, ok := right[r.File]
		switch {
		case !ok:
			continue
		case r.Right && other:
			c.Both++
		case r.Right:
			c.OnlyA++
		case other:
			c.OnlyB++
		default:
			c.Neither++
		}
		c.Images++
	}
	c.P = McNemar(c.OnlyA, c.OnlyB)
	return c
}

// compareAll compares each two engines on each corpus.
func compareAll(results []Result) []Comparison {
	out := []Comparison{}
	for i, a := range results {
		for _, b := range results[i+1:] {
			if a.Name == b.Name {
				out = append(out, Compare(a, b))
			}
		}
	}
	return out
}
