package difftest

import (
	"fmt"
	"strings"
)

const (
	www  = "https://www.example.com/dir/page"
	bare = "https://example.com/"
	open = "http://www.example.com/dir/page" // no TLS

	namelessEqual = "Chromium keeps no cookie without a name whose value has a \"=\" in it; section 5.6, step 3, does, as what follows the first \"=\" is the value"
	keepsTime     = "Chromium makes a cookie whose value changes a new one; section 5.7 keeps the creation-time of the old one, and so its place"
	plusSign      = "Chromium reads a sign before the number; section 5.6.2, step 1, ignores a Max-Age that begins with neither a digit nor \"-\""
	innerTab      = "Chromium keeps no cookie with a tab within; section 5.6, step 1, takes the tab out of the control characters that void a cookie"
	onlyADot      = "Chromium refuses the domain \".\"; by section 5.6.3, step 2, it is the empty one, and by 5.7 the cookie is host-only"
	thirdParty    = "headless Chromium has no cookies for another site's images, whatever their SameSite, as in its private windows; section 7.1 lets a user agent have such a policy"
	fewerCookies  = "Chromium goes down to 150 cookies when a domain has more than 180; section 5.7 leaves the bound to the user agent, and removes the excess alone"
)

// suiteDepartures are the public suite's cases in which Chromium departs from
// the specification.
var suiteDepartures = map[string]struct{ chromium, jar, why string }{
	"NAME0017": {"", "a=bar", namelessEqual},
	"NAME0025": {"", "==a=bar", namelessEqual},
}

// one is a case of one answer, and a request to the same URL.
func one(name, at string, set ...string) testCase {
	return testCase{name: name, steps: []step{{url: at, set: set}}, to: at}
}

// other is a case of one answer, and a request to another URL.
func other(name, from, to string, set ...string) testCase {
	return testCase{name: name, steps: []step{{url: from, set: set}}, to: to}
}

// many are n cookies.
func many(n int, format string) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf(format, i))
	}
	return out
}

func table() []testCase {
	var out []testCase
	for _, part := range [][]testCase{attributes(), domains(), secure(), sameSites(), order(), limits()} {
		out = append(out, part...)
	}
	return out
}

