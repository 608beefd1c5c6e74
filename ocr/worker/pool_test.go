package worker

import (
	"context"
	"errors"
	"image"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
	"github.com/formbot/formbot/ocr/tesseract"
)

func newPool(t testing.TB, opts Options) *Pool {
	t.Helper()
	p, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return p
}

func reads(t testing.TB, p *Pool, want string) {
	t.Helper()
	got, err := p.Recognize(t.Context(), ocrtest.Draw(want), ocr.RecognizeOptions{})
	if err != nil || got.Text() != want {
		t.Errorf("got %q, error %v; want %q", got.Text(), err, want)
	}
}

func TestRecognizer(t *testing.T) {
	ocrtest.TestRecognizer(t, func(t *testing.T) ocr.Recognizer { return newPool(t, Options{Workers: 2}) })
}

// TestBounds recognises an image that does not begin at the origin.
func TestBounds(t *testing.T) {
	p := newPool(t, Options{Workers: 1})
	img := ocrtest.Draw("word")
	want, err := p.Recognize(t.Context(), img, ocr.RecognizeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	by := image.Pt(7, -9)
	moved := &image.Gray{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect.Add(by)}
	got, err := p.Recognize(t.Context(), moved, ocr.RecognizeOptions{})
	if err != nil || len(got.Symbols) != 4 || len(want.Symbols) != 4 {
		t.Fatalf("got %v, error %v; want 4 symbols", got, err)
	}
	for i, s := range got.Symbols {
		if s.Box != want.Symbols[i].Box.Add(by) {
			t.Errorf("symbol %d: box %v, want %v moved by %v", i, s.Box, want.Symbols[i].Box, by)
		}
	}
}

// TestNoMoreChildrenThanImages reads one image after the other, then two at once.
func TestNoMoreChildrenThanImages(t *testing.T) {
	p := newPool(t, Options{Workers: 3})
	if st := p.Stats(); st.Started != 0 {
		t.Errorf("%d children before there is an image", st.Started)
	}
	for range 4 {
		reads(t, p, "watch")
	}
	if st := p.Stats(); st.Started != 1 || len(st.Children) != 1 {
		t.Errorf("images one after the other: %+v, want one child", st)
	}
	var calls sync.WaitGroup
	for range 2 {
		calls.Go(func() { reads(t, p, "watch") })
	}
	calls.Wait()
	if st := p.Stats(); st.Started > 2 {
		t.Errorf("two images at once: %+v, want two children at most", st)
	}
}

func TestStart(t *testing.T) {
	p := newPool(t, Options{Workers: 3})
	reads(t, p, "watch")
	for range 2 {
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if st := p.Stats(); st.Started != 3 || len(st.Children) != 3 {
			t.Errorf("got %+v, want three children", st)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := newPool(t, Options{Workers: 2}).Start(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: got error %v, want %v", err, context.Canceled)
	}
}

// TestMaxImages counts the processes that read ten images, three each.
func TestMaxImages(t *testing.T) {
	p := newPool(t, Options{Workers: 1, MaxImages: 3})
	pids := make(map[int]int)
	for range 10 {
		// Start waits for the child that comes in the place of one that was replaced.
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Stats().Children {
			pids[c.PID]++
		}
		reads(t, p, "watch")
	}
	for pid, n := range pids {
		if n > 3 {
			t.Errorf("process %d read %d images, want 3 at most", pid, n)
		}
	}
	if st := p.Stats(); len(pids) != 4 || st.Lost != 0 {
		t.Errorf("%d processes, %d lost; want 4 and none", len(pids), st.Lost)
	}
}

// TestEnvironment has a child tell what its environment is.
func TestEnvironment(t *testing.T) {
	t.Setenv("OMP_THREAD_LIMIT", "7")
	t.Setenv("FORMBOT_TEST_VALUE", "kept")
	p := newPool(t, Options{Workers: 1})
	for name, want := range map[string]string{"OMP_THREAD_LIMIT": "1", "FORMBOT_TEST_VALUE": "kept", mark: ""} {
		_, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: hook + "env " + name})
		if err == nil || err.Error() != name+"="+want {
			t.Errorf("got %v, want %s=%s", err, name, want)
		}
	}
}

func TestMissingLanguage(t *testing.T) {
	var missing *tesseract.MissingError
	if _, err := New(Options{Languages: []string{"eng", "deu"}, DataPath: t.TempDir()}); !errors.As(err, &missing) {
		t.Errorf("New: got error %v, want a MissingError", err)
	}
	p := newPool(t, Options{Workers: 1})
	_, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: "tlh"})
	want := tesseract.MissingError{What: "tlh.traineddata", Package: "tesseract-ocr-tlh"}
	if errors.As(err, &missing) {
		want.Dir = missing.Dir
	}
	if missing == nil || *missing != want {
		t.Errorf("Recognize: got error %v, want %v", err, &want)
	}
	reads(t, p, "watch")
}

