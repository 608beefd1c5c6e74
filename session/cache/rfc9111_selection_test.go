package cache_test

import (
	"net/http"
	"strings"
)

// varyRows are about which of several answers a request selects.
func varyRows() []row {
	const vary = "4.1"
	varying := func(fields string) []string {
		return []string{"Expires: {+5000}", "Last-Modified: {-3000}", "Vary: " + fields}
	}
	pair := func(id, fields, first, second string, w want) row {
		lines := func(s string) []string {
			if s == "" {
				return nil
			}
			return strings.Split(s, "; ")
		}
		return row{id, vary, []step{{send: lines(first), reply: varying(fields)}, {send: lines(second), reply: varying(fields), want: w}}}
	}
	rows := []row{
		pair("vary-match", "Foo", "Foo: 1", "Foo: 1", fromCache),
		pair("vary-no-match", "Foo", "Foo: 1", "Foo: 2", fromServer),
		pair("vary-omit-stored", "Foo", "", "Foo: 1", fromServer),
		pair("vary-omit", "Foo", "Foo: 1", "", fromServer),
		pair("vary-cache-key", "Foo", "Foo: 1; Other: 2", "Foo: 1; Other: 3", fromCache),
		pair("vary-2-match", "Foo, Bar", "Foo: 1; Bar: abc", "Foo: 1; Bar: abc", fromCache),
		pair("vary-2-no-match", "Foo, Bar", "Foo: 1; Bar: abc", "Foo: 2; Bar: abc", fromServer),
		pair("vary-2-match-omit", "Foo, Bar", "Foo: 1", "", fromServer),
		pair("vary-3-match", "Foo, Bar, Baz", "Foo: 1; Bar: abc; Baz: 789", "Foo: 1; Bar: abc; Baz: 789", fromCache),
		pair("vary-3-no-match", "Foo, Bar, Baz", "Foo: 1; Bar: abc; Baz: 789", "Foo: 2; Bar: abc; Baz: 789", fromServer),
		pair("vary-3-order", "Foo, Bar, Baz", "Foo: 1; Bar: abc4; Baz: 789", "Foo: 1; Bar: abc; Baz: 789", fromServer),
		pair("vary-3-omit", "Foo, Bar, Baz", "Foo: 1; Baz: 789", "Foo: 1; Baz: 789", fromCache),
		pair("vary-normalise-combine", "Foo", "Foo: 1, 2", "Foo: 1; Foo: 2", fromCache),
		pair("vary-normalise-space", "Foo", "Foo: 1,2", "Foo:  1, 2 ", fromCache),
		pair("vary-normalise-lang-order", "Accept-Language", "Accept-Language: en, de", "Accept-Language: de, en", fromCache),
		pair("vary-normalise-lang-case", "Accept-Language", "Accept-Language: en, de", "Accept-Language: eN, De", fromCache),
		pair("vary-normalise-lang-space", "Accept-Language", "Accept-Language: en, de", "Accept-Language:  en ,   de", fromCache),
		pair("own-vary-weights-differ", "Accept-Language", "Accept-Language: en;q=0.5, de", "Accept-Language: en, de;q=0.5", fromServer),
		pair("own-vary-quoted-commas", "Foo", `Foo: "a, b"`, `Foo: "a,b"`, fromServer),
		pair("own-vary-empty-is-not-absent", "Foo", "Foo: ", "", fromServer),
		pair("own-vary-case-of-names", "fOO", "Foo: 1", "Foo: 1", fromCache),
		{"vary-invalidate", vary, []step{{send: []string{"Foo: 1"}, reply: varying("Foo"), body: "one"},
			{send: []string{"Foo: 2"}, reply: varying("Foo"), body: "two", want: fromServer},
			{send: []string{"Foo: 1"}, want: fromCache, text: "one"}, {send: []string{"Foo: 2"}, want: fromCache, text: "two"}}},
	}
	for id, fields := range map[string]string{"vary-star": "*", "vary-syntax-star-star": "*, *", "vary-syntax-empty-star": ", *",
		"vary-syntax-star-foo": "*, Foo", "vary-syntax-foo-star": "Foo, *"} {
		rows = append(rows, pair(id, fields, "Foo: 1; Baz: 789", "Foo: 1; Baz: 789", fromServer))
	}
	return append(rows,
		row{"vary-syntax-star-star-lines", vary, []step{{send: []string{"Foo: 1"}, reply: []string{"Expires: {+5000}", "Vary: *", "Vary: *"}},
			{send: []string{"Foo: 1"}, want: fromServer}}},
		row{"vary-syntax-empty-star-lines", vary, []step{{send: []string{"Foo: 1"}, reply: []string{"Expires: {+5000}", "Vary: ", "Vary: *"}},
			{send: []string{"Foo: 1"}, want: fromServer}}},
	)
}

