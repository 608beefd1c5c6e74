package session

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/formbot/formbot/session/cache"
	"github.com/formbot/formbot/session/pace"
)

// trip is what the layers beneath the guard are told about one hop, and what they
// tell of it. It travels in the request's context.
type trip struct {
	submission bool       // of a form
	sent       *bodyWatch // nil for requests that did not come through the session's calls
	watch      *watch     // over the hop; nil as above
	clock      *stopwatch // runs while something is done; nil for none
	onWait     func(Wait) // nil for none

	pace  pace.Report
	cache cache.Report // all zero where there is no cache

	noCert atomic.Bool // a server asked for a client certificate and got none

	mu    sync.Mutex // guards tries
	tries []Try
}

type tripKey struct{}

// withTrip has the hop's layers find the trip.
func withTrip(ctx context.Context, tr *trip) context.Context {
	tr.pace.Waiting = func(host string, expected time.Duration) func() {
		return tr.wait(Wait{Host: host, Expected: expected})
	}
	ctx = cache.WithReport(pace.WithReport(ctx, &tr.pace), &tr.cache)
	return context.WithValue(ctx, tripKey{}, tr)
}

// tripOf finds the trip, or makes one that nobody reads.
func tripOf(ctx context.Context) *trip {
	if tr, ok := ctx.Value(tripKey{}).(*trip); ok {
		return tr
	}
	return &trip{}
}

// Wait is a wait that is about to begin.
type Wait struct {
	Host     string        // which may have a port
	Expected time.Duration // how long it will be, at least
	Retry    bool          // before a request is sent again, and not for the host's pace
}

// wait tells of a wait, and stops the time until it is over.
func (tr *trip) wait(w Wait) (over func()) {
	if tr.onWait != nil {
		tr.onWait(w)
	}
	return tr.clock.pause()
}

// begin makes the watch begin anew, for a request that is sent again.
func (tr *trip) begin() {
	if tr.watch != nil {
		tr.watch.began.Store(false)
		tr.watch.informational.Store(0)
	}
}

// answered reports whether a byte of the answer came. Who cannot know says yes.
func (tr *trip) answered() bool { return tr.watch == nil || tr.watch.began.Load() }

// note adds a try.
func (tr *trip) note(t Try) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.tries = append(tr.tries, t)
}

// tried returns the tries; nil where there was one.
func (tr *trip) tried() []Try {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if len(tr.tries) < 2 {
		return nil
	}
	return slices.Clone(tr.tries)
}

// unreadable reports whether the request's own body is what failed.
func (tr *trip) unreadable() bool { return tr.sent != nil && tr.sent.fault.Load() != nil }

// stopwatch bounds the time of a call, less the waits for pace and between tries:
// those have bounds of their own, and a polite session is not a slow server.
type stopwatch struct {
	mu      sync.Mutex // guards what is below
	timer   *time.Timer
	left    time.Duration // when it was last started
	started time.Time
	pauses  int
}

// startStopwatch calls late, in a goroutine of its own, once limit has passed.
func startStopwatch(limit time.Duration, late func()) *stopwatch {
	return &stopwatch{timer: time.AfterFunc(limit, late), left: limit, started: time.Now()}
}

// pause stops the time until what it returns is called, once. Pauses may overlap.
func (w *stopwatch) pause() (resume func()) {
	if w == nil {
		return func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pauses++; w.pauses == 1 && w.timer.Stop() {
		w.left -= time.Since(w.started)
	}
	return sync.OnceFunc(w.resume)
}

func (w *stopwatch) resume() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pauses--; w.pauses == 0 {
		w.started = time.Now()
		w.timer.Reset(max(w.left, 0))
	}
}

// stop ends it.
func (w *stopwatch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pauses++ // so that nothing starts it again
	w.timer.Stop()
}
