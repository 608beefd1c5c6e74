package ocr

import (
	"image"
	"math"
)

func houghLinesStep() StepKind {
	return StepKind{
		Name:  "houghlines",
		Group: GroupClean,
		Doc: "Removes straight lines of ink (levels below 128) at any angle: thin ink votes for lines, and of each that " +
			"is long enough what is no thicker than a line goes. Strokes that cross it are filled in again.",
		Source: "R. Duda, P. Hart, \"Use of the Hough transformation to detect lines and curves in pictures\", Comm. ACM " +
			"15(1), 1972",
		Params: []Param{
			{Name: "lines", Kind: ParamInt, Min: 1, Max: 30, Default: 4, Try: []any{1, 2, 4, 8},
				Doc: "how many lines are removed at most"},
			{Name: "thickness", Kind: ParamInt, Unit: "px", Min: 1, Max: 50, Default: 2, Try: []any{1, 2, 3, 4},
				Doc: "ink that is thicker, across the line, is no line"},
			{Name: "length", Kind: ParamNumber, Min: 0.05, Max: 1.5, Default: 0.5, Try: []any{0.15, 0.3, 0.5, 0.8},
				Doc: "a line's least length, of the picture's width or, for a steep line, height"},
		},
		build: func(a args) (stepFunc, error) {
			l := houghLine{lines: a.int("lines"), thickness: a.int("thickness"), length: a.number("length")}
			return func(p *picture) error {
				l.remove(p)
				return nil
			}, nil
		},
	}
}

// houghLine is what counts as a line.
type houghLine struct {
	lines, thickness int
	length           float64
}

// houghAngles is how many directions of lines are told apart: one a degree.
const houghAngles = 180

// houghVotes is the accumulator: for each angle of a line's normal, and each distance of the line from the origin, the
// number of points on the line.
type houghVotes struct {
	counts   []int32
	distance int // distances for an angle: from -reach to reach
	reach    int
	sin, cos [houghAngles]int32 // 1<<16 are one
}

func (b *buffers) newHoughVotes(w, h int) *houghVotes {
	v := &houghVotes{reach: int(math.Ceil(math.Hypot(float64(w), float64(h)))) + 1}
	v.distance = 2*v.reach + 1
	v.counts = lend(&b.numbers, houghAngles*v.distance)
	clear(v.counts)
	for a := range houghAngles {
		sin, cos := math.Sincos(float64(a) * math.Pi / houghAngles)
		v.sin[a], v.cos[a] = int32(math.Round(sin*(1<<16))), int32(math.Round(cos*(1<<16)))
	}
	return v
}

// vote adds n for each line through each of the points.
func (v *houghVotes) vote(points []inkPoint, n int32) {
	for a := range houghAngles {
		row := v.counts[a*v.distance:][:v.distance]
		sin, cos := int64(v.sin[a]), int64(v.cos[a])
		for _, p := range points {
			row[v.reach+int((int64(p.x)*cos+int64(p.y)*sin+1<<15)>>16)] += n
		}
	}
}

// best returns the angle and the distance of most votes, those of the two distances beside it included.
func (v *houghVotes) best() (angle, distance int, votes int32) {
	for a := range houghAngles {
		row := v.counts[a*v.distance:][:v.distance]
		for d := 1; d+1 < len(row); d++ {
			// A line of some thickness gives its votes to distances side by side; the middle one decides between equals.
			if n := 2*row[d] + row[d-1] + row[d+1]; n > votes {
				angle, distance, votes = a, d-v.reach, n
			}
		}
	}
	return angle, distance, votes
}

func (l houghLine) remove(p *picture) {
	g := p.asGray()
	w, h := p.size()
	points, step := l.thinInk(p, g)
	votes := p.buffers.newHoughVotes(w, h)
	votes.vote(points, 1)
	// A line has a vote for about each px of its length. Far fewer, and there is none left.
	least := int32(l.length * float64(min(w, h)) / float64(2*max(1, step)))
	const tries = 3 // lines that are too short to count, for each that is removed
	for removed, tried := 0, 0; removed < l.lines && tried < tries*l.lines && len(points) > 1; tried++ {
		angle, distance, most := votes.best()
		if most <= least {
			return
		}
		s := newScan(g, float64(angle)*math.Pi/houghAngles, float64(distance), l.thickness)
		if from, to := s.longest(); s.long(from, to, l.length) {
			s.erase(from, to)
			removed++
		}
		points = unvote(votes, points, angle, distance, l.thickness)
	}
}

