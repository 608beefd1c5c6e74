package bench

import (
	"encoding/json"
	"math"
	"runtime"
)

// Report is the outcome of a whole bench, as `formbot bench --json` prints it. In JSON rates are rounded to four decimals
// and times to hundredths.
type Report struct {
	Tesseract string   `json:"tesseract"` // the library's version
	CPUs      int      `json:"cpus"`
	Corpora   []Result `json:"corpora"`
	// Comparisons are those of each two engines on each corpus.
	Comparisons []Comparison `json:"comparisons"`
	// Baseline says what changed since an older report; empty without one.
	Baseline []Change `json:"baseline,omitempty"`
}

// NewReport returns a Report of this machine.
func NewReport(tesseractVersion string, corpora ...Result) Report {
	return Report{
		Tesseract: tesseractVersion, CPUs: runtime.NumCPU(),
		Corpora: append([]Result{}, corpora...), Comparisons: compareAll(corpora),
	}
}

// Result is how one engine read one corpus.
type Result struct {
	Name string `json:"name"`
	// Recipe is the engine's name.
	Recipe string `json:"recipe"`
	Images int    `json:"images"`
	// Exact is the number of images whose answer is the label.
	Exact int `json:"exact"`
	// Accuracy is Exact by Images; AccuracyLow and AccuracyHigh are its Wilson interval of 95 %.
	Accuracy     float64 `json:"accuracy"`
	AccuracyLow  float64 `json:"accuracy_low"`
	AccuracyHigh float64 `json:"accuracy_high"`
	// CER is the character error rate: the edit distances of all answers by the length of all labels. It may be above 1.
	CER float64 `json:"cer"`
	// MsP50 and MsP95 are milliseconds for one image from its bytes to its text, of the images that could be read.
	MsP50 float64 `json:"ms_p50"`
	MsP95 float64 `json:"ms_p95"`
	// ImagesPerSecond counts all images over the whole run, with as many workers as it had.
	ImagesPerSecond float64 `json:"images_per_s"`
	// Failures are the images whose answer is not the label, in the corpus's order.
	Failures []Failure `json:"failures"`

	// Engine says what Recipe is.
	Engine EngineKind `json:"engine"`
	// Total is the number of images in the corpus; more than Images when the run was ended early.
	Total int `json:"total"`
	// Errors counts the images that could not be read at all.
	Errors int `json:"errors"`
	// FoldedExact and FoldedAccuracy count the answers that are the label, letter case aside.
	FoldedExact    int     `json:"folded_exact"`
	FoldedAccuracy float64 `json:"folded_accuracy"`
	// LengthAccuracy is the share of answers that have as many characters as the label.
	LengthAccuracy float64 `json:"length_accuracy"`
	// Calibration is nil for an engine that gives no confidence.
	Calibration *Calibration `json:"calibration"`
	// Confusion counts characters of the label by what they were read as, letter case as the corpus compares it, over all
	// answers that are not empty. The errors come first.
	Confusion []Confusion `json:"confusion"`
	// More times, as MsP50.
	MsMean float64 `json:"ms_mean"`
	MsP90  float64 `json:"ms_p90"`
	MsP99  float64 `json:"ms_p99"`
	MsMax  float64 `json:"ms_max"`
	// Workers is the number of images that were read at once.
	Workers int `json:"workers"`
	// ImagesPerSecondOne is that of one worker; 0 when it was not measured.
	ImagesPerSecondOne float64 `json:"images_per_s_one_worker"`
	// Readings are all images that were given to the engine, in the corpus's order.
	Readings []Reading `json:"readings"`
}

// Reading is what became of one image.
type Reading struct {
	File string `json:"file"`
	Want string `json:"want"`
	// Got is the answer: of an expression its value.
	Got        string  `json:"got"`
	Right      bool    `json:"right"`
	Confidence float64 `json:"confidence"`
	// Ms is the time in milliseconds; of an image that could not be read, until that was known.
	Ms float64 `json:"ms"`
	// Mistake says what is wrong with Got; empty where nothing is.
	Mistake Mistake `json:"mistake,omitempty"`
	// Member names the recipe of a cascade whose answer this is.
	Member string `json:"member,omitempty"`
	// Distance is the number of characters to insert, delete or replace to make Want of Got.
	Distance int `json:"distance,omitempty"`
	// Read is the text that was recognised, where the answer is not that: a value, a word, other characters.
	Read string `json:"read,omitempty"`
	// Error says why the image could not be read at all.
	Error string `json:"error,omitempty"`
}

// Failure is one image whose answer is not its label.
type Failure struct {
	File string `json:"file"`
	Want string `json:"want"`
	// Got is the answer: of an expression its value.
	Got        string  `json:"got"`
	Confidence float64 `json:"confidence"`
	// Read is the text that was recognised, where the answer is not that: a value, a word, other characters.
	Read string `json:"read,omitempty"`
	// Error says why the image could not be read at all.
	Error string `json:"error,omitempty"`
	// Mistake says what is wrong with Got.
	Mistake Mistake `json:"mistake,omitempty"`
}

const (
	rateSteps = 1e4
	timeSteps = 1e2
)

func round(v, steps float64) float64 { return math.Round(v*steps) / steps }

func roundAll(steps float64, values ...*float64) {
	for _, v := range values {
		*v = round(*v, steps)
	}
}

// MarshalJSON rounds, so that reports can be read and compared.
func (r Result) MarshalJSON() ([]byte, error) {
	type plain Result
	p := plain(r)
	roundAll(rateSteps, &p.Accuracy, &p.AccuracyLow, &p.AccuracyHigh, &p.CER, &p.FoldedAccuracy, &p.LengthAccuracy)
	roundAll(timeSteps, &p.MsP50, &p.MsP95, &p.ImagesPerSecond, &p.MsMean, &p.MsP90, &p.MsP99, &p.MsMax, &p.ImagesPerSecondOne)
	p.Failures = append([]Failure{}, r.Failures...)
	for i := range p.Failures {
		roundAll(rateSteps, &p.Failures[i].Confidence)
	}
	p.Readings = append([]Reading{}, r.Readings...)
	for i := range p.Readings {
		roundAll(rateSteps, &p.Readings[i].Confidence)
		roundAll(timeSteps, &p.Readings[i].Ms)
	}
	p.Confusion = append([]Confusion{}, r.Confusion...)
	if r.Calibration != nil {
		c := r.Calibration.rounded()
		p.Calibration = &c
	}
	return json.Marshal(p)
}

func (c Calibration) rounded() Calibration {
	roundAll(rateSteps, &c.ECE, &c.MCE, &c.Brier)
	c.Bins = append([]CalibrationBin{}, c.Bins...)
	for i := range c.Bins {
		bin := &c.Bins[i]
		roundAll(rateSteps, &bin.Low, &bin.High, &bin.Confidence, &bin.Accuracy)
	}
	return c
}

// MarshalJSON rounds p to four significant digits: it may be small.
func (c Comparison) MarshalJSON() ([]byte, error) {
	type plain Comparison
	c.P = significantDigits(c.P, 4)
	return json.Marshal(plain(c))
}
