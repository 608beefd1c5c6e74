package pace

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Outcome is how a request went.
type Outcome struct {
	// Status is the answer's; 0 where there was none.
	Status int
	// Latency is the time from sending the request to the first byte of the
	// answer, or to giving up. Zero: not known.
	Latency time.Duration
	// RetryAfter is how long the host asked not to be asked; see [RetryAfter].
	// Zero: it did not.
	RetryAfter time.Duration
	// Err is why there was no answer. One that wraps context.Canceled says
	// nothing about the host.
	Err error
}

// What the controller is made of.
const (
	latencyWeight = 0.25             // of a new latency in the running mean
	errorWeight   = 0.1              // of a new failure in the running rate
	errorBrake    = 0.3              // the rate of failures above which each is a brake
	brakeFactor   = 2                // what a brake makes of the delay
	brakeLeast    = time.Second      // and at least that
	recovery      = 1.0 / 8          // of what is too much, taken away by a good answer
	settled       = time.Millisecond // what is too much by less is not too much
)

// controller finds the delay of one host.
type controller struct {
	floor, ceiling time.Duration
	load           float64

	delay   time.Duration
	latency float64   // running mean, in nanoseconds; 0 before the first
	errors  float64   // running rate, 0 to 1
	braked  time.Time // when last
}

// setFloor changes the least delay.
func (c *controller) setFloor(floor, maxDelay time.Duration) {
	recovered := c.delay <= c.floor
	c.floor, c.ceiling = floor, max(floor, maxDelay)
	if recovered {
		c.delay = floor
	}
	c.delay = min(max(c.delay, floor), c.ceiling)
}

// observe learns from a request that was sent at started.
func (c *controller) observe(now, started time.Time, o Outcome) {
	if errors.Is(o.Err, context.Canceled) {
		return
	}
	failed := o.Err != nil || o.Status >= http.StatusInternalServerError
	limited := o.Status == http.StatusTooManyRequests || o.Status == http.StatusServiceUnavailable
	c.errors += errorWeight * (indicator(failed || limited) - c.errors)
	c.learnLatency(float64(o.Latency), failed || limited)
	aim := time.Duration(min(c.latency/c.load, float64(c.ceiling)))
	aim = max(aim, c.floor)
	switch {
	case limited, failed && c.errors > errorBrake:
		c.delay = max(c.delay, aim)
		if started.After(c.braked) { // else the server has not seen the last brake yet
			c.delay, c.braked = max(brakeFactor*c.delay, brakeLeast), now
		}
	case aim > c.delay:
		c.delay = aim
	case failed: // nothing to get faster for
	case c.delay-aim < settled:
		c.delay = aim
	default:
		c.delay -= time.Duration(recovery * float64(c.delay-aim))
	}
	c.delay = min(max(c.delay, c.floor), c.ceiling)
}

// learnLatency: a refusal is quick, and says nothing of how long work takes.
func (c *controller) learnLatency(latency float64, failed bool) {
	switch {
	case latency <= 0, failed && latency <= c.latency:
	case c.latency == 0:
		c.latency = latency
	default:
		c.latency += latencyWeight * (latency - c.latency)
	}
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
