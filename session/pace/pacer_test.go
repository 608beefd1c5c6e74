package pace

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// watch is what a host's server sees: it fails the test when a request starts too
// early, or when too many are in flight.
type watch struct {
	name  string
	delay time.Duration
	limit int

	mu       sync.Mutex
	last     time.Time
	inFlight int
	most     int
	served   int
	longest  time.Duration // between two starts
}

func (w *watch) begin(t *testing.T) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if w.served > 0 {
		gap := now.Sub(w.last)
		if gap < w.delay {
			t.Errorf("%s: %s between two requests, want at least %s", w.name, gap, w.delay)
		}
		w.longest = max(w.longest, gap)
	}
	w.last = now
	w.served++
	w.inFlight++
	w.most = max(w.most, w.inFlight)
	if w.inFlight > w.limit {
		t.Errorf("%s: %d requests in flight, want at most %d", w.name, w.inFlight, w.limit)
	}
}

func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.inFlight--
}

// TestManyRequests: 12,000 requests from 64 goroutines to 20 hosts in simulated
// time. No host sees two requests closer than its delay or more in flight than
// its limit, and none starves: each goroutine goes through the hosts in an
// order of its own, and each host's slowest pair of requests is not far apart while there is
// demand.
func TestManyRequests(t *testing.T) {
	const hosts, clients, each, delay, limit = 20, 64, 200, 200 * time.Millisecond, 3
	for _, total := range []int{0, 8} {
		t.Run(fmt.Sprintf("total %d", total), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := New(Options{Concurrency: limit, Total: total, Delay: delay, TargetLoad: 4, MaxWait: -1})
				var servers [hosts]watch
				everything := watch{name: "all hosts", limit: clients}
				if total > 0 {
					everything.limit = total
				}
				for i := range servers {
					w := &servers[i]
					w.name, w.delay, w.limit = fmt.Sprintf("host%d.example", i), delay, limit
					if i%5 == 0 { // some ask for more
						w.delay = 7 * time.Second
						p.SetCrawlDelay(w.name, w.delay)
					}
				}
				begin := time.Now()
				var all sync.WaitGroup
				for c := range clients {
					all.Go(func() {
						random := rand.New(rand.NewPCG(1, uint64(c)))
						for i := range each {
							w := &servers[(c+i)%hosts]
							ticket, err := p.Wait(t.Context(), w.name)
							if err != nil {
								t.Error(err)
								return
							}
							w.begin(t)
							everything.begin(t)
							latency := time.Duration(random.ExpFloat64() * float64(time.Second))
							<-time.After(latency)
							w.end()
							everything.end()
							o := Outcome{Status: 200, Latency: latency}
							if random.IntN(50) == 0 {
								o.Status = 503
							}
							ticket.Done(o)
						}
					})
				}
				all.Wait()
				took, served, most := time.Since(begin), 0, 0
				for i := range servers {
					w := &servers[i]
					served += w.served
					most = max(most, w.most)
					if want := clients * each / hosts; w.served != want {
						t.Errorf("%s: %d requests, want %d", w.name, w.served, want)
					}
					// Its own delay at the controller's worst, and a turn of all others.
					if bound := 2 * time.Minute; w.longest > bound {
						t.Errorf("%s waited %s for a request, want at most %s", w.name, w.longest, bound)
					}
				}
				if served < 10_000 || total == 0 && most < limit || total > 0 && everything.most < total {
					t.Errorf("%d requests, %d at once to a host, %d to all: too few to tell", served, most, everything.most)
				}
				t.Logf("%d requests in %s of simulated time", served, took)
				if p.inFlight != 0 || p.ready.Len() != 0 || p.idle.Len() != hosts {
					t.Errorf("left behind: %d in flight, %d ready, %d idle", p.inFlight, p.ready.Len(), p.idle.Len())
				}
			})
		})
	}
}

