package cache

import (
	"math"
	"net/http"
	"strings"
	"time"
)

const (
	forever = time.Duration(math.MaxInt64)
	// heuristicShare of the time since Last-Modified is how long an answer that
	// says nothing of it is fresh: a tenth, as RFC 9111, section 4.2.2, suggests.
	heuristicShare = 10
	// heuristicMax bounds that, as Firefox does.
	heuristicMax = 7 * 24 * time.Hour
)

// age is how old the answer is (RFC 9111, section 4.2.3).
func (e *entry) age(now time.Time) time.Duration {
	apparent := time.Duration(0)
	if date, ok := e.date(); ok {
		apparent = max(0, e.received.Sub(date))
	}
	corrected := ageValue(e.header) + max(0, e.received.Sub(e.requested))
	return max(apparent, corrected) + max(0, now.Sub(e.received))
}

// ageValue is the Age field: the first member of a list, and nothing when that
// is no number (RFC 9111, section 5.1).
func ageValue(h http.Header) time.Duration {
	first, _, _ := strings.Cut(h.Get("Age"), ",")
	return parseSeconds(strings.Trim(first, " \t"))
}

// date is when the answer was made, by the server's clock.
func (e *entry) date() (time.Time, bool) { return dateField(e.header, "Date") }

// dateField reads a field that is one HTTP-date (RFC 9110, section 5.6.7).
func dateField(h http.Header, name string) (time.Time, bool) {
	v := h.Get(name)
	if v == "" {
		return time.Time{}, false
	}
	t, err := http.ParseTime(v)
	return t, err == nil
}

// lifetime is how long the answer is fresh, counted from when it was made (RFC
// 9111, section 4.2.1). s-maxage is for shared caches and not looked at.
// explicit: the answer says so itself.
func (e *entry) lifetime() (d time.Duration, explicit bool) {
	if maxAge, ok := e.cc.seconds("max-age"); ok {
		return maxAge, true
	}
	made, ok := e.date()
	if !ok {
		made = e.received
	}
	if _, ok := e.header["Expires"]; ok {
		expires, ok := dateField(e.header, "Expires")
		if !ok { // "0" above all: in the past (RFC 9111, section 5.3)
			return 0, true
		}
		return max(0, expires.Sub(made)), true
	}
	modified, ok := dateField(e.header, "Last-Modified")
	if !ok || !heuristicStatus(e.status) || pragmaNoCache(e.header) {
		return 0, false
	}
	return min(max(0, made.Sub(modified)/heuristicShare), heuristicMax), false
}

// heuristicStatus says which answers may be fresh without saying so (RFC 9110,
// section 15.1), less the errors.
func heuristicStatus(status int) bool {
	switch status {
	case http.StatusOK, http.StatusNonAuthoritativeInfo, http.StatusNoContent, http.StatusMultipleChoices,
		http.StatusMovedPermanently, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// use is what may be done with a stored answer.
type use int

const (
	useAsIs         use = iota // fresh
	useStale                   // stale, and allowed
	useAndRefresh              // stale; validate in the background (RFC 5861, section 3)
	useOnValidation            // ask first
)

// judgement is a use, and why.
type judgement struct {
	use     use
	reason  string
	age     time.Duration
	overdue time.Duration // how long it has been stale
}

// judge decides over a stored answer that matches the request.
func (c *Cache) judge(e *entry, req *directives, now time.Time) judgement {
	if c.archives(e.status) {
		return c.judgeArchived(e, req, now)
	}
	age := e.age(now)
	lifetime, _ := e.lifetime()
	j := judgement{age: age, overdue: max(0, age-lifetime)}
	fresh := age < lifetime
	switch {
	case e.cc.bare("no-cache"):
		j.use, j.reason = useOnValidation, "answer is no-cache"
	case req.has("no-cache"):
		j.use, j.reason = useOnValidation, "request is no-cache"
	case !fresh:
		j.use, j.reason = e.judgeStale(req, j.overdue)
	case asksForYounger(req, age) && !e.cc.has("immutable"):
		j.use, j.reason = useOnValidation, "older than the request's max-age"
	case asksForFresher(req, lifetime-age):
		j.use, j.reason = useOnValidation, "less fresh than the request's min-fresh"
	}
	return j
}

// judgeStale looks for leave to use what is past its time (RFC 9111, section
// 4.2.4): the request's max-stale, or the answer's stale-while-revalidate.
func (e *entry) judgeStale(req *directives, overdue time.Duration) (use, string) {
	if e.mustAsk() || req.has("max-age") || req.has("min-fresh") {
		return useOnValidation, "expired"
	}
	if v, ok := req.get("max-stale"); ok {
		bound, _ := req.seconds("max-stale")
		if v == "" || overdue <= bound {
			return useStale, "request allows max-stale"
		}
	}
	if bound, ok := e.cc.seconds("stale-while-revalidate"); ok && overdue <= bound {
		return useAndRefresh, "stale-while-revalidate"
	}
	return useOnValidation, "expired"
}

// mustAsk says that the answer forbids its use when stale (RFC 9111, sections
// 5.2.2.2, 5.2.2.8, 5.2.2.10). The last two bind shared caches; to heed them
// costs a request and can't be wrong.
func (e *entry) mustAsk() bool {
	return e.cc.has("must-revalidate") || e.cc.has("proxy-revalidate") || e.cc.has("s-maxage") || e.cc.bare("no-cache")
}

// mayReplaceError says that the answer may stand in for an error (RFC 5861,
// section 4).
func (e *entry) mayReplaceError(req *directives, overdue time.Duration) bool {
	if e.mustAsk() || req.has("no-cache") {
		return false
	}
	for _, d := range []*directives{&e.cc, req} {
		if bound, ok := d.seconds("stale-if-error"); ok && overdue <= bound {
			return true
		}
	}
	return false
}

func asksForYounger(req *directives, age time.Duration) bool {
	bound, ok := req.seconds("max-age")
	return ok && age > bound
}

func asksForFresher(req *directives, left time.Duration) bool {
	bound, ok := req.seconds("min-fresh")
	return ok && left < bound
}

// archives says that answers of that status are kept for Options.Expire.
func (c *Cache) archives(status int) bool {
	return c.opts.Mode == ModeArchive && status >= 200 && status <= 299 && status != http.StatusPartialContent
}

// judgeArchived decides in the archive: only the request can ask for more than
// Options.Expire gives.
func (c *Cache) judgeArchived(e *entry, req *directives, now time.Time) judgement {
	age := max(0, now.Sub(e.received))
	lifetime := orDefault(c.opts.Expire, forever)
	j := judgement{age: age, overdue: max(0, age-lifetime)}
	switch {
	case age >= lifetime:
		j.use, j.reason = useOnValidation, "expired"
	case req.has("no-cache"):
		j.use, j.reason = useOnValidation, "request is no-cache"
	case asksForYounger(req, age):
		j.use, j.reason = useOnValidation, "older than the request's max-age"
	}
	return j
}
