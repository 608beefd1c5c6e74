package cache_test

import (
	"net/http"
	"time"
)

// fresh and old are answers that stay, and that have expired after a pause.
func freshLines() []string { return []string{"Cache-Control: max-age=3600", `ETag: "v1"`} }

// directiveRows are about the directives of both sides.
func directiveRows() []row {
	const store, cc = "5.2.2.5", "5.2.2.4"
	request := func(id, rfc, line string, w want, reply ...string) row {
		return row{id, rfc, []step{{reply: reply}, {wait: pause, send: []string{line}, want: w, reply: reply}}}
	}
	becomesStale := func(id, rfc, directive string, w want) row {
		return row{id, rfc, []step{{reply: []string{"Cache-Control: max-age=2" + directive}}, {wait: pause, cut: true, want: w}}}
	}
	return []row{
		reused("cc-resp-private-private", "5.2.2.7", "Cache-Control: private, max-age=3600"),
		notReused("cc-resp-no-store", store, "Cache-Control: no-store"),
		notReused("cc-resp-no-store-case-insensitive", store, "Cache-Control: No-StOrE"),
		notReused("cc-resp-no-store-fresh", store, "Cache-Control: max-age=10000, no-store", "Expires: {+10000}"),
		notReused("cc-resp-no-cache", cc, "Cache-Control: max-age=10000, no-cache", "Expires: {+10000}"),
		notReused("cc-resp-no-cache-case-insensitive", cc, "Cache-Control: max-age=10000, No-CaChE"),
		request("cc-resp-no-cache-revalidate", cc, "X: 1", validated, "Cache-Control: no-cache", `ETag: "abcd"`),
		request("cc-resp-no-cache-revalidate-fresh", cc, "X: 1", validated, "Cache-Control: max-age=10000, no-cache", `ETag: "abcd"`),
		{"headers-omit-headers-listed-in-Cache-Control-no-cache-single", cc, []step{
			{reply: []string{`Cache-Control: no-cache="a"`, "A: 1", "B: 2", "Cache-Control: max-age=3600"}},
			{wait: pause, want: fromCache, has: []string{"B: 2"}, hasNot: []string{"A"}}}},
		{"headers-omit-headers-listed-in-Cache-Control-no-cache", cc, []step{
			{reply: []string{`Cache-Control: no-cache="a, b"`, "A: 1", "B: 2", "C: 3", "Cache-Control: max-age=3600"}},
			{wait: pause, want: fromCache, has: []string{"C: 3"}, hasNot: []string{"A", "B"}}}},
		notReused("own-no-cache-with-and-without-fields", cc, `Cache-Control: no-cache="a", no-cache, max-age=3600`),
		reused("cc-resp-must-revalidate-fresh", "5.2.2.2", "Cache-Control: max-age=10000, must-revalidate", `ETag: "abcd"`),
		request("cc-resp-must-revalidate-stale", "5.2.2.2", "Cache-Control: max-stale=1000", validated,
			"Cache-Control: max-age=2, must-revalidate", `ETag: "abcd"`),
		request("cc-resp-immutable-fresh", "RFC 8246", "Cache-Control: max-age=0", fromCache,
			"Cache-Control: max-age=10000, immutable", `ETag: "abcd"`),
		request("cc-resp-immutable-stale", "RFC 8246", "Cache-Control: max-age=0", validated,
			"Cache-Control: max-age=2, immutable", `ETag: "abcd"`),
		request("own-immutable-forced", "RFC 8246", "Cache-Control: no-cache", validated,
			"Cache-Control: max-age=10000, immutable", `ETag: "abcd"`),

		request("ccreq-ma0", "5.2.1.1", "Cache-Control: max-age=0", fromServer, "Expires: {+100000}"),
		request("ccreq-ma1", "5.2.1.1", "Cache-Control: max-age=1", fromServer, "Expires: {+100000}"),
		request("ccreq-magreaterage", "5.2.1.1", "Cache-Control: max-age=600", fromServer, "Cache-Control: max-age=3600", "Age: 1800"),
		request("ccreq-max-stale", "5.2.1.2", "Cache-Control: max-stale=1000", fromCache, "Cache-Control: max-age=1"),
		request("ccreq-max-stale-age", "5.2.1.2", "Cache-Control: max-stale=1000", fromCache, "Cache-Control: max-age=1500", "Age: 2000", `ETag: "a"`),
		request("own-max-stale-any", "5.2.1.2", "Cache-Control: max-stale", fromCache, "Cache-Control: max-age=1"),
		request("own-max-stale-exceeded", "5.2.1.2", "Cache-Control: max-stale=1", fromServer, "Cache-Control: max-age=1"),
		request("ccreq-min-fresh", "5.2.1.3", "Cache-Control: min-fresh=2000", fromServer, "Cache-Control: max-age=1500"),
		request("ccreq-min-fresh-age", "5.2.1.3", "Cache-Control: min-fresh=1000", fromServer, "Cache-Control: max-age=1500", "Age: 1000"),
		request("own-min-fresh-enough", "5.2.1.3", "Cache-Control: min-fresh=1000", fromCache, "Cache-Control: max-age=1500"),
		request("ccreq-no-cache", "5.2.1.4", "Cache-Control: no-cache", fromServer, "Cache-Control: max-age=3600"),
		{"ccreq-no-cache-lm", "5.2.1.4", []step{{reply: []string{"Cache-Control: max-age=3600", "Last-Modified: {-10000}"}},
			{send: []string{"Cache-Control: no-cache"}, reply: []string{"Last-Modified: {-10000}"}, want: validated}}},
		request("ccreq-no-cache-etag", "5.2.1.4", "Cache-Control: no-cache", validated, freshLines()...),
		request("ccreq-no-store", "5.2.1.5", "Cache-Control: no-store", fromServer, "Cache-Control: max-age=3600"),
		{"own-no-store-request-is-not-kept", "5.2.1.5", []step{
			{send: []string{"Cache-Control: no-store"}, reply: freshLines()}, {want: fromServer}}},
		{"ccreq-oic", "5.2.1.7", []step{{send: []string{"Cache-Control: only-if-cached"}, want: failed}}},
		request("own-only-if-cached-hit", "5.2.1.7", "Cache-Control: only-if-cached", fromCache, "Cache-Control: max-age=3600"),
		{"own-only-if-cached-stale", "5.2.1.7", []step{{reply: []string{"Cache-Control: max-age=1", `ETag: "a"`}},
			{wait: pause, send: []string{"Cache-Control: only-if-cached"}, want: failed}}},

		request("own-pragma-request-no-cache", "5.4", "Pragma: no-cache", fromServer, "Cache-Control: max-age=3600"),
		{"own-pragma-beside-cache-control", "5.4", []step{{reply: freshLines()},
			{send: []string{"Pragma: no-cache", "Cache-Control: max-age=60"}, want: fromCache}}},
		request("pragma-request-extension", "5.4", "Pragma: unrecognised-extension", fromCache, "Cache-Control: max-age=3600"),
		reused("pragma-response-no-cache", "5.4", "Cache-Control: max-age=3600", "Pragma: no-cache"),
		reused("pragma-response-extension", "5.4", "Cache-Control: max-age=3600", "Pragma: unrecognised-extension"),

		becomesStale("own-stale-close", "4.2.4", "", failed),
		becomesStale("stale-sie-close", "RFC 5861 4", ", stale-if-error=60", fromCache),
		becomesStale("own-sie-too-late", "RFC 5861 4", ", stale-if-error=0", failed),
		becomesStale("stale-close-must-revalidate", "4.2.4", ", stale-if-error=60, must-revalidate", failed),
		becomesStale("stale-close-proxy-revalidate", "4.2.4", ", stale-if-error=60, proxy-revalidate", failed),
		becomesStale("stale-close-no-cache", "4.2.4", ", stale-if-error=60, no-cache", failed),
		becomesStale("stale-close-s-maxage=2", "4.2.4", ", stale-if-error=60, s-maxage=2", failed),
		{"stale-sie-503", "RFC 5861 4", []step{{reply: []string{"Cache-Control: max-age=2, stale-if-error=60"}, body: "good"},
			{wait: pause, status: 503, code: 200, text: "good"}}},
		{"own-sie-by-request", "RFC 5861 4", []step{{reply: []string{"Cache-Control: max-age=2"}, body: "good"},
			{wait: pause, send: []string{"Cache-Control: stale-if-error=60"}, status: 500, code: 200, text: "good"}}},
		{"own-sie-not-for-404", "RFC 5861 4", []step{{reply: []string{"Cache-Control: max-age=2, stale-if-error=60"}},
			{wait: pause, status: 404, want: fromServer}}},
		{"stale-while-revalidate", "RFC 5861 3", []step{{reply: []string{"Cache-Control: max-age=1, stale-while-revalidate=3600", `ETag: "abc"`}, body: "old"},
			{wait: pause, text: "old", has: []string{"Age: 3"}}}},
		{"stale-while-revalidate-window", "RFC 5861 3", []step{{reply: []string{"Cache-Control: max-age=1, stale-while-revalidate=4", `ETag: "abc"`}},
			{wait: 2 * pause, want: fromServer, reply: []string{`ETag: "def"`}}}},
		{"own-swr-must-revalidate", "RFC 5861 3", []step{{reply: []string{"Cache-Control: max-age=1, stale-while-revalidate=60, must-revalidate"}},
			{wait: pause, want: fromServer}}},

		{"other-authorization", "3.5", []step{{send: []string{"Authorization: FOO"}, reply: []string{"Expires: {+2592000}"}},
			{wait: pause, want: fromServer}}},
		{"own-authorization-another", "3.5", []step{{send: []string{"Authorization: FOO"}, reply: []string{"Expires: {+2592000}"}},
			{wait: pause, send: []string{"Authorization: BAR"}, want: fromServer}}},
		{"own-authorization-the-same", "3.5", []step{{send: []string{"Authorization: FOO"}, reply: []string{"Expires: {+2592000}"}},
			{wait: pause, send: []string{"Authorization: FOO"}, want: fromCache}}},
		{"other-authorization-public", "5.2.2.9", []step{{send: []string{"Authorization: FOO"}, reply: []string{"Cache-Control: max-age=3600, public"}},
			{wait: pause, want: fromCache}}},
		{"other-authorization-must-revalidate", "3.5", []step{{send: []string{"Authorization: FOO"}, reply: []string{"Cache-Control: max-age=3600, must-revalidate"}},
			{wait: pause, want: fromCache}}},
	}
}

