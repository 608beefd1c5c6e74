package bench

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReportJSON holds the JSON against the contract of the command line: its names and their order come first.
func TestReportJSON(t *testing.T) {
	report := NewReport("5.3.0", Result{
		Name: "wswp", Recipe: "book", Images: 100, Exact: 97, Accuracy: 0.97, AccuracyLow: 0.915481, AccuracyHigh: 0.989744,
		CER: 0.00612, MsP50: 6.1004, MsP95: 9.8, ImagesPerSecond: 150.199,
		Failures: []Failure{
			{File: "sample3.png", Want: "forward", Got: "orwana", Confidence: 0.41, Mistake: MistakeShort},
			{File: "b.png", Want: "x", Error: "cut"},
			{File: "c.png", Want: "7", Got: "14", Read: "7x2=?"},
		},
		Engine: KindRecipe, Total: 100, Errors: 1, FoldedExact: 98, FoldedAccuracy: 0.98, LengthAccuracy: 0.99001,
		Calibration: &Calibration{ECE: 0.123456, Bins: []CalibrationBin{{High: 1. / 3, Images: 1}}},
		Confusion:   []Confusion{{"o", "0", 2}},
		MsMean:      6.123, Workers: 2, ImagesPerSecondOne: 80.004,
		Readings: []Reading{{File: "a.png", Want: "a", Got: "a", Right: true, Confidence: 0.98765, Ms: 5.006}},
	}, Result{})
	report.CPUs = 2
	got, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"tesseract":"5.3.0","cpus":2,"corpora":[{"name":"wswp","recipe":"book","images":100,"exact":97,"accuracy":0.97,` +
		`"accuracy_low":0.9155,"accuracy_high":0.9897,"cer":0.0061,"ms_p50":6.1,"ms_p95":9.8,"images_per_s":150.2,` +
		`"failures":[{"file":"sample3.png","want":"forward","got":"orwana","confidence":0.41,"mistake":"short"},` +
		`{"file":"b.png","want":"x","got":"","confidence":0,"error":"cut"},` +
		`{"file":"c.png","want":"7","got":"14","confidence":0,"read":"7x2=?"}],` +
		`"engine":"recipe","total":100,"errors":1,"folded_exact":98,"folded_accuracy":0.98,"length_accuracy":0.99,` +
		`"calibration":{"ece":0.1235,"mce":0,"brier":0,"bins":[{"low":0,"high":0.3333,"images":1,"right":0,"confidence":0,"accuracy":0}]},` +
		`"confusion":[{"want":"o","got":"0","count":2}],"ms_mean":6.12,"ms_p90":0,"ms_p99":0,"ms_max":0,"workers":2,` +
		`"images_per_s_one_worker":80,"readings":[{"file":"a.png","want":"a","got":"a","right":true,"confidence":0.9877,"ms":5.01}]},` +
		`{"name":"","recipe":"","images":0,"exact":0,"accuracy":0,"accuracy_low":0,"accuracy_high":0,"cer":0,"ms_p50":0,"ms_p95":0,` +
		`"images_per_s":0,"failures":[],"engine":"","total":0,"errors":0,"folded_exact":0,"folded_accuracy":0,"length_accuracy":0,` +
		`"calibration":null,"confusion":[],"ms_mean":0,"ms_p90":0,"ms_p99":0,"ms_max":0,"workers":0,` +
		`"images_per_s_one_worker":0,"readings":[]}],"comparisons":[]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if empty, err := json.Marshal(NewReport("5.3.0")); err != nil || !strings.Contains(string(empty), `"corpora":[]`) {
		t.Errorf("no corpora: got %s, error %v", empty, err)
	}
}

func TestSignificantDigits(t *testing.T) {
	for _, tt := range []struct{ v, want float64 }{{0.0703125, 0.0703}, {0.00012349, 0.000123}, {1, 1}, {0, 0}, {0.9996, 1}} {
		if got := significantDigits(tt.v, 3); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.v, got, tt.want)
		}
	}
}
