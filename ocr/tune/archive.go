package tune

import (
	"cmp"
	"slices"
	"strings"
)

const (
	mostElites  = 240 // the archive is trimmed when it has more
	keptBest    = 80  // by score,
	keptCover   = 80  // and by what they add to each other
	barRank     = 40  // a pipeline that can't be better than the one of that rank is given up
	parentsEach = 25
)

// elite is a candidate that read all images of the first part.
type elite struct {
	Candidate candidate
	Train     []answer // by the place of the image in Split.Train
	// Validation is read when the search is over.
	Validation []answer
}

func sum(answers []answer) float64 {
	var sum float64
	for _, a := range answers {
		sum += a.Score
	}
	return sum
}

// exact counts the right answers among the first part's images.
func (e *elite) exact(images int) Score {
	s := Score{Images: images}
	for _, a := range e.Train {
		if a.Score == 1 {
			s.Exact++
		}
	}
	return s
}

// answersKey is the same for elites that say the same of each image.
func (e *elite) answersKey() string {
	var b strings.Builder
	for _, a := range e.Train {
		b.WriteString(a.Reading.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// archive holds elites, the best first.
type archive struct {
	elites []*elite
}

func compareElites(a, b *elite) int {
	return cmp.Or(cmp.Compare(sum(b.Train), sum(a.Train)), cmp.Compare(len(a.Candidate.Genes), len(b.Candidate.Genes)),
		strings.Compare(a.Candidate.key(), b.Candidate.key()))
}

// add puts an elite in. Of those that answer alike the one with fewer steps stays.
func (a *archive) add(e *elite) {
	key := e.answersKey()
	for i, other := range a.elites {
		if sum(other.Train) == sum(e.Train) && other.answersKey() == key {
			if len(e.Candidate.Genes) < len(other.Candidate.Genes) {
				a.elites[i] = e
			}
			return
		}
	}
	a.elites = append(a.elites, e)
	slices.SortStableFunc(a.elites, compareElites)
}

func (a *archive) best() *elite {
	if len(a.elites) == 0 {
		return nil
	}
	return a.elites[0]
}

// trim drops elites when there are too many: those that are neither good nor read what others do not.
func (a *archive) trim() {
	if len(a.elites) <= mostElites {
		return
	}
	kept := slices.Clone(a.elites[:keptBest])
	kept = append(kept, cover(kept, a.elites[keptBest:], keptCover)...)
	slices.SortStableFunc(kept, compareElites)
	a.elites = kept
}

// parents returns elites to make candidates of: good ones and, in between, ones that read what others do not.
func (a *archive) parents() []*elite {
	best := a.elites[:min(parentsEach, len(a.elites))]
	others := cover(best[:min(1, len(best))], a.elites, parentsEach)
	var out []*elite
	for i := range parentsEach {
		for _, list := range [][]*elite{best, others} {
			if i < len(list) && !slices.Contains(out, list[i]) {
				out = append(out, list[i])
			}
		}
	}
	return out
}

// bar is the mean score, on some of the images, of a pipeline that is just good enough to be kept.
func (a *archive) bar(images []int) (float64, bool) {
	if len(a.elites) < barRank {
		return 0, false
	}
	e := a.elites[barRank-1]
	var sum float64
	for _, i := range images {
		sum += e.Train[i].Score
	}
	return sum / float64(len(images)), true
}

// cover chooses n of the elites, one after the other the one that adds most to those chosen and to those given: it reads
// well what they read badly. The share of an image that is left to be read is halved by each that reads it.
func cover(given, from []*elite, n int) []*elite {
	if len(from) == 0 {
		return nil
	}
	left := make([]float64, len(from[0].Train))
	for i := range left {
		left[i] = 1
	}
	take := func(e *elite) {
		for i, a := range e.Train {
			left[i] *= 1 - a.Score/2
		}
	}
	for _, e := range given {
		take(e)
	}
	var chosen []*elite
	used := map[*elite]bool{}
	for _, e := range given {
		used[e] = true
	}
	for len(chosen) < n {
		var best *elite
		most := 0.0
		for _, e := range from {
			if used[e] {
				continue
			}
			var gain float64
			for i, a := range e.Train {
				gain += left[i] * a.Score
			}
			if best == nil || gain > most {
				best, most = e, gain
			}
		}
		if best == nil {
			break
		}
		used[best] = true
		take(best)
		chosen = append(chosen, best)
	}
	return chosen
}