// methodRows are about methods, ranges and the cache key.
func methodRows() []row {
	return []row{
		{"query-args-different", "2", []step{{path: "/?test=1", reply: freshLines()}, {path: "/?test=2", want: fromServer}}},
		{"query-args-same", "2", []step{{path: "/?test=1", reply: freshLines()}, {path: "/?test=1", want: fromCache}}},
		reused("other-set-cookie", "7.3", "Cache-Control: max-age=3600", "Set-Cookie: a=b"),
		{"other-cookie", "7.3", []step{{reply: freshLines()}, {send: []string{"Cookie: a=b"}, want: fromCache}}},
		{"own-private-cookie-another", "7.3", []step{{send: []string{"Cookie: user=ada"}, reply: []string{"Cache-Control: private, max-age=60"}},
			{send: []string{"Cookie: user=bob"}, want: fromServer}}},
		{"own-private-cookie-the-same", "7.3", []step{{send: []string{"Cookie: user=ada"}, reply: []string{"Cache-Control: private, max-age=60"}},
			{send: []string{"Cookie: user=ada"}, want: fromCache}}},
		reused("other-fresh-content-disposition-attachment", "3", "Cache-Control: max-age=3600", "Content-Disposition: attachment; filename=example.txt"),
		reused("other-heuristic-content-disposition-attachment", "4.2.2", "Last-Modified: {-100000}", "Content-Disposition: attachment; filename=example.txt"),
		{"own-range-passes-by", "3.3", []step{{reply: freshLines()},
			{send: []string{"Range: bytes=0-0"}, status: 206, reply: []string{"Content-Range: bytes 0-0/1"}, want: fromServer},
			{want: fromCache, text: "1"}}},
		{"own-head-from-get", "4", []step{{reply: freshLines()}, {method: http.MethodHead, want: fromCache, has: []string{`Etag: "v1"`}}}},
		{"own-head-is-not-kept-for-get", "4", []step{{method: http.MethodHead, reply: freshLines()}, {want: fromServer}}},
		{"head-writethrough", "4.3.5", []step{{reply: []string{"Cache-Control: max-age=2"}}, {wait: pause, method: http.MethodHead, want: fromServer}}},
		{"head-200-freshness-update", "4.3.5", []step{{reply: []string{"Cache-Control: max-age=2"}},
			{wait: pause, method: http.MethodHead, reply: []string{"Cache-Control: max-age=1000"}, want: fromServer}, {want: fromCache}}},
		{"head-200-update", "4.3.5", []step{{reply: []string{"Cache-Control: max-age=2", "Template-A: 1"}},
			{wait: pause, method: http.MethodHead, reply: []string{"Cache-Control: max-age=1000", "Template-A: 2"}, want: fromServer},
			{want: fromCache, has: []string{"Template-A: 2"}}}},
		{"own-head-of-another-page", "4.3.5", []step{{reply: []string{"Cache-Control: max-age=2, stale-if-error=60", `ETag: "a"`}},
			{wait: pause, method: http.MethodHead, reply: []string{`ETag: "b"`}, want: fromServer}, {cut: true, want: failed}}},
		{"own-post-is-not-kept", "9110 9.3.3", []step{{method: http.MethodPost, reply: freshLines()}, {want: fromServer}}},
		{"own-options-is-not-kept", "9110 9.3.7", []step{{method: http.MethodOptions, reply: freshLines()}, {want: fromServer}}},
	}
}