// thinInk returns the pixels that may belong to a line: those that ink runs through, across or down, for no more than
// the line's thickness.
func (l houghLine) thinInk(p *picture, g *image.Gray) (points []inkPoint, step int) {
	w, h := p.size()
	thin := p.buffers.gray(w, h)
	whiten(thin.Pix)
	runs := lend(&p.buffers.words, w*h)
	most := uint16(math.Ceil(float64(l.thickness) * math.Sqrt2)) // across a line of 45 degrees
	for _, measure := range [...]func([]uint16, *image.Gray){runsDown, runsAcross} {
		measure(runs, g)
		for i, n := range runs {
			if n != 0 && n <= most {
				thin.Pix[i] = 0
			}
		}
	}
	points, step = p.buffers.inkPoints(thin)
	p.buffers.release(thin.Pix)
	return points, step
}

// unvote takes back the votes of the points on a line and returns the others.
func unvote(v *houghVotes, points []inkPoint, angle, distance, thickness int) []inkPoint {
	sin, cos := int64(v.sin[angle]), int64(v.cos[angle])
	on := 0
	for i, p := range points {
		d := int((int64(p.x)*cos+int64(p.y)*sin+1<<15)>>16) - distance
		if max(d, -d) <= thickness/2+1 {
			points[i], points[on] = points[on], p
			on++
		}
	}
	v.vote(points[:on], -1)
	return points[on:]
}

// scan walks along a line, pixel by pixel along the axis that it is nearer to.
type scan struct {
	g         *image.Gray
	steep     bool // it walks down, else across
	n         int  // steps
	across    int  // how far the picture reaches the other way
	start     float64
	slope     float64
	reach     int // how far from the line's middle its ink may begin
	thickest  int // how long the ink is, the other way, that is the line's
	stretched float64
}

func newScan(g *image.Gray, normal, distance float64, thickness int) scan {
	sin, cos := math.Sincos(normal)
	s := scan{g: g, n: g.Rect.Dx(), across: g.Rect.Dy()}
	if s.steep = math.Abs(cos) > math.Abs(sin); s.steep {
		s.n, s.across = s.across, s.n
		sin, cos = cos, sin
	}
	s.start, s.slope = distance/sin, -cos/sin
	s.stretched = math.Hypot(1, s.slope)
	s.reach = max(1, int(math.Ceil(float64(thickness)*s.stretched/2)))
	s.thickest = int(math.Ceil(float64(thickness)*s.stretched)) + 1
	return s
}

// at returns the index of the pixel that is step along the line and off across.
func (s scan) at(step, off int) int {
	if s.steep {
		return step*s.g.Stride + off
	}
	return off*s.g.Stride + step
}

// run returns from where to before where ink reaches across the line at a step; nothing when the line is not inked there.
// It looks no farther than is needed to tell a line's ink from a stroke's.
func (s scan) run(step int) (from, to int) {
	middle := int(math.Round(s.start + s.slope*float64(step)))
	for away := 0; away <= s.reach; away++ {
		for _, off := range [...]int{middle - away, middle + away} {
			if off < 0 || off >= s.across || s.g.Pix[s.at(step, off)] >= inkBelow {
				continue
			}
			from, to = off, off+1
			for from > 0 && off-from <= s.thickest && s.g.Pix[s.at(step, from-1)] < inkBelow {
				from--
			}
			for to < s.across && to-off <= s.thickest && s.g.Pix[s.at(step, to)] < inkBelow {
				to++
			}
			return from, to
		}
	}
	return 0, 0
}

// longest returns the longest stretch of steps at which the line is inked, but for short gaps.
func (s scan) longest() (from, to int) {
	const gap = 3
	start, last := -1, -1
	for step := range s.n {
		if a, b := s.run(step); a == b {
			continue
		}
		if start < 0 || step-last > gap+1 {
			start = step
		}
		last = step
		if last+1-start > to-from {
			from, to = start, last+1
		}
	}
	return from, to
}

// long says whether a stretch is as long as a line must be.
func (s scan) long(from, to int, share float64) bool {
	return float64(to-from)*s.stretched >= share*float64(s.n)
}

// erase removes the line's ink. Where ink goes on beyond the line, a stroke crosses it and stays.
func (s scan) erase(from, to int) {
	for step := from; step < to; step++ {
		a, b := s.run(step)
		if b-a > s.thickest {
			continue
		}
		for off := a; off < b; off++ {
			s.g.Pix[s.at(step, off)] = 255
		}
	}
}
