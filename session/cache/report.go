package cache

import (
	"context"
	"time"
)

// Verdict is what the cache did with a request.
type Verdict string

// The verdicts.
const (
	// Hit: answered from the cache without asking.
	Hit Verdict = "hit"
	// Miss: nothing usable was there; the server answered.
	Miss Verdict = "miss"
	// Revalidated: the server said that what was there is still right (304).
	Revalidated Verdict = "revalidated"
	// Stale: answered from the cache past its time, as the answer or the request
	// allows.
	Stale Verdict = "stale"
	// Bypass: the cache had no part in it, or had to keep out.
	Bypass Verdict = "bypass"
)

// Report is what the cache did with one request. It is written before RoundTrip
// returns and not after.
type Report struct {
	Verdict Verdict
	// Age is how old the answer is (RFC 9111, section 4.2.3); 0 unless it came
	// from the cache.
	Age time.Duration
	// Reason says why in a few words, such as "expired" or "request is no-store";
	// "" for a plain hit or miss.
	Reason string
}

type reportKey struct{}

// WithReport asks the transport to fill r for a request that is sent with the
// context. One report belongs to one request at a time.
func WithReport(ctx context.Context, r *Report) context.Context {
	return context.WithValue(ctx, reportKey{}, r)
}

// report fills the request's report, if it has one.
func report(ctx context.Context, v Verdict, age time.Duration, reason string) {
	if r, ok := ctx.Value(reportKey{}).(*Report); ok && r != nil {
		*r = Report{Verdict: v, Age: age, Reason: reason}
	}
}

// explain adds to a report that gives no reason yet.
func explain(ctx context.Context, reason string) {
	if r, ok := ctx.Value(reportKey{}).(*Report); ok && r != nil && r.Reason == "" {
		r.Reason = reason
	}
}