// TestNobodyStarves: with few slots for all hosts together, hosts with a single
// caller get their turn between those that a crowd wants.
func TestNobodyStarves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Delay: -1, Concurrency: -1, Total: 2, Fixed: true, MaxWait: -1})
		ctx, cancel := context.WithCancel(t.Context())
		var crowd sync.WaitGroup
		for i := range 100 {
			crowd.Go(func() {
				for {
					ticket, err := p.Wait(ctx, fmt.Sprintf("busy%d.example", i%2))
					if err != nil {
						return
					}
					<-time.After(time.Second)
					ticket.Done(Outcome{Status: 200})
				}
			})
		}
		<-time.After(10 * time.Second)
		for range 5 {
			start := time.Now()
			ticket, err := p.Wait(ctx, "quiet.example")
			if err != nil {
				t.Fatal(err)
			}
			// Three hosts take turns at two slots of a second.
			if waited := time.Since(start); waited > 2*time.Second {
				t.Errorf("waited %s behind the crowd", waited)
			}
			<-time.After(time.Second)
			ticket.Done(Outcome{Status: 200})
		}
		cancel()
		crowd.Wait()
	})
}

func TestFirstComeFirstServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{})
		var mu sync.Mutex
		var got []int
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				ticket, err := p.Wait(t.Context(), "a.example")
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				got = append(got, i)
				mu.Unlock()
				ticket.Done(Outcome{Status: 200, Latency: time.Millisecond})
			})
			<-time.After(time.Millisecond)
		}
		all.Wait()
		for i, n := range got {
			if i != n {
				t.Fatalf("served in the order %v", got)
			}
		}
	})
}

// pass sends one request that takes no time, and returns how long it waited.
func pass(t *testing.T, p *Pacer, host string, o Outcome) time.Duration {
	t.Helper()
	start := time.Now()
	ticket, err := p.Wait(t.Context(), host)
	if err != nil {
		t.Fatal(err)
	}
	waited := time.Since(start)
	ticket.Done(o)
	return waited
}

// TestDefaults: how long the second of two requests waits.
func TestDefaults(t *testing.T) {
	ok := Outcome{Status: 200, Latency: time.Millisecond}
	tests := []struct {
		name        string
		opts        Options
		host        string
		first       Outcome
		least, most time.Duration
	}{
		{"beyond this machine", Options{}, "a.example", ok, time.Second, 1250 * time.Millisecond},
		{"loopback address", Options{}, "127.0.0.1:8080", ok, 0, 0},
		{"loopback address, IPv6", Options{}, "[::1]:8080", ok, 0, 0},
		{"localhost", Options{}, "LOCALHOST.", ok, 0, 0},
		{"below localhost", Options{}, "a.localhost:1", ok, 0, 0},
		{"not localhost", Options{}, "notlocalhost", ok, time.Second, 1250 * time.Millisecond},
		{"slow loopback", Options{}, "localhost", Outcome{Status: 200, Latency: time.Hour}, 0, 0},
		{"failing loopback", Options{}, "localhost", Outcome{Status: 503}, 0, 0},
		{"Retry-After on loopback", Options{}, "localhost", Outcome{Status: 503, RetryAfter: 5 * time.Second}, 5 * time.Second, 5 * time.Second},
		{"Retry-After", Options{}, "a.example", Outcome{Status: 200, RetryAfter: 90 * time.Second}, 90 * time.Second, 90 * time.Second},
		{"Retry-After, bounded", Options{MaxRetryAfter: time.Minute}, "a.example", Outcome{Status: 301, RetryAfter: 1 << 62}, time.Minute, time.Minute},
		{"own delay on loopback", Options{Delay: 2 * time.Second, Jitter: -1}, "localhost", ok, 2 * time.Second, 2 * time.Second},
		{"no delay", Options{Delay: -1}, "a.example", Outcome{Status: 200}, 0, 0},
		{"no jitter", Options{Jitter: -1}, "a.example", ok, time.Second, time.Second},
		{"jitter", Options{Jitter: 1, Rand: func() float64 { return 0.5 }}, "a.example", ok, 1500 * time.Millisecond, 1500 * time.Millisecond},
		{"slow server", Options{Jitter: -1}, "a.example", Outcome{Status: 200, Latency: 3 * time.Second}, 6 * time.Second, 6 * time.Second},
		{"slow server, fixed", Options{Jitter: -1, Fixed: true}, "a.example", Outcome{Status: 200, Latency: 3 * time.Second}, time.Second, time.Second},
		{"too many requests", Options{Jitter: -1}, "a.example", Outcome{Status: 429, Latency: 1}, 2 * time.Second, 2 * time.Second},
		{"a server that is slower than MaxDelay", Options{Jitter: -1, MaxDelay: 9 * time.Second}, "a.example", Outcome{Status: 200, Latency: time.Hour}, 9 * time.Second, 9 * time.Second},
		{"off", Options{Off: true}, "a.example", Outcome{Status: 429, RetryAfter: time.Hour}, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := New(tt.opts)
				if waited := pass(t, p, tt.host, tt.first); waited != 0 {
					t.Errorf("the first waited %s", waited)
				}
				if got := time.Until(p.Next(tt.host)); got < tt.least || got > tt.most {
					t.Errorf("Next says %s, want %s to %s", got, tt.least, tt.most)
				}
				if got := pass(t, p, tt.host, ok); got < tt.least || got > tt.most {
					t.Errorf("the second waited %s, want %s to %s", got, tt.least, tt.most)
				}
			})
		})
	}
}

func TestCrawlDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Jitter: -1})
		second := func(host string, d time.Duration) time.Duration {
			p.SetCrawlDelay(host, d)
			pass(t, p, host, Outcome{Status: 200})
			return pass(t, p, host, Outcome{Status: 200})
		}
		for _, tt := range []struct{ set, want time.Duration }{
			{10 * time.Second, 10 * time.Second},
			{500 * time.Millisecond, time.Second}, // never below the delay asked for
			{time.Hour, DefaultMaxCrawlDelay},
			{0, time.Second},
			{-time.Second, time.Second},
		} {
			if got := second("a.example", tt.set); got != tt.want {
				t.Errorf("Crawl-delay %s: waited %s, want %s", tt.set, got, tt.want)
			}
		}
		if got := p.Delay("b.example"); got != time.Second {
			t.Errorf("another host's delay is %s", got)
		}

		// It comes to those who wait already, and outlives what else is known.
		pass(t, p, "c.example", Outcome{Status: 200})
		start := time.Now()
		done := make(chan time.Duration)
		go func() { done <- pass(t, p, "c.example", Outcome{Status: 200}) }()
		synctest.Wait()
		p.SetCrawlDelay("c.example", 4*time.Second)
		if got := <-done; got != 4*time.Second || time.Since(start) != got {
			t.Errorf("who waited already waited %s", got)
		}
		<-time.After(time.Hour)
		for i := range 10 {
			pass(t, p, fmt.Sprintf("%d.example", i), Outcome{Status: 200})
		}
		if p.hosts["c.example"] != nil {
			t.Fatal("an idle host was not forgotten")
		}
		if got := p.Delay("c.example"); got != 4*time.Second {
			t.Errorf("the Crawl-delay of a host that was forgotten is %s", got)
		}
	})
}

func TestGroups(t *testing.T) {
	tests := []struct {
		group      Grouping
		a, b       string
		oneAndSame bool
	}{
		{ByHost, "www.example.com", "WWW.example.com.:8080", true},
		{ByHost, "www.example.com", "example.com", false},
		{ByHost, "[2001:db8::1]:80", "2001:db8::1", true},
		{ByDomain, "www.example.com", "img.example.com", true},
		{ByDomain, "a.example.co.uk", "b.example.co.uk:443", true},
		{ByDomain, "a.co.uk", "b.co.uk", false},
		{ByDomain, "a.github.io", "b.github.io", false},
		{ByDomain, "192.0.2.1", "198.51.2.1", false},
		{ByDomain, "com", "com", true},
	}
	for _, tt := range tests {
		o := Options{Group: tt.group}
		if got := o.key(tt.a) == o.key(tt.b); got != tt.oneAndSame {
			t.Errorf("group %d: %q is %q and %q is %q", tt.group, tt.a, o.key(tt.a), tt.b, o.key(tt.b))
		}
	}
}

// TestNoSenselessWaits: waits that end too late do not begin, and a cancelled one
// takes nothing with it.
func TestNoSenselessWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Jitter: -1, MaxWait: 10 * time.Second})
		pass(t, p, "a.example", Outcome{Status: 503, RetryAfter: time.Minute})
		var tooLong *WaitError
		_, err := p.Wait(t.Context(), "a.example")
		if !errors.As(err, &tooLong) || tooLong.Wait != time.Minute || !tooLong.RetryAfter || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("beyond MaxWait: %v", err)
		}

		pass(t, p, "b.example", Outcome{Status: 200})
		soon, cancel := context.WithTimeout(t.Context(), 999*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err = p.Wait(soon, "b.example")
		if !errors.As(err, &tooLong) || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 0 {
			t.Errorf("beyond the deadline: %v after %s", err, time.Since(start))
		}

		cancelled, cancel := context.WithCancel(t.Context())
		go func() { <-time.After(500 * time.Millisecond); cancel() }()
		if _, err := p.Wait(cancelled, "b.example"); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		if _, err := p.Wait(cancelled, "c.example"); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled before: %v", err)
		}
		if got := pass(t, p, "b.example", Outcome{Status: 200}); got != 500*time.Millisecond {
			t.Errorf("after a cancelled wait: waited %s, want the rest of the delay", got)
		}
		if p.inFlight != 0 || p.idle.Len() != 2 {
			t.Errorf("left behind: %d in flight, %d idle", p.inFlight, p.idle.Len())
		}
	})
}

