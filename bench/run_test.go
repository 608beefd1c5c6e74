package bench

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
	"github.com/formbot/formbot/ocr/tesseract"
)

func newReader(t testing.TB, workers int) *Reader {
	t.Helper()
	pool, err := tesseract.New(tesseract.Options{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	recipe, ok := ocr.BuiltIn("plain")
	if !ok {
		t.Fatal("no recipe plain")
	}
	return NewReader("plain", ocr.NewReader(pool, recipe))
}

func encode(t *testing.T, img image.Image) *fstest.MapFile {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: b.Bytes()}
}

// drawn is a corpus of drawn words, some wrongly labelled and some that cannot be read.
func drawn(t *testing.T) *Corpus {
	t.Helper()
	fsys := folder(map[string]string{
		"labels.csv":  "file,text\n1.png,Watch\n2.png,flight\n3.png,comfort\nbroken.png,secret\nblank.png,ab\n",
		"corpus.yaml": "case: fold\n",
		"broken.png":  "\x89PNG\r\n\x1a\nand no more",
	})
	fsys["1.png"] = encode(t, ocrtest.Draw("watch"))
	fsys["2.png"] = encode(t, ocrtest.Draw("fright"))
	fsys["3.png"] = encode(t, ocrtest.Draw("comfort"))
	fsys["blank.png"] = encode(t, image.NewGray(image.Rect(0, 0, 60, 20)))
	c, err := LoadCorpus(fsys, "drawn")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRun(t *testing.T) {
	c := drawn(t)
	reader := newReader(t, 2)
	for _, workers := range []int{0, 1, 2, 7} {
		var calls []int
		exact := -1
		got, err := Run(t.Context(), c, reader, Options{Workers: workers, OnImage: func(p Progress) {
			if p.Total != 5 {
				t.Errorf("total %d, want 5", p.Total)
			}
			calls = append(calls, p.Done)
			exact = p.Exact
		}})
		if err != nil {
			t.Fatal(err)
		}
		if want := []int{1, 2, 3, 4, 5}; !slices.Equal(calls, want) {
			t.Errorf("OnImage was called with %v, want %v", calls, want)
		}
		if exact != 2 {
			t.Errorf("OnImage was told of %d exact at the end, want 2", exact)
		}
		low, high := Wilson(2, 5, 1.959964)
		want := Result{
			Name: "drawn", Recipe: "plain", Images: 5, Exact: 2, Accuracy: 0.4, AccuracyLow: low, AccuracyHigh: high,
			CER: float64(0+1+0+6+2) / float64(5+6+7+6+2), // watch, flight for fright, comfort, secret, ab
			Failures: []Failure{
				{File: "2.png", Want: "flight", Got: "fright", Mistake: MistakeOne},
				{File: "broken.png", Want: "secret", Mistake: MistakeError},
				{File: "blank.png", Want: "ab", Mistake: MistakeEmpty},
			},
			Engine: KindRecipe, Total: 5, Errors: 1, FoldedExact: 2, FoldedAccuracy: 0.4, LengthAccuracy: 0.6,
			Readings: []Reading{
				{File: "1.png", Want: "Watch", Got: "watch", Right: true},
				{File: "2.png", Want: "flight", Got: "fright", Mistake: MistakeOne, Distance: 1},
				{File: "3.png", Want: "comfort", Got: "comfort", Right: true},
				{File: "broken.png", Want: "secret", Mistake: MistakeError, Distance: 6},
				{File: "blank.png", Want: "ab", Mistake: MistakeEmpty, Distance: 2},
			},
		}
		if len(got.Failures) == 3 {
			if f := got.Failures[0]; f.Confidence < 0.5 || f.Confidence > 1 {
				t.Errorf("a clear misreading has confidence %v, want 0.5 to 1", f.Confidence)
			}
			if got.Failures[1].Error == "" || got.Failures[2].Error != "" {
				t.Errorf("errors: broken %q, blank %q; want one and none", got.Failures[1].Error, got.Failures[2].Error)
			}
		}
		opts := cmp.Options{
			cmpopts.IgnoreFields(Result{}, "MsMean", "MsP50", "MsP90", "MsP95", "MsP99", "MsMax", "ImagesPerSecond",
				"ImagesPerSecondOne", "Workers", "Calibration", "Confusion"),
			cmpopts.IgnoreFields(Failure{}, "Confidence", "Error"),
			cmpopts.IgnoreFields(Reading{}, "Confidence", "Error", "Ms"),
			cmpopts.EquateApprox(0, 1e-6),
		}
		if diff := cmp.Diff(want, got, opts); diff != "" {
			t.Errorf("%d workers (-want +got):\n%s", workers, diff)
		}
		if got.MsP50 <= 0 || got.MsP95 < got.MsP50 || got.MsP99 < got.MsP95 || got.MsMax < got.MsP99 || got.ImagesPerSecond <= 0 {
			t.Errorf("times: p50 %v, p95 %v, p99 %v, max %v, %v images/s", got.MsP50, got.MsP95, got.MsP99, got.MsMax, got.ImagesPerSecond)
		}
		// The four that could be read, the blank one with confidence 0.
		if c := got.Calibration; c == nil || c.Bins[0].Images != 1 || c.Bins[0].Confidence != 0 {
			t.Errorf("calibration %+v", c)
		}
		if first := got.Confusion[0]; first != (Confusion{Want: "l", Got: "r", Count: 1}) {
			t.Errorf("the first confusion is %+v, want l read as r", first)
		}
	}
}

// TestRunOneWorker measures the speed of one worker beside that of several.
func TestRunOneWorker(t *testing.T) {
	c, reader := drawn(t), newReader(t, 2)
	got, err := Run(t.Context(), c, reader, Options{Workers: 2})
	if err != nil || got.ImagesPerSecondOne != 0 || got.Workers != 2 {
		t.Errorf("not asked for: %v images/s by one of %d workers, error %v; want 0 of 2", got.ImagesPerSecondOne, got.Workers, err)
	}
	got, err = Run(t.Context(), c, reader, Options{Workers: 2, OneWorker: time.Nanosecond})
	if err != nil || got.ImagesPerSecondOne <= 0 || got.Images != 5 {
		t.Errorf("got %v images/s by one worker, %d images, error %v", got.ImagesPerSecondOne, got.Images, err)
	}
	got, err = Run(t.Context(), c, reader, Options{Workers: 1})
	if err != nil || got.ImagesPerSecondOne != got.ImagesPerSecond {
		t.Errorf("one worker alone: got %v and %v images/s, error %v", got.ImagesPerSecondOne, got.ImagesPerSecond, err)
	}
}

func TestRunArithmetic(t *testing.T) {
	fsys := folder(map[string]string{"labels.csv": "file,text\na.png,47\nb.png,7\n", "corpus.yaml": "answer: arithmetic\n"})
	fsys["a.png"] = encode(t, ocrtest.Draw("12+35=?"))
	fsys["b.png"] = encode(t, ocrtest.Draw("15+60=?"))
	c, err := LoadCorpus(fsys, "sums")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Run(t.Context(), c, newReader(t, 1), Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := []Failure{{File: "b.png", Want: "7", Got: "75", Read: "15+60=?", Mistake: MistakeLong}}
	if diff := cmp.Diff(want, got.Failures, cmpopts.IgnoreFields(Failure{}, "Confidence")); diff != "" || got.Exact != 1 {
		t.Errorf("%d exact, want 1; failures (-want +got):\n%s", got.Exact, diff)
	}
}

// TestRunCancelled ends the context after the second image.
func TestRunCancelled(t *testing.T) {
	c := drawn(t)
	ctx, cancel := context.WithCancel(t.Context())
	got, err := Run(ctx, c, newReader(t, 1), Options{Workers: 1, OnImage: func(p Progress) {
		if p.Done == 2 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
	if got.Total != 5 || got.Recipe != "plain" {
		t.Errorf("got total %d, recipe %q; want 5, plain", got.Total, got.Recipe)
	}
	if got.Images != 2 || got.Exact != 1 || len(got.Failures) != 1 {
		t.Errorf("got %d images, %d exact, failures %v; want 2, 1, and one", got.Images, got.Exact, got.Failures)
	}
}

// recognizerFunc is a recogniser that does what a test needs to happen.
type recognizerFunc func() (ocr.Recognition, error)

func (f recognizerFunc) Recognize(context.Context, *image.Gray, ocr.RecognizeOptions) (ocr.Recognition, error) {
	return f()
}

// TestRunErrors tells an error of one image from that of a reader that cannot work.
func TestRunErrors(t *testing.T) {
	c := drawn(t)
	plain, _ := ocr.BuiltIn("plain")
	odd := errors.New("crashed on this image")
	var calls atomic.Int32
	got, err := Run(t.Context(), c, NewReader("plain", ocr.NewReader(recognizerFunc(func() (ocr.Recognition, error) {
		if calls.Add(1) == 1 {
			return ocr.Recognition{}, odd
		}
		return ocr.Recognition{}, nil
	}), plain)), Options{Workers: 1})
	if err != nil || got.Images != 5 || !strings.Contains(got.Failures[0].Error, odd.Error()) || got.Failures[1].Error != "" {
		t.Errorf("one bad image: got %+v, error %v", got, err)
	}

	calls.Store(0)
	missing := &tesseract.MissingError{What: "eng.traineddata"}
	_, err = Run(t.Context(), c, NewReader("plain", ocr.NewReader(recognizerFunc(func() (ocr.Recognition, error) {
		calls.Add(1)
		return ocr.Recognition{}, missing
	}), plain)), Options{Workers: 1})
	if target := new(tesseract.MissingError); !errors.As(err, &target) || calls.Load() != 1 {
		t.Errorf("no trained data: got error %v after %d calls, want a *MissingError after 1", err, calls.Load())
	}
}
