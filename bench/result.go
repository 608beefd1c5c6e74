package bench

import (
	"encoding/json"
	"math"
	"runtime"
)

// Report is the outcome of a whole bench, as `formbot bench --json` prints it.
type Report struct {
	Tesseract string   `json:"tesseract"` // the library's version
	CPUs      int      `json:"cpus"`
	Corpora   []Result `json:"corpora"`
}

// NewReport returns a Report of this machine.
func NewReport(tesseractVersion string, corpora ...Result) Report {
	return Report{Tesseract: tesseractVersion, CPUs: runtime.NumCPU(), Corpora: append([]Result{}, corpora...)}
}

// Result is how one reader read one corpus. In JSON rates are rounded to four decimals and times to hundredths.
type Result struct {
	Name   string `json:"name"`
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
}

// Failure is one image whose answer is not its label.
type Failure struct {
	File string `json:"file"`
	Want string `json:"want"`
	// Got is the answer: of an expression its value.
	Got        string  `json:"got"`
	Confidence float64 `json:"confidence"`
	// Read is the text, where the answer is its value.
	Read string `json:"read,omitempty"`
	// Error says why the image could not be read at all.
	Error string `json:"error,omitempty"`
}

// MarshalJSON rounds, so that reports can be read and compared.
func (r Result) MarshalJSON() ([]byte, error) {
	type plain Result
	p := plain(r)
	for _, rate := range []*float64{&p.Accuracy, &p.AccuracyLow, &p.AccuracyHigh, &p.CER} {
		*rate = round(*rate, 1e4)
	}
	for _, number := range []*float64{&p.MsP50, &p.MsP95, &p.ImagesPerSecond} {
		*number = round(*number, 1e2)
	}
	p.Failures = make([]Failure, len(r.Failures))
	for i, f := range r.Failures {
		f.Confidence = round(f.Confidence, 1e4)
		p.Failures[i] = f
	}
	return json.Marshal(p)
}

func round(v, steps float64) float64 { return math.Round(v*steps) / steps }
