package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/formbot/formbot/session/pace"
)

// TestDocsAreUpToDate: the committed page is what the package does today.
func TestDocsAreUpToDate(t *testing.T) {
	for name, want := range page() {
		got, err := os.ReadFile(filepath.Join("../../docs", name))
		if err != nil {
			t.Errorf("%v: run make docs", err)
			continue
		}
		if d := cmp.Diff(string(want), string(got)); d != "" {
			t.Errorf("docs/%s differs: run make docs (-want +got)\n%s", name, d)
		}
	}
}

// TestDay: what the page says of the pace holds in the day that it shows.
func TestDay(t *testing.T) {
	adaptive, fixed := live(pace.Options{}), live(pace.Options{Fixed: true})
	if adaptive.failed*2 > fixed.failed {
		t.Errorf("%d requests failed, and %d with a fixed delay: want half of it at most", adaptive.failed, fixed.failed)
	}
	if adaptive.busiest > 0.6 {
		t.Errorf("the server spent %.2f of its time on us, want about a half at most", adaptive.busiest)
	}
	if fixed.busiest < 0.99 {
		t.Errorf("with a fixed delay the server spent %.2f of its time on us, and the page says all", fixed.busiest)
	}
	for i, b := range adaptive.bins {
		if b.delay < time.Second || b.delay > time.Minute {
			t.Errorf("bin %d: delay %s", i, b.delay)
		}
	}
	at := func(hour float64) time.Duration { return adaptive.bins[int(hour*60/5)].delay }
	if at(6) != time.Second || at(9) < 3*time.Second || at(12.9) != time.Minute || at(15) > 1100*time.Millisecond || at(23.9) > 1100*time.Millisecond {
		t.Errorf("delay at 6:00 %s, 9:00 %s, 12:54 %s, 15:00 %s, 23:54 %s", at(6), at(9), at(12.9), at(15), at(23.9))
	}
}