func attributes() []testCase {
	return []testCase{
		one("attr/case", www, "a=1; PATH=/; SECURE; hTTPoNLY; MAX-AGE=60"),
		one("attr/white space", www, " \ta \t=\t 1 2 \t; \t path \t= \t/\t"),
		one("attr/unknown", www, "a=1; Version=1; Comment=x; ; =; Priority=High"),
		one("attr/path empty", www, "a=1; Path="),
		one("attr/path relative", www, "a=1; Path=dir"),
		one("attr/path twice", www, "a=1; Path=/x; Path=/dir"),
		one("attr/path too long", www, "a=1; Path=/"+strings.Repeat("x", 1024)),
		one("attr/path as long as may be", "https://www.example.com/"+strings.Repeat("x", 1023), "a=1; Path=/"+strings.Repeat("x", 1023)),
		other("attr/path of a name's part", www, "https://www.example.com/direct", "a=1; Path=/dir"),
		other("attr/path with a slash", www, "https://www.example.com/dir", "a=1; Path=/dir/"),
		other("attr/path default", www, "https://www.example.com/dir/", "a=1"),
		other("attr/path default above", www, "https://www.example.com/", "a=1"),
		one("attr/path escaped", "https://www.example.com/a%20b/c", "a=1; Path=/a%20b", "b=1; Path=/a b"),
		one("attr/max-age zero", www, "a=1; Max-Age=0", "b=1"),
		one("attr/max-age negative", www, "a=1; Max-Age=-5", "b=1"),
		one("attr/max-age plus", www, "a=1; Max-Age=+5"),
		{name: "attr/max-age plus zero", steps: []step{{url: www, set: []string{"a=1; Max-Age=+0", "b=1"}}}, to: www, chromium: "b=1", jar: "a=1; b=1", why: plusSign},
		one("attr/max-age with a rest", www, "a=1; Max-Age=0x", "b=1; Max-Age=0.5"),
		one("attr/max-age huge", www, "a=1; Max-Age=99999999999999999999"),
		one("attr/max-age quoted", www, `a=1; Max-Age="0"`),
		one("attr/max-age empty", www, "a=1; Max-Age="),
		one("attr/max-age twice", www, "a=1; Max-Age=0; Max-Age=60", "b=1; Max-Age=60; Max-Age=0"),
		one("attr/max-age before expires", www, "a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "b=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT; Max-Age=0"),
		one("attr/expires forms", www, "a=1; Expires=Friday, 01-Jan-99 00:00:00 GMT", "b=1; Expires=Sun Jan 01 00:00:00 2090", "c=1; Expires=2090 jan 1 1:1:1", "d=1; Expires=1 January 60 00:00:00"),
		one("attr/expires no date", www, "a=1; Expires=never", "b=1; Expires=", "c=1; Expires=1 Jan 2020", "d=1; Expires=32 Jan 2020 00:00:00"),
		one("attr/expires twice", www, "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires=Fri, 01 Jan 2100 00:00:00 GMT"),
		one("attr/expires quoted", www, `a=1; Expires="Thu, 01 Jan 1970 00:00:00 GMT"`),
		one("attr/removed", www, "a=1", "b=1", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
		one("attr/removed at another path", www, "a=1; Path=/", "a=; Max-Age=0"),
		one("value/octets", www, "a=\xff\xfe", "b=é", "é=1"),
		{name: "value/tab", steps: []step{{url: www, set: []string{"a=1\t2", "b\tc=1", "d=1"}}}, to: www, chromium: "d=1", jar: "a=1\t2; b\tc=1; d=1", why: innerTab},
		one("value/control", www, "a=1\x01", "b\x7f=1", "c=1; Path=/\x02", "d=1"),
		one("value/comma", www, "a=1, b=2"),
		one("value/quotes", www, `a="1; b"; c`, `"d"="2"`),
		one("value/nothing", www, "", "=", ";", "a=1"),
		one("value/nameless", www, "x", "y", "=z"),
		one("value/nameless of one path", www, "x; Path=/", "y"),
		{name: "value/nameless with =", steps: []step{{url: www, set: []string{"=a=1", "b=1"}}}, to: www, chromium: "b=1", jar: "a=1; b=1", why: namelessEqual},
	}
}

func domains() []testCase {
	return []testCase{
		other("domain/host-only", bare, "https://www.example.com/", "a=1"),
		other("domain/below", www, "https://a.b.example.com/", "a=1; Domain=example.com; Path=/"),
		other("domain/dot", www, bare, "a=1; Domain=.example.com; Path=/"),
		other("domain/two dots", www, bare, "a=1; Domain=..example.com; Path=/"),
		other("domain/case", www, bare, "a=1; Domain=EXAMPLE.com; Path=/"),
		one("domain/own", bare, "a=1; Domain=example.com"),
		other("domain/another", www, "https://example.org/", "a=1; Domain=example.org; Path=/"),
		other("domain/a name's end", "https://notexample.com/", bare, "a=1; Domain=example.com"),
		one("domain/below the host", bare, "a=1; Domain=www.example.com"),
		other("domain/twice", www, bare, "a=1; Domain=example.org; Domain=example.com; Path=/"),
		other("domain/twice, empty last", www, bare, "a=1; Domain=example.com; Domain=; Path=/"),
		one("domain/empty", www, "a=1; Domain=", "b=1; Domain"),
		{name: "domain/only a dot", steps: []step{{url: www, set: []string{"a=1; Domain=."}}}, to: www, jar: "a=1", why: onlyADot},
		one("domain/top level", www, "a=1; Domain=com", "b=1"),
		one("domain/two labels", "https://a.co.uk/", "a=1; Domain=co.uk", "b=1; Domain=a.co.uk"),
		one("domain/private suffix", "https://me.github.io/", "a=1; Domain=github.io", "b=1; Domain=me.github.io"),
		other("domain/suffix for itself", "https://github.io/", "https://me.github.io/", "a=1; Domain=github.io"),
		one("domain/suffix for itself, own", "https://github.io/", "a=1; Domain=github.io"),
		one("domain/port", "http://example.com:8080/", "a=1; Domain=example.com:8080", "b=1; Domain=example.com"),
		other("domain/another port", "http://example.com:8080/", "http://example.com:8081/", "a=1"),
		one("domain/white space", www, "a=1; Domain= example.com ; Path=/", "b=1; Domain=example .com"),
		one("domain/octets", www, "a=1; Domain=bücher.example.com", "b=1"),
		other("domain/punycode", "https://xn--bcher-kva.example.com/", "https://xn--bcher-kva.example.com/", "a=1; Domain=xn--bcher-kva.example.com", "b=1; Domain=example.com"),
		one("domain/localhost", "http://localhost:8080/", "a=1; Domain=localhost", "b=1"),
		one("domain/address", "http://127.0.0.1:8080/", "a=1; Domain=127.0.0.1", "b=1", "c=1; Domain=0.0.1"),
		one("domain/IPv6", "http://[::1]:8080/", "a=1", "b=1; Domain=[::1]", "c=1; Domain=::1", "d=1; Domain=[::2]"),
		{name: "domain/two jars in one", steps: []step{{url: www, set: []string{"a=1"}}, {url: bare, set: []string{"a=2; Domain=example.com"}}}, to: www},
	}
}

func secure() []testCase {
	return []testCase{
		other("secure/not sent openly", www, open, "a=1; Secure", "b=1"),
		one("secure/not set openly", open, "a=1; Secure", "b=1"),
		one("secure/loopback", "http://127.0.0.1:8080/", "a=1; Secure"),
		one("secure/localhost", "http://a.localhost:8080/", "a=1; Secure"),
		{name: "secure/left alone", steps: []step{{url: www, set: []string{"a=1; Secure"}}, {url: open, set: []string{"a=2", "b=2"}}}, to: www},
		{name: "secure/left alone below", steps: []step{{url: www, set: []string{"a=1; Secure; Path=/dir"}}, {url: open, set: []string{"a=2; Path=/dir/x; Domain=example.com"}}}, to: "https://www.example.com/dir/x"},
		{name: "secure/another path", steps: []step{{url: www, set: []string{"a=1; Secure; Path=/dir"}}, {url: open, set: []string{"a=2; Path=/"}}}, to: www},
		{name: "secure/removed openly", steps: []step{{url: www, set: []string{"a=1; Secure"}}, {url: open, set: []string{"a=; Max-Age=0"}}}, to: www},
		one("prefix/secure", www, "__Secure-a=1", "__Secure-b=1; Secure", "__SECURE-c=1", "__secure-d=1; Secure"),
		one("prefix/host", www, "__Host-a=1; Secure", "__Host-b=1; Secure; Path=/", "__Host-c=1; Path=/", "__Host-d=1; Secure; Path=/; Domain=www.example.com", "__host-e=1; Secure; Path=/dir"),
		one("prefix/host, empty domain", www, "__Host-a=1; Secure; Path=/; Domain="),
		one("prefix/host, default path", bare, "__Host-a=1; Secure"),
		one("prefix/in a value", www, "=__Host-a=1", "__Host-b; Secure; Path=/", "__Secure-c", "=__secure-d; Secure", "e=1"),
		one("prefix/openly", open, "__Secure-a=1; Secure", "__Host-b=1; Secure; Path=/"),
		one("prefix/loopback", "http://localhost:8080/", "__Host-a=1; Secure; Path=/", "__Secure-b=1; Secure"),
		one("partitioned/not in a frame", www, "a=1; Secure; Partitioned; SameSite=None"),
		other("partitioned/to the same site", www, bare, "a=1; Secure; Partitioned; SameSite=None; Domain=example.com; Path=/"),
	}
}

func sameSites() []testCase {
	set := []string{"none=1; SameSite=None; Secure; Path=/", "lax=1; SameSite=Lax; Path=/", "strict=1; SameSite=Strict; Path=/", "default=1; Path=/", "odd=1; SameSite=odd; Path=/", "last=1; SameSite=None; SameSite=Strict; Path=/"}
	var out []testCase
	for _, v := range []via{"", viaLink, viaForm, viaImage, viaRedirect, viaInsecure} {
		sent := testCase{name: "samesite/sent by " + string(v), steps: []step{{url: www, set: set}}, to: www, via: v}
		by := testCase{name: "samesite/set by " + string(v), steps: []step{{url: www, set: set, via: v}}, to: www}
		if v == viaImage {
			sent.jar, sent.why = "none=1", thirdParty
			by.jar, by.why = "none=1", thirdParty
		}
		out = append(out, sent, by)
	}
	return append(out,
		one("samesite/none and insecure", www, "a=1; SameSite=None", "b=1; SameSite=none; Secure"),
		one("samesite/none openly", open, "a=1; SameSite=None", "b=1"),
		other("samesite/below is the same site", "https://a.example.com/", "https://b.example.com/", "a=1; SameSite=Strict; Domain=example.com"),
	)
}

func order() []testCase {
	return []testCase{
		one("order/longer paths first", www, "a=1; Path=/", "b=1; Path=/dir", "c=1; Path=/", "d=1; Path=/dir/page"),
		one("order/of coming", www, "c=1", "a=1", "b=1"),
		one("order/same value again", www, "a=1", "b=1", "a=1"),
		{name: "order/another value", steps: []step{{url: www, set: []string{"a=1"}}, {url: www, set: []string{"b=1"}}, {url: www, set: []string{"a=2"}}}, to: www,
			chromium: "b=1; a=2", jar: "a=2; b=1", why: keepsTime},
		one("order/removed and set again", www, "a=1", "b=1", "a=; Max-Age=0", "a=2"),
		{name: "order/several answers", steps: []step{{url: bare, set: []string{"a=1; Domain=example.com"}}, {url: www, set: []string{"b=1; Path=/"}}, {url: bare, set: []string{"c=1; Domain=example.com"}}}, to: www},
	}
}

func limits() []testCase {
	return []testCase{
		one("limit/4096 of name and value", www, "a="+strings.Repeat("x", 4095)),
		one("limit/4097 of name and value", www, "a="+strings.Repeat("x", 4096), "b=1"),
		one("limit/long name", www, strings.Repeat("n", 4096)+"=", strings.Repeat("m", 4097)+"=", "b=1"),
		one("limit/too long to remove", www, "a=1", "a="+strings.Repeat("x", 4096)+"; Max-Age=0"),
		one("limit/attribute of 1024", www, "a=1; Domain="+strings.Repeat("x", 1025)+"; Path=/", "b=1; Max-Age="+strings.Repeat("0", 1025)),
		one("limit/180 of a domain", www, many(180, "c%d=1")...),
		one("limit/domains count apart", "https://www.example.com/", append(many(60, "a%d=1"), many(60, "b%d=1; Domain=example.com")...)...),
		{name: "limit/181 of a domain", steps: []step{{url: www, set: many(181, "c%03d=1")}}, to: www,
			chromium: strings.Join(many(181, "c%03d=1")[31:], "; "), jar: strings.Join(many(181, "c%03d=1")[1:], "; "), why: fewerCookies},
	}
}
