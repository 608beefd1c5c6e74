package tesseract

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
)

func readsWatch(t *testing.T, p *Pool, language string) {
	t.Helper()
	got, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: language})
	if err != nil || got.Text() != "watch" {
		t.Errorf("language %q: got %q, error %v; want %q", language, got.Text(), err, "watch")
	}
}

func newPool(t *testing.T, opts Options) *Pool {
	t.Helper()
	p, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// TestManyLanguages asks one worker for more languages than it keeps.
func TestManyLanguages(t *testing.T) {
	dir := t.TempDir()
	data := english(t)
	names := []string{"eng", "a", "b", "c", "d", "e"}
	for _, n := range names {
		if err := os.WriteFile(filepath.Join(dir, n+".traineddata"), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := newPool(t, Options{Workers: 1, DataPath: dir})
	for range 2 {
		for _, n := range names {
			readsWatch(t, p, n)
		}
	}
	readsWatch(t, p, "d+e")
	w := <-p.free
	if got := w.loaded[0].language; len(w.loaded) != maxLoaded || got != "d+e" {
		t.Errorf("%d languages loaded, %q in front; want %d and %q", len(w.loaded), got, maxLoaded, "d+e")
	}
	p.free <- w
}

func TestCloseWaits(t *testing.T) {
	p := newPool(t, Options{Workers: 2})
	w, err := p.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan error)
	go func() { closed <- p.Close() }()
	<-p.closing
	if _, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{}); !errors.Is(err, ErrClosed) {
		t.Errorf("Recognize while closing: got error %v, want %v", err, ErrClosed)
	}
	select {
	case err := <-closed:
		t.Fatalf("Close returned %v while a worker was out", err)
	default:
	}
	if _, err := w.recognize(loadSPIX(w, "watch"), ocr.RecognizeOptions{PSM: 7, Language: "eng"}); err != nil {
		t.Errorf("a worker that is out while the pool closes: %v", err)
	}
	p.release(w)
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := p.Close(); err != nil {
		t.Errorf("Close again: %v", err)
	}
}

func TestAcquireEndsWithContext(t *testing.T) {
	p := newPool(t, Options{Workers: 1})
	w, err := p.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	waited := make(chan error)
	go func() {
		_, err := p.acquire(ctx)
		waited <- err
	}()
	cancel()
	if err := <-waited; !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
	p.release(w)
	readsWatch(t, p, "")
}

func TestNewNegativeWorkers(t *testing.T) {
	if p, err := New(Options{Workers: -1}); err == nil {
		t.Error("-1 workers: no error")
		_ = p.Close()
	}
}

func TestVersion(t *testing.T) {
	if got := Version(); !regexp.MustCompile(`^[45]\.\d+`).MatchString(got) {
		t.Errorf("got %q, want a version such as 5.3.0", got)
	}
}