// ownRows are what the suite has no cases of.
func ownRows() []row {
	return []row{
		{"own-response-delay-counts", "4.2.3", []step{{reply: []string{"Cache-Control: max-age=10", "Age: 8"}}, {wait: time.Second, want: fromCache},
			{wait: 2 * time.Second, want: fromServer}}},
		{"own-404-without-lifetime", "3", []step{{status: 404, reply: []string{`ETag: "a"`}}, {want: fromServer}}},
		{"own-404-lifetime-zero", "3", []step{{status: 404, reply: []string{"Cache-Control: max-age=0"}}, {want: fromServer}}},
		{"own-304-age-starts-anew", "4.3.4", []step{{reply: []string{"Cache-Control: max-age=100", "Age: 90", `ETag: "a"`}},
			{wait: 11 * time.Second, want: validated, reply: []string{"Cache-Control: max-age=100", `ETag: "a"`}, has: []string{"Age: 0"}},
			{wait: 60 * time.Second, want: fromCache, has: []string{"Age: 60"}}}},
		{"own-304-of-another-strong-tag", "4.3.4", []step{{reply: []string{"Cache-Control: max-age=1", `ETag: "a"`, "X: old"}, body: "page"},
			{wait: pause, status: 304, code: 200, reply: []string{`ETag: "b"`, "X: new", "Cache-Control: max-age=60"}, text: "page", has: []string{"X: old"}},
			{want: fromServer}}},
		{"own-500-keeps-what-is-stored", "4.3.3", []step{{reply: []string{"Cache-Control: max-age=1", `ETag: "a"`}, body: "page"},
			{wait: pause, status: 500, want: fromServer},
			{want: validated, reply: []string{`ETag: "a"`}, text: "page"}}},
		{"own-200-replaces-what-is-stored", "4.3.3", []step{{reply: []string{"Cache-Control: max-age=1", `ETag: "a"`}},
			{wait: pause, reply: []string{"Cache-Control: max-age=60", `ETag: "b"`}, body: "new", want: fromServer},
			{want: fromCache, text: "new"}}},
	}
}
