package cache_test

import (
	"fmt"
	"net/http"
	"time"
)

// freshnessRows are about how long an answer may be used.
func freshnessRows() []row {
	const maxAge, expires, age, lifetime = "5.2.2.1", "5.3", "5.1", "4.2.1"
	rows := []row{
		notReused("freshness-none", "4.2"),
		reused("freshness-max-age", maxAge, "Cache-Control: max-age=3600"),
		notReused("freshness-max-age-0", maxAge, "Cache-Control: max-age=0"),
		reused("freshness-max-age-max-minus-1", "1.2.2", "Cache-Control: max-age=2147483647"),
		reused("freshness-max-age-max", "1.2.2", "Cache-Control: max-age=2147483648"),
		reused("freshness-max-age-max-plus-1", "1.2.2", "Cache-Control: max-age=2147483649"),
		reused("freshness-max-age-max-plus", "1.2.2", "Cache-Control: max-age=99999999999"),
		notReused("freshness-max-age-age", "4.2.3", "Cache-Control: max-age=3600", "Age: 7200"),
		notReused("freshness-max-age-date", "4.2.3", "Date: {-7200}", "Cache-Control: max-age=3600"),
		reused("freshness-max-age-expires", expires, "Cache-Control: max-age=3600", "Expires: {-7200}"),
		reused("freshness-max-age-expires-invalid", expires, "Cache-Control: max-age=3600", "Expires: 0"),
		notReused("freshness-max-age-0-expires", expires, "Expires: {+3600}", "Cache-Control: max-age=0"),
		reused("freshness-max-age-extension", "5.2.3", "Cache-Control: foobar, max-age=3600"),
		reused("freshness-max-age-case-insenstive", "5.2", "Cache-Control: MaX-aGe=3600"),
		notReused("freshness-max-age-negative", lifetime, "Cache-Control: max-age=-3600"),
		notReused("freshness-max-age-s-maxage-private", "5.2.2.10", "Cache-Control: s-maxage=3600, max-age=1"),
		notReused("freshness-max-age-s-maxage-private-multiple", "5.2.2.10", "Cache-Control: s-maxage=3600", "Cache-Control: max-age=1"),
		notReused("freshness-max-age-stale", maxAge, "Cache-Control: max-age=2"),

		reused("freshness-expires-future", expires, "Expires: {+2592000}"),
		notReused("freshness-expires-past", expires, "Expires: {-2592000}"),
		notReused("freshness-expires-present", expires, "Expires: {0}"),
		notReused("freshness-expires-old-date", lifetime, "Date: {+400}", "Expires: {+300}"),
		notReused("freshness-expires-invalid", expires, "Expires: 0"),
		reused("freshness-expires-invalid-date", lifetime, "Date: foo", "Expires: {+10}"),
		notReused("freshness-expires-age-slow-date", "4.2.3", "Date: {-10}", "Expires: {+10}", "Age: 25"),
		notReused("freshness-expires-age-fast-date", "4.2.3", "Date: {+10}", "Expires: {+20}", "Age: 15"),
		reused("freshness-expires-rfc850", "9110 5.6.7", "Expires: Thursday, 18-Aug-50 02:01:18 GMT"),
		reused("freshness-expires-ansi-c", "9110 5.6.7", "Expires: Thu Aug  8 02:01:18 2050"),
		notReused("freshness-expires-invalid-aest", expires, "Expires: Thu, 18 Aug 2050 02:01:18 AEST"),

		reused("age-parse-nonnumeric", age, "Cache-Control: max-age=3600", "Age: abc"),
		reused("age-parse-negative", age, "Cache-Control: max-age=3600", "Age: -7200"),
		reused("age-parse-float", age, "Cache-Control: max-age=3600", "Age: 7200.0"),
		notReused("age-parse-large-minus-one", "1.2.2", "Cache-Control: max-age=3600", "Age: 2147483647"),
		notReused("age-parse-large", "1.2.2", "Cache-Control: max-age=3600", "Age: 2147483648"),
		notReused("age-parse-larger", "1.2.2", "Cache-Control: max-age=3600", "Age: 2147483649"),
		notReused("age-parse-suffix", age, "Cache-Control: max-age=3600", "Age: 7200, 0"),
		reused("age-parse-prefix", age, "Cache-Control: max-age=3600", "Age: 0, 7200"),
		notReused("age-parse-suffix-twoline", age, "Cache-Control: max-age=3600", "Age: 7200", "Age: 0"),
		reused("age-parse-prefix-twoline", age, "Cache-Control: max-age=3600", "Age: 0", "Age: 7200"),
		reused("age-parse-dup-0", age, "Cache-Control: max-age=3600", "Age: 0, 0"),
		reused("age-parse-dup-0-twoline", age, "Cache-Control: max-age=3600", "Age: 0", "Age: 0"),
		reused("age-parse-dup-old", age, "Cache-Control: max-age=10000", "Age: 3600", "Age: 3600"),

		{"other-age-gen", age, []step{{reply: []string{"Expires: {+2592000}"}},
			{wait: pause, want: fromCache, has: []string{"Age: 3"}}}},
		{"other-age-update-expires", age, []step{{reply: []string{"Expires: {+2592000}", "Age: 30"}},
			{wait: pause, want: fromCache, has: []string{"Age: 33"}}}},
		{"other-age-update-max-age", age, []step{{reply: []string{"Cache-Control: max-age=600", "Age: 30"}},
			{wait: pause, want: fromCache, has: []string{"Age: 33"}}}},
		{"other-date-update", "9110 6.6.1", []step{{reply: []string{"Expires: {+2592000}"}},
			{wait: pause, want: fromCache, has: []string{"Date: {-3}"}}}},
	}
	for _, delta := range []int{60, 300, 600, 1200, 1800, 3600, 12 * 3600, 24 * 3600} {
		rows = append(rows, reused(fmt.Sprintf("heuristic-delta-%d", delta), "4.2.2", fmt.Sprintf("Last-Modified: {-%d}", delta)))
	}
	rows = append(rows,
		notReused("own-heuristic-delta-10", "4.2.2", "Last-Modified: {-10}"),
		row{"own-heuristic-tenth", "4.2.2", []step{{reply: []string{"Last-Modified: {-1000}"}},
			{wait: 99 * time.Second, want: fromCache},
			{wait: 2 * time.Second, want: validated, reply: []string{"Last-Modified: {-1101}"}}}},
		row{"own-heuristic-at-most-a-week", "4.2.2", []step{{reply: []string{"Last-Modified: {-315360000}"}},
			{wait: 7*24*time.Hour - time.Second, want: fromCache},
			{wait: 2 * time.Second, want: fromServer}}},
	)
	for _, code := range []int{200, 203, 204} {
		rows = append(rows, heuristic(code, fromCache))
	}
	for _, code := range []int{201, 202, 403, 404, 405, 410, 414, 501, 502, 503, 504, 599} {
		rows = append(rows, heuristic(code, fromServer)) // the errors: see the package comment
	}
	return rows
}

