package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
	"github.com/formbot/formbot/ocr/tesseract"
)

func newReader(t testing.TB, workers int) *ocr.Reader {
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
	return ocr.NewReader(pool, recipe)
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
		got, err := Run(t.Context(), c, reader, Options{Workers: workers, OnImage: func(done, total int) {
			if total != 5 {
				t.Errorf("total %d, want 5", total)
			}
			calls = append(calls, done)
		}})
		if err != nil {
			t.Fatal(err)
		}
		if want := []int{1, 2, 3, 4, 5}; !slices.Equal(calls, want) {
			t.Errorf("OnImage was called with %v, want %v", calls, want)
		}
		low, high := Wilson(2, 5, 1.959964)
		want := Result{
			Name: "drawn", Recipe: "plain", Images: 5, Exact: 2, Accuracy: 0.4, AccuracyLow: low, AccuracyHigh: high,
			CER: float64(0+1+0+6+2) / float64(5+6+7+6+2), // watch, flight for fright, comfort, secret, ab
			Failures: []Failure{
				{File: "2.png", Want: "flight", Got: "fright"},
				{File: "broken.png", Want: "secret"},
				{File: "blank.png", Want: "ab"},
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
			cmpopts.IgnoreFields(Result{}, "MsP50", "MsP95", "ImagesPerSecond"),
			cmpopts.IgnoreFields(Failure{}, "Confidence", "Error"),
			cmpopts.EquateApprox(0, 1e-6),
		}
		if diff := cmp.Diff(want, got, opts); diff != "" {
			t.Errorf("%d workers (-want +got):\n%s", workers, diff)
		}
		if got.MsP50 <= 0 || got.MsP95 < got.MsP50 || got.ImagesPerSecond <= 0 {
			t.Errorf("times: p50 %v, p95 %v, %v images/s", got.MsP50, got.MsP95, got.ImagesPerSecond)
		}
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
	want := []Failure{{File: "b.png", Want: "7", Got: "75", Read: "15+60=?"}}
	if diff := cmp.Diff(want, got.Failures, cmpopts.IgnoreFields(Failure{}, "Confidence")); diff != "" || got.Exact != 1 {
		t.Errorf("%d exact, want 1; failures (-want +got):\n%s", got.Exact, diff)
	}
}

// TestRunCancelled ends the context after the second image.
func TestRunCancelled(t *testing.T) {
	c := drawn(t)
	ctx, cancel := context.WithCancel(t.Context())
	got, err := Run(ctx, c, newReader(t, 1), Options{Workers: 1, OnImage: func(done, _ int) {
		if done == 2 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
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
	got, err := Run(t.Context(), c, ocr.NewReader(recognizerFunc(func() (ocr.Recognition, error) {
		if calls.Add(1) == 1 {
			return ocr.Recognition{}, odd
		}
		return ocr.Recognition{}, nil
	}), plain), Options{Workers: 1})
	if err != nil || got.Images != 5 || !strings.Contains(got.Failures[0].Error, odd.Error()) || got.Failures[1].Error != "" {
		t.Errorf("one bad image: got %+v, error %v", got, err)
	}

	calls.Store(0)
	missing := &tesseract.MissingError{What: "eng.traineddata"}
	_, err = Run(t.Context(), c, ocr.NewReader(recognizerFunc(func() (ocr.Recognition, error) {
		calls.Add(1)
		return ocr.Recognition{}, missing
	}), plain), Options{Workers: 1})
	if target := new(tesseract.MissingError); !errors.As(err, &target) || calls.Load() != 1 {
		t.Errorf("no trained data: got error %v after %d calls, want a *MissingError after 1", err, calls.Load())
	}
}

func TestReportJSON(t *testing.T) {
	report := NewReport("5.3.0", Result{
		Name: "wswp", Recipe: "book", Images: 100, Exact: 97, Accuracy: 0.97, AccuracyLow: 0.915481, AccuracyHigh: 0.989744,
		CER: 0.00612, MsP50: 6.1004, MsP95: 9.8, ImagesPerSecond: 150.199,
		Failures: []Failure{
			{File: "sample3.png", Want: "forward", Got: "orwana", Confidence: 0.41},
			{File: "b.png", Want: "x", Error: "cut"},
			{File: "c.png", Want: "7", Got: "14", Read: "7x2=?"},
		},
	}, Result{})
	report.CPUs = 2
	got, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	// The names and their order are a contract of the command line.
	want := `{"tesseract":"5.3.0","cpus":2,"corpora":[{"name":"wswp","recipe":"book","images":100,"exact":97,"accuracy":0.97,` +
		`"accuracy_low":0.9155,"accuracy_high":0.9897,"cer":0.0061,"ms_p50":6.1,"ms_p95":9.8,"images_per_s":150.2,` +
		`"failures":[{"file":"sample3.png","want":"forward","got":"orwana","confidence":0.41},` +
		`{"file":"b.png","want":"x","got":"","confidence":0,"error":"cut"},` +
		`{"file":"c.png","want":"7","got":"14","confidence":0,"read":"7x2=?"}]},` +
		`{"name":"","recipe":"","images":0,"exact":0,"accuracy":0,"accuracy_low":0,"accuracy_high":0,"cer":0,"ms_p50":0,"ms_p95":0,` +
		`"images_per_s":0,"failures":[]}]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if empty, err := json.Marshal(NewReport("5.3.0")); err != nil || !strings.Contains(string(empty), `"corpora":[]`) {
		t.Errorf("no corpora: got %s, error %v", empty, err)
	}
}
