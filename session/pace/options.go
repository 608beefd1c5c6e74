package pace

import (
	"math/rand/v2"
	"time"
)

// The defaults of Options.
const (
	DefaultDelay         = time.Second
	DefaultJitter        = 0.25
	DefaultConcurrency   = 1
	DefaultTargetLoad    = 0.5
	DefaultMaxDelay      = time.Minute
	DefaultMaxCrawlDelay = 5 * time.Minute // as Heritrix has it
	DefaultMaxRetryAfter = time.Hour
	DefaultMaxWait       = 10 * time.Minute // longer than any one delay
	DefaultMaxHosts      = 1 << 16
	DefaultIdle          = 10 * time.Minute
)

// Grouping is what shares one delay and one limit.
type Grouping int

// The groupings.
const (
	// ByHost: each host by itself, whatever its port.
	ByHost Grouping = iota
	// ByDomain: all hosts of a registrable domain together (Public Suffix List).
	ByDomain
)

// Options are how a Pacer is made. The zero value is polite.
type Options struct {
	// Off turns all of it off: nothing waits, nothing is counted.
	Off bool
	// Group says what shares a delay and a limit. Zero: each host by itself.
	Group Grouping

	// Delay is the least time between the starts of two requests to a host.
	// Zero: 1 s, and none on this machine. Negative: none.
	Delay time.Duration
	// Jitter makes each delay longer by a random part of it, up to this one. It
	// never makes one shorter. Zero: 0.25. Negative: none.
	Jitter float64
	// Concurrency is how many requests to a host may be in flight. Zero: 1, and
	// no limit on this machine. Negative: no limit.
	Concurrency int
	// Total is how many requests may be in flight to all hosts together. Zero or
	// less: no limit.
	Total int

	// Fixed turns the controller off: the delay is Delay or Crawl-delay, no more.
	// Retry-After is still heeded.
	Fixed bool
	// TargetLoad is the part of the time, above 0, that the server is to spend on
	// us: latency / TargetLoad is the delay that is aimed at. Above 1 it needs a
	// Concurrency to match. Zero: 0.5, which leaves it as much rest as work.
	TargetLoad float64
	// MaxDelay bounds how far the controller slows down; a longer Delay stands.
	// Zero: 1 min.
	MaxDelay time.Duration

	// MaxCrawlDelay bounds what SetCrawlDelay takes. Zero: 5 min.
	MaxCrawlDelay time.Duration
	// MaxRetryAfter bounds what Retry-After can ask for. Zero: 1 h.
	MaxRetryAfter time.Duration
	// MaxWait is the longest wait that is worth beginning: a longer one is a
	// *WaitError at once. Those who queue up by the dozen at one host want none.
	// Zero: 10 min. Negative: no bound.
	MaxWait time.Duration

	// MaxHosts is how many idle hosts are remembered, but for those that must not
	// be asked yet. Zero: 65,536.
	MaxHosts int
	// Idle is how long an idle host is remembered. Zero: 10 min.
	Idle time.Duration

	// Clock tells the time. Nil: the package time.
	Clock Clock
	// Rand returns a number in [0, 1), for Jitter. It is called under a lock. Nil:
	// math/rand/v2.
	Rand func() float64
}

// Clock is what Options.Clock does. Its methods may be called concurrently.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f in its own goroutine once d has passed, unless stop is
	// called before.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }
func (systemClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d, f).Stop
}

// withDefaults fills in what is zero and means one thing for every host. What
// zero means for Delay and Concurrency depends on the host: see policyFor.
func (o Options) withDefaults() Options {
	o.Jitter = max(orDefault(o.Jitter, DefaultJitter), 0)
	o.TargetLoad = orDefault(max(o.TargetLoad, 0), DefaultTargetLoad)
	o.MaxDelay = orDefault(max(o.MaxDelay, 0), DefaultMaxDelay)
	o.MaxCrawlDelay = orDefault(max(o.MaxCrawlDelay, 0), DefaultMaxCrawlDelay)
	o.MaxRetryAfter = orDefault(max(o.MaxRetryAfter, 0), DefaultMaxRetryAfter)
	o.MaxWait = orDefault(o.MaxWait, DefaultMaxWait)
	o.MaxHosts = orDefault(max(o.MaxHosts, 0), DefaultMaxHosts)
	o.Idle = orDefault(max(o.Idle, 0), DefaultIdle)
	if o.Clock == nil {
		o.Clock = systemClock{}
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	return o
}

func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// policy is what the options ask for at one host.
type policy struct {
	delay    time.Duration
	limit    int // requests in flight; 0 for no limit
	adaptive bool
}

func (o *Options) policyFor(key string) policy {
	here := isThisMachine(key)
	pol := policy{delay: max(o.Delay, 0), limit: max(o.Concurrency, 0), adaptive: !o.Fixed && (!here || o.Delay > 0)}
	if o.Delay == 0 && !here {
		pol.delay = DefaultDelay
	}
	if o.Concurrency == 0 && !here {
		pol.limit = DefaultConcurrency
	}
	return pol
}
