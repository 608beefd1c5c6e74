package worker

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/formbot/formbot/ocr"
	"github.com/formbot/formbot/ocr/ocrtest"
)

// TestMisbehaviour has a child misbehave over one image: that image ends with the right error, the others are read, and
// the pool is whole again.
func TestMisbehaviour(t *testing.T) {
	for _, tt := range []struct {
		how    string
		kind   error
		detail string // in the error
	}{
		{"hang", ErrTimeout, "none within 300ms"},
		{"memory", ErrMemory, "may have 256"},
		{"crash", ErrDied, "SIGSEGV"},
		{"panic", ErrDied, "told to"},
		{"exit", ErrDied, "exit status 3"},
		{"chatter", ErrDied, "chatter chatter"},
		{"garbage", ErrGarbled, `"this is no frame"`},
		{"huge", ErrGarbled, "2147483647"},
		{"old", ErrGarbled, "different builds"},
		{"stale", ErrGarbled, "it answers 65280"},
		{"lie", ErrGarbled, "9999"},
		{"half", ErrDied, ""},
		{"mute", ErrDied, ""},
	} {
		t.Run(tt.how, func(t *testing.T) {
			t.Parallel()
			p := newPool(t, Options{Workers: 2, Timeout: patience, MaxMemoryBytes: 256 << 20})
			if tt.how == "hang" {
				p.opts.Timeout = 300 * time.Millisecond
			}
			before := startAll(t, p)
			_, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: hook + tt.how})
			var lost *ChildError
			if !errors.As(err, &lost) || !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.detail) {
				t.Errorf("got error %v, want a ChildError: %v, with %q", err, tt.kind, tt.detail)
			}
			if lost != nil && tt.how != "lie" && !strings.HasPrefix(lost.Stderr, "hook "+tt.how+"\n") {
				t.Errorf("standard error: got %q", lost.Stderr)
			}
			if lost != nil && len(lost.Stderr) > maxOutput || len(err.Error()) > 600 {
				t.Errorf("%d bytes of standard error, %d of the error", len(lost.Stderr), len(err.Error()))
			}
			p.opts.Timeout = patience
			after := whole(t, p)
			if n := common(before, after); n != 1 {
				t.Errorf("%d of the children %v are among %v now, want 1", n, before, after)
			}
			readsMany(t, p, 4)
			if st := p.Stats(); st.Started != 3 || st.Lost != 1 {
				t.Errorf("%d started and %d lost, want 3 and 1", st.Started, st.Lost)
			}
		})
	}
}

// TestAnswerIsAnError is about a child that does as it should: an error of the image is none of the child.
func TestAnswerIsAnError(t *testing.T) {
	p := newPool(t, Options{Workers: 1})
	_, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: hook + "err"})
	var lost *ChildError
	if err == nil || err.Error() != "told to answer with an error" || errors.As(err, &lost) {
		t.Errorf("got error %v", err)
	}
	reads(t, p, "watch")
	if st := p.Stats(); st.Started != 1 {
		t.Errorf("%d children were started, want 1", st.Started)
	}
}

// TestDamagedData has Tesseract itself crash, over trained data that is damaged further in than anyone looks before.
func TestDamagedData(t *testing.T) {
	dir := t.TempDir()
	good := trainedData(t)
	bad := append([]byte(nil), good...)
	clear(bad[1000:200_000]) // in the network's layers
	for name, data := range map[string][]byte{"eng": good, "bad": bad} {
		if err := os.WriteFile(filepath.Join(dir, name+".traineddata"), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("asked for", func(t *testing.T) {
		p := newPool(t, Options{Workers: 2, DataPath: dir})
		startAll(t, p)
		for range 2 {
			_, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: "bad"})
			if !errors.Is(err, ErrDied) || !strings.Contains(err.Error(), "SIGABRT") {
				t.Errorf("got error %v, want %v by SIGABRT", err, ErrDied)
			}
			readsMany(t, p, 2)
		}
		whole(t, p)
	})
	t.Run("first", func(t *testing.T) {
		p := newPool(t, Options{Workers: 2, DataPath: dir, Languages: []string{"bad"}})
		_, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: "bad"})
		var start *StartError
		if !errors.As(err, &start) || !errors.Is(err, ErrDied) {
			t.Errorf("got error %v, want a StartError that is %v", err, ErrDied)
		}
		// Nobody asks, so it is not tried again.
		if st := p.Stats(); st.Started != 1 || len(st.Children) != 0 {
			t.Errorf("got %+v, want one child started and none there", st)
		}
	})
}

