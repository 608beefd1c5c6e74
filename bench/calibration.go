package bench

import "math"

// Calibration says whether an engine is as often right as it is sure: how far its confidence can be trusted.
type Calibration struct {
	// ECE is the expected calibration error: over the bins, the distance between mean confidence and share right, weighted
	// by the number of images. MCE is the largest of those distances.
	ECE float64 `json:"ece"`
	MCE float64 `json:"mce"`
	// Brier is the mean square of confidence less outcome (1 for right, 0 for wrong), of all images.
	Brier float64 `json:"brier"`
	// Bins are the points of the reliability diagram, of equal width. Those without images are there too.
	Bins []CalibrationBin `json:"bins"`
}

// CalibrationBin holds the images whose confidence is above Low and at most High; the first bin those of 0 too.
type CalibrationBin struct {
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Images int     `json:"images"`
	Right  int     `json:"right"`
	// Confidence is the mean of its images, Accuracy the share of them that is right; 0 without images.
	Confidence float64 `json:"confidence"`
	Accuracy   float64 `json:"accuracy"`
}

// calibrationBins is the number of bins of A. Niculescu-Mizil and R. Caruana, "Predicting Good Probabilities With
// Supervised Learning", ICML 2005.
const calibrationBins = 10

// Calibrate compares the confidence of answers (0 to 1, others are taken as the nearer end) with whether they are right:
// reliability diagram, ECE and MCE as in C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On Calibration of Modern Neural
// Networks", ICML 2017, section 2, and the score of G. W. Brier, "Verification of Forecasts Expressed in Terms of
// Probability", Monthly Weather Review 78 (1950). The slices are of one length; bins is at least 1.
func Calibrate(confidence []float64, right []bool, bins int) Calibration {
	c := Calibration{Bins: make([]CalibrationBin, max(bins, 1))}
	for i := range c.Bins {
		c.Bins[i].Low, c.Bins[i].High = float64(i)/float64(len(c.Bins)), float64(i+1)/float64(len(c.Bins))
	}
	for i, p := range confidence {
		p = min(max(p, 0), 1)
		// The bounds themselves decide: p times the number of bins may round to the next whole number.
		at := min(max(int(math.Ceil(p*float64(len(c.Bins))))-1, 0), len(c.Bins)-1)
		for at > 0 && p <= c.Bins[at].Low {
			at--
		}
		bin := &c.Bins[at]
		bin.Images++
		bin.Confidence += p
		outcome := 0.0
		if right[i] {
			bin.Right++
			outcome = 1
		}
		c.Brier += (p - outcome) * (p - outcome)
	}
	for i := range c.Bins {
		bin := &c.Bins[i]
		if bin.Images == 0 {
			continue
		}
		n := float64(bin.Images)
		bin.Confidence, bin.Accuracy = bin.Confidence/n, float64(bin.Right)/n
		gap := math.Abs(bin.Confidence - bin.Accuracy)
		c.ECE += gap * n / float64(len(confidence))
		c.MCE = max(c.MCE, gap)
	}
	if len(confidence) > 0 {
		c.Brier /= float64(len(confidence))
	}
	return c
}
