package bench

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/formbot/formbot/ocr"
)

// z95 is the normal deviate of a two-sided interval of 95 %.
const z95 = 1.959963984540054

// Wilson returns Wilson's interval for a share of which n trials with so many successes are known. z is the normal
// deviate of the level, 1.96 for 95 %. Without trials nothing is known: 0 to 1.
func Wilson(successes, n int, z float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	trials, share := float64(n), float64(successes)/float64(n)
	z2 := z * z
	middle := share + z2/(2*trials)
	half := z * math.Sqrt(share*(1-share)/trials+z2/(4*trials*trials))
	scale := 1 + z2/trials
	return max(0, (middle-half)/scale), min(1, (middle+half)/scale)
}

// score is how one answer compares with its label.
type score struct {
	answer     string // what was compared with the label
	got, want  string // both, with letter case as the corpus compares it
	distance   int    // characters to insert, delete or replace
	length     int    // of the label, in characters
	folded     bool   // the answer is the label, letter case aside
	sameLength bool   // the answer is as long as the label
}

// compare scores what was read. Of an expression the value is compared; what is none is compared as it is.
func (m Meta) compare(read, label string) score {
	s := score{answer: read}
	if m.Answer == AnswerArithmetic {
		if v, ok := ocr.Evaluate(read); ok {
			s.answer = strconv.FormatInt(v, 10)
		}
	}
	s.got, s.want = m.fold(s.answer), m.fold(label)
	s.distance = levenshtein.ComputeDistance(s.got, s.want)
	s.length = utf8.RuneCountInString(s.want)
	s.folded = foldCase(s.answer) == foldCase(label)
	s.sameLength = utf8.RuneCountInString(s.got) == s.length
	return s
}

func (m Meta) fold(s string) string {
	if m.Case == CaseFold {
		return foldCase(s)
	}
	return s
}

// percentile returns the value below which the share p of the sorted values lies, by the nearest rank; 0 of no values.
func percentile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(p * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}
