// Package ocrtest holds the tests that every ocr.Recognizer passes: what its contract promises, tried on text drawn by
// the package itself. A recogniser's own test calls
//
//	ocrtest.TestRecognizer(t, func(t *testing.T) ocr.Recognizer { … })
//
// It needs a recogniser that reads English, and makes no demands on how well it reads unclear images. One that is an
// io.Closer is closed too, so that it must bear to be closed again by whoever opened it.
package ocrtest

import (
	"context"
	"errors"
	"image"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/formbot/formbot/ocr"
)

// The page segmentation modes that the tests use.
const (
	psmBlock = 6
	psmLine  = 7
	psmWord  = 8
	psmRaw   = 13
)

// TestRecognizer tests a recogniser that several goroutines may use at once. open makes one for each test and registers
// its closing with t.Cleanup.
func TestRecognizer(t *testing.T, open func(t *testing.T) ocr.Recognizer) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, ocr.Recognizer)
	}{
		{"words", testWords},
		{"symbols", testSymbols},
		{"first page segmentation mode", testFirstPSM},
		{"nothing to read", testNothing},
		{"stride", testStride},
		{"image kept", testImageKept},
		{"repeatable", testRepeatable},
		{"wrong options", testWrongOptions},
		{"missing language", testMissingLanguage},
		{"absurd images", testAbsurd},
		{"ended context", testEndedContext},
		{"cancelled", testCancelled},
		{"concurrent", testConcurrent},
		{"closed", testClosed},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

func recognize(t *testing.T, rec ocr.Recognizer, img *image.Gray, psm int) ocr.Recognition {
	t.Helper()
	got, err := rec.Recognize(t.Context(), img, ocr.RecognizeOptions{PSM: psm})
	if err != nil {
		t.Fatalf("Recognize, psm %d: %v", psm, err)
	}
	return got
}

func words() []string { return []string{"watch", "flight", "comfort", "secret", "healthy", "woman"} }

func testWords(t *testing.T, rec ocr.Recognizer) {
	for _, want := range words() {
		for _, psm := range []int{0, psmLine, psmWord, psmRaw} {
			got := recognize(t, rec, Draw(want), psm)
			if got.Text() != want {
				t.Errorf("psm %d: got %q, want %q", psm, got.Text(), want)
			}
			if got.Confidence < 0.5 || got.Confidence > 1 {
				t.Errorf("psm %d, %q: confidence %v, want 0.5 to 1", psm, want, got.Confidence)
			}
		}
	}
}

func testSymbols(t *testing.T, rec ocr.Recognizer) {
	img := Draw("word")
	got := recognize(t, rec, img, psmLine)
	ink := inkRuns(img)
	if len(got.Symbols) != 4 || len(ink) != 4 {
		t.Fatalf("%d symbols for %d letters, want 4 and 4: %v", len(got.Symbols), len(ink), got.Symbols)
	}
	for i, s := range got.Symbols {
		if want := "word"[i : i+1]; s.Text != want {
			t.Errorf("symbol %d: got %q, want %q", i, s.Text, want)
		}
		if s.Confidence <= 0 || s.Confidence > 1 {
			t.Errorf("symbol %d: confidence %v, want above 0 and up to 1", i, s.Confidence)
		}
		if !s.Box.In(img.Rect) {
			t.Errorf("symbol %d: box %v is not within %v", i, s.Box, img.Rect)
		}
		// Boxes need not be tight: the LSTM knows only roughly where it saw a letter.
		if got := nearest(ink, (s.Box.Min.X+s.Box.Max.X)/2); got != i {
			t.Errorf("symbol %d: box %v lies on letter %d; the letters' middles are %v", i, s.Box, got, ink)
		}
	}
}

// nearest returns the index of the x that is nearest to x.
func nearest(xs []int, x int) int {
	best := 0
	for i := range xs {
		if max(xs[i]-x, x-xs[i]) < max(xs[best]-x, x-xs[best]) {
			best = i
		}
	}
	return best
}

// testFirstPSM tells a recogniser that obeys the mode from the first recognition on from one that needs a second.
func testFirstPSM(t *testing.T, rec ocr.Recognizer) {
	img := Draw("watch", "flight")
	first := recognize(t, rec, img, psmBlock)
	if first.Text() != "watchflight" {
		t.Errorf("two lines as a block: got %q, want %q", first.Text(), "watchflight")
	}
	if got := recognize(t, rec, img, psmRaw); got.Text() == "watchflight" {
		t.Errorf("two lines as one raw line: got %q, as if the mode had no effect", got.Text())
	}
	if diff := cmp.Diff(first, recognize(t, rec, img, psmBlock)); diff != "" {
		t.Errorf("the same again after another mode (-first +again):\n%s", diff)
	}
}

func testNothing(t *testing.T, rec ocr.Recognizer) {
	for _, size := range []image.Point{{1, 1}, {3, 3}, {50, 2}, {2, 50}, {200, 60}} {
		for _, gray := range []uint8{0, 128, 255} {
			img := image.NewGray(image.Rectangle{Max: size})
			for i := range img.Pix {
				img.Pix[i] = gray
			}
			for _, psm := range []int{3, psmBlock, psmLine, psmRaw} {
				got := recognize(t, rec, img, psm)
				if len(got.Symbols) != 0 || got.Confidence != 0 {
					t.Errorf("%v of gray %d, psm %d: got %v, want nothing", size, gray, psm, got)
				}
			}
		}
	}
	// One dot in a corner is no text either, but is for the recogniser to tell. It must not make up coordinates.
	img := blank(120, 40)
	img.Pix[0] = 0
	for _, s := range recognize(t, rec, img, psmBlock).Symbols {
		if !s.Box.In(img.Rect) || strings.TrimSpace(s.Text) == "" {
			t.Errorf("one dot: symbol %+v", s)
		}
	}
}

// testStride passes an image that is a window of a larger one.
func testStride(t *testing.T, rec ocr.Recognizer) {
	img := Draw("watch")
	for pad := range 4 { // the width modulo four matters to libraries that pack pixels into words
		w, h := img.Rect.Dx()+pad, img.Rect.Dy()
		large := blank(w+37, h+11)
		for y := range h {
			copy(large.Pix[(y+5)*large.Stride+13:], img.Pix[y*img.Stride:][:img.Rect.Dx()])
		}
		window := &image.Gray{Pix: large.Pix[5*large.Stride+13:], Stride: large.Stride, Rect: image.Rect(0, 0, w, h)}
		window.Pix = window.Pix[:(h-1)*window.Stride+w] // not a byte more than there has to be
		if got := recognize(t, rec, window, psmLine); got.Text() != "watch" {
			t.Errorf("a window %d pixels wide: got %q, want %q", w, got.Text(), "watch")
		}
	}
}

func testImageKept(t *testing.T, rec ocr.Recognizer) {
	img := Draw("watch")
	before := slices.Clone(img.Pix)
	recognize(t, rec, img, psmLine)
	if !slices.Equal(before, img.Pix) {
		t.Error("Recognize changed the image")
	}
}

func testRepeatable(t *testing.T, rec ocr.Recognizer) {
	img := Draw("comfort")
	first := recognize(t, rec, img, psmLine)
	for _, other := range words() {
		recognize(t, rec, Draw(other), psmWord)
		if diff := cmp.Diff(first, recognize(t, rec, img, psmLine)); diff != "" {
			t.Errorf("the same image after %q (-first +again):\n%s", other, diff)
		}
	}
}

func testWrongOptions(t *testing.T, rec ocr.Recognizer) {
	img := Draw("watch")
	for _, opts := range []ocr.RecognizeOptions{
		{PSM: -1}, {PSM: 1}, {PSM: 12}, {PSM: 14},
		{Language: "zzz"}, {Language: "../eng"}, {Language: "eng+zzz"}, {Language: "eng+"}, {Language: "eng\x00"},
		{Language: strings.Repeat("eng", 1000)}, {Language: strings.Repeat("eng+", 1000) + "eng"},
	} {
		if got, err := rec.Recognize(t.Context(), img, opts); err == nil {
			t.Errorf("%.40v: got %q and no error", opts, got.Text())
		}
	}
	if got := recognize(t, rec, img, psmLine); got.Text() != "watch" {
		t.Errorf("after the errors: got %q, want %q", got.Text(), "watch")
	}
}

// testMissingLanguage asks for what cannot be there. Those who read many images are to be told that it never will be.
func testMissingLanguage(t *testing.T, rec ocr.Recognizer) {
	_, err := rec.Recognize(t.Context(), Draw("watch"), ocr.RecognizeOptions{Language: "zzz"})
	var unavailable interface {
		error
		Unavailable() bool
	}
	if !errors.As(err, &unavailable) || !unavailable.Unavailable() {
		t.Errorf("got error %v, want one whose Unavailable() is true", err)
	}
}

// testAbsurd passes images that are not uniform and of which no recogniser can make sense: it is to return in any case.
func testAbsurd(t *testing.T, rec ocr.Recognizer) {
	for _, size := range []image.Point{{2, 1}, {1, 2}, {3, 3}, {2, 300}, {300, 2}, {40000, 3}, {12000, 2}} {
		img := blank(size.X, size.Y)
		img.Pix[0] = 0
		for _, psm := range []int{psmBlock, psmLine, psmRaw} {
			got, err := rec.Recognize(t.Context(), img, ocr.RecognizeOptions{PSM: psm})
			for _, s := range got.Symbols {
				if err != nil || !s.Box.In(img.Rect) {
					t.Errorf("%v, psm %d: symbol %+v, error %v", size, psm, s, err)
				}
			}
		}
	}
	if got := recognize(t, rec, Draw("watch"), psmLine); got.Text() != "watch" {
		t.Errorf("after absurd images: got %q, want %q", got.Text(), "watch")
	}
}

func testEndedContext(t *testing.T, rec ocr.Recognizer) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := rec.Recognize(ctx, Draw("watch"), ocr.RecognizeOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
}

// testCancelled cancels calls wherever they happen to be: waiting, recognising, or done.
func testCancelled(t *testing.T, rec ocr.Recognizer) {
	ctx, cancel := context.WithCancel(t.Context())
	var calls sync.WaitGroup
	started := make(chan struct{}, 1)
	for range 8 {
		calls.Go(func() {
			img := Draw("watch")
			for {
				select {
				case started <- struct{}{}:
				default:
				}
				got, err := rec.Recognize(ctx, img, ocr.RecognizeOptions{PSM: psmLine})
				clear(img.Pix) // it is the caller's again, even where the recognition goes on
				if err != nil {
					if !errors.Is(err, context.Canceled) {
						t.Errorf("got error %v, want %v", err, context.Canceled)
					}
					return
				}
				if got.Text() != "watch" {
					t.Errorf("got %q, want %q", got.Text(), "watch")
				}
				img = Draw("watch")
			}
		})
	}
	<-started
	cancel()
	calls.Wait()
	if got := recognize(t, rec, Draw("flight"), psmLine); got.Text() != "flight" {
		t.Errorf("after the cancelled calls: got %q, want %q", got.Text(), "flight")
	}
}

func testConcurrent(t *testing.T, rec ocr.Recognizer) {
	psms := []int{psmLine, psmWord, psmRaw}
	var calls sync.WaitGroup
	for i := range 16 {
		calls.Go(func() {
			for j := range 6 {
				want := words()[(i+j)%len(words())]
				got, err := rec.Recognize(t.Context(), Draw(want), ocr.RecognizeOptions{PSM: psms[(i*j)%len(psms)]})
				if err != nil || got.Text() != want {
					t.Errorf("got %q, error %v; want %q", got.Text(), err, want)
				}
			}
		})
	}
	calls.Wait()
}

// testClosed closes a recogniser, where it has to be closed, while calls are under way: each ends with the text or an
// error, and later ones with an error.
func testClosed(t *testing.T, rec ocr.Recognizer) {
	closer, ok := rec.(io.Closer)
	if !ok {
		return
	}
	var calls sync.WaitGroup
	begun := make(chan struct{}, 8)
	for range cap(begun) {
		calls.Go(func() {
			for {
				got, err := rec.Recognize(t.Context(), Draw("watch"), ocr.RecognizeOptions{PSM: psmLine})
				if err != nil {
					return
				}
				if got.Text() != "watch" {
					t.Errorf("while it is closed: got %q, want %q", got.Text(), "watch")
				}
				select {
				case begun <- struct{}{}:
				default:
				}
			}
		})
	}
	<-begun
	if err := closer.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	calls.Wait()
	if got, err := rec.Recognize(t.Context(), Draw("watch"), ocr.RecognizeOptions{PSM: psmLine}); err == nil {
		t.Errorf("after Close: got %q and no error", got.Text())
	}
	if err := closer.Close(); err != nil {
		t.Errorf("Close again: %v", err)
	}
}
