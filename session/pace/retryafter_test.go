package pace

import (
	"math"
	"net/http"
	"testing"
	"time"
)

// TestRetryAfter: RFC 9110, section 10.2.3, and the dates of section 5.6.7.
func TestRetryAfter(t *testing.T) {
	now := time.Date(1999, 12, 31, 23, 59, 0, 0, time.UTC)
	tests := []struct {
		value, date string
		want        time.Duration
	}{
		{"", "", 0},
		{"120", "", 2 * time.Minute},
		{" 120\t", "", 2 * time.Minute},
		{"0", "", 0},
		{"-1", "", 0},
		{"+1", "", 0},
		{"1.5", "", 0},
		{"2 minutes", "", 0},
		{"99999999999", "", math.MaxInt64},
		{"99999999999999999999999", "", math.MaxInt64},
		{"Fri, 31 Dec 1999 23:59:59 GMT", "", 59 * time.Second},
		{"Friday, 31-Dec-99 23:59:59 GMT", "", 59 * time.Second},
		{"Fri Dec 31 23:59:59 1999", "", 59 * time.Second},
		{"Fri, 31 Dec 1999 23:58:59 GMT", "", 0},                                             // it has passed
		{"Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 1999 23:59:49 GMT", 10 * time.Second}, // by their clock
		{"Sat, 01 Jan 2000 05:00:10 GMT", "Sat, 01 Jan 2000 05:00:00 GMT", 10 * time.Second},
		{"Fri, 31 Dec 1999 23:59:59 GMT", "yesterday", 59 * time.Second},
		{"31 Dec 1999", "", 0},
	}
	for _, tt := range tests {
		h := http.Header{"Retry-After": {tt.value}, "Date": {tt.date}}
		if got := RetryAfter(h, now); got != tt.want {
			t.Errorf("Retry-After: %q, Date: %q: %s, want %s", tt.value, tt.date, got, tt.want)
		}
	}
	if got := RetryAfter(nil, now); got != 0 {
		t.Errorf("no header: %s", got)
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"120", "Fri, 31 Dec 1999 23:59:59 GMT", "99999999999999999999", "-1", "Fri Dec 31 23:59:59 1999"} {
		f.Add(value, "Fri, 31 Dec 1999 23:59:49 GMT")
	}
	now := time.Date(1999, 12, 31, 23, 59, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, value, date string) {
		if got := RetryAfter(http.Header{"Retry-After": {value}, "Date": {date}}, now); got < 0 {
			t.Errorf("%q, %q: %s", value, date, got)
		}
	})
}
