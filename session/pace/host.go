package pace

import (
	"container/list"
	"time"
)

// host is what is known about one host, or one group of them.
type host struct {
	key     string
	policy  policy
	control controller

	queue    list.List // of *waiter, in the order in which they came
	inFlight int
	started  time.Time // when the last request started; zero before the first
	stretch  float64   // how much longer than the delay the next one is, 1 or more
	held     time.Time // not to be asked before, by Retry-After
	rested   time.Time // when it became idle

	stopTimer func() bool   // nil when none runs
	timerAt   time.Time     // when that one goes off
	ready     *list.Element // in Pacer.ready
	idle      *list.Element // in Pacer.idle
}

// waiter is one call of Wait that could not be served at once.
type waiter struct {
	granted chan struct{} // closed with started set
	ticket  *Ticket       // guarded by Pacer.mu until granted is closed
}

// spacing is the time between the start of the last request and the next.
func (h *host) spacing() time.Duration {
	return time.Duration(float64(h.control.delay) * h.stretch)
}

// earliest is when the delay and Retry-After allow the next request.
func (h *host) earliest() time.Time {
	at := h.held
	if !h.started.IsZero() {
		if next := h.started.Add(h.spacing()); next.After(at) {
			at = next
		}
	}
	return at
}

// behind is when a request could start that came now and queued up. What is in
// flight, and how long it takes, is not foreseen.
func (h *host) behind(now time.Time) time.Time {
	at := h.earliest()
	if at.Before(now) {
		at = now
	}
	return at.Add(time.Duration(h.queue.Len()) * h.spacing())
}

func (h *host) full() bool { return h.policy.limit > 0 && h.inFlight >= h.policy.limit }

// free reports whether the next request may start now.
func (h *host) free(now time.Time) bool { return !h.full() && !now.Before(h.earliest()) }
