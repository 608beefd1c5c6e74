package pace

import (
	"context"
	"errors"
	"testing"
	"time"
)

// day drives a controller as a lone caller would: each request starts its delay
// after the one before.
type day struct {
	c   controller
	now time.Time
}

func newDay(floor time.Duration) *day {
	d := &day{c: controller{load: 0.5}, now: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)}
	d.c.setFloor(floor, DefaultMaxDelay)
	return d
}

// ask sends n requests with one outcome and returns the delay after them.
func (d *day) ask(n int, o Outcome) time.Duration {
	for range n {
		started := d.now
		d.c.observe(started.Add(o.Latency), started, o)
		d.now = started.Add(max(d.c.delay, o.Latency))
	}
	return d.c.delay
}

func good(latency time.Duration) Outcome { return Outcome{Status: 200, Latency: latency} }

func TestControllerFollowsLatency(t *testing.T) {
	d := newDay(time.Second)
	if got := d.ask(20, good(100*time.Millisecond)); got != time.Second {
		t.Errorf("a fast server: delay %s, want the one asked for", got)
	}
	if got := d.ask(1, good(8*time.Second)); got > 5*time.Second {
		t.Errorf("one slow page makes the delay %s", got)
	}
	if got := d.ask(30, good(8*time.Second)); got < 15*time.Second || got > 16*time.Second {
		t.Errorf("a server that takes 8 s: delay %s, want 16 s, twice as much", got)
	}
	if got := d.ask(50, good(100*time.Millisecond)); got > 1100*time.Millisecond || got < time.Second {
		t.Errorf("a server that is fast again: delay %s, want 1 s", got)
	}
}

func TestControllerBrakes(t *testing.T) {
	refused := Outcome{Status: 503, Latency: time.Millisecond}
	d := newDay(time.Second)
	d.ask(10, good(100*time.Millisecond))
	for i, want := range []float64{2, 4, 8, 16, 32, 60, 60} {
		if got := d.ask(1, refused); got.Seconds() != want {
			t.Errorf("after %d refusals: delay %s, want %v s", i+1, got, want)
		}
	}
	before := d.now
	if got := d.ask(1, good(100*time.Millisecond)); got < 50*time.Second {
		t.Errorf("after the first good answer: delay %s, want it to recover slowly", got)
	}
	for d.c.delay > 2*time.Second {
		d.ask(1, good(100*time.Millisecond))
	}
	if took := d.now.Sub(before); took < 3*time.Minute || took > 15*time.Minute {
		t.Errorf("recovered in %s, want some minutes", took)
	}
}

// TestControllerBrakesOnceForOneFlight: ten requests that were under way together
// are refused together.
func TestControllerBrakesOnceForOneFlight(t *testing.T) {
	d := newDay(time.Second)
	for range 10 {
		d.c.observe(d.now.Add(time.Second), d.now, Outcome{Status: 429, Latency: time.Second})
	}
	if d.c.delay != 4*time.Second { // 2 s by the latency, doubled
		t.Errorf("delay %s, want 4 s", d.c.delay)
	}
}

func TestControllerToleratesFewFailures(t *testing.T) {
	broken := Outcome{Status: 500, Latency: time.Millisecond}
	d := newDay(time.Second)
	for range 50 {
		d.ask(9, good(100*time.Millisecond))
		if got := d.ask(1, broken); got != time.Second {
			t.Fatalf("one failure in ten makes the delay %s", got)
		}
	}
	if got := d.ask(6, broken); got < 4*time.Second {
		t.Errorf("six failures in a row make the delay %s, want it doubled more than once", got)
	}
	d = newDay(time.Second)
	if got := d.ask(6, Outcome{Err: errors.New("reset")}); got < 4*time.Second {
		t.Errorf("six lost connections make the delay %s", got)
	}
	d = newDay(time.Second)
	if got := d.ask(40, Outcome{Err: context.Canceled, Latency: time.Hour}); got != time.Second {
		t.Errorf("a caller who goes away makes the delay %s", got)
	}
}

// TestControllerQuickRefusals: a server that refuses quickly is not a fast one.
func TestControllerQuickRefusals(t *testing.T) {
	d := newDay(time.Second)
	d.ask(40, good(8*time.Second))
	before := d.c.latency
	d.ask(40, Outcome{Status: 500, Latency: time.Microsecond})
	if d.c.latency < before {
		t.Errorf("the mean latency fell from %.0f to %.0f", before, d.c.latency)
	}
}

// FuzzController: whatever happens, the delay stays within its bounds.
func FuzzController(f *testing.F) {
	f.Add(int64(time.Second), []byte{0, 1, 2, 3, 200, 255})
	f.Add(int64(0), []byte{3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3})
	f.Add(int64(time.Hour), []byte{9, 18, 27, 36, 45, 54})
	f.Fuzz(func(t *testing.T, floor int64, events []byte) {
		if floor < 0 {
			return
		}
		d := newDay(time.Duration(floor))
		for _, e := range events {
			o := Outcome{Status: []int{200, 404, 429, 500, 503, 0}[e%6], Latency: time.Duration(e/6) * time.Duration(e/6) * time.Second / 10}
			if o.Status == 0 {
				o.Err = errors.New("lost")
			}
			d.ask(1, o)
			if c := d.c; c.delay < c.floor || c.delay > max(c.floor, DefaultMaxDelay) || c.errors < 0 || c.errors > 1 {
				t.Fatalf("after %+v: %+v", o, c)
			}
			if e == 255 {
				d.c.setFloor(time.Duration(floor/2), DefaultMaxDelay)
			}
		}
	})
}
