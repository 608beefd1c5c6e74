package pace

import (
	"container/list"
	"time"
)

// What is below is called with Pacer.mu held.

// host finds or makes what is known about a host, and forgets others for it.
func (p *Pacer) host(key string, now time.Time) *host {
	if h, ok := p.hosts[key]; ok {
		return h
	}
	p.forget(now)
	h := &host{key: key, policy: p.opts.policyFor(key), stretch: 1}
	h.control.load = p.opts.TargetLoad
	h.control.setFloor(max(h.policy.delay, p.crawl[key]), p.opts.MaxDelay)
	p.hosts[key] = h
	return h
}

// forgetAtOnce is how many idle hosts are looked at for each new one. Two would
// be enough to keep up.
const forgetAtOnce = 4

// forget removes the hosts that were idle for longest. One that must not be asked
// yet is kept, and looked at again when all the others were.
func (p *Pacer) forget(now time.Time) {
	for range forgetAtOnce {
		oldest := p.idle.Front()
		if oldest == nil {
			return
		}
		h := oldest.Value.(*host)
		if p.idle.Len() < p.opts.MaxHosts && now.Sub(h.rested) < p.opts.Idle {
			return
		}
		if now.Before(h.earliest()) {
			p.idle.MoveToBack(oldest)
			continue
		}
		p.idle.Remove(oldest)
		delete(p.hosts, h.key)
	}
}

// mayStart reports whether a newcomer may start now. Nobody is overtaken.
func (p *Pacer) mayStart(h *host, now time.Time) bool {
	return h.queue.Len() == 0 && h.free(now) && p.hasSlot() && p.ready.Len() == 0
}

func (p *Pacer) hasSlot() bool { return p.opts.Total <= 0 || p.inFlight < p.opts.Total }

// start takes the slots.
func (p *Pacer) start(h *host, now time.Time) *Ticket {
	if h.idle != nil {
		p.idle.Remove(h.idle)
		h.idle = nil
	}
	h.started = now
	h.stretch = 1 + p.opts.Jitter*p.opts.Rand()
	h.inFlight++
	p.inFlight++
	return &Ticket{pacer: p, host: h, started: now}
}

// settle puts a host where it belongs: among the idle, among those that are ready
// when there is a slot, or to wait for its timer.
func (p *Pacer) settle(h *host, now time.Time) {
	waited := h.queue.Len() > 0
	if ready := waited && h.free(now); ready && h.ready == nil {
		h.ready = p.ready.PushBack(h)
	} else if !ready && h.ready != nil {
		p.ready.Remove(h.ready)
		h.ready = nil
	}
	if waited && !h.full() && h.ready == nil {
		p.arm(h, now)
	} else {
		h.disarm()
	}
	switch idle := !waited && h.inFlight == 0; {
	case idle && h.idle == nil:
		h.rested, h.idle = now, p.idle.PushBack(h)
	case !idle && h.idle != nil:
		p.idle.Remove(h.idle)
		h.idle = nil
	}
}

// arm sees to it that the host is looked at when its delay is over.
func (p *Pacer) arm(h *host, now time.Time) {
	at := h.earliest()
	if h.stopTimer != nil && h.timerAt.Equal(at) {
		return
	}
	h.disarm()
	h.timerAt = at
	h.stopTimer = p.opts.Clock.AfterFunc(at.Sub(now), func() { p.wake(h, at) })
}

func (h *host) disarm() {
	if h.stopTimer != nil {
		h.stopTimer()
		h.stopTimer = nil
	}
}

// wake is what the timer set for at does.
func (p *Pacer) wake(h *host, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h.stopTimer == nil || !h.timerAt.Equal(at) {
		return // stopped too late
	}
	h.stopTimer = nil
	now := p.opts.Clock.Now()
	p.settle(h, now)
	p.dispatch(now)
}

// dispatch starts what can be started, one request of each ready host in turn.
func (p *Pacer) dispatch(now time.Time) {
	for p.hasSlot() && p.ready.Len() > 0 {
		h := p.ready.Remove(p.ready.Front()).(*host)
		h.ready = nil
		if first := h.queue.Front(); first != nil && h.free(now) {
			w := h.queue.Remove(first).(*waiter)
			w.ticket = p.start(h, now)
			close(w.granted)
		}
		p.settle(h, now)
	}
}

// leave takes a waiter out whose context ended. A slot that it was given in the
// same moment is handed on.
func (p *Pacer) leave(h *host, place *list.Element, w *waiter) {
	p.mu.Lock()
	if w.ticket == nil {
		h.queue.Remove(place)
		p.settle(h, p.opts.Clock.Now())
	}
	p.mu.Unlock()
	w.ticket.give()
}

// Ticket is leave to send one request. Its methods may be called concurrently.
type Ticket struct {
	pacer   *Pacer // nil where pacing is off
	host    *host
	started time.Time
	done    bool // guarded by Pacer.mu
}

// Done gives the slot back and tells how the request went. Calls after the first
// do nothing.
func (t *Ticket) Done(o Outcome) { t.finish(&o) }

// give gives the slot back of a request that was never sent.
func (t *Ticket) give() { t.finish(nil) }

func (t *Ticket) finish(o *Outcome) {
	if t == nil || t.pacer == nil {
		return
	}
	p, h := t.pacer, t.host
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.done {
		return
	}
	t.done = true
	now := p.opts.Clock.Now()
	h.inFlight--
	p.inFlight--
	if o != nil {
		p.learn(h, t, *o, now)
	}
	p.settle(h, now)
	p.dispatch(now)
}

// learn draws the conclusions from an outcome.
func (p *Pacer) learn(h *host, t *Ticket, o Outcome, now time.Time) {
	if h.policy.adaptive {
		h.control.observe(now, t.started, o)
	}
	if o.RetryAfter > 0 {
		until := now.Add(min(o.RetryAfter, p.opts.MaxRetryAfter))
		if until.After(h.held) {
			h.held = until
		}
	}
}
