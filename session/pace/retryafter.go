package pace

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RetryAfter reads the header Retry-After, in seconds or as a date (RFC 9110,
// section 10.2.3). A date is compared to the answer's own Date where it has one,
// so that a wrong clock on either side does no harm. It returns 0 where there is
// none, where it cannot be read, and where the time has passed. It is not
// bounded: the caller is to do that.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if isDigits(value) {
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil || seconds > math.MaxInt64/int64(time.Second) {
			return math.MaxInt64 // too large to be written down is still long
		}
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if theirs, err := http.ParseTime(strings.TrimSpace(h.Get("Date"))); err == nil {
		now = theirs
	}
	return max(until.Sub(now), 0)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