// heuristic is an answer of that status with Last-Modified alone.
func heuristic(code int, w want) row {
	id := map[want]string{fromCache: "heuristic-%d-cached", fromServer: "heuristic-%d-not_cached"}[w]
	lines := []string{"Last-Modified: {-86400}"}
	return row{fmt.Sprintf(id, code), "4.2.2", []step{{status: code, reply: lines}, {status: code, reply: lines, want: w}}}
}

// parsingRows are about Cache-Control as it is written in the wild.
func parsingRows() []row {
	const cc = "5.2"
	return []row{
		reused("freshness-max-age-quoted", cc, `Cache-Control: max-age="3600"`),
		notReused("freshness-max-age-single-quoted", cc, `Cache-Control: max-age='3600'`),
		notReused("freshness-max-age-ignore-quoted", cc, `Cache-Control: extension="max-age=3600", max-age=1`),
		notReused("freshness-max-age-ignore-quoted-rev", cc, `Cache-Control: max-age=1, extension="max-age=3600"`),
		notReused("freshness-max-age-ignore-quoted-all", cc, `Cache-Control: extension="max-age=3600", max-age="1"`),
		notReused("freshness-max-age-ignore-quoted-all-rev", cc, `Cache-Control: max-age="1", extension="max-age=3600"`),
		reused("freshness-max-age-leading-zero", "1.2.2", "Cache-Control: max-age=003600"),
		notReused("freshness-max-age-decimal-five", "4.2.1", "Cache-Control: max-age=3600.5"),
		notReused("freshness-max-age-a100", "4.2.1", "Cache-Control: max-age=a3600"),
		notReused("freshness-max-age-100a", "4.2.1", "Cache-Control: max-age=3600a"),
		reused("freshness-max-age-multiple-line", "4.2.1", "Cache-Control: max-age=3600", "Cache-Control: max-age=1800"),
		reused("freshness-max-age-multiple-directive", "4.2.1", "Cache-Control: max-age=3600, max-age=1800"),
		notReused("freshness-max-age-two-stale-fresh-sameline", "4.2.1", "Cache-Control: max-age=1, max-age=1800"),
		notReused("freshness-max-age-two-stale-fresh-sepline", "4.2.1", "Cache-Control: max-age=1", "Cache-Control: max-age=1800"),
		reused("freshness-max-age-two-fresh-stale-sameline", "4.2.1", "Cache-Control: max-age=1800, max-age=1"),
		notReused("own-escaped-quote", cc, `Cache-Control: extension="\", max-age=3600, \"", max-age=1`),
		notReused("own-unending-quote", cc, `Cache-Control: extension="max-age=3600`),
		reused("own-empty-members", "9110 5.6.1", "Cache-Control: ,, max-age=3600 ,"),
	}
}