// TestWaitersHoldNoSlot: a crowd that waits for one host leaves the slots to others.
func TestWaitersHoldNoSlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Total: 2, MaxWait: -1})
		ctx, cancel := context.WithCancel(t.Context())
		var crowd sync.WaitGroup
		for range 50 {
			crowd.Go(func() {
				if ticket, err := p.Wait(ctx, "slow.example"); err == nil {
					ticket.Done(Outcome{Status: 200})
				}
			})
		}
		synctest.Wait()
		if got := pass(t, p, "other.example", Outcome{Status: 200}); got != 0 {
			t.Errorf("waited %s", got)
		}
		cancel()
		crowd.Wait()
	})
}

func TestTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Jitter: -1})
		ticket, ok := p.Try("a.example")
		if !ok {
			t.Fatal("a host that was never asked may not be asked")
		}
		<-time.After(5 * time.Second)
		if _, ok := p.Try("a.example"); ok {
			t.Error("two in flight")
		}
		ticket.Done(Outcome{Status: 200, Latency: 100 * time.Millisecond})
		ticket.Done(Outcome{Status: 503}) // counts once
		again, ok := p.Try("a.example")
		if !ok || p.inFlight != 1 {
			t.Errorf("%v, %d in flight", ok, p.inFlight)
		}
		again.Done(Outcome{Status: 200})
		if _, ok := p.Try("a.example"); ok {
			t.Error("two at once")
		}
	})
}

// manual is a clock that moves when it is told to. Nobody waits by it.
type manual struct{ now time.Time }

func (m *manual) Now() time.Time                            { return m.now }
func (*manual) AfterFunc(time.Duration, func()) func() bool { panic("somebody waits") }

// TestHostsAreForgotten: a million hosts, a thousand a second.
func TestHostsAreForgotten(t *testing.T) {
	clock := &manual{now: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)}
	p := New(Options{MaxHosts: 5000, Clock: clock})
	p.SetCrawlDelay("kept.example", 10*time.Second)
	ask := func(host string, o Outcome) {
		ticket, ok := p.Try(host)
		if !ok {
			t.Fatalf("%s may not be asked", host)
		}
		ticket.Done(o)
	}
	ask("held.example", Outcome{Status: 429, RetryAfter: time.Hour})
	most := 0
	for i := range manyHosts {
		ask(fmt.Sprintf("h%d.example", i), Outcome{Status: 200, Latency: time.Millisecond})
		clock.now = clock.now.Add(time.Millisecond)
		most = max(most, p.Hosts())
	}
	if most > 5100 {
		t.Errorf("%d hosts were remembered at once", most)
	}
	if p.Delay("kept.example") != 10*time.Second || p.hosts["held.example"] == nil {
		t.Error("what must be remembered was forgotten")
	}
	if rest := p.Next("held.example").Sub(clock.now); rest != time.Hour-manyHosts*time.Millisecond {
		t.Errorf("Retry-After was forgotten: %s", rest)
	}
	if p.idle.Len() != len(p.hosts) {
		t.Errorf("%d idle of %d", p.idle.Len(), len(p.hosts))
	}
}

// BenchmarkTry is the cost of pacing one request, with a thousand hosts.
func BenchmarkTry(b *testing.B) {
	clock := &manual{now: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)}
	p := New(Options{Clock: clock})
	var names [1000]string
	for i := range names {
		names[i] = fmt.Sprintf("h%d.example", i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%len(names) == 0 {
			clock.now = clock.now.Add(2 * time.Second)
		}
		ticket, ok := p.Try(names[i%len(names)])
		if !ok {
			b.Fatal("not free")
		}
		ticket.Done(Outcome{Status: 200, Latency: time.Millisecond})
	}
}