// TestSignals sends real signals to a child, with an image or without.
func TestSignals(t *testing.T) {
	for _, tt := range []struct {
		name   string
		signal syscall.Signal
		kind   error // of the image at hand
	}{
		{"kill", syscall.SIGKILL, ErrDied},
		{"stop", syscall.SIGSTOP, ErrTimeout},
		{"abort", syscall.SIGABRT, ErrDied},
	} {
		t.Run(tt.name+" at work", func(t *testing.T) {
			p := newPool(t, Options{Workers: 2, Timeout: 2 * time.Second})
			startAll(t, p)
			failed := make(chan error)
			go func() {
				_, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{Language: hook + "hang"})
				failed <- err
			}()
			c := hanging(t, p)
			send(t, c.cmd.Process.Pid, tt.signal)
			readsMany(t, p, 4) // by the other child, or by both
			if err := <-failed; !errors.Is(err, tt.kind) {
				t.Errorf("got error %v, want %v", err, tt.kind)
			}
			whole(t, p)
			readsMany(t, p, 4)
		})
		t.Run(tt.name+" without work", func(t *testing.T) {
			p := newPool(t, Options{Workers: 2, Timeout: 2 * time.Second})
			before := startAll(t, p)
			send(t, before[1], tt.signal) // which is the first to be asked
			if tt.signal == syscall.SIGSTOP {
				// It cannot be told from one that waits, so an image has to find out.
				_, err := p.Recognize(t.Context(), ocrtest.Draw("watch"), ocr.RecognizeOptions{})
				if !errors.Is(err, ErrTimeout) {
					t.Errorf("got error %v, want %v", err, ErrTimeout)
				}
			} else {
				eventually(t, "a new child", func() bool { return p.Stats().Started == 3 })
			}
			if after := whole(t, p); common(before, after) != 1 {
				t.Errorf("children %v became %v", before, after)
			}
			readsMany(t, p, 4)
		})
	}
}

// TestAllKilled kills all children at once, again and again: no image is lost, for none was at hand.
func TestAllKilled(t *testing.T) {
	p := newPool(t, Options{Workers: 2})
	for round := range 3 {
		for _, pid := range startAll(t, p) {
			send(t, pid, syscall.SIGKILL)
		}
		eventually(t, "their end to be seen", func() bool { return p.Stats().Lost == 2*(round+1) })
		whole(t, p)
		readsMany(t, p, 4)
	}
}

// TestKilledWithoutEnd kills each child as soon as it is there, with no image in between.
func TestKilledWithoutEnd(t *testing.T) {
	p := newPool(t, Options{Workers: 1})
	startAll(t, p)
	for range 2 * maxRevived {
		st := p.Stats()
		if len(st.Children) == 0 {
			break
		}
		send(t, st.Children[0].PID, syscall.SIGKILL)
		eventually(t, "the end to be seen", func() bool { return p.Stats().Lost > st.Lost })
		eventually(t, "a new child or none", func() bool {
			p.seats.mu.Lock()
			defer p.seats.mu.Unlock()
			s := p.seats.all[0]
			return s.free && (s.child.alive() || p.seats.revived == maxRevived)
		})
	}
	if st := p.Stats(); st.Started != 1+maxRevived || len(st.Children) != 0 {
		t.Errorf("got %+v, want %d children started and none there", st, 1+maxRevived)
	}
	reads(t, p, "watch")
}

func startAll(t testing.TB, p *Pool) []int {
	t.Helper()
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return whole(t, p)
}

func readsMany(t *testing.T, p *Pool, n int) {
	t.Helper()
	var calls sync.WaitGroup
	for range n {
		calls.Go(func() { reads(t, p, "watch") })
	}
	calls.Wait()
}

func send(t *testing.T, pid int, signal syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, signal); err != nil {
		t.Errorf("send %v to process %d: %v", signal, pid, err)
	}
}

// common counts what two lists have in common.
func common(a, b []int) int {
	n := 0
	for _, x := range a {
		for _, y := range b {
			if x == y {
				n++
			}
		}
	}
	return n
}
