package cookies

import (
	"strings"
	"time"
)

// parseDate reads a cookie-date (RFC 6265bis, section 5.1.1): the first time,
// day, month and year among tokens that almost anything separates.
func parseDate(s string) (time.Time, bool) {
	var hour, minute, second, day, month, year int
	var haveTime, haveDay, haveMonth, haveYear bool
	for _, token := range strings.FieldsFunc(s, isDateDelimiter) {
		if !haveTime {
			if hour, minute, second, haveTime = timeToken(token); haveTime {
				continue
			}
		}
		if !haveDay {
			if day, haveDay = leadingNumber(token, 1, 2); haveDay {
				continue
			}
		}
		if !haveMonth {
			if month, haveMonth = monthToken(token); haveMonth {
				continue
			}
		}
		if !haveYear {
			year, haveYear = leadingNumber(token, 2, 4)
		}
	}
	switch {
	case year >= 70 && year <= 99:
		year += 1900
	case year <= 69:
		year += 2000
	}
	if !haveTime || !haveDay || !haveMonth || !haveYear ||
		day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	return t, t.Day() == day // 31 February rolls over: no such date, so a failure
}

// isDateDelimiter is the delimiter production of section 5.1.1.
func isDateDelimiter(r rune) bool {
	return r == 0x09 || r >= 0x20 && r <= 0x2f || r >= 0x3b && r <= 0x40 ||
		r >= 0x5b && r <= 0x60 || r >= 0x7b && r <= 0x7e
}

// leadingNumber reads a token of least to most digits, followed by nothing or by
// a non-digit and whatever else.
func leadingNumber(token string, least, most int) (n int, ok bool) {
	i := 0
	for i < len(token) && token[i] >= '0' && token[i] <= '9' {
		if i == most {
			return 0, false
		}
		n = n*10 + int(token[i]-'0')
		i++
	}
	return n, i >= least
}

// timeToken is the production time = hms-time [ non-digit *OCTET ].
func timeToken(token string) (hour, minute, second int, ok bool) {
	h, rest, found := strings.Cut(token, ":")
	if !found {
		return 0, 0, 0, false
	}
	m, s, found := strings.Cut(rest, ":")
	if !found || strings.Trim(h+m, "0123456789") != "" {
		return 0, 0, 0, false
	}
	var okH, okM, okS bool
	hour, okH = leadingNumber(h, 1, 2)
	minute, okM = leadingNumber(m, 1, 2)
	second, okS = leadingNumber(s, 1, 2)
	return hour, minute, second, okH && okM && okS
}

// monthToken reads a token that starts with the name of a month.
func monthToken(token string) (int, bool) {
	if len(token) < 3 {
		return 0, false
	}
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	i := strings.Index(names, strings.ToLower(token[:3]))
	if i < 0 || i%3 != 0 {
		return 0, false
	}
	return i/3 + 1, true
}