// statusRows are about which answers may be kept.
func statusRows() []row {
	var rows []row
	fresh := []string{"Expires: {+100000}", "Last-Modified: {0}"}
	stale := []string{"Expires: {-5000}", "Last-Modified: {-100000}"}
	for _, code := range []int{200, 203, 204, 299, 301, 302, 303, 307, 308, 404, 410} {
		rows = append(rows, row{fmt.Sprintf("status-%d-fresh", code), "3", []step{{status: code, reply: fresh},
			{status: code, reply: fresh, want: fromCache}}})
	}
	for _, code := range []int{400, 499, 500, 502, 503, 504, 599} { // never: see the package comment
		rows = append(rows, row{fmt.Sprintf("status-%d-fresh", code), "3", []step{{status: code, reply: fresh},
			{status: code, reply: fresh, want: fromServer}}})
	}
	for _, code := range []int{200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599} {
		rows = append(rows, row{fmt.Sprintf("status-%d-stale", code), "4", []step{{status: code, reply: stale},
			{status: code, reply: stale, want: fromServer}}})
	}
	return append(rows,
		row{"status-599-must-understand", "5.2.2.3", []step{
			{status: 599, reply: []string{"Cache-Control: max-age=3600, no-store, must-understand"}},
			{status: 599, want: fromServer}}},
		row{"status-200-must-understand", "5.2.2.3", []step{
			{status: 200, reply: []string{"Cache-Control: max-age=3600, no-store, must-understand"}},
			{want: fromCache}}},
		row{"own-299-must-understand", "5.2.2.3", []step{
			{status: 299, reply: []string{"Cache-Control: max-age=3600, must-understand"}},
			{status: 299, want: fromServer}}},
		row{"own-206-unasked", "3.3", []step{
			{status: http.StatusPartialContent, reply: []string{"Cache-Control: max-age=3600", "Content-Range: bytes 0-0/9"}},
			{want: fromServer}}},
	)
}
