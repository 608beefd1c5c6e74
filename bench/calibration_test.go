package bench

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestCalibrate is computed by hand by the formulas of Guo et al. 2017, equations 3 and 5, and Brier 1950.
func TestCalibrate(t *testing.T) {
	confidence := []float64{0.9, 0.8, 0.7, 0.6, 0.2, 0}
	right := []bool{true, true, false, true, false, false}
	got := Calibrate(confidence, right, 2)
	want := Calibration{
		ECE:   4./6*0 + 2./6*0.1, // |0.75 - 0.75| and |0 - 0.1|
		MCE:   0.1,
		Brier: (0.01 + 0.04 + 0.49 + 0.16 + 0.04 + 0) / 6,
		Bins: []CalibrationBin{
			{Low: 0, High: 0.5, Images: 2, Right: 0, Confidence: 0.1, Accuracy: 0},
			{Low: 0.5, High: 1, Images: 4, Right: 3, Confidence: 0.75, Accuracy: 0.75},
		},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestCalibrateBounds: a bin holds its upper bound, not its lower one.
func TestCalibrateBounds(t *testing.T) {
	for i := range 11 {
		p := float64(i) / 10
		got := Calibrate([]float64{p}, []bool{true}, 10)
		if at := max(i-1, 0); got.Bins[at].Images != 1 {
			t.Errorf("confidence %v: bin %d is empty: %+v", p, at, got.Bins)
		}
		if math.Abs(got.ECE-(1-p)) > 1e-12 || got.ECE != got.MCE || math.Abs(got.Brier-(1-p)*(1-p)) > 1e-12 {
			t.Errorf("confidence %v: ECE %v, MCE %v, Brier %v", p, got.ECE, got.MCE, got.Brier)
		}
	}
	for _, p := range []float64{-1, 2, math.Inf(1), math.Inf(-1), 0.30000000000000004} {
		total := 0
		for _, b := range Calibrate([]float64{p}, []bool{false}, 10).Bins {
			total += b.Images
		}
		if total != 1 {
			t.Errorf("confidence %v: in %d bins", p, total)
		}
	}
	if got := Calibrate(nil, nil, 10); got.ECE != 0 || got.Brier != 0 || len(got.Bins) != 10 {
		t.Errorf("no answers: %+v", got)
	}
}
