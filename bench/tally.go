package bench

import (
	"cmp"
	"slices"
	"time"
)

// result adds up the images that are done.
func (r *run) result(elapsed time.Duration, workers int) Result {
	out := Result{
		Name: r.corpus.Name, Recipe: r.engine.Name(), Engine: kindOf(r.engine), Total: len(r.outcomes), Workers: workers,
		Failures: []Failure{}, Readings: []Reading{},
	}
	var (
		distance, length, sameLength int
		ms, confidence               []float64
		right                        []bool
		confused                     = confusions{}
	)
	for i := range r.outcomes {
		o := &r.outcomes[i]
		if !o.done {
			continue
		}
		reading := o.reading(r.corpus.Images[i])
		out.Readings = append(out.Readings, reading)
		out.Images++
		distance += o.score.distance
		length += o.score.length
		if o.err != nil {
			out.Errors++
		} else {
			ms = append(ms, reading.Ms)
		}
		if o.err == nil && o.answer.Scored {
			confidence, right = append(confidence, reading.Confidence), append(right, reading.Right)
		}
		if o.score.got != "" {
			confused.add(o.score.want, o.score.got)
		}
		if o.err == nil && o.score.folded {
			out.FoldedExact++
		}
		if o.err == nil && o.score.sameLength {
			sameLength++
		}
		if reading.Right {
			out.Exact++
			continue
		}
		out.Failures = append(out.Failures, reading.failure())
	}
	out.AccuracyLow, out.AccuracyHigh = Wilson(out.Exact, out.Images, z95)
	if out.Images > 0 {
		n := float64(out.Images)
		out.Accuracy, out.FoldedAccuracy, out.LengthAccuracy = float64(out.Exact)/n, float64(out.FoldedExact)/n, float64(sameLength)/n
		out.CER = float64(distance) / float64(length)
		out.ImagesPerSecond = n / elapsed.Seconds()
	}
	if len(confidence) > 0 {
		c := Calibrate(confidence, right, calibrationBins)
		out.Calibration = &c
	}
	out.Confusion = confused.list()
	out.times(ms)
	return out
}

// times fills in what is known of the times for single images, in milliseconds.
func (r *Result) times(ms []float64) {
	if len(ms) == 0 {
		return
	}
	slices.Sort(ms)
	for _, v := range ms {
		r.MsMean += v / float64(len(ms))
	}
	r.MsP50, r.MsP90, r.MsP95, r.MsP99 = percentile(ms, 0.5), percentile(ms, 0.9), percentile(ms, 0.95), percentile(ms, 0.99)
	r.MsMax = ms[len(ms)-1]
}

// reading tells what became of an image.
func (o *outcome) reading(label Labelled) Reading {
	out := Reading{
		File: label.File, Want: label.Text, Got: o.score.answer, Right: o.right(), Confidence: o.answer.Confidence,
		Ms: float64(o.answer.Elapsed) / float64(time.Millisecond), Distance: o.score.distance,
		Mistake: mistake(o.score.want, o.score.got), Member: o.answer.Member,
	}
	if raw := cmp.Or(o.answer.Raw, o.answer.Text); raw != o.score.answer {
		out.Read = raw
	}
	if o.err != nil {
		out.Error, out.Mistake = o.err.Error(), MistakeError
	}
	return out
}

func (r Reading) failure() Failure {
	return Failure{
		File: r.File, Want: r.Want, Got: r.Got, Confidence: r.Confidence, Read: r.Read, Error: r.Error, Mistake: r.Mistake,
	}
}
