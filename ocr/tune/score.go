package tune

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/formbot/formbot/ocr"
)

// scorer compares readings with labels.
type scorer struct {
	fold       bool
	arithmetic bool
}

// partial is what a reading that is not right can score at most.
const partial = 0.5

// shapely is what a wrong reading scores that is an expression at least.
const shapely = 0.2

// score is 1 for the right answer. A wrong one scores the less the more of its characters are wrong, so that pipelines can
// be told apart on few images, and while none reads a whole answer yet.
func (s scorer) score(r ocr.Reading, label string) float64 {
	got, want := s.normal(r.Text), s.normal(label)
	if got == want {
		return 1
	}
	if s.arithmetic {
		if r.Valid {
			return shapely
		}
		return 0
	}
	n := utf8.RuneCountInString(want)
	if n == 0 {
		return 0
	}
	right := 1 - float64(levenshtein.ComputeDistance(got, want))/float64(n)
	return partial * math.Pow(max(0, right), 2)
}

func (s scorer) normal(text string) string {
	if s.fold {
		// Upper case first: letters such as ſ and ς have a lower case form of their own.
		return strings.ToLower(strings.ToUpper(text))
	}
	return text
}

// Score is how many of a number of images were read.
type Score struct{ Exact, Images int }

// Accuracy is the share of images that were read, 0 to 1.
func (s Score) Accuracy() float64 {
	if s.Images == 0 {
		return 0
	}
	return float64(s.Exact) / float64(s.Images)
}

// Interval is Wilson's interval of 95 % for the accuracy (E. B. Wilson, JASA 22, 1927).
func (s Score) Interval() (low, high float64) {
	if s.Images == 0 {
		return 0, 1
	}
	const z2 = 1.959963984540054 * 1.959963984540054
	n, share := float64(s.Images), s.Accuracy()
	half := math.Sqrt(z2 * (share*(1-share)/n + z2/(4*n*n)))
	middle, scale := share+z2/(2*n), 1+z2/n
	return max(0, (middle-half)/scale), min(1, (middle+half)/scale)
}
