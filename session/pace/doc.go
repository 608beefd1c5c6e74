// Package pace decides when a host may be asked again: a delay between the starts
// of requests, a number of requests in flight, and a controller that slows down
// when the server does.
//
//	p := pace.New(pace.Options{})
//	client := &http.Client{Transport: p.Transport(http.DefaultTransport)}
//
// Whoever sends requests in another way asks for a ticket each time:
//
//	ticket, err := p.Wait(ctx, "example.com")
//	...
//	ticket.Done(pace.Outcome{Status: 200, Latency: took})
//
// A crawler that would rather do something else than wait asks Next and Try.
//
// # The defaults
//
// Beyond this machine: one request at a time, a second and up to a quarter more
// between the starts of two, longer when the server slows or complains. On this
// machine (loopback addresses, localhost and names below it): no delay, no limit,
// no controller, because a server under test is there to be used; a Retry-After
// is heeded there too. Whoever sets a Delay or a Concurrency sets it for this
// machine too.
//
// # What is promised
//
//   - Two requests to a host never start closer together than its delay, and never
//     are more in flight than its limit. The delay is the longest of what was asked
//     for, what robots.txt asked for (SetCrawlDelay) and what the controller found.
//   - A host that said Retry-After is left alone until then.
//   - Callers of one host are served in the order in which they came, hosts in turn.
//   - Waiting holds no slot: neither one of the host's nor one of Options.Total.
//   - Hosts that are idle are forgotten, less their Crawl-delay.
//
// # The controller
//
// It aims at a load: the part of the time that the server spends on us
// (Options.TargetLoad), so the delay follows the latency, as in Scrapy's
// AutoThrottle. Unlike that, errors are brakes: a 429 or 503, or more than three
// failures in ten, double the delay, at most once for the requests that were in
// flight together. Recovery is slow: each good answer takes away an eighth of
// what is too much. It never goes below the delay asked for. docs/pace.md shows a
// day of it.
//
// # Sources
//
// RFC 9110, section 10.2.3 (Retry-After); RFC 6585, section 4 (429); Scrapy's
// AutoThrottle extension (latency over target concurrency as delay); Heritrix,
// DispositionProcessor (delay-factor and the bound on Crawl-delay).
package pace
