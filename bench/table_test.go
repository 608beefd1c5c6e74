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
			Name: "wswp", Recipe: "book", Images: 100, Total: 100, Exact: 97, Accuracy: 0.97, AccuracyLow: 0.915481,
			AccuracyHigh: 0.989744, FoldedAccuracy: 0.98, LengthAccuracy: 0.99, CER: 0.00612, Calibration: &Calibration{ECE: 0.051},
			MsP50: 6.1, MsP90: 9, MsP95: 9.8, MsP99: 11, MsMax: 12, ImagesPerSecond: 150.2, Workers: 2, ImagesPerSecondOne: 80,
			Failures: []Failure{
				{File: "sample3.png", Want: "forward", Got: "orwana", Confidence: 0.41},
				{File: "broken.png", Want: "été", Error: "the image is cut short"},
				{File: "third.png", Want: "x"},
			},
			Confusion: []Confusion{{"o", "0", 3}, {"", "l", 2}, {"f", "", 1}, {"a", "a", 90}},
			Readings:  []Reading{{File: "1", Right: true}, {File: "2", Right: true}, {File: "3"}},
		},
		Result{
			Name: "wswp", Recipe: "a command with a very long line of arguments {}", Images: 7, Total: 100, Exact: 7, Accuracy: 1,
			AccuracyLow: 0.6457, AccuracyHigh: 1, FoldedAccuracy: 1, LengthAccuracy: 1, MsP50: 12.34, MsP95: 100,
			ImagesPerSecond: 9.96, Workers: 2, Readings: []Reading{{File: "1"}, {File: "2", Right: true}, {File: "3"}},
		})
	report.CPUs = 2
	report.Baseline = []Change{{
		Corpus: "wswp", Recipe: "book", Was: "plain", Images: 99, Before: 90, Now: 97, P: 0.0703, Unmatched: 1,
		Worse:  []Changed{{"4.png", "one", "one", "on"}},
		Better: []Changed{{"1.png", "two", "tw", "two"}, {"2.png", "ten", "", "ten"}, {"3.png", "six", "slx", "six"}},
	}}
	var got strings.Builder
	if err := report.WriteText(&got, 2); err != nil {
		t.Fatal(err)
	}
	want := `Tesseract 5.3.0, 2 CPUs

corpus  recipe                                images  exact  accuracy     95 % interval  case aside   length    CER  calibration
wswp    book                                     100     97    97.0 %   91.5 % – 99.0 %      98.0 %   99.0 %  0.6 %        5.1 %
wswp    a command with a very long line of …   7/100      7   100.0 %  64.6 % – 100.0 %     100.0 %  100.0 %  0.0 %            -

corpus  recipe                                ms p50  ms p90  ms p95  ms p99  ms max  images/s  workers  one worker
wswp    book                                     6.1     9.0     9.8    11.0    12.0     150.2        2        80.0
wswp    a command with a very long line of …    12.3     0.0   100.0     0.0     0.0      10.0        2           -

corpus  this  with that                             both read  only this  only that  neither  McNemar's p
wswp    book  a command with a very long line of …          1          1          0        1            1

wswp, book (was plain), since the baseline: 3 better, 1 worse; 97 of 99 right, were 90 (McNemar's p = 0.07)
not compared: 1, which are new, gone, or labelled otherwise
        file          want   before  now
worse   4.png         "one"  "one"   "on"
better  1.png         "two"  "tw"    "two"
better  2.png         "ten"  ""      "ten"
better  … and 1 more

wswp, book: 3 not read
most often: o read as 0 (3×), l added (2×), f missed
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
