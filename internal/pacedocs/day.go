package main

import (
	"math/rand/v2"
	"time"

	"github.com/formbot/formbot/session/pace"
)

// The day is looked at in bins of five minutes.
const (
	binLength = 5 * time.Minute
	bins      = int(24 * time.Hour / binLength)
)

// bin is what happened in five minutes.
type bin struct {
	sent, failed int
	latency      time.Duration // mean of what was answered; 0 where nothing was
	delay        time.Duration // the pace's at the end
	busy         time.Duration // that the server spent on us
}

// day is what happened from midnight to midnight.
type day struct {
	bins         [bins]bin
	sent, failed int
	busiest      float64 // the part of the time that the server spent on us, in the busiest bin
}

// clock is turned by hand. Nobody waits by it: there is one caller, who asks when he may.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time                            { return c.now }
func (*clock) AfterFunc(time.Duration, func()) func() bool { return func() bool { return true } }

// live spends a day with a caller who always has something to ask, and asks as soon as he may.
func live(opts pace.Options) *day {
	const host = "example.com"
	midnight := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	c := &clock{now: midnight}
	opts.Clock, opts.Rand = c, rand.New(rand.NewPCG(1, 1)).Float64
	p := pace.New(opts)
	s := &server{random: rand.New(rand.NewPCG(2, 2))}
	d := &day{}
	for {
		c.now = p.Next(host)
		at := c.now.Sub(midnight)
		if at >= 24*time.Hour {
			break
		}
		ticket, ok := p.Try(host)
		if !ok {
			panic("pacedocs: a host may not be asked when it may be asked next")
		}
		o := s.answer(at)
		c.now = c.now.Add(o.Latency)
		ticket.Done(o)
		d.note(at, o, p.Delay(host))
	}
	d.finish()
	return d
}

func (d *day) note(at time.Duration, o pace.Outcome, delay time.Duration) {
	b := &d.bins[at/binLength]
	b.sent++
	b.delay = delay
	b.busy += o.Latency
	if o.Err != nil || o.Status >= 400 {
		b.failed++
		return
	}
	b.latency += o.Latency
}

// finish makes means of sums, and carries the delay over bins in which nothing was sent.
func (d *day) finish() {
	delay := time.Duration(0)
	for i := range d.bins {
		b := &d.bins[i]
		d.sent += b.sent
		d.failed += b.failed
		d.busiest = max(d.busiest, b.busy.Seconds()/binLength.Seconds())
		if good := b.sent - b.failed; good > 0 {
			b.latency /= time.Duration(good)
		}
		if b.sent == 0 {
			b.delay = delay
		}
		delay = b.delay
	}
}

// during sums up the bins of some hours.
func (d *day) during(from, to float64) (sent, failed int) {
	for i := range d.bins {
		if hour := float64(i) * binLength.Hours(); within(hour+1e-9, from, to) {
			sent += d.bins[i].sent
			failed += d.bins[i].failed
		}
	}
	return sent, failed
}
