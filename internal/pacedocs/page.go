package main

import (
	"bytes"
	"fmt"

	"github.com/formbot/formbot/session/pace"
)

// page returns the files of the page, by their names within docs.
func page() map[string][]byte {
	adaptive, fixed := live(pace.Options{}), live(pace.Options{Fixed: true})
	return map[string][]byte{"pace.md": text(adaptive, fixed), "pace.svg": draw(adaptive, fixed)}
}

func text(adaptive, fixed *day) []byte {
	var b bytes.Buffer
	b.WriteString(`<!-- Written by ` + "`make docs`" + ` (internal/pacedocs) by simulating a day. -->
# Pace

How often formbot asks a host is decided by ` + "`session/pace`" + `. Beyond this machine it sends one request at a time to
a host, and leaves a second (and up to a quarter more) between the starts of two. When the server needs longer, or
complains, it asks less often: the delay follows the latency, so that the server spends at most half of its time on
formbot; a 429, a 503 or more failures than three in ten double it, up to a minute; after each good answer it comes
down by an eighth of what is too much. It is never below the delay asked for, and ` + "`Retry-After`" + ` is heeded.
On this machine (loopback addresses and localhost) nothing is delayed unless it is asked for.

## A day of it

A server that is busy with others in the morning, is overloaded at noon and then down, comes back with cold caches,
has a rate limiter at five and faults in the evening. One caller always has something to ask, and asks as soon as it
may. The server is made up; the pace is the package's own with its defaults.

![Latency, delay and requests a minute over a simulated day](pace.svg)

| | adaptive (the default): sent | refused or failed | fixed delay of 1 s: sent | refused or failed |
|---|---:|---:|---:|---:|
`)
	row := func(what string, from, to float64) {
		aSent, aFailed := adaptive.during(from, to)
		fSent, fFailed := fixed.during(from, to)
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d |\n", what, aSent, aFailed, fSent, fFailed)
	}
	row("the whole day", 0, 24)
	for _, p := range phases() {
		row(fmt.Sprintf("%s to %s, %s", hour(p.from), hour(p.to), p.what), p.from, p.to)
	}
	fmt.Fprintf(&b, "\nIn the busiest five minutes the server spent %.0f %% of its time on the adaptive caller, and all of it on the other.\n",
		100*adaptive.busiest)
	b.WriteString(`
## What can be set

| in ` + "`pace.Options`" + ` | what it is | zero means |
|---|---|---|
| ` + "`Delay`" + ` | the least time between the starts of two requests | 1 s; none on this machine |
| ` + "`Jitter`" + ` | the random part by which a delay gets longer | 0.25 |
| ` + "`Concurrency`" + ` | requests in flight to one host | 1; no limit on this machine |
| ` + "`Total`" + ` | requests in flight to all hosts | no limit |
| ` + "`Group`" + ` | what shares a delay: a host, or a registrable domain | a host |
| ` + "`TargetLoad`" + ` | the part of its time that a server is to spend on us | 0.5 |
| ` + "`MaxDelay`" + ` | how far it slows down | 1 min |
| ` + "`MaxCrawlDelay`, `MaxRetryAfter`" + ` | how much of what a site asks for is given | 5 min, 1 h |
| ` + "`MaxWait`" + ` | the longest wait that is worth beginning | 10 min |
| ` + "`Fixed`, `Off`" + ` | no controller; no pace at all | adaptive |
`)
	return b.Bytes()
}

// hour writes hours as 12:24.
func hour(h float64) string {
	minutes := int(h*60 + 0.5)
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}
