package worker

import (
	"context"
	"errors"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
)

// TestNoLeaks puts pools through all that may happen to them and then looks for goroutines, open files and processes,
// zombies included, that are still there.
func TestNoLeaks(t *testing.T) {
	through := func() {
		p, err := New(Options{Workers: 2, Timeout: 200 * time.Millisecond, MaxImages: 2})
		if err != nil {
			t.Fatal(err)
		}
		p.opts.Timeout = patience
		startAll(t, p)
		readsMany(t, p, 6)
		for _, how := range []string{"crash", "garbage", "half"} {
			if _, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: hook + how}); err == nil {
				t.Errorf("%s: no error", how)
			}
		}
		send(t, whole(t, p)[0], syscall.SIGKILL)
		whole(t, p)
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan error)
		go func() {
			_, err := p.Recognize(ctx, ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: hook + "hang"})
			left <- err
		}()
		hanging(t, p)
		cancel()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("got error %v, want %v", err, context.Canceled)
		}
		if err := p.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		// What cannot be started leaves nothing behind either.
		none := newPool(t, Options{Workers: 1, Program: "/nosuch/program"})
		if _, err := none.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{}); err == nil {
			t.Error("/nosuch/program: no error")
		}
	}
	through() // what comes with the first use stays: the poller, for one
	goroutines, files := runtime.NumGoroutine(), openFiles(t)
	through()
	if _, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); !errors.Is(err, syscall.ECHILD) {
		t.Errorf("there are child processes left: wait4 says %v, want %v", err, syscall.ECHILD)
	}
	if n := openFiles(t); n != files {
		t.Errorf("%d open files, before it were %d", n, files)
	}
	eventually(t, "goroutines to end", func() bool { return runtime.NumGoroutine() <= goroutines })
}

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