// conditionRows are about conditional requests, the caller's and the cache's.
func conditionRows() []row {
	const model, generate = "4.3.2", "4.3.1"
	respond := func(id, etag, inm string, code int) row {
		return row{id, model, []step{{reply: []string{"Expires: {+100000}", "ETag: " + etag}},
			{send: []string{"If-None-Match: " + inm}, want: fromCache, code: code}}}
	}
	since := func(id string, reply []string, ims string, code int) row {
		return row{id, model, []step{{reply: reply}, {send: []string{"If-Modified-Since: " + ims}, want: fromCache, code: code}}}
	}
	const sunday, later, rfc850 = "Sun, 01 Feb 2026 00:00:00 GMT", "Mon, 02 Feb 2026 00:00:00 GMT", "Sunday, 01-Feb-26 00:00:00 GMT"
	dated := []string{"Cache-Control: max-age=100000", "Last-Modified: " + sunday}
	return []row{
		respond("conditional-etag-strong-respond", `"abcdef"`, `"abcdef"`, 304),
		respond("conditional-etag-weak-respond", `W/"abcdef"`, `W/"abcdef"`, 304),
		respond("own-conditional-etag-weak-comparison", `"abcdef"`, `W/"abcdef"`, 304),
		respond("own-conditional-etag-other", `"abcdef"`, `"other"`, 200),
		respond("own-conditional-etag-star", `"abcdef"`, `*`, 304),
		respond("own-conditional-etag-comma-within", `"a,b"`, `"x", "a,b"`, 304),
		respond("conditional-etag-unquoted-respond-unquoted", `abcdef`, `abcdef`, 304),
		respond("conditional-etag-strong-respond-multiple-first", `"abcdef"`, `"abcdef", "1234", "5678"`, 304),
		respond("conditional-etag-strong-respond-multiple-second", `"abcdef"`, `"1234", "abcdef", "5678"`, 304),
		respond("conditional-etag-strong-respond-multiple-last", `"abcdef"`, `"1234", "5678", "abcdef"`, 304),
		{"conditional-304-etag", "9110 15.4.5", []step{{reply: []string{"Expires: {+100000}", `ETag: "abcdef"`}},
			{send: []string{`If-None-Match: "abcdef"`}, want: fromCache, code: 304, has: []string{`ETag: "abcdef"`}, hasNot: []string{"Content-Length"}}}},
		{"conditional-etag-precedence", model, []step{{reply: []string{"Expires: {+100000}", `ETag: "abcdef"`, "Last-Modified: {-5000}"}},
			{send: []string{`If-None-Match: "abcdef"`, "If-Modified-Since: " + sunday}, want: fromCache, code: 304}}},
		since("conditional-lm-fresh", dated, sunday, 304),
		since("conditional-lm-fresh-earlier", dated, later, 304),
		since("conditional-lm-fresh-rfc850", dated, rfc850, 304),
		since("own-conditional-lm-older", dated, "Sat, 31 Jan 2026 00:00:00 GMT", 200),
		since("own-conditional-lm-none-by-date", []string{"Cache-Control: max-age=10000"}, "Wed, 01 Apr 2026 00:00:00 GMT", 304),
		{"conditional-lm-stale", model, []step{{reply: []string{"Cache-Control: max-age=2", "Last-Modified: " + sunday}},
			{wait: pause, send: []string{"If-Modified-Since: " + sunday}, reply: []string{"Last-Modified: " + sunday}, want: validated, code: 304}}},
		{"conditional-etag-strong-generate", generate, []step{{reply: []string{"Expires: {+1}", `ETag: "abcdef"`}},
			{wait: pause, want: validated, reply: []string{`ETag: "abcdef"`}, asks: []string{`If-None-Match: "abcdef"`}}}},
		{"conditional-etag-weak-generate-weak", generate, []step{{reply: []string{"Expires: {+1}", `ETag: W/"abcdef"`}},
			{wait: pause, want: validated, reply: []string{`ETag: W/"abcdef"`}, asks: []string{`If-None-Match: W/"abcdef"`}}}},
		{"own-both-validators-are-sent", generate, []step{{reply: []string{"Expires: {+1}", `ETag: "a"`, "Last-Modified: " + sunday}},
			{wait: pause, want: validated, reply: []string{`ETag: "a"`}, asks: []string{`If-None-Match: "a"`, "If-Modified-Since: " + sunday}}}},
		{"conditional-etag-vary-headers", generate, []step{{send: []string{"Abc: 123"}, reply: []string{"Expires: {+1}", `ETag: "abcdef"`, "Vary: Abc"}},
			{wait: pause, send: []string{"Abc: 123"}, want: validated, reply: []string{`ETag: "abcdef"`}, asks: []string{"Abc: 123"}}}},
		{"conditional-etag-forward", model, []step{{send: []string{`If-None-Match: "abcdef"`}, want: fromServer, asks: []string{`If-None-Match: "abcdef"`}}}},
		{"own-condition-of-others-passes-by", model, []step{{reply: freshLines()},
			{send: []string{`If-Match: "v1"`}, want: fromServer, asks: []string{`If-Match: "v1"`}}}},
	}
}

