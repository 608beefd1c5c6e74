package pace

import (
	"container/list"
	"context"
	"fmt"
	"sync"
	"time"
)

// Pacer decides when hosts may be asked. Its methods may be called concurrently.
type Pacer struct {
	opts Options

	mu       sync.Mutex // guards what is below and all that is in it
	hosts    map[string]*host
	crawl    map[string]time.Duration // Crawl-delay by key, where it was set
	inFlight int
	ready    list.List // of *host that could start a request but for Total, in turn
	idle     list.List // of *host that nobody waits for, least recently used first
}

// New makes a Pacer.
func New(opts Options) *Pacer {
	return &Pacer{opts: opts.withDefaults(), hosts: map[string]*host{}, crawl: map[string]time.Duration{}}
}

// WaitError is a wait that was not begun, because it would not end in time. It is
// a context.DeadlineExceeded to errors.Is where the caller's deadline is why.
type WaitError struct {
	Host       string
	Wait       time.Duration // how long it would have been, at least
	RetryAfter bool          // the host itself asked for it
	deadline   bool
}

// Error implements error.
func (e *WaitError) Error() string {
	why := "to keep its pace"
	if e.RetryAfter {
		why = "as it asked for by Retry-After"
	}
	limit := "the longest wait allowed (MaxWait)"
	if e.deadline {
		limit = "the deadline allows"
	}
	return fmt.Sprintf("%s is not to be asked for another %s, %s, which is longer than %s; try again then",
		e.Host, e.Wait.Round(time.Millisecond), why, limit)
}

// Is implements errors.Is.
func (e *WaitError) Is(target error) bool { return e.deadline && target == context.DeadlineExceeded }

// Wait waits until a request to the host may start. Its error is a *WaitError, at
// once, or the context's. The ticket must be handed back by Done.
func (p *Pacer) Wait(ctx context.Context, hostname string) (*Ticket, error) {
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	if p.opts.Off {
		return &Ticket{}, nil
	}
	p.mu.Lock()
	now := p.opts.Clock.Now()
	h := p.host(p.opts.key(hostname), now)
	if p.mayStart(h, now) {
		defer p.mu.Unlock()
		return p.start(h, now), nil
	}
	if err := p.tooLong(ctx, h, now); err != nil {
		p.settle(h, now)
		p.mu.Unlock()
		return nil, err
	}
	w := &waiter{granted: make(chan struct{})}
	place := h.queue.PushBack(w)
	p.settle(h, now)
	p.mu.Unlock()
	select {
	case <-w.granted:
		return w.ticket, nil
	case <-ctx.Done():
		p.leave(h, place, w)
		return nil, context.Cause(ctx)
	}
}

// Try is Wait for those who do not wait: it reports whether a request may start
// now.
func (p *Pacer) Try(hostname string) (*Ticket, bool) {
	if p.opts.Off {
		return &Ticket{}, true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.opts.Clock.Now()
	h := p.host(p.opts.key(hostname), now)
	if p.mayStart(h, now) {
		return p.start(h, now), true
	}
	p.settle(h, now)
	return nil, false
}

// Next is when the host may be asked again, as far as delays go: for a caller
// that came now, behind those who wait already. How long requests in flight will
// hold their slots is not foreseen. It is not before now.
func (p *Pacer) Next(hostname string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.opts.Clock.Now()
	if h, ok := p.hosts[p.opts.key(hostname)]; ok {
		return h.behind(now)
	}
	return now
}

// Delay is the present delay of a host, jitter aside.
func (p *Pacer) Delay(hostname string) time.Duration {
	if p.opts.Off {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := p.opts.key(hostname)
	if h, ok := p.hosts[key]; ok {
		return h.control.delay
	}
	return max(p.opts.policyFor(key).delay, p.crawl[key])
}

// SetCrawlDelay takes over what a robots.txt says: the delay is not shorter from
// now on. It is bounded by MaxCrawlDelay; zero or less takes it back. Hosts that
// are grouped share the longest, and it cannot be taken back. It is not forgotten
// with the host.
func (p *Pacer) SetCrawlDelay(hostname string, d time.Duration) {
	if p.opts.Off {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.opts.Clock.Now()
	key := p.opts.key(hostname)
	d = min(max(d, 0), p.opts.MaxCrawlDelay)
	if p.opts.Group == ByDomain {
		d = max(d, p.crawl[key])
	}
	base := p.opts.policyFor(key).delay
	if d > base {
		p.crawl[key] = d
	} else {
		delete(p.crawl, key)
	}
	if h, ok := p.hosts[key]; ok {
		h.control.setFloor(max(base, d), p.opts.MaxDelay)
		p.settle(h, now)
		p.dispatch(now)
	}
}

// Hosts is how many hosts are remembered, Crawl-delays aside.
func (p *Pacer) Hosts() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.hosts)
}

// tooLong refuses waits that would end too late, or nil.
func (p *Pacer) tooLong(ctx context.Context, h *host, now time.Time) error {
	wait := h.behind(now).Sub(now)
	err := &WaitError{Host: h.key, Wait: wait, RetryAfter: h.held.After(now)}
	if deadline, ok := ctx.Deadline(); ok && wait > time.Until(deadline) {
		err.deadline = true
		return err
	}
	if p.opts.MaxWait > 0 && wait > p.opts.MaxWait {
		return err
	}
	return nil
}
