package bench

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWriteText(t *testing.T) {
	report := NewReport("5.3.0",
		Result{
			Name: "wswp", Recipe: "book", Images: 100, Exact: 97, Accuracy: 0.97, AccuracyLow: 0.915481, AccuracyHigh: 0.989744,
			CER: 0.00612, MsP50: 6.1, MsP95: 9.8, ImagesPerSecond: 150.2,
			Failures: []Failure{
				{File: "sample3.png", Want: "forward", Got: "orwana", Confidence: 0.41},
				{File: "broken.png", Want: "été", Error: "the image is cut short"},
				{File: "third.png", Want: "x"},
			},
		},
		Result{
			Name: "rechnen-übung", Recipe: "plain", Images: 7, Exact: 7, Accuracy: 1, AccuracyLow: 0.6457, AccuracyHigh: 1,
			MsP50: 12.34, MsP95: 100, ImagesPerSecond: 9.96,
		})
	report.CPUs = 2
	var got strings.Builder
	if err := report.WriteText(&got, 2); err != nil {
		t.Fatal(err)
	}
	want := `Tesseract 5.3.0, 2 CPUs

corpus         recipe  images  exact  accuracy     95 % interval    CER  ms p50  ms p95  images/s
wswp           book       100     97    97.0 %   91.5 % – 99.0 %  0.6 %     6.1     9.8     150.2
rechnen-übung  plain        7      7   100.0 %  64.6 % – 100.0 %  0.0 %    12.3   100.0      10.0

wswp: 3 not read
file         want       got       confidence
sample3.png  "forward"  "orwana"      41.0 %
broken.png   "été"      ""             0.0 %  the image is cut short
… and 1 more
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if err := report.WriteText(failing{}, 2); !errors.Is(err, errFull) {
		t.Errorf("got error %v, want %v", err, errFull)
	}
}

var errFull = errors.New("disk full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }
