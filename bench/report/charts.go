package report

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"

	"github.com/formbot/formbot/bench"
)

// z95 is the normal deviate of a two-sided interval of 95 %.
const z95 = 1.96

// reliability draws the share that is right over the confidence: on the diagonal, an engine is as often right as it is
// sure. Bars at the foot tell how many images there are.
func reliability(r bench.Result) template.HTML {
	c := r.Calibration
	p := newPlot(fmt.Sprintf("Reliability diagram of %s on %s: expected calibration error %s", r.Recipe, r.Name, percent(c.ECE)),
		"confidence, %", "right, %")
	p.sharesX()
	p.sharesY()
	most := 0
	for _, b := range c.Bins {
		most = max(most, b.Images)
	}
	for _, b := range c.Bins {
		if b.Images == 0 {
			continue
		}
		const foot = 0.3 // of the height, for the largest bar
		x, w := p.x(b.Low)+1, p.x(b.High)-p.x(b.Low)-2
		h := foot * float64(b.Images) / float64(most)
		p.rect("count", x, p.y(h), w, p.bottom-p.y(h), fmt.Sprintf("%d images with a confidence of %s to %s", b.Images, percent(b.Low), percent(b.High)))
	}
	p.line("ideal", p.x(0), p.y(0), p.x(1), p.y(1))
	var points [][2]float64
	for _, b := range c.Bins {
		if b.Images > 0 {
			points = append(points, [2]float64{p.x(b.Confidence), p.y(b.Accuracy)})
		}
	}
	p.path("curve", points)
	for _, b := range c.Bins {
		if b.Images == 0 {
			continue
		}
		x := p.x(b.Confidence)
		low, high := bench.Wilson(b.Right, b.Images, z95)
		p.line("whisker", x, p.y(low), x, p.y(high))
		p.circle("dot", x, p.y(b.Accuracy), 4, fmt.Sprintf("%d of %d right (%s), mean confidence %s", b.Right, b.Images, percent(b.Accuracy), percent(b.Confidence)))
	}
	return p.html()
}

// threshold draws what becomes of the answers when those below a confidence are not given: the share that is right of
// those that are, and how many are (R. El-Yaniv and Y. Wiener, "On the Foundations of Noise-free Selective
// Classification", JMLR 11, 2010, call them one less risk, and coverage).
func threshold(r bench.Result) template.HTML {
	p := newPlot(fmt.Sprintf("What %s answers on %s, and how much of that is right, when answers below a confidence are not given", r.Recipe, r.Name),
		"answers of at least this confidence, %", "share, %")
	p.sharesX()
	p.sharesY()
	readings := slices.Clone(r.Readings)
	slices.SortFunc(readings, func(a, b bench.Reading) int { return cmp.Compare(b.Confidence, a.Confidence) })
	var answered, right [][2]float64
	n, correct, height := 0, 0, p.y(0)
	answered = append(answered, [2]float64{p.x(1), height})
	for i, reading := range readings {
		n++
		if reading.Right {
			correct++
		}
		if i+1 < len(readings) && readings[i+1].Confidence == reading.Confidence {
			continue
		}
		x := p.x(min(max(reading.Confidence, 0), 1))
		answered = append(answered, [2]float64{x, height})
		height = p.y(float64(n) / float64(len(readings)))
		answered = append(answered, [2]float64{x, height})
		right = append(right, [2]float64{x, p.y(float64(correct) / float64(n))})
	}
	answered = append(answered, [2]float64{p.x(0), height})
	p.path("coverage", answered)
	p.path("curve", right)
	return p.html()
}

// times draws how many images took how long. What is above the 99th percentile is in the last bar.
func times(r bench.Result) template.HTML {
	var ms []float64
	for _, reading := range r.Readings {
		if reading.Error == "" {
			ms = append(ms, reading.Ms)
		}
	}
	p := newPlot(fmt.Sprintf("Times of %s on %s: median %s ms, 95 %% below %s ms", r.Recipe, r.Name, number(r.MsP50), number(r.MsP95)),
		"ms for an image", "images")
	const bins = 24
	width := niceStep(max(r.MsP99, 1e-3) / bins)
	counts := make([]int, bins+1)
	most := 1
	for _, v := range ms {
		i := min(int(v/width), bins)
		counts[i]++
		most = max(most, counts[i])
	}
	for i, n := range counts {
		if n == 0 {
			continue
		}
		title := fmt.Sprintf("%d images: %s to %s ms", n, number(float64(i)*width), number(float64(i+1)*width))
		if i == bins {
			title = fmt.Sprintf("%d images: above %s ms", n, number(bins*width))
		}
		x := p.x(float64(i) / (bins + 1))
		y := p.y(0.96 * float64(n) / float64(most))
		p.rect("bar", x+0.5, y, (p.right-p.left)/(bins+1)-1, p.bottom-y, title)
	}
	for i := 0; i <= bins; i += bins / 4 {
		p.text("middle", p.x(float64(i)/(bins+1)), p.bottom+14, tick(float64(i)*width))
	}
	p.text("end", p.left-5, p.y(0.96)+4, strconv.Itoa(most))
	p.text("end", p.left-5, p.y(0)+4, "0")
	if x := r.MsP50 / width / (bins + 1); x <= 1 {
		p.line("median", p.x(x), p.top, p.x(x), p.bottom)
	}
	return p.html()
}

// tick writes a figure at an axis, without digits that say nothing.
func tick(v float64) string { return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64) }

// niceStep rounds a width up to 1, 2 or 5 times a power of ten.
func niceStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= v {
			return m * power
		}
	}
	return 10 * power
}

// interval draws an accuracy and its interval as a bar. It is stretched to the width that there is.
func interval(r bench.Result, series int) template.HTML {
	const w = 400
	d := newDrawing(w, 16, fmt.Sprintf("%s, between %s and %s", percent(r.Accuracy), percent(r.AccuracyLow), percent(r.AccuracyHigh)))
	d.rect("track", 0, 3, w, 10, "")
	d.rect(fmt.Sprintf("s%d", series), 0, 3, w*r.Accuracy, 10, "")
	d.line("whisker", w*r.AccuracyLow, 8, w*r.AccuracyHigh, 8)
	d.line("whisker", w*r.AccuracyLow, 4, w*r.AccuracyLow, 12)
	d.line("whisker", w*r.AccuracyHigh, 4, w*r.AccuracyHigh, 12)
	return d.html()
}
