package worker

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience is how long tests wait for what is to happen soon, on a machine that does much else.
const patience = 20 * time.Second

// eventually waits until cond holds.
func eventually(t testing.TB, what string, cond func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for !cond() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("waited %v in vain for: %s", patience, what)
		}
	}
}

// hanging waits until a child hangs, told to by a hook, and returns it.
func hanging(t testing.TB, p *Pool) *child {
	t.Helper()
	var found *child
	eventually(t, "a child that hangs", func() bool {
		found = findHanging(p)
		return found != nil
	})
	return found
}

func findHanging(p *Pool) *child {
	p.seats.mu.Lock()
	defer p.seats.mu.Unlock()
	for _, s := range p.seats.all {
		if s.child != nil && s.child.alive() && strings.Contains(s.child.stderr.String(), "hook hang\n") {
			return s.child
		}
	}
	return nil
}

// whole waits until a pool has all its children, all of them ready, and returns their process ids.
func whole(t testing.TB, p *Pool) []int {
	t.Helper()
	var pids []int
	eventually(t, "a whole pool", func() bool {
		p.seats.mu.Lock()
		defer p.seats.mu.Unlock()
		pids = nil
		for _, s := range p.seats.all {
			if s.free && s.child != nil && s.child.alive() {
				pids = append(pids, s.child.cmd.Process.Pid)
			}
		}
		return len(pids) == p.opts.Workers
	})
	return pids
}

// trainedData is English as installed.
func trainedData(t testing.TB) []byte {
	t.Helper()
	for _, dir := range []string{os.Getenv("TESSDATA_PREFIX"), "/usr/share/tesseract-ocr/*/tessdata", "/usr/share/tess*/tessdata",
		"/usr/share/tessdata", "/usr/local/share/tessdata", "/opt/*/share/tessdata"} {
		files, err := filepath.Glob(filepath.Join(dir, "eng.traineddata"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if data, err := os.ReadFile(file); err == nil {
				return data
			}
		}
	}
	t.Fatal("there is no eng.traineddata in the usual folders")
	return nil
}