// TestDataGone removes the data after New has seen it.
func TestDataGone(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "eng.traineddata")
	data := trainedData(t)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	p := newPool(t, Options{Workers: 2, DataPath: dir})
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	var missing *tesseract.MissingError
	if _, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{}); !errors.As(err, &missing) || missing.Dir != dir {
		t.Errorf("Recognize: got error %v, want a MissingError about %s", err, dir)
	}
	if err := p.Start(t.Context()); !errors.As(err, &missing) {
		t.Errorf("Start: got error %v, want a MissingError", err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	reads(t, p, "watch") // it is tried again
}

func TestNoMain(t *testing.T) {
	mainCalled.Store(false)
	defer mainCalled.Store(true)
	if _, err := New(Options{}); !errors.Is(err, ErrNoMain) {
		t.Errorf("got error %v, want %v", err, ErrNoMain)
	}
	p := newPool(t, Options{Workers: 1, Program: os.Args[0]})
	reads(t, p, "watch")
}

// TestWrongProgram starts what is no worker.
func TestWrongProgram(t *testing.T) {
	for _, program := range []string{"true", "/nosuch/program"} {
		p := newPool(t, Options{Workers: 1, Program: program})
		_, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{})
		var start *StartError
		if !errors.As(err, &start) || !start.Unavailable() {
			t.Errorf("%s: got error %v, want a StartError", program, err)
		}
	}
}

func TestWrongOptions(t *testing.T) {
	for _, opts := range []Options{{Workers: -1}, {Timeout: -time.Second}, {MaxMemoryBytes: -1}, {MaxImages: -1}, {Languages: []string{"../eng"}}} {
		if _, err := New(opts); err == nil {
			t.Errorf("%+v: no error", opts)
		}
	}
}

func TestClose(t *testing.T) {
	p := newPool(t, Options{Workers: 2})
	reads(t, p, "watch")
	if err := p.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if _, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{}); !errors.Is(err, ErrClosed) {
		t.Errorf("Recognize afterwards: got error %v, want %v", err, ErrClosed)
	}
	if err := p.Start(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("Start afterwards: got error %v, want %v", err, ErrClosed)
	}
	if err := p.Close(); err != nil {
		t.Errorf("Close again: %v", err)
	}
	if st := p.Stats(); len(st.Children) != 0 || st.Lost != 0 {
		t.Errorf("got %+v, want no children and none lost", st)
	}
}

// TestCloseWaits closes while one call is at work and another waits.
func TestCloseWaits(t *testing.T) {
	p := newPool(t, Options{Workers: 1, Timeout: time.Minute})
	type outcome struct{ err error }
	first, second, closed := make(chan outcome), make(chan outcome), make(chan error)
	go func() {
		_, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: hook + "hang"})
		first <- outcome{err}
	}()
	c := hanging(t, p)
	go func() {
		_, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{})
		second <- outcome{err}
	}()
	go func() { closed <- p.Close() }()
	if o := <-second; !errors.Is(o.err, ErrClosed) {
		t.Errorf("the call that waits: got error %v, want %v", o.err, ErrClosed)
	}
	select {
	case err := <-closed:
		t.Fatalf("Close returned %v while an image was being read", err)
	case o := <-first:
		t.Fatalf("the call at work ended with %v because of Close", o.err)
	default:
	}
	c.kill()
	if o := <-first; !errors.Is(o.err, ErrDied) {
		t.Errorf("the call at work: got error %v, want %v", o.err, ErrDied)
	}
	if err := <-closed; err != nil {
		t.Errorf("Close: %v", err)
	}
}

// TestCloseEndsTheDeserted closes while a child hangs that nobody waits for: that does not take as long as an image may.
func TestCloseEndsTheDeserted(t *testing.T) {
	for _, when := range []string{"before", "after"} {
		p := newPool(t, Options{Workers: 1, Timeout: time.Hour})
		ctx, cancel := context.WithCancel(t.Context())
		done, closed := make(chan error), make(chan error)
		go func() {
			_, err := p.Recognize(ctx, ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: hook + "hang"})
			done <- err
		}()
		hanging(t, p)
		closePool := func() { closed <- p.Close() }
		if when == "after" {
			go closePool()
			<-p.seats.closing
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Recognize: got error %v, want %v", err, context.Canceled)
		}
		if when == "before" {
			go closePool()
		}
		if err := <-closed; err != nil {
			t.Errorf("the caller leaves %s Close: %v", when, err)
		}
	}
}
