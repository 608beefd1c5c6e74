package ocr

import (
	"image"
	"math"
)

// column is what several readings have at one place of an answer.
type column struct {
	votes []vote // by text
	// gap is the weight of the readings that have nothing there.
	gap float64
}

// vote is one text at one place.
type vote struct {
	text       string
	weight     float64
	confidence float64         // of the surest symbol of that text
	box        image.Rectangle // of that symbol
}

// total is the weight of all readings at a place.
func (c column) total() float64 {
	sum := c.gap
	for _, v := range c.votes {
		sum += v.weight
	}
	return sum
}

// add counts a symbol.
func (c *column) add(s Symbol, weight float64) {
	for i := range c.votes {
		v := &c.votes[i]
		if v.text != s.Text {
			continue
		}
		v.weight += weight
		if s.Confidence > v.confidence {
			v.confidence, v.box = s.Confidence, s.Box
		}
		return
	}
	c.votes = append(c.votes, vote{s.Text, weight, s.Confidence, s.Box})
}

// ballot is a reading with its weight in a vote.
type ballot struct {
	symbols []Symbol
	weights []float64 // by symbol
	gap     float64   // where it has no symbol
}

const (
	// gapScore is the score of a place at which one side has nothing; that of two equal symbols is 1.
	gapScore = -0.25
	// apartScore is the score of two places that are a character's width or more apart in the image.
	apartScore = -0.5
)

// alignWith adds a ballot to columns that others made, so that the sum of the scores of what meets in one column is greatest:
// the alignment of Needleman and Wunsch (Journal of Molecular Biology 48, 1970) of a sequence with the columns so far, as
// ROVER does it with transcripts of speech (J. Fiscus, IEEE ASRU 1997). Symbols meet the better, the more they look alike
// and the nearer they are in the image.
func alignWith(columns []column, b ballot) []column {
	n, m := len(columns), len(b.symbols)
	if n == 0 {
		out := make([]column, m)
		for j, s := range b.symbols {
			out[j].add(s, b.weights[j])
		}
		return out
	}
	others := columns[0].total()
	width := meanWidth(columns, b.symbols)
	score := make([][]float64, n+1)
	for i := range score {
		score[i] = make([]float64, m+1)
		for j := range score[i] {
			switch {
			case i == 0:
				score[i][j] = float64(j) * gapScore
			case j == 0:
				score[i][j] = float64(i) * gapScore
			default:
				score[i][j] = max(score[i-1][j-1]+meet(columns[i-1], b.symbols[j-1], width),
					score[i-1][j]+gapScore, score[i][j-1]+gapScore)
			}
		}
	}
	// Back from the end, by the same sums.
	out := make([]column, 0, n+m)
	for i, j := n, m; i > 0 || j > 0; {
		switch {
		case i > 0 && j > 0 && score[i][j] == score[i-1][j-1]+meet(columns[i-1], b.symbols[j-1], width):
			i, j = i-1, j-1
			c := columns[i]
			c.add(b.symbols[j], b.weights[j])
			out = append(out, c)
		case i > 0 && (j == 0 || score[i][j] == score[i-1][j]+gapScore):
			i--
			c := columns[i]
			c.gap += b.gap
			out = append(out, c)
		default:
			j--
			c := column{gap: others}
			c.add(b.symbols[j], b.weights[j])
			out = append(out, c)
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// meet scores that a symbol is what a column has: from apartScore to 1.
func meet(c column, s Symbol, width float64) float64 {
	var score, sum float64
	for _, v := range c.votes {
		score += v.weight * (resemblance(v.text, s.Text) + apartScore*apart(v.box, s.Box, width))
		sum += v.weight
	}
	return score / sum
}

// resemblance is 1 for equal texts and 0 for those that have nothing in common.
func resemblance(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := []rune(a), []rune(b)
	if len(x) != 1 || len(y) != 1 {
		return 0
	}
	return 1 - float64(substituteCost(x[0], y[0]))/costPlain
}

// apart is how far the middles of two boxes are from each other, in widths of a character, at most 1; 0 when a place is
// not known.
func apart(a, b image.Rectangle, width float64) float64 {
	if a.Empty() || b.Empty() || width == 0 {
		return 0
	}
	return min(1, math.Abs(float64(a.Min.X+a.Max.X-b.Min.X-b.Max.X)/2)/width)
}

// meanWidth is the mean width of all symbols whose place is known, in px.
func meanWidth(columns []column, symbols []Symbol) float64 {
	var sum, n float64
	for _, c := range columns {
		for _, v := range c.votes {
			if !v.box.Empty() {
				sum, n = sum+float64(v.box.Dx()), n+1
			}
		}
	}
	for _, s := range symbols {
		if !s.Box.Empty() {
			sum, n = sum+float64(s.Box.Dx()), n+1
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}