// headerRows are about which fields are kept, and which a 304 replaces.
func headerRows() []row {
	rows := []row{
		{"headers-omit-headers-listed-in-Connection", "3.1", []step{
			{reply: []string{"Connection: a, b", "A: 1", "B: 2", "C: 3", "Cache-Control: max-age=3600"}},
			{wait: pause, want: fromCache, has: []string{"C: 3"}, hasNot: []string{"A", "B", "Connection"}}}},
		{"304-lm-use-stored-Test-Header", "3.2", []step{
			{reply: []string{"Cache-Control: max-age=2", "Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT", "Test-Header: A"}},
			{wait: pause, want: validated, reply: []string{"Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT"}, has: []string{"Test-Header: A"}}}},
	}
	for _, name := range []string{"Test-Header", "X-Test-Header", "Content-Foo", "X-Content-Foo", "Content-Encoding", "Content-Location",
		"Content-MD5", "Content-Security-Policy", "Content-Type", "Clear-Site-Data", "Public-Key-Pins", "Set-Cookie", "Set-Cookie2",
		"X-Frame-Options", "X-XSS-Protection"} {
		rows = append(rows, row{"headers-store-" + name, "3.1", []step{{reply: []string{name + ": kept", "Cache-Control: max-age=3600"}},
			{wait: pause, want: fromCache, has: []string{name + ": kept"}}}})
	}
	for _, name := range []string{"Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Connection",
		"TE", "Upgrade"} {
		rows = append(rows, row{"headers-store-" + name, "3.1", []step{{reply: []string{name + ": gone", "Cache-Control: max-age=3600"}},
			{wait: pause, want: fromCache, hasNot: []string{name}}}})
	}
	update := func(name, second, kept string) row {
		return row{"304-etag-update-response-" + name, "3.2", []step{
			{reply: []string{name + ": one", "Cache-Control: max-age=2", `ETag: "a"`}},
			{wait: pause, want: validated, reply: []string{name + ": " + second, "Cache-Control: max-age=2", `ETag: "a"`}, has: []string{name + ": " + kept}},
			{want: fromCache, has: []string{name + ": " + kept}}}}
	}
	for _, name := range []string{"Test-Header", "X-Test-Header", "Content-Foo", "X-Content-Foo", "Content-Location", "Content-Security-Policy",
		"Clear-Site-Data", "Public-Key-Pins", "X-Frame-Options", "X-XSS-Protection", "Set-Cookie", "Set-Cookie2"} {
		rows = append(rows, update(name, "two", "two"))
	}
	for _, name := range []string{"Content-Encoding", "Content-MD5", "Content-Range"} { // they describe the stored bytes
		rows = append(rows, update(name, "two", "one"))
	}
	return append(rows, row{"304-etag-update-response-Cache-Control", "3.2", []step{
		{reply: []string{"Cache-Control: max-age=1", `ETag: "a"`}},
		{wait: pause, want: validated, reply: []string{"Cache-Control: max-age=3600", `ETag: "a"`}},
		{wait: pause, want: fromCache, has: []string{"Cache-Control: max-age=3600"}}}})
}

// invalidationRows are about what unsafe requests do.
func invalidationRows() []row {
	var rows []row
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, "M-SEARCH"} {
		rows = append(rows,
			row{"invalidate-" + method, "4.4", []step{{reply: freshLines()}, {method: method}, {want: fromServer}}},
			row{"invalidate-" + method + "-failed", "4.4", []step{{reply: freshLines()}, {method: method, status: 500}, {want: fromCache}}},
			row{"invalidate-" + method + "-location", "4.4", []step{{path: "/target", reply: freshLines()},
				{method: method, reply: []string{"Location: /target"}}, {path: "/target", want: fromServer}}},
			row{"invalidate-" + method + "-cl", "4.4", []step{{path: "/target", reply: freshLines()},
				{method: method, reply: []string{"Content-Location: /target"}}, {path: "/target", want: fromServer}}},
		)
	}
	return append(rows,
		row{"own-invalidate-by-redirect", "4.4", []step{{reply: freshLines()}, {method: http.MethodPost, status: 303, reply: []string{"Location: /other"}},
			{want: fromServer}}},
		row{"own-invalidate-all-variants", "4.4", []step{
			{send: []string{"Foo: 1"}, reply: []string{"Cache-Control: max-age=60", "Vary: Foo"}},
			{send: []string{"Foo: 2"}, reply: []string{"Cache-Control: max-age=60", "Vary: Foo"}},
			{method: http.MethodPost}, {send: []string{"Foo: 1"}, want: fromServer}, {send: []string{"Foo: 2"}, want: fromServer}}},
		row{"own-safe-methods-do-not-invalidate", "4.4", []step{{reply: freshLines()}, {method: http.MethodOptions}, {want: fromCache}}},
	)
}
